"""Entries in words for a page."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext, ngettext

from kneadwell.diary import (
    AdverseEventEntry,
    ChangeEntry,
    CheckInEntry,
    Diary,
    Entry,
    Found,
    FurtherWork,
    HasSettled,
    NoteEntry,
    ScoreEntry,
    SessionEntry,
    SessionNote,
    SettledEntry,
    SkinCheckEntry,
    Sugar,
    SugarCheckEntry,
    When,
)
from kneadwell.knowledge import Library
from kneadwell.screening import Pause
from kneadwell.vocabulary import EVERYWHERE, Place
from kneadwell.web.diary.forms import SLEEP
from kneadwell.web.diary.said import (
    change_texts,
    checked_texts,
    ended_texts,
    flag_texts,
    sleep_name,
    sugar_texts,
)
from kneadwell.web.words import (
    Shown,
    cause_text,
    finding_text,
    place_name,
    technique_name,
    techniques_text,
    time_text,
    words,
)

Flags = Mapping[uuid.UUID, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What it takes to put the entries of one diary into words."""

    diary: Diary
    library: Library
    flags: Flags
    sessions: Mapping[uuid.UUID, SessionNote] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        notes = {note.id: note for day in self.diary.days() for note in day.notes}
        object.__setattr__(self, "sessions", notes)

    def rows(self, entries: Iterable[Entry]) -> list[Shown]:
        """Return entries as rows, latest first; ratings stand with their session."""
        return [
            self.row(entry)
            for entry in sorted(entries, key=lambda entry: entry.at, reverse=True)
            if not self._stands_elsewhere(entry)
        ]

    def row(self, entry: Entry) -> Shown:
        """Return one entry as a row."""
        history = self.diary.histories.get(entry.id)
        return {
            "id": entry.id,
            "url": reverse("diary-entry", args=(entry.id,)),
            "time": time_format(entry.at.time(), "H:i"),
            "is_corrected": history is not None and len(history.versions) > 1,
            "flags": [
                text
                for flag, text in flag_texts().items()
                if flag in self.flags.get(entry.id, ())
            ],
            **self._said(entry),
        }

    def matches(self, entry: Entry, wanted: Iterable[str]) -> bool:
        """Return whether an entry says all that is wanted, in small letters."""
        if self._stands_elsewhere(entry):
            return False
        said = "\n".join(_texts_of(self._said(entry))).casefold()
        return all(word in said for word in wanted)

    def _stands_elsewhere(self, entry: Entry) -> bool:
        said = entry.read()
        return isinstance(said, ScoreEntry) and said.session in self.sessions

    def _said(self, entry: Entry) -> Shown:
        said = entry.read()
        if isinstance(said, SessionEntry):
            return self._session(self.sessions.get(entry.id), said)
        if isinstance(said, ScoreEntry):
            return self._score(said)
        if isinstance(said, CheckInEntry):
            return self._check_in(said)
        if isinstance(said, ChangeEntry):
            title, line = gettext("Against a month ago"), change_texts()[said.change]
            return {"title": title, "lines": [line]}
        if isinstance(said, NoteEntry):
            return {"title": gettext("Note"), "text": said.text}
        return self._trouble(entry) | {"is_wrong": is_wrong(entry)}

    def _trouble(self, entry: Entry) -> Shown:
        said = entry.read()
        if isinstance(said, SugarCheckEntry):
            title = gettext("Blood sugar after 30 minutes")
            return {"title": title, "lines": [sugar_texts()[said.sugar]]}
        if isinstance(said, SkinCheckEntry):
            where = self._where(said.places) if said.found else ""
            title = checked_texts()[said.when]
            return {"title": title, "lines": [_found_text(said.found), where]}
        if isinstance(said, SettledEntry):
            title = {
                HasSettled.YES: gettext("It has settled"),
                HasSettled.NO: gettext("It has not settled"),
                HasSettled.UNSURE: gettext("Not sure whether it has settled"),
            }[said.answer]
            return {"title": title, "lines": [self._where(said.places)]}
        if isinstance(said, AdverseEventEntry):
            what, library = gettext("Something was wrong."), self.library
            during = technique_name(said.technique, library) if said.technique else ""
            lines = [what, during, self._where(said.places)]
            return {"title": cause_text(said.what, library), "lines": lines}
        return {"title": entry.kind.value}

    def _session(self, note: SessionNote | None, said: SessionEntry) -> Shown:
        return {
            "title": techniques_text(said.techniques, self.library),
            "works": [
                {
                    "name": technique_name(work.technique, self.library)
                    if said.then
                    else "",
                    "minutes_text": time_text(sum(work.places.values())),
                    "places": self._worked(work),
                }
                for work in said.works
            ],
            "lines": [ended_texts()[said.ended]],
            "scores": self._around(note) if note else [],
        }

    def _worked(self, work: FurtherWork) -> list[Shown]:
        return [
            {
                "name": place_name(Place.parse(place), self.library),
                "minutes_text": time_text(work.places.get(place, 0)),
                "unseen_text": time_text(work.unseen[place])
                if place in work.unseen
                else "",
            }
            for place in work.at_most
        ]

    def _around(self, note: SessionNote) -> list[Shown]:
        rated = [
            (measure, note.before.get(measure.id), note.after.get(measure.id))
            for measure in self.library.measures.values()
        ]
        return [
            {"name": words(measure.name), "before": before, "after": after}
            for measure, before, after in rated
            if before is not None or after is not None
        ]

    def _score(self, said: ScoreEntry) -> Shown:
        return {
            "title": gettext("Before a session")
            if said.when is When.BEFORE
            else gettext("After a session"),
            "scores": self._scores(said.scores),
        }

    def _check_in(self, said: CheckInEntry) -> Shown:
        more = [
            (said.medicine_changed, gettext("A medicine was changed.")),
            (said.flare, gettext("A flare.")),
        ]
        falls = said.falls
        return {
            "title": gettext("How the day was"),
            "scores": self._scores(said.scores),
            "lines": [
                *(text for is_so, text in more if is_so),
                ngettext("%d fall.", "%d falls.", falls) % falls if falls else "",
            ],
        }

    def _scores(self, scores: Mapping[str, int | None]) -> list[Shown]:
        names = {
            **{name: words(it.name) for name, it in self.library.measures.items()},
            SLEEP: sleep_name(),
        }
        return [
            {"name": names.get(name, name), "value": value}
            for name, value in scores.items()
            if value is not None
        ]

    def _where(self, places: Iterable[Place]) -> str:
        named = _listed(place_name(place, self.library) for place in places)
        return named or gettext("No place was named.")


