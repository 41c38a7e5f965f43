"""What of a long diary still matters today."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kneadwell.diary import (
    AdverseEventEntry,
    CorrectionEntry,
    Diary,
    Entry,
    HasSettled,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    fold,
    read_as,
)
from kneadwell.vocabulary import EVERYWHERE, Place

RECENT = dt.timedelta(days=21)
"""Longer than the dose ledger and the follow-ups look back, and any days of rest."""
_A_DATE = dt.timedelta(days=2)
"""Further apart than this, the local dates follow the moments, whatever the offsets."""


def lasts(entry: Entry) -> bool:
    """Return whether an entry may still matter when it is old.

    It can pause a place or open it, or it can make a look at the skin say so.
    """
    match entry.read():
        case AdverseEventEntry() | SettledEntry():
            return True
        case SkinCheckEntry() as check:
            return bool(check.found)
        case CorrectionEntry(body=body):
            # Any other one is found by what it corrects.
            return bool(body and body.get("found"))
        case _:
            return False


def about(entry: Entry) -> uuid.UUID | None:
    """Return which session or entry an entry is about, if any."""
    said = entry.read()
    if isinstance(said, CorrectionEntry):
        return said.corrects
    return getattr(said, "session", None)


def corrected_by(entries: Iterable[Entry]) -> set[uuid.UUID]:
    """Return the ids of what is corrected."""
    return {correction.corrects for _, correction in read_as(CorrectionEntry, entries)}


def has_last_session(diary: Diary, since: dt.datetime) -> bool:
    """Return whether the last session that stands is in `diary` for sure.

    Args:
        diary: All since `since`, and some from before.
        since: A moment.
    """
    sessions = read_as(SessionEntry, diary.entries)
    return any(entry.at >= since + _A_DATE for entry, _ in sessions)


def without_what_settled(diary: Diary, since: dt.datetime, now: dt.datetime) -> Diary:
    """Return `diary` without old trouble that has settled, and the answers to it.

    What was ever corrected stays, so that every version of it is weighed.

    Args:
        diary: With all that can pause or open a place.
        since: Nothing younger is left out.
        now: A yes that is dated later opens nothing yet.
    """
    answers = _Answers.of(diary, now)
    sessions = {entry.id for entry, _ in read_as(SessionEntry, diary.noted)}
    settled, answered, trouble = set(), [], [since]
    for history in diary.histories.values():
        for entry in history.said:
            may_go = entry.at < since and len(history.versions) == 1
            match entry.read():
                case SettledEntry() if may_go:
                    answered.append(entry)
                case AdverseEventEntry() | SkinCheckEntry() as wrong:
                    if (
                        may_go
                        and wrong.session not in sessions
                        and answers.have_opened(wrong.places or EVERYWHERE, entry.at)
                    ):
                        settled.add(entry.id)
                    else:
                        trouble.append(entry.at)
    settled |= {entry.id for entry in answered if entry.at <= min(trouble)}
    return fold(entry for entry in diary.noted if entry.id not in settled)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The last answers to "Has it settled?", by place as it was named."""

    yes: Mapping[Place, dt.datetime]
    other: Mapping[Place, dt.datetime]
    """A no or an unsure; by the whole place, which it closes with all its spots."""

    @classmethod
    def of(cls, diary: Diary, now: dt.datetime) -> "_Answers":
        """Read all answers; of a corrected one only what keeps a place closed."""
        yes: dict[Place, dt.datetime] = {}
        other: dict[Place, dt.datetime] = {}
        for history in diary.histories.values():
            for entry, said in read_as(SettledEntry, history.said):
                if said.answer is not HasSettled.YES:
                    last, places = other, [place.whole for place in said.places]
                elif len(history.versions) == 1 and entry.at <= now:
                    last, places = yes, list(said.places)
                else:
                    continue
                for place in places:
                    last[place] = max(entry.at, last.get(place, entry.at))
        return cls(yes, other)

    def have_opened(self, places: Iterable[Place], since: dt.datetime) -> bool:
        """Return whether all `places` have settled from trouble at `since`."""
        return all(
            any(
                self.yes.get(named, since)
                > max(since, self.other.get(place.whole, since))
                for named in (place, place.whole)
            )
            for place in places
        )
