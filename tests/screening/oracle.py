"""The rules a second time: slow, plain, made from their texts and the facts alone.

It shares no line with the room it judges. Where the texts leave a choice, the choice
is named in a comment.
"""

import calendar
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from kneadwell.screening import Answer, Answers, Where
from kneadwell.vocabulary import Giver, Place, Region, Side

FACTS = json.loads(
    (Path(__file__).parents[1] / "knowledge" / "facts.json").read_text("utf-8")
)
STRICTER = ["none", "modify", "ask-clinician", "avoid"]
LEG = {Region.FOOT, Region.LOWER_LEG, Region.THIGH}
COMPLETE, PARTIAL = "loss-of-sensation-complete", "loss-of-sensation-partial"
NORMAL_NEEDS_NO = {
    COMPLETE,
    PARTIAL,
    "cannot-feel-hot-cold",
    "allodynia",
    "neuropathy-symptoms-here",
    "cannot-report-pain",
}
A_MONTH = 31
SCENT = ["essential-oil", "perfume"]

Typed = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """What the texts say about one technique at one place."""

    action: str
    possible: bool
    changes: Typed
    reasons: frozenset[tuple[str, str]]
    low_feeling: bool
    all_normal: bool
    limits: Typed | None
    """What must be carried out; None where nothing is, or more than one way is open."""


@dataclass(frozen=True)
class Opinion:
    """What the texts say about one person."""

    stop: tuple[set[str], set[str]] | None
    outcomes: dict[str, str]
    verdicts: dict[tuple[str, Place], Judged]


def opinion(
    answers: Answers, today: dt.date, covers: Mapping[str, Sequence[str]]
) -> Opinion:
    """Judge every technique at every place.

    Args:
        answers: What was said.
        today: The day of the session.
        covers: Which smaller spots each spot of the atlas covers.
    """
    stop = _stop(answers)
    verdicts = {
        (technique, place): _judge(answers, today, technique, place, covers)
        for technique, facts in FACTS["techniques"].items()
        for place in answers.places
        if place.region.value in facts["regions"]
    }
    outcomes = {
        technique: _outcome(
            stop is not None,
            {j.action for (name, _), j in verdicts.items() if name == technique},
        )
        for technique in FACTS["techniques"]
    }
    return Opinion(stop, outcomes, verdicts)


def _said(answers: Answers, question: str) -> Answer:
    if question in answers.given:
        return answers.given[question].answer
    # Only conditions are asked of everybody; a flag nobody named is not raised.
    if question in FACTS["red_flags"]:
        return Answer.NO
    return answers.unmentioned


def _counts_as_yes(answers: Answers, question: str) -> bool:
    return _said(answers, question) is not Answer.NO


def _stop(answers: Answers) -> tuple[set[str], set[str]] | None:
    conditions = {
        name
        for name, facts in FACTS["conditions"].items()
        if facts.get("stops_all") and _counts_as_yes(answers, name)
    }
    stopping = {
        name
        for name, (_, effect, _, _) in FACTS["red_flags"].items()
        if effect == "stop-all" and _counts_as_yes(answers, name)
    }
    if not conditions and not stopping:
        return None
    shown = {name for name in stopping if _said(answers, name) is Answer.YES}
    for name in conditions:
        flag = FACTS["conditions"][name].get("red_flag")
        if flag and _said(answers, name) is Answer.YES:
            shown.add(flag)
    return conditions, shown


def _outcome(is_stopped: bool, actions: set[str]) -> str:  # noqa: FBT001
    if is_stopped:
        return "blocked"
    if not actions:
        return "n/a"
    if actions == {"avoid"}:
        return "blocked"
    if actions <= {"avoid", "ask-clinician"}:
        return "hold"
    return "offered" if actions == {"none"} else "modified"


def _wheres(answers: Answers, question: str) -> tuple[Where, ...]:
    """Return where a yes holds; one who does not know cannot say where."""
    if _said(answers, question) is not Answer.YES:
        return ()
    return answers.given[question].where


def _is_there(answers: Answers, question: str, scope: str, place: Place) -> bool:
    if not _counts_as_yes(answers, question):
        return False
    wheres = _wheres(answers, question)
    if scope == "session" or not wheres:
        return True
    named = {(p.side, p.region) for where in wheres for p in where.places}
    if scope == "region":
        return (place.side, place.region) in named
    return any(
        side is place.side and (region in LEG) == (place.region in LEG)
        for side, region in named
    )


def _holding(answers: Answers, place: Place) -> set[str]:
    return {
        name
        for name, facts in FACTS["conditions"].items()
        if _is_there(answers, name, facts["scope"], place)
    }


