"""Sentences, kept per language from the first file on."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""One text in every language it has been written in, by language code."""

Lines = Mapping[str, tuple[str, ...]]
"""Sentences in every language they have been written in, one recording each."""

FALLBACK = "en"


def in_language(text: Text, language: str = FALLBACK) -> str:
    """Return `text` in `language`, or in English where it is not translated yet."""
    return text.get(language) or text[FALLBACK]


def lines_in(lines: Lines, language: str = FALLBACK) -> tuple[str, ...]:
    """Return the sentences in `language`, or in English; none when there are none."""
    return lines.get(language) or lines.get(FALLBACK, ())
