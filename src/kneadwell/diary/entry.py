"""One thing that was noted."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kneadwell.diary.fields import (
    EntryError,
    moment_in,
    only,
    speakable,
    text_in,
    uuid_in,
)
from kneadwell.diary.kinds import BODY_OF, Body, BodyOf, CheckInEntry, EntryKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was noted. Whoever notes it draws the id.

    A value that exists holds a body that its kind can read, and a moment with
    the offset of the place it was noted in.
    """

    id: uuid.UUID
    kind: EntryKind
    at: dt.datetime
    body: Mapping[str, object]
    _read: Body = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            problem = "write the offset too, like 2026-11-23T09:30+00:00"
            raise EntryError(field="at", problem=problem)
        speakable(self.body)
        object.__setattr__(self, "_read", BODY_OF[self.kind].of(self.body))

    def read(self) -> Body:
        """Return the body as the value of its kind."""
        return self._read

    @property
    def date(self) -> dt.date:
        """The local day it belongs to, as it was where it was noted."""
        return (
            self._read.date if isinstance(self._read, CheckInEntry) else self.at.date()
        )

    def to_json(self) -> dict[str, object]:
        """Return the entry as files and pages carry it."""
        return {
            "id": str(self.id),
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "body": dict(self.body),
        }


def read_as(
    kind: type[BodyOf], entries: Iterable[Entry]
) -> Iterator[tuple[Entry, BodyOf]]:
    """Yield the entries of one kind, each with its body read."""
    for entry in entries:
        if isinstance(body := entry.read(), kind):
            yield entry, body


def entry_from_json(value: object) -> Entry:
    """Read an entry as `Entry.to_json` writes it.

    Raises:
        EntryError: It is not exactly an id, a kind, a moment and a fitting body.
    """
    if not isinstance(value, Mapping):
        raise EntryError(field="entry", problem="is not a list of names and values")
    only(value, {"id", "kind", "at", "body"})
    kind, body = text_in(value, "kind"), value.get("body")
    if kind not in set(EntryKind):
        raise EntryError(field="kind", problem=f"is not one of {', '.join(EntryKind)}")
    if not isinstance(body, dict):
        raise EntryError(
            field="body", problem="is missing or not a list of names and values"
        )
    entry_id, at = uuid_in(value, "id"), moment_in("at", value.get("at"))
    return Entry(entry_id, EntryKind(kind), at, body)