def _judge(  # noqa: C901 - plain and in one piece, as the texts are
    answers: Answers,
    today: dt.date,
    technique: str,
    place: Place,
    covers: Mapping[str, Sequence[str]],
) -> Judged:
    here = _holding(answers, place)
    speaking = here - {PARTIAL} if COMPLETE in here else here
    reasons: list[tuple[str, str]] = []
    told: list[tuple[str, Typed]] = []
    for name in sorted(speaking):
        for techniques, regions, action, index, *_ in FACTS["conditions"][name][
            "rules"
        ]:
            if technique not in techniques or place.region.value not in (
                regions or list(Region)
            ):
                continue
            acts = action
            text = {} if index is None else FACTS["instructions"][index]
            if action == "ask-clinician" and _is_agreed(
                answers, today, name, technique, place, text
            ):
                acts = "modify"
            reasons.append((name, acts))
            if acts == "modify":
                told.append((name, text["changes"]))
    for name, (_, effect, _, _) in FACTS["red_flags"].items():
        if not _counts_as_yes(answers, name):
            continue
        if effect in {"stop-all", "stop-technique", "pause-technique"} or (
            effect == "skip-area" and _is_there(answers, name, "region", place)
        ):
            reasons.append((name, "avoid"))
        if effect == "stop-product":
            # The product is not known, so all that is scented is barred: a change.
            reasons.append((name, "modify"))
            told.append((name, {"products_not": SCENT}))
    action = max((acts for _, acts in reasons), key=STRICTER.index, default="none")
    low_feeling = bool({COMPLETE, PARTIAL} & here)
    limits, is_open = _must_hold(answers, told, place, here)
    if COMPLETE in here and PARTIAL in here:
        limits = together([limits, *_stop_rules(PARTIAL, technique, place)])
    mild = action in {"none", "modify"}
    return Judged(
        action,
        mild and _can_be_done(answers, technique, place, limits, covers),
        together([change for _, change in told]),
        frozenset(reasons),
        low_feeling,
        _all_normal(answers, place, here, today),
        limits if mild and not is_open else None,
    )


def _is_agreed(
    answers: Answers,
    today: dt.date,
    condition: str,
    technique: str,
    place: Place,
    text: Typed,
) -> bool:
    months = text["changes"].get("not_before_months")
    if months:
        given = answers.given.get(condition)
        if given is None or given.since is None:
            return False
        if _after_months(given.since, months) > today:
            return False
    agreeing = [
        ok.by
        for ok in answers.oks
        if (ok.condition, ok.technique) == (condition, technique)
        and ok.on <= today <= ok.until
        and any((p.side, p.region) == (place.side, place.region) for p in ok.places)
    ]
    return all(any(role in group for role in agreeing) for group in text["ok_by"])


