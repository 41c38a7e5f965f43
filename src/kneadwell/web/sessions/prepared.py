"""Sessions that the person's own device may start while there is no network.

The server judges beforehand what would be open if nothing were new, and hands that
to the device. The device asks the person, counts what it knows of itself, and opens
no more than this; `js/prepared/gate.js` decides there.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse

from kneadwell.diary import Entry, EntryKind, SessionEntry
from kneadwell.knowledge import Library, Technique
from kneadwell.screening import (
    Asked,
    Ceiling,
    Check,
    Cleared,
    Past,
    Prescription,
    Work,
    answers_to_json,
    asked_of,
    prescription_to_json,
    screen,
    to_confirm,
)
from kneadwell.session import Timeline, compile_timeline, span_of
from kneadwell.vocabulary import Giver, Place, Side
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.prescriptions.store import prescription_of
from kneadwell.web.screening.cards import cards
from kneadwell.web.screening.store import is_intake_complete, profile_of, standing
from kneadwell.web.sessions.forms import AS_LONG_AS_ALLOWED, SKIN_LOOKED, StartForm
from kneadwell.web.sessions.gate import (
    Outlook,
    gate_prepared,
    nothing_new,
    outlook,
    past_of,
)
from kneadwell.web.sessions.limits import limits_of
from kneadwell.web.sessions.models import PreparedRecord, SessionRecord
from kneadwell.web.sessions.plan import planned_of, seconds_of

HOLDS_FOR = timedelta(hours=72)
"""After this the device has to meet the server before it starts anything."""
DOSES_OF = timedelta(days=15)
"""Older doses touch no cap: those count by day, week and hours between."""
KNOWN_OF = timedelta(days=45)
"""Longer than a device remembers what it sent."""
PAGES = ("prepared", "prepared-before", "prepared-play", "prepared-after")
VOICE = settings.HERE / "static" / "voice" / "en"
_NAMES = uuid.UUID("5b0b4f4e-3f8e-4a53-9d0e-0c8f7d1e6a42")
_COUNTED = {
    *(EntryKind.SESSION, EntryKind.SKIN_CHECK, EntryKind.ADVERSE_EVENT),
    *(EntryKind.SETTLED, EntryKind.CORRECTION),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session as it would be cleared if nothing were new.

    Attributes:
        places: In the order of work, with spots.
        planned: Hands-on seconds by whole place.
        asked: What it asks of the ledger, by whole place.
        until: Until when this judgement holds, whatever the day.
    """

    technique: Technique
    giver: Giver
    places: tuple[Place, ...]
    planned: Mapping[str, int]
    check: Check
    cleared: Cleared
    asked: Mapping[Place, Asked]
    until: datetime

    def timeline(self, library: Library) -> Timeline:
        """Return what is played."""
        return compile_timeline(
            library,
            self.technique.id,
            self.places,
            self.giver,
            seconds=sum(self.planned.values()),
            cleared=self.cleared,
        )

    def facts(
        self, record_id: uuid.UUID, answers: str, most_c: int
    ) -> dict[str, object]:
        """Return what the gate of the device has to know of it, as JSON carries it.

        Args:
            record_id: Of its row.
            answers: What `answers_digest` says now.
            most_c: How warm anything may be, in °C.
        """
        return {
            "id": str(record_id),
            "technique": self.technique.id,
            "edition": self.check.edition,
            "answers": answers,
            "until": self.until.isoformat(),
            "cards": [card.id for card in cards(current_library())],
            "statements": [SKIN_LOOKED, *self.check.confirmed],
            "most_c": most_c,
            "work": [
                {"place": str(place), "asked_s": asked.seconds, "cap_s": asked.cap_s}
                for place, asked in self.asked.items()
            ],
        }

    def record(self, person: Person, now: datetime) -> PreparedRecord:
        """Return the row of it; the same content has the same id."""
        content = {
            "technique": self.technique.id,
            "giver": self.giver.value,
            "places": [str(place) for place in self.places],
            "planned": dict(self.planned),
            "answers": answers_to_json(self.check.answers),
            "confirmed": list(self.check.confirmed),
            "edition": self.check.edition,
        }
        name = json.dumps([str(person.id), content], sort_keys=True)
        return PreparedRecord(
            id=uuid.uuid5(_NAMES, name), person=person, handed_at=now, **content
        )