def is_wrong(entry: Entry) -> bool:
    """Return whether an entry tells of something that was not as it should be."""
    said = entry.read()
    return (
        isinstance(said, AdverseEventEntry)
        or (isinstance(said, SkinCheckEntry) and bool(said.found))
        or (isinstance(said, SettledEntry) and said.answer is not HasSettled.YES)
        or (isinstance(said, SugarCheckEntry) and said.sugar is Sugar.LOW)
    )


def paused_shown(pauses: Iterable[Pause], library: Library) -> list[Shown]:
    """Return the paused places; places that pause for the same share a row."""
    causes: dict[Place, list[str]] = {}
    for pause in pauses:
        causes.setdefault(pause.place, []).append(_pause_text(pause, library))
    rows: dict[tuple[str, ...], list[Place]] = {}
    for place, why in causes.items():
        rows.setdefault(tuple(why), []).append(place)
    return [
        {
            "places": gettext("Every place")
            if set(EVERYWHERE) <= set(places)
            else _listed(place_name(place, library) for place in places),
            "why": why,
        }
        for why, places in rows.items()
    ]


def date_text(date: dt.date) -> str:
    """Return a day as a heading."""
    return date_format(date, "l, j F Y")


def moment_text(at: dt.datetime) -> str:
    """Return a moment as it was where it was noted."""
    return f"{date_format(at, 'l, j F')}, {time_format(at.time(), 'H:i')}"


def _pause_text(pause: Pause, library: Library) -> str:
    facts = {
        "cause": cause_text(pause.cause, library),
        "since": moment_text(pause.since),
    }
    if pause.until:
        facts["until"] = moment_text(pause.until)
        return gettext("%(cause)s, since %(since)s; not before %(until)s") % facts
    return gettext("%(cause)s, since %(since)s") % facts


def _listed(things: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(things))


def _found_text(found: Iterable[Found]) -> str:
    listed = _listed(finding_text(thing) for thing in found)
    return (
        gettext("Found: %s") % listed.lower()
        if listed
        else gettext("Nothing was found.")
    )


def _texts_of(row: object) -> Iterator[str]:
    """Yield all that a row says."""
    if isinstance(row, str):
        yield row
    elif isinstance(row, Mapping):
        for value in row.values():
            yield from _texts_of(value)
    elif isinstance(row, list):
        for value in row:
            yield from _texts_of(value)