def _after_months(day: dt.date, months: int) -> dt.date:
    """Return that many calendar months later; a day no month has is the next one."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    found = dt.date(day.year + years, month + 1, min(day.day, last))
    return found if day.day <= last else found + dt.timedelta(days=1)


def _all_normal(answers: Answers, place: Place, here: set[str], today: dt.date) -> bool:
    checked = answers.touch_check.get(Place(place.side, place.region))
    in_date = checked is not None and 0 <= (today - checked).days <= A_MONTH
    return in_date and not NORMAL_NEEDS_NO & here


SMALLER = {
    "pressure_max",
    "seconds_max_place",
    "seconds_max_spot",
    "seconds_max_session",
    "heat_seconds_max",
    "temperature_max_c",
    "rest_every_s",
    "change_position_every_s",
    "look_every_s",
}
LARGER = {"pause_days_if_not_settled", "not_before_months"}
RANKS = {
    "position": ["sitting", "sitting-up", "sitting-feet-on-floor"],
    "giver": ["other", "other-with-normal-hands"],
    "heat_tested_by": ["other", "other-with-normal-hands"],
    "look_before": [True, "someone-who-can-see"],
    "look_after": [True, "someone-who-can-see"],
}


def together(changes: Iterable[Typed]) -> Typed:
    """Return typed changes as one, each list as a sorted one."""
    found: Typed = {}
    choices: list[list[Typed]] = []
    for change in changes:
        for name, value in change.items():
            if name == "any_of":
                choices.append(value)
            else:
                found[name] = _both(name, found.get(name), value)
    if choices:
        found["any_of"] = _least([together(branches) for branches in product(*choices)])
    return found


def _least(branches: list[Typed]) -> list[Typed]:
    """Return the branches that no weaker branch makes needless, in a fixed order."""
    kept: list[Typed] = []
    for one in branches:
        others = [other for other in branches if other != one]
        if one not in kept and not any(together([one, o]) == one for o in others):
            kept.append(one)
    return sorted(kept, key=lambda branch: json.dumps(branch, sort_keys=True))


def _both(name: str, one: Any, two: Any) -> Any:  # noqa: PLR0911
    if name == "follow_up" and isinstance(two, str):
        two = [two]
    if isinstance(two, list):
        if one is None:
            return sorted(two)
        if name.endswith("_only"):
            return sorted(set(one) & set(two))
        return sorted({*one, *two})
    if one is None:
        return two
    if name in SMALLER:
        return min(one, two)
    if name in LARGER:
        return max(one, two)
    if name in RANKS:
        return max(one, two, key=RANKS[name].index)
    assert one == two, name
    return one


def _stop_rules(name: str, technique: str, place: Place) -> list[Typed]:
    """Return what a condition adds to the reasons to stop."""
    return [
        {"stop_if": FACTS["instructions"][index]["changes"]["stop_if"]}
        for techniques, regions, _, index, *_ in FACTS["conditions"][name]["rules"]
        if technique in techniques
        and place.region.value in (regions or list(Region))
        and index is not None
        and "stop_if" in FACTS["instructions"][index].get("changes", {})
    ]


def _must_hold(
    answers: Answers,
    told: list[tuple[str, Typed]],
    place: Place,
    here: set[str],
) -> tuple[Typed, bool]:
    """Return the changes with what they entail, and whether a choice stays open."""
    held = []
    for name, change in told:
        held.append(change)
        if "keep_off" in change:
            held.append(_kept_off(_wheres(answers, name), place))
    if {COMPLETE, PARTIAL} & here:
        held.append({"pressure_max": 1, "no_raise": True})
    limits = together(held)
    branches = limits.pop("any_of", None)
    if branches is None:
        return limits, False
    fitting = [it for it in branches if _needs_other(it) == answers.other_giver]
    if len(fitting) != 1:
        return limits, True
    return together([limits, *fitting]), False


def _needs_other(branch: Typed) -> bool:
    return "other-with-normal-hands" in {
        branch.get("giver"),
        branch.get("heat_tested_by"),
    }


def _kept_off(wheres: tuple[Where, ...], place: Place) -> Typed:
    """Return what keeping off an area is: its spots, else the flat hand only."""
    here = [
        where
        for where in wheres
        if any((p.side, p.region) == (place.side, place.region) for p in where.places)
    ]
    if here and all(where.spot for where in here):
        return {"skip_spots": [where.spot for where in here]}
    return {"tools_only": ["flat-hand"]}


def _can_be_done(
    answers: Answers,
    technique: str,
    place: Place,
    limits: Typed,
    covers: Mapping[str, Sequence[str]],
) -> bool:
    """Return whether the changes leave a step that this giver can do here."""
    alone = answers.giver is Giver.SELF and not answers.other_giver
    if place.region.value not in limits.get("regions_only", list(Region)):
        return False
    if alone and "giver" in limits:
        return False
    skipped = _overlapping(limits.get("skip_spots", ()), covers)
    if place.spot in skipped:
        return False
    routine = FACTS["techniques"][technique]["regions"][place.region.value]
    meant = [name for name, mode in FACTS["modes"].items() if _has(limits, mode)]
    strictest = [
        name
        for name in meant
        if not any(
            _has(FACTS["modes"][other], FACTS["modes"][name])
            and not _has(FACTS["modes"][name], FACTS["modes"][other])
            for other in meant
        )
    ]
    if any(not routine["modes"][name][0] for name in strictest):
        return False
    return any(
        (step[10] or not alone) and _step_stays(step, limits, strictest, skipped)
        for step in routine["steps"]
    )


def _step_stays(
    step: Sequence[Any], limits: Typed, modes: list[str], skipped: set[str]
) -> bool:
    _, stroke, tool, *_, spots, degrade = step
    if any(degrade.get(mode) == "drop" for mode in modes) or set(spots) <= skipped:
        return False
    forms = [{}, *(form for form in degrade.values() if form != "drop")]
    return any(
        _tool_allowed(limits, form.get("tool", tool))
        and _stroke_allowed(limits, form.get("stroke", stroke))
        for form in forms
    )


def _tool_allowed(limits: Typed, tool: str) -> bool:
    return (
        tool in limits.get("tools_only", [tool])
        and tool not in limits.get("tools_not", ())
        and not (limits.get("no_tool") and tool == "soft-ball")
    )


def _stroke_allowed(limits: Typed, stroke: str) -> bool:
    return stroke in limits.get("strokes_only", [stroke]) and stroke not in limits.get(
        "strokes_not", ()
    )


def _has(limits: Typed, mode: Typed) -> bool:
    """Return whether carrying out `limits` carries out `mode` as well."""
    pressure = limits.get("pressure_max", 5)
    return all(
        {
            "pressure_max": lambda v: pressure <= v,
            "no_raise": lambda _: limits.get("no_raise") or pressure == 1,
            "tools_only": lambda v: {*limits.get("tools_only", ["any"])} <= {*v},
            "strokes_only": lambda v: {*limits.get("strokes_only", ["any"])} <= {*v},
            "tools_not": lambda v: not any(_tool_allowed(limits, t) for t in v),
            "strokes_not": lambda v: not any(_stroke_allowed(limits, s) for s in v),
            "no_tool": lambda _: not _tool_allowed(limits, "soft-ball"),
            "direction": lambda v: limits.get("direction") == v,
            "skip_spots": lambda v: set(v) <= set(limits.get("skip_spots", ())),
        }[name](value)
        for name, value in mode.items()
    )


def _overlapping(spots: Iterable[str], covers: Mapping[str, Sequence[str]]) -> set[str]:
    found = set(spots)
    for spot in spots:
        found |= set(covers.get(spot, ()))
        found |= {other for other, parts in covers.items() if spot in parts}
    return found


def mirrored(place: Place) -> Place:
    """Return the same place on the other side."""
    other = Side.RIGHT if place.side is Side.LEFT else Side.LEFT
    return Place(other, place.region, place.spot)
