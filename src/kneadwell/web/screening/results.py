"""What a clearance means for each technique and place, in words."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext

from kneadwell.knowledge import Action, Changes, Instruction, Library
from kneadwell.screening import Answer, Clearance, Reason, Verdict
from kneadwell.vocabulary import Place
from kneadwell.web.screening.said import said_text
from kneadwell.web.words import (
    Shown,
    flag_shown,
    place_name,
    sources_shown,
    technique_name,
    time_text,
    words,
)

INSTEAD = 3
"""So many other techniques are named where one is not allowed."""


class Word(StrEnum):
    """What a page calls a verdict, the most open one first."""

    CLEAR = "clear"
    CHANGED = "changed"
    ASK = "ask"
    NOT_NOW = "not-now"
    NOT_HERE = "not-here"


def word_of(verdict: Verdict) -> Word:
    """Return what to call a verdict; what leaves nothing to do is not for now."""
    if verdict.action is Action.ASK_CLINICIAN:
        return Word.ASK
    if not verdict.possible:
        return Word.NOT_NOW
    return Word.CLEAR if verdict.action is Action.NONE else Word.CHANGED


def word_names() -> dict[Word, str]:
    """Return the verdicts as headings."""
    return {
        Word.CLEAR: gettext("Allowed"),
        Word.CHANGED: gettext("Allowed with changes"),
        Word.ASK: gettext("Ask first"),
        Word.NOT_NOW: gettext("Not now"),
        Word.NOT_HERE: gettext("Not here"),
    }


def results_shown(clearance: Clearance, library: Library) -> Shown:
    """Return everything the results page tells."""
    return {
        "stop": _stop_shown(clearance, library),
        "sections": _sections(clearance, library),
        "answers": _answers_shown(clearance, library),
        "touch": _touch_shown(clearance, library),
    }


def limits_shown(instruction: Instruction, library: Library) -> list[str]:
    """Return what holds after a clinician's OK, a line each."""
    return list(_limits(instruction.changes, library))


def roles_text(instruction: Instruction, library: Library) -> str:
    """Return who has to agree: ``your podiatrist or your nurse``."""
    names = library.change_words["ok_by"]
    groups = [
        gettext(" or ").join(words(names[role].text) for role in group)
        for group in instruction.ok_by
    ]
    return gettext(" and ").join(groups)


@dataclass(frozen=True, slots=True)
class _Line:
    """What holds at some places, for one technique."""

    technique_id: str
    verdict: Verdict
    """Of the first place; the others have the same one."""
    places: tuple[Place, ...]
    instead: tuple[str, ...]
    """Ids of techniques that are allowed there."""


def _sections(clearance: Clearance, library: Library) -> list[Shown]:
    entries = (
        _stopped_entries(clearance, library)
        if clearance.stop
        else list(_entries(clearance, library))
    )
    return [
        {"word": word.value, "name": name, "entries": found, "count": _count(found)}
        for word, name in word_names().items()
        if (found := [entry for entry in entries if entry["word"] == word])
    ]


def _count(entries: list[Shown]) -> int:
    return sum(len(names) for it in entries if isinstance(names := it["names"], list))


def _stopped_entries(clearance: Clearance, library: Library) -> list[Shown]:
    names = [_named(technique_id, library) for technique_id in clearance.techniques]
    return [{"word": Word.NOT_NOW, "names": names, "lines": []}]


def _entries(clearance: Clearance, library: Library) -> Iterator[Shown]:
    """Yield techniques with their places; what is only light stroking comes once."""
    light: list[_Line] = []
    judged: dict[str, Shown] = {}
    for technique_id, screened in clearance.techniques.items():
        own = []
        for line in _lines(technique_id, screened.verdicts.values(), clearance):
            if _is_light(line.verdict):
                light += _new(line, light)
            else:
                own.append(line)
        if not screened.verdicts:
            _judge(judged, technique_id, Word.NOT_HERE, [], library)
        elif own:
            shown = [_line_shown(line, clearance, library) for line in own]
            _judge(judged, technique_id, _heading(own), shown, library)
    if light:
        yield _light_entry(light, clearance, library)
    yield from judged.values()


def _heading(lines: list[_Line]) -> Word:
    """Return the best word; a place left out or changed is a change of the whole."""
    found = sorted({word_of(line.verdict) for line in lines}, key=list(Word).index)
    return Word.CHANGED if found[0] is Word.CLEAR and len(found) > 1 else found[0]