def prepare(
    person: Person, technique_id: str, now: datetime, past: Past | None = None
) -> Prepared | None:
    """Return what may be prepared of a technique; None where nothing may.

    It is for the places of the profile that are open, or else for all that are, with
    the usual minutes. Where every place has had its dose, it is judged at the first
    moment that one may have more; the device counts again before it opens.

    Args:
        person: Whose body it is.
        technique_id: A technique of the library.
        now: With the offset of where the person is.
        past: What was done before, where the caller has looked it up already.
    """
    library, profile = current_library(), profile_of(person)
    if profile is None or not is_intake_complete(person, library):
        return None
    technique, giver = library.techniques[technique_id], Giver(profile.giver)
    past = past or past_of(person, now)
    everywhere = tuple(Place(side, r) for r in technique.regions for side in Side)
    at, seen = now, outlook(person, technique_id, everywhere, giver, now, past)
    later = _first_room(seen)
    if not seen.open_places and later and later <= now + HOLDS_FOR:
        at, seen = later, outlook(person, technique_id, everywhere, giver, later, past)
    wanted = set(profile.chosen) & set(seen.open_places) or seen.open_places
    sent = QueryDict(mutable=True)
    sent.setlist(
        "places", [str(place) for place in seen.open_places if place in wanted]
    )
    sent["energy"] = AS_LONG_AS_ALLOWED
    wish = StartForm(technique, library, seen, giver, sent).wish()
    if wish is None:
        return None

    answers = nothing_new(person, wish.places, giver, now)
    screened = screen(answers, library, at.date()).techniques[technique_id]
    verdicts = tuple(screened.verdicts.values())
    if not all(verdict.possible for verdict in verdicts):
        return None
    usual_s = span_of(technique, wish.places, library, screened.verdicts).least_s
    planned = planned_of(
        technique_id, wish.places, min(wish.seconds, usual_s), verdicts, library
    )
    seconds = seconds_of(wish.places, planned)
    work = Work(technique_id, seconds)
    check = Check(answers, library.edition, at, to_confirm(verdicts))
    cleared = gate_prepared(check, technique_id, seconds, past, at)
    if not planned or not isinstance(cleared, Cleared):
        return None
    return Prepared(
        technique,
        giver,
        wish.places,
        planned,
        check,
        cleared,
        _below(
            past.prescription, asked_of(technique, work, cleared.verdicts), work, at
        ),
        min(
            _holds_until(check, cleared, at, now, library),
            _reviewed(past.prescription, at) or now + HOLDS_FOR,
        ),
    )


def hand_out(person: Person, prepared: Prepared, now: datetime) -> PreparedRecord:
    """Return the row of what a device gets, kept so that its session can arrive."""
    row = prepared.record(person, now)
    PreparedRecord.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["handed_at"],
    )
    return row


def prepared_pages(person: Person, now: datetime) -> list[str]:
    """Return the paths that a device keeps to start a session by itself."""
    past = past_of(person, now)
    return [
        reverse(name, args=(technique_id,))
        for technique_id in current_library().techniques
        if prepare(person, technique_id, now, past)
        for name in PAGES
    ]


def prepared_files(person: Person, now: datetime) -> list[str]:
    """Return the recordings of what the prepared sessions of a person say."""
    library, past = current_library(), past_of(person, now)
    giver, receiver = set[str](), set[str]()
    for technique_id in library.techniques:
        if prepared := prepare(person, technique_id, now, past):
            for cue in prepared.timeline(library).cues:
                giver |= {*cue.sentences, *cue.ahead}
                receiver |= set(cue.to_receiver)
    index = json.loads((VOICE / "index.json").read_text("utf-8"))
    spoken = [
        *(index["sentences"][said] for said in giver if said in index["sentences"]),
        *(index["receiver"][said] for said in receiver if said in index["receiver"]),
    ]
    names = {recording["file"] for recording in spoken}
    return [static(f"voice/en/{name}") for name in sorted(names)]


def pocket_facts(person: Person, now: datetime) -> dict[str, object]:
    """Return what the device's gate has to know, as JSON carries it."""
    library, diary = current_library(), PersonDiary(person).recent(now)
    offset = now.utcoffset() or timedelta()
    return {
        "edition": library.edition,
        "answers": answers_digest(person, now),
        "made_at": now.isoformat(),
        "until": (now + HOLDS_FOR).isoformat(),
        "offset_min": offset // timedelta(minutes=1),
        "known": [
            str(entry.id)
            for entry in diary.noted
            if entry.kind in _COUNTED and now - entry.at < KNOWN_OF
        ],
        **past_facts(diary.past(library, now, limits_of(person)), now),
        # After its review a programme allows less; the pocket may be as old as this.
        "techniques": technique_facts(
            library, prescription_of(person), (now + HOLDS_FOR).date()
        ),
    }


def past_facts(past: Past, now: datetime) -> dict[str, object]:
    """Return doses and pauses as the device counts them."""
    return {
        "doses": [
            {
                "technique": dose.technique_id,
                "place": str(dose.place),
                "seconds": dose.seconds,
                "at": dose.at.isoformat(),
            }
            for dose in past.doses
            if now - dose.at < DOSES_OF
        ],
        "pauses": [
            {
                "place": str(pause.place),
                "until": pause.until.isoformat() if pause.until else None,
            }
            for pause in past.pauses
        ],
    }


