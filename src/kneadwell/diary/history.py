"""What was ever said under one id: an entry, and the corrections of it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kneadwell.diary.entry import Entry
from kneadwell.diary.fields import EntryError
from kneadwell.diary.kinds import CorrectionEntry


@dataclass(frozen=True, slots=True)
class Version:
    """What an entry said from one moment on."""

    noted_at: dt.datetime
    entry: Entry | None
    """None takes it back."""


@dataclass(frozen=True, slots=True)
class History:
    """Every version of one entry, in the order of noting; never empty."""

    versions: tuple[Version, ...]

    @property
    def entry(self) -> Entry | None:
        """What counts now; None when it was taken back."""
        return self.versions[-1].entry

    @property
    def said(self) -> tuple[Entry, ...]:
        """Each version that says something."""
        return tuple(one.entry for one in self.versions if one.entry)


def histories_of(noted: Iterable[Entry]) -> Mapping[uuid.UUID, History]:
    """Return the history of each entry that is no correction.

    A correction that its entry cannot hold changes nothing, nor does one of an entry
    that has not come yet.

    Args:
        noted: Each once, in the order of noting.
    """
    versions: dict[uuid.UUID, list[Version]] = {}
    corrections = []
    for entry in noted:
        if isinstance(correction := entry.read(), CorrectionEntry):
            corrections.append((entry, correction))
        else:
            versions[entry.id] = [Version(entry.at, entry)]
    for entry, correction in corrections:
        if known := versions.get(correction.corrects):
            known.extend(_version(entry, correction, known))
    return {name: History(tuple(known)) for name, known in versions.items()}


def _version(
    entry: Entry, correction: CorrectionEntry, known: list[Version]
) -> Iterator[Version]:
    if correction.body is None:
        yield Version(entry.at, None)
        return
    last = next(one.entry for one in reversed(known) if one.entry)
    try:
        mended = replace(last, body=correction.body, at=correction.at or last.at)
    except EntryError:
        return
    yield Version(entry.at, mended)


def ever_said(histories: Iterable[History]) -> tuple[Entry, ...]:
    """Return every version that says something, oldest first."""
    said = (entry for history in histories for entry in history.said)
    return tuple(sorted(said, key=lambda entry: (entry.at, entry.id)))


def agreed(histories: Iterable[History]) -> Iterator[History]:
    """Yield what was never taken back."""
    for history in histories:
        if all(version.entry for version in history.versions):
            yield history