def _judge(
    judged: dict[str, Shown],
    technique_id: str,
    word: Word,
    lines: list[Shown],
    library: Library,
) -> None:
    """Add a technique to the entry of those judged alike.

    An OK is given to one technique, so what waits for one stands alone.
    """
    alike = [line | {"technique": line["holds"] and technique_id} for line in lines]
    entry = judged.setdefault(
        repr((word, alike)),
        {
            "word": word,
            "names": [],
            "lines": lines,
            "is_open": word in (Word.CLEAR, Word.CHANGED),
        },
    )
    names = entry["names"]
    if isinstance(names, list):
        names.append(_named(technique_id, library))


def _new(line: _Line, earlier: list[_Line]) -> list[_Line]:
    """Return a line with the places that no earlier one speaks about."""
    taken = {place for other in earlier for place in other.places}
    places = tuple(place for place in line.places if place not in taken)
    return [replace(line, places=places)] if places else []


def _light_entry(light: list[_Line], clearance: Clearance, library: Library) -> Shown:
    name = words(library.session.light_stroking)
    return {
        "word": Word.CHANGED,
        "names": [{"id": light[0].technique_id, "name": name}],
        "lines": [_line_shown(line, clearance, library) for line in light],
        "is_open": True,
        "is_light": True,
    }


def _lines(
    technique_id: str, verdicts: Iterable[Verdict], clearance: Clearance
) -> Iterator[_Line]:
    """Yield places with the same verdict and the same reasons as one."""
    alike: dict[object, list[Verdict]] = {}
    for verdict in verdicts:
        instead = _instead(technique_id, verdict, clearance)
        key = (
            word_of(verdict),
            _is_light(verdict),
            verdict.low_feeling,
            instead,
            tuple((it.cause, it.action, words(it.why)) for it in verdict.reasons),
        )
        alike.setdefault(key, []).append(verdict)
    for same in alike.values():
        yield _Line(
            technique_id,
            same[0],
            tuple(verdict.place for verdict in same),
            _instead(technique_id, same[0], clearance),
        )


def _instead(
    technique_id: str, verdict: Verdict, clearance: Clearance
) -> tuple[str, ...]:
    """Return techniques that are allowed at a place where this one is not."""
    if verdict.possible:
        return ()
    open_here = (
        other
        for other, screened in clearance.techniques.items()
        if other != technique_id
        and (found := screened.verdicts.get(verdict.place))
        and found.possible
    )
    return tuple(open_here)


def _is_light(verdict: Verdict) -> bool:
    return (
        verdict.possible and verdict.left is not None and verdict.left.is_light_stroking
    )


def _line_shown(line: _Line, clearance: Clearance, library: Library) -> Shown:
    verdict = line.verdict
    word = word_of(verdict)
    spoken = [it for it in verdict.reasons if it.answer is not Answer.UNANSWERED]
    decisive = [it for it in verdict.deciding if it.answer is not Answer.UNANSWERED]
    return {
        "word": word,
        "name": word_names()[word],
        "technique": line.technique_id,
        "places": ", ".join(place_name(p, library) for p in line.places).capitalize(),
        "why": _unique(words(it.why) for it in decisive[:2]),
        "do": _unique(words(it.do) for it in decisive),
        "find_out": _unique(_find_out(it, library) for it in decisive),
        "is_low": verdict.low_feeling and verdict.possible,
        "leaves_nothing": not verdict.possible
        and verdict.action.strictness <= Action.MODIFY.strictness,
        "open": sum(it.answer is Answer.UNANSWERED for it in verdict.reasons),
        "instead": _instead_text(line, clearance, library),
        "holds": [
            {"condition": it.cause, "who": roles_text(it.instruction, library)}
            for it in decisive
            if it.instruction and it.action is Action.ASK_CLINICIAN
        ],
        "reasons": [_reason_shown(it, clearance, library) for it in spoken],
    }


def _instead_text(line: _Line, clearance: Clearance, library: Library) -> str:
    if line.verdict.possible:
        return ""
    names = _unique(
        words(library.session.light_stroking)
        if _is_light(clearance.techniques[other].verdicts[line.verdict.place])
        else technique_name(other, library)
        for other in line.instead
    )
    if not names:
        return gettext("Nothing else is allowed here now. Let this place rest.")
    return ", ".join(names[:INSTEAD]) + "."


def _reason_shown(reason: Reason, clearance: Clearance, library: Library) -> Shown:
    condition = library.conditions.get(reason.cause)
    flag = library.red_flags.get(reason.cause)
    given = clearance.answers.given.get(reason.cause)
    return {
        "id": reason.cause,
        "short": words(condition.short if condition else reason.why),
        "said": said_text(given, library) if given else "",
        "find_out": _find_out(reason, library),
        "why": words(reason.why),
        "do": flag_shown(flag)["do"] if flag else words(reason.do),
        "sources": sources_shown(reason.sources, library),
    }