def technique_facts(
    library: Library, programme: Prescription | None = None, day: date | None = None
) -> dict[str, object]:
    """Return what the device's ledger knows of each technique.

    Args:
        library: Which techniques there are.
        programme: What a therapist allows at most, if anyone wrote that down.
        day: The day by which that is read; needed with a programme.
    """
    return {
        technique.id: {
            "modality": technique.modality.value,
            **_times(technique, programme, day),
            "hours_apart": technique.caps.hours_apart,
        }
        for technique in library.techniques.values()
    }


def _times(
    technique: Technique, programme: Prescription | None, day: date | None
) -> dict[str, int | None]:
    caps = technique.caps
    per_day, per_week = caps.times_per_day, caps.times_per_week
    if programme is None or day is None:
        return {"times_per_day": per_day, "times_per_week": per_week}
    everywhere = (Place(side, region) for region in technique.regions for side in Side)
    here = [programme.ceiling(technique.id, place, day) for place in everywhere]
    # Where it allows any, it allows the same: pages are made of no other place.
    ceiling = max(here, key=lambda it: it is None or it.seconds != 0) or Ceiling()
    day_limits = (per_day or (1 if per_week else None), ceiling.times_per_day)
    return {
        "times_per_day": _least(*day_limits),
        "times_per_week": _least(per_week, ceiling.times_per_week),
    }


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


def answers_digest(person: Person, now: datetime) -> str:
    """Return a name for everything that was said and allowed, for any session."""
    library, profile = current_library(), profile_of(person)
    everywhere = tuple(
        Place(side, region)
        for side in library.body.sides
        for region in library.body.regions
    )
    giver = Giver(profile.giver) if profile else Giver.SELF
    answers = standing(person, everywhere, giver, now, fresh=False)
    programme = prescription_of(person)
    allowed = prescription_to_json(programme) if programme else None
    said = json.dumps(
        [library.edition, answers_to_json(answers), allowed], sort_keys=True
    )
    return sha256(said.encode()).hexdigest()[:16]


def arrived(person: Person, entry: Entry) -> None:
    """Make the session of an entry that a device played from a prepared page.

    From then on it is a session like any other: its limits are known and its
    follow-ups are asked. An entry that fits nothing prepared changes nothing.
    """
    done = entry.read()
    if not isinstance(done, SessionEntry) or not done.prepared or not done.checked_at:
        return
    row = PreparedRecord.objects.filter(person=person, id=done.prepared).first()
    said = (done.technique, done.giver.value, done.edition)
    if (
        row is None
        or done.then
        or said != (row.technique, row.giver, row.edition)
        or SessionRecord.objects.filter(id=entry.id).exists()
    ):
        return
    SessionRecord.objects.create(
        id=entry.id,
        person=person,
        technique=row.technique,
        giver=row.giver,
        places=row.places,
        wished_s=sum(row.planned.values()),
        planned=row.planned,
        answers=row.answers,
        confirmed=row.confirmed,
        edition=row.edition,
        # A check of a page that was too old by then is as old as that page allowed.
        checked_at=min(done.checked_at, row.handed_at + HOLDS_FOR),
    )


def _below(
    programme: Prescription | None,
    asked: Mapping[Place, Asked],
    work: Work,
    at: datetime,
) -> dict[Place, Asked]:
    """Return what is asked of the ledger, with no cap above what a therapist allows."""
    below = dict(asked)
    if programme is None:
        return below
    for place, one in asked.items():
        ceiling = programme.ceiling(work.technique_id, place, at.date())
        if ceiling and ceiling.seconds is not None:
            below[place] = replace(one, cap_s=min(one.cap_s, ceiling.seconds))
    return below


def _reviewed(programme: Prescription | None, at: datetime) -> datetime | None:
    """Return the midnight from which a programme allows only its lower bounds."""
    if programme is None or programme.is_over(at.date()):
        return None
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=(programme.review - at.date()).days + 1)


def _first_room(seen: Outlook) -> datetime | None:
    """Return when the first place that only had its dose may have more."""
    if seen.refused and seen.refused.stop:
        return None
    waits = (
        room.possible_at
        for place, room in seen.rooms.items()
        if seen.verdicts[place].possible
        and not room.seconds
        and seen.ceilings.get(place) != 0
    )
    return min(waits, default=None)


def _holds_until(
    check: Check, cleared: Cleared, at: datetime, now: datetime, library: Library
) -> datetime:
    """Return until when the rules say the same: an OK may end, a touch check ages."""
    answers = replace(check.answers, places=tuple(cleared.verdicts))
    end = now + HOLDS_FOR
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    while (midnight := midnight + timedelta(days=1)) < end:
        later = screen(answers, library, midnight.date())
        screened = later.techniques[cleared.technique_id]
        if later.stop or screened.verdicts != cleared.verdicts:
            return midnight
    return end
