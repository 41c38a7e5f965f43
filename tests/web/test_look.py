"""What the look promises, as far as files and rendered pages show it."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kneadwell import web
from kneadwell.knowledge.lint import GRADE_AT_MOST, WORDS_AT_MOST, grade
from kneadwell.plan import Slot, Week
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.models import SessionRecord

WEB = Path(web.__file__).parent
TOKENS = WEB / "static/css/tokens.css"
STYLES = [path for path in WEB.glob("static/**/*.css") if path != TOKENS]
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))

WORDS_LEAST = 7.0
"""Contrast of words, as WCAG 2.2 asks of AAA (1.4.6)."""
OUTLINE_LEAST = 4.5
"""Contrast of what shows that a thing can be pressed."""
REM_LEAST = 1.125
"""18 px at the usual size of letters."""

GROUNDS = ("paper", "sheet", "band")
WORDS = [
    *product(("ink",), (*GROUNDS, "danger-tint")),
    *product(("ink-soft",), GROUNDS),
    *product(("paper",), ("ink", "ink-soft")),
    *product(("danger", "clear", "changed", "ask"), ("paper", "sheet")),
    *((role, f"{role}-tint") for role in ("danger", "clear", "changed", "ask")),
    ("on-now", "now"),
    ("on-sun", "sun"),
    ("on-alarm", "alarm"),
    ("on-field", "field"),
    ("on-field-soft", "field"),
    ("on-rest", "rest"),
]
OUTLINES = [
    *product(("edge",), GROUNDS),
    *product(("danger", "clear", "changed", "ask"), GROUNDS),
    ("field-line", "field"),
    ("sun", "field"),
]

_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_PAIR = re.compile(r"light-dark\((.+?), (.+?)\)")
_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|:[^;]*\b(?:black|white|gr[ae]y|red|orange|yellow|green|blue|purple|brown|pink)\b",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\bfont(?:-size)?:\s*([^;}]+)")
_LENGTH = re.compile(r"(\d*\.?\d+)(rem|px|pt)\b")
_SAID = re.compile(
    r"{% translate (?:\"(.+?)\"|'(.+?)')(?: as \w+)? %}"
    r"|{% blocktranslate[^%]*%}(.+?){% endblocktranslate %}",
    re.DOTALL,
)
_GETTEXT = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}


def block(text: str, start: str) -> str:
    """Return what stands between the braces after `start`."""
    begin = text.index("{", text.index(start)) + 1
    depth = 1
    for end in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if not depth:
            return text[begin:end]
    message = f"no end of {start}"
    raise AssertionError(message)


def tokens(mode: str) -> dict[str, str]:
    """Return the value of each token as a browser in this mode takes it."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text("utf-8"), flags=re.DOTALL)
    scopes = [block(text, ":root")]
    if mode != "old":
        supports = block(text, "@supports")
        scopes.append(block(supports, ":root"))
        if mode.endswith("more"):
            scopes.append(block(supports, "@media (prefers-contrast: more)"))
    found = {}
    for scope in scopes:
        for name, value in _TOKEN.findall(scope):
            pair = _PAIR.fullmatch(value.strip())
            found[name] = pair[1 + mode.startswith("dark")] if pair else value.strip()
    return found


def luminance(colour: str) -> float:
    """Return how light a colour is, from 0 to 1 (WCAG 2.2, relative luminance)."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rules(path: Path) -> str:
    """Return a stylesheet without comments and without conditions."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"@supports[^{]+{", "{", text)


def templates_say() -> Iterator[tuple[Path, str]]:
    """Yield each text that a template says itself."""
    for path in TEMPLATES:
        for found in _SAID.findall(path.read_text("utf-8")):
            for text in re.split(r"{% plural %}", "".join(found)):
                yield path, re.sub(r"{{.+?}}", "it", text)


def views_say() -> Iterator[tuple[Path, str]]:
    """Yield each text that the code of the pages says itself."""
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _GETTEXT:
                for said in node.args:
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        yield path, re.sub(r"%\(\w+\)[sd]", "it", said.value)


@pytest.mark.parametrize("mode", ["old", "light", "dark", "light more", "dark more"])
def test_words_and_outlines_stand_out(mode: str) -> None:
    value = tokens(mode)
    weak = [
        f"{one} on {other}: {found:.1f}"
        for least, pairs in ((WORDS_LEAST, WORDS), (OUTLINE_LEAST, OUTLINES))
        for one, other in pairs
        if (found := contrast(value[one], value[other])) < least
    ]
    assert weak == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_colour_has_a_role(path: Path) -> None:
    assert _COLOUR.findall(rules(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_holds_no_style(path: Path) -> None:
    text = path.read_text("utf-8")

    assert not re.search(r"\sstyle=|<style|\son\w+=|\s(?:fill|stroke|color)=\"#", text)


@pytest.mark.parametrize("path", [TOKENS, *STYLES], ids=lambda path: path.name)
def test_no_words_are_small(path: Path) -> None:
    screen = rules(path).split("@media print")[0]
    sizes = [size for found in _SIZE.findall(screen) for size in _LENGTH.findall(found)]
    sizes += re.findall(r"--t-[\w-]+:\D*([\d.]+)(rem|px|pt)", screen)
    least = {"rem": REM_LEAST, "px": 18, "pt": 13.5}

    assert [size for size in sizes if float(size[0]) < least[size[1]]] == []


def pages(of: list[Any] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if of is None else of:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns)
        else:
            yield pattern


@pytest.mark.parametrize("pattern", list(pages()), ids=lambda pattern: pattern.name)
def test_no_page_carries_style_or_script(
    browser: Client,
    cleared: Callable[..., Person],
    session: SessionRecord,
    pattern: URLPattern,
) -> None:
    named = {
        "technique_id": "foot-massage-essential-oils",
        "session_id": session.id,
        "which": "20-minutes",
        "what": "other",
        "question_id": "broken-skin",
        "card_id": "skin",
        "condition_id": "diabetes",
        "key": "wrong",
        "date": date(2026, 11, 23),
        "entry_id": session.id,
        "code": "12345678",
        "device_id": session.id,
        "week": Week(2026, 48),
        "day": date(2026, 11, 23),
        "slot": Slot.EVENING,
        "token": "wrong",
        "feed_id": session.id,
    }
    wanted = {key: named[key] for key in pattern.pattern.converters}
    response = browser.get(reverse(str(pattern.name), kwargs=wanted), follow=True)
    if "text/html" not in response.get("Content-Type", ""):
        return
    page = response.getvalue() if response.streaming else response.content
    inline = re.findall(
        r"<style|\sstyle=|<script(?![^>]*(?:\ssrc=|application/json))[^>]*>|\son\w+=",
        page.decode(),
    )

    assert inline == []


@pytest.mark.parametrize("say", [templates_say, views_say])
def test_what_pages_say_is_plain(
    say: Callable[[], Iterator[tuple[Path, str]]],
) -> None:
    hard: list[str] = []
    for path, text in say():
        hard.extend(
            f"{path.name}: {count} words: {sentence}"
            for sentence in re.split(r"(?<=[.?:;])\s+", text.strip())
            if (count := len(sentence.split())) > WORDS_AT_MOST
        )
        if len(text.split()) > WORDS_AT_MOST and grade(text) > GRADE_AT_MOST:
            hard.append(f"{path.name}: grade {grade(text):.0f}: {text}")
        if "!" in text or re.search(r"\b(?:comfortabl[ey]|tolerat\w+)\b", text):
            hard.append(f"{path.name}: {text}")

    assert hard == []