def _find_out(reason: Reason, library: Library) -> str:
    """Return what someone who does not know has to find out, and from whom."""
    condition = library.conditions.get(reason.cause)
    if condition is None or reason.answer is not Answer.UNKNOWN:
        return ""
    return words(condition.find_out)


def _stop_shown(clearance: Clearance, library: Library) -> Shown | None:
    """Return what stops everything; urgent words come only after a yes."""
    if clearance.stop is None:
        return None
    answers = clearance.answers
    stopping = [library.conditions[name] for name in clearance.stop.conditions]
    unknown = [c for c in stopping if answers.answer_to(c.id) is Answer.UNKNOWN]
    doubtful = [
        flag
        for flag in library.red_flags.values()
        if flag.id in answers.given
        and answers.given[flag.id].answer is Answer.UNKNOWN
        and flag.session_effect == "stop-all"
    ]
    return {
        "flags": [flag_shown(flag) for flag in clearance.stop.flags],
        "yes": [
            {"id": c.id, "short": words(c.short), "why": words(c.why)}
            for c in stopping
            if answers.answer_to(c.id) is Answer.YES
        ],
        "unknown": [
            {"id": c.id, "short": words(c.short), "find_out": words(c.find_out)}
            for c in unknown
        ]
        + [
            {
                "id": flag.id,
                "short": words(flag.say),
                "find_out": gettext(
                    "Ask your doctor or nurse today whether this is so."
                ),
            }
            for flag in doubtful
        ],
        "open": sum(answers.answer_to(c.id) is Answer.UNANSWERED for c in stopping),
    }


def _answers_shown(clearance: Clearance, library: Library) -> Shown:
    given = clearance.answers.given
    asked = [
        *((it.id, words(it.short)) for it in library.conditions.values()),
        *((it.id, words(it.say)) for it in library.red_flags.values()),
    ]
    return {
        "standing": [
            {"id": name, "short": short, "said": said_text(given[name], library)}
            for name, short in asked
            if name in given and given[name].answer is not Answer.NO
        ],
        "open": sum(name not in given for name in library.conditions),
    }


def _touch_shown(clearance: Clearance, library: Library) -> Shown:
    """Return where feeling was checked within the month, and where not."""
    days = dt.timedelta(library.screening.touch_check_days)
    felt = clearance.answers.touch_check
    in_date = {
        place: felt[place]
        for place in clearance.answers.places
        if place in felt and dt.timedelta() <= clearance.on - felt[place] <= days
    }
    overdue = [place for place in clearance.answers.places if place not in in_date]
    was = [felt[place] for place in overdue if place in felt]
    return {
        "felt": [
            gettext("%(place)s: felt on %(day)s")
            % {
                "place": place_name(place, library).capitalize(),
                "day": date_format(day, "j F Y"),
            }
            for place, day in in_date.items()
        ],
        "overdue": ", ".join(place_name(place, library) for place in overdue),
        "last": date_format(min(was), "j F Y") if was else "",
    }


def _limits(changes: Changes, library: Library) -> Iterator[str]:
    touch, names = library.touch, library.change_words
    if changes.pressure_max is not None:
        level = str(changes.pressure_max)
        yield gettext("Pressure %(level)s of 5 at most: %(words)s.") % {
            "level": level,
            "words": words(touch.pressure[level]).rstrip("."),
        }
    if changes.seconds_max_place is not None:
        most = time_text(changes.seconds_max_place)
        yield gettext("On one place %s at most.") % most
    if changes.seconds_max_session is not None:
        most = time_text(changes.seconds_max_session)
        yield gettext("In one session %s at most.") % most
    if changes.not_before_months is not None:
        yield gettext("Not within %d months of it.") % changes.not_before_months
    if changes.look_before or changes.look_after:
        yield gettext("Look at the skin before and after.")
    for text, found in (
        (
            gettext("Only this stroke: %s."),
            [touch.strokes[it] for it in changes.strokes_only or ()],
        ),
        (
            gettext("Only with: %s."),
            [touch.tools[it] for it in changes.tools_only or ()],
        ),
        (
            gettext("Keep off %s."),
            [names["keep_off"][it].text for it in changes.keep_off],
        ),
        (
            gettext("Leave out: %s."),
            [library.body.spots[it].word for it in changes.skip_spots],
        ),
        (
            gettext("Leave out: %s."),
            [names["products_not"][it].text for it in changes.products_not],
        ),
        ("%s", [names["ask_before"][it].text for it in changes.ask_before]),
    ):
        yield from (text % words(it) for it in found)


def _named(technique_id: str, library: Library) -> Shown:
    return {"id": technique_id, "name": technique_name(technique_id, library)}


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
