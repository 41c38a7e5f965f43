"""What a file gave, and what it did not."""

from dataclasses import dataclass

from kneadwell.diary.entry import Entry, entry_from_json
from kneadwell.vocabulary import KneadwellError

LONGEST = 32_000_000
"""Characters. Ten years of a diary that is written in every hour are less."""


class DiaryFileError(KneadwellError):
    """A file holds no diary."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(
            f"This file cannot be read as a diary: {problem}. Nothing was taken from "
            "it. Choose a file that Kneadwell has written."
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a file that is no entry."""

    where: str
    """Like ``entry 3`` or ``line 12``, counted from 1."""
    reason: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class Imported:
    """All that was in a file: what can be kept, and what not with its reason."""

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]


def read_at(where: str, value: object) -> Entry | Skipped:
    """Read one entry of a file."""
    try:
        return entry_from_json(value)
    except KneadwellError as error:
        return Skipped(where, f"{str(error).rstrip('.')}.")
    except RecursionError:
        return Skipped(where, "It goes too deep.")


def checked(text: str) -> str:
    """Return the text of a file without its mark of UTF-8.

    Raises:
        DiaryFileError: It is too long to be a diary.
    """
    if len(text) > LONGEST:
        raise DiaryFileError(problem=f"it has more than {LONGEST:,} characters")
    return text.removeprefix("\ufeff")
