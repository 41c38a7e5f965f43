"""Verdicts and refusals in the words of their pages."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from kneadwell.knowledge import Library
from kneadwell.screening import (
    SEEN_BY_OTHER,
    TESTED_BY_OTHER,
    THERMOMETER,
    Answer,
    Answers,
    Beyond,
    Reason,
    Refused,
    Stop,
    TooLong,
    Verdict,
)
from kneadwell.session import Timeline
from kneadwell.vocabulary import Giver, Place, Side, lines_in
from kneadwell.web.atlas.scenes import cue_scenes
from kneadwell.web.follow_ups.shown import paused_shown
from kneadwell.web.follow_ups.store import Paused
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.screening.results import Word, word_names, word_of
from kneadwell.web.screening.store import is_intake_complete, profile_of
from kneadwell.web.sessions.gate import Outlook, outlook
from kneadwell.web.sessions.models import (
    PreparedRecord,
    RecordedWork,
    SessionRecord,
)
from kneadwell.web.words import (
    Shown,
    flag_shown,
    place_name,
    places_text,
    sources_shown,
    technique_name,
    techniques_text,
    time_text,
    words,
)

EMERGENCY = "emergency now"


def place_shown(verdict: Verdict, outlook: Outlook, library: Library) -> Shown:
    """Return one place to choose, with what may be done there and why."""
    is_open = verdict.place in outlook.open_places
    word = word_of(verdict) if is_open or not verdict.possible else Word.NOT_NOW
    return {
        "value": str(verdict.place),
        "label": place_name(verdict.place, library).capitalize(),
        "is_open": is_open,
        "verdict": word.value,
        "word": word_names()[word],
        "name": _becomes(verdict, library),
        "why": _why(verdict, outlook, library),
    }


def technique_named(technique_id: str, library: Library) -> Shown:
    """Return a technique as headings name it."""
    return {"id": technique_id, "name": technique_name(technique_id, library)}


def techniques_named(record: SessionRecord, library: Library) -> Shown:
    """Return all techniques of a session as headings name them."""
    ids = [work.technique for work in record.works]
    return {
        "id": record.technique,
        "name": techniques_text(ids, library),
        "are_several": len(ids) > 1,
    }


def works_shown(record: SessionRecord, library: Library) -> list[Shown]:
    """Return what is to be done, a technique a line; empty for only one."""
    return [
        {
            "name": technique_name(work.technique, library),
            "places": places_text(map(str, work.places), library),
            "time": time_text(work.wished_s),
        }
        for work in record.works
        if record.then
    ]


def shorter_shown(record: SessionRecord, library: Library) -> list[Shown]:
    """Return the techniques that became shorter, so that all fit into a session."""
    return [
        {
            "name": technique_name(work.technique, library),
            "time": time_text(sum(work.planned.values())),
            "wished": time_text(work.wished_s),
        }
        for work in record.works
        if record.then and sum(work.planned.values()) < work.wished_s
    ]


def without_shown(record: SessionRecord, left_out: str, library: Library) -> Shown:
    """Return how to go on without one technique of several."""
    rest = [work.technique for work in record.works if work.technique != left_out]
    return {
        "url": reverse("without", args=(record.id, left_out)),
        "name": technique_name(left_out, library),
        "rest": techniques_text(rest, library),
    }


def statement_text(name: str, library: Library) -> str:
    """Return a statement to confirm before a session."""
    change_words = library.change_words
    if name == THERMOMETER:
        return gettext("How warm is it, by the thermometer?")
    if name == TESTED_BY_OTHER:
        return words(change_words["heat_tested_by"]["other-with-normal-hands"].text)
    if name == SEEN_BY_OTHER:
        return gettext("Someone who can see well has looked at this skin today.")
    return words(change_words["ask_before"][name].text)


def start_shown(person: Person, technique_id: str, now: datetime) -> Shown:
    """Return how the start button of a technique stands, by what was said last."""
    library, profile = current_library(), profile_of(person)
    if profile is None or not is_intake_complete(person, library):
        return {"is_known": False}
    regions = library.techniques[technique_id].regions
    places = tuple(Place(side, region) for region in regions for side in Side)
    seen = outlook(person, technique_id, places, Giver(profile.giver), now)
    return {
        "is_known": True,
        "is_closed": not seen.open_places,
        "places": places_text(map(str, seen.open_places), library),
    }


def wrong_shown(library: Library) -> Shown:
    """Return what can be wrong in a session, and what to do then."""
    wrong = library.session.wrong
    return {
        "question": words(wrong.question),
        "items": [
            {"id": name, "button": words(item.button), "do": lines_in(item.do)}
            for name, item in wrong.items.items()
        ],
        "place_paused": words(wrong.place_paused),
    }


def player_shown(
    timeline: Timeline, record: SessionRecord | PreparedRecord, library: Library
) -> Shown:
    """Return what the page of a player needs of any session, online or prepared."""
    scenes, cue_scene_ids = cue_scenes(timeline)
    first, *then = record.works
    called = timeline.called_of
    names = [name for here in called.values() for name in here.values()]
    return {
        "called": ", ".join(dict.fromkeys(names))
        or technique_name(record.technique, library),
        "called_there": {
            technique_id: {
                place: name
                for place, name in here.items()
                if then or name != technique_name(technique_id, library)
            }
            for technique_id, here in called.items()
        },
        "giver": record.giver,
        "scenes": scenes,
        "cue_scenes": cue_scene_ids,
        "player_texts": player_texts(library),
        "timeline_json": timeline.to_json(),
        "facts": {
            "technique": first.technique,
            "giver": record.giver,
            "planned": first.planned,
            "edition": record.edition,
            **_facts_of(then),
        },
        "wrong": wrong_shown(library),
    }


def _facts_of(then: Sequence[RecordedWork]) -> Shown:
    """Return what the player writes down of the techniques after the first."""
    facts = [{"technique": one.technique, "planned": one.planned} for one in then]
    return {"then": facts} if facts else {}


def player_texts(library: Library) -> Shown:
    """Return what the player says of itself, one sentence each."""
    texts = library.session.player
    return {
        "paused": lines_in(texts.paused),
        "go_on": lines_in(texts.go_on),
        "stopped": lines_in(texts.stopped),
        "there": lines_in(texts.there),
        "minute_left": lines_in(texts.minute_left),
        "starts_in": words(texts.starts_in),
        "take_off": {tool: lines_in(said) for tool, said in texts.take_off.items()},
    }


def refusal_shown(
    refused: Refused,
    answers: Answers,
    paused: Iterable[Paused],
    library: Library,
    now: datetime,
) -> Shown:
    """Return a refusal in words, signs of danger first.

    Args:
        refused: What the gate said.
        answers: What it was judged by.
        paused: The paused places that keep it from starting.
        library: The edition it was judged by.
        now: With the offset of where the person is.
    """
    return {
        "flags": [flag_shown(flag) for flag in refused.stop.flags]
        if refused.stop
        else [],
        "is_emergency": refused.stop is not None
        and any(flag.urgency == EMERGENCY for flag in refused.stop.flags),
        "stops": list(_stops(refused.stop, answers, library)) if refused.stop else [],
        "blocked": [
            {
                "place": place_name(verdict.place, library).capitalize(),
                "verdict": (word := word_of(verdict)).value,
                "word": word_names()[word],
                "reasons": [_reason(reason, library) for reason in verdict.deciding],
            }
            for verdict in ([] if refused.stop else refused.verdicts)
        ],
        "not_yet": [
            {
                "place": place_name(full.place, library).capitalize(),
                "at": _moment(full.possible_at, now),
                "by": full.by,
            }
            for full in refused.not_yet
        ],
        "beyond": [
            {
                "place": place_name(one.place, library).capitalize(),
                "allows": allows_text(one),
            }
            for one in refused.beyond
        ],
        "too_long": [_too_long(one, library) for one in refused.too_long],
        "is_crowded_out": refused == Refused(refused.edition, refused.technique_id),
        "paused": [paused_shown(rest, library) for rest in paused],
        "unconfirmed": [statement_text(name, library) for name in refused.unconfirmed],
    }


def _too_long(one: TooLong, library: Library) -> str:
    """Return where all techniques together are too long, and how long they may be."""
    most = time_text(one.most_s)
    if one.place is None:
        return gettext("All of it together: at most %s.") % most
    facts = {
        "place": place_name(one.place, library).capitalize(),
        "most": most,
    }
    return gettext("%(place)s: at most %(most)s in one session.") % facts


def allows_text(one: Beyond) -> str:
    """Return what a programme allows at most on a place, and who wrote it."""
    if not one.seconds:
        return gettext("The programme by %s does not allow this massage here.") % one.by
    facts = {"by": one.by, "time": time_text(one.seconds)}
    if one.is_over:
        return (
            gettext(
                "The programme by %(by)s is due for review. Until then it allows only "
                "its lower number: %(time)s in one session."
            )
            % facts
        )
    return gettext("The programme by %(by)s allows %(time)s in one session.") % facts


def _becomes(verdict: Verdict, library: Library) -> str:
    """Return what the work there is called now; empty where it keeps its name."""
    left = verdict.left
    if not verdict.possible or left is None or left.outcome is None:
        return ""
    if left.is_light_stroking:
        return words(library.session.light_stroking)
    return words(left.outcome.shown_as)


def _why(verdict: Verdict, outlook: Outlook, library: Library) -> list[str]:
    """Return what to know before choosing the place."""
    refused = outlook.refused
    if verdict.possible and refused:
        if any(pause.place.whole == verdict.place for pause in refused.paused):
            return [gettext("This place is paused, because something was wrong here.")]
        for one in refused.beyond:
            if one.place == verdict.place:
                return [allows_text(one)]
        for full in refused.not_yet:
            if full.place == verdict.place:
                at = _moment(full.possible_at, timezone.localtime())
                return [gettext("It has had its time. Possible again: %s.") % at]
    if not verdict.possible:
        told = [_closed(reason, library) for reason in verdict.deciding]
        return list(dict.fromkeys(told))
    low = library.screening.low_feeling
    told = [_do(r, library) for r in verdict.deciding if r.cause not in low]
    if verdict.low_feeling:
        told.insert(0, _low_feeling())
    return list(dict.fromkeys(told))


def _closed(reason: Reason, library: Library) -> str:
    """Return what closes a place and what to do, in one line."""
    condition = library.conditions.get(reason.cause)
    name = words(condition.short if condition else reason.why)
    return f"{name[0].upper()}{name[1:].rstrip('.')}. {_do(reason, library)}"


def _low_feeling() -> str:
    return gettext(
        "It feels less here: level 1 of 5 from start to end, by the clock and the "
        "colour of the skin."
    )


def _stops(stop: Stop, answers: Answers, library: Library) -> Iterator[Shown]:
    for name in stop.conditions:
        condition, answer = library.conditions[name], answers.answer_to(name)
        yield {
            "id": name,
            "question": words(condition.question),
            "answer": _answer_words()[answer],
            "why": words(condition.why),
            "find_out": "" if answer is Answer.YES else words(condition.find_out),
            "sources": sources_shown(condition.sources, library),
        }


def _reason(reason: Reason, library: Library) -> Shown:
    condition = library.conditions.get(reason.cause)
    return {
        "id": reason.cause if condition else None,
        "short": words(condition.short) if condition else words(reason.why),
        "answer": _answer_words()[reason.answer],
        "why": words(reason.why),
        "do": _do(reason, library),
        "find_out": words(condition.find_out)
        if condition and reason.answer is not Answer.YES
        else "",
        "sources": sources_shown(reason.sources, library),
    }


def _do(reason: Reason, library: Library) -> str:
    """Return what a reason asks for, with the telephone numbers of a sign."""
    flag = library.red_flags.get(reason.cause)
    return str(flag_shown(flag)["do"]) if flag else words(reason.do)


def _answer_words() -> dict[Answer, str]:
    return {
        Answer.YES: gettext("You said yes."),
        Answer.UNKNOWN: gettext("You do not know. We treat it as yes."),
        Answer.UNANSWERED: gettext("Not answered yet. We treat it as yes."),
        Answer.NO: gettext("You said no."),
    }


def _moment(at: datetime, now: datetime) -> str:
    """Return a moment as a clock time, with its day when that is not today."""
    local = at.astimezone(now.tzinfo)
    return date_format(local, "H:i" if local.date() == now.date() else "l, j F, H:i")
