"""What a screening rule changes: typed, so that it is done and not only said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from kneadwell.vocabulary import Giver, Lines, Region, Text


class Action(StrEnum):
    """What a rule asks for at a place."""

    NONE = "none"
    MODIFY = "modify"
    ASK_CLINICIAN = "ask-clinician"
    AVOID = "avoid"

    @property
    def strictness(self) -> int:
        """0 for the mildest, 3 for the strictest."""
        return _MILDEST_FIRST.index(self)


_MILDEST_FIRST = tuple(Action)


class OtherGiver(StrEnum):
    """Who else has to give the massage."""

    OTHER = "other"
    """Not by the person alone."""
    WITH_NORMAL_HANDS = "other-with-normal-hands"
    """Someone else than the giver named, whose hands feel normally."""


class Look(StrEnum):
    """Who looks at the skin."""

    ANYONE = "anyone"
    SEER = "someone-who-can-see"


class Position(StrEnum):
    """How the receiver sits, from the loosest to the strictest."""

    SITTING = "sitting"
    SITTING_UP = "sitting-up"
    FEET_ON_FLOOR = "sitting-feet-on-floor"


class Start(StrEnum):
    """How work on a place begins; of two, both are done in this order."""

    STILL_HAND_BESIDE = "still-hand-beside"
    EDGE_OF_NORMAL_FEELING = "edge-of-normal-feeling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Typed changes of work on one place; a field left out changes nothing."""

    pressure_max: int | None = None
    """Walton level not to be exceeded."""
    no_raise: bool = False
    """Pressure never rises within the session."""
    tools_only: tuple[str, ...] | None = None
    tools_not: tuple[str, ...] = ()
    no_tool: bool = False
    """Hands only: no ball, no massage tool."""
    strokes_only: tuple[str, ...] | None = None
    strokes_not: tuple[str, ...] = ()
    seconds_max_place: int | None = None
    """Hands-on seconds on one place in one session."""
    seconds_max_spot: int | None = None
    seconds_max_session: int | None = None
    """Of the whole session, all places."""
    heat_seconds_max: int | None = None
    """Seconds of warmth on one place."""
    skip_spots: tuple[str, ...] = ()
    keep_off: tuple[str, ...] = ()
    """Areas the atlas cannot know, in words that `ChangeWords` explains."""
    regions_only: tuple[Region, ...] | None = None
    giver: OtherGiver | None = None
    position: Position | None = None
    direction: str | None = None
    start: tuple[Start, ...] = ()
    rest_every_s: int | None = None
    change_position_every_s: int | None = None
    look_every_s: int | None = None
    look_at_s: tuple[int, ...] = ()
    """Seconds of work on the place at which the skin is looked at."""
    look_before: Look | None = None
    look_after: Look | None = None
    temperature_max_c: int | None = None
    thermometer: bool = False
    """A reading is asked for before work."""
    heat_tested_by: OtherGiver | None = None
    ask_before: tuple[str, ...] = ()
    """Statements that must be confirmed in the check of that session."""
    stop_if: tuple[str, ...] = ()
    follow_up_s: tuple[int, ...] = ()
    """Ask again after so many seconds."""
    follow_up: tuple[str, ...] = ()
    """What to ask later, by name."""
    products_not: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    """What is used instead."""
    set_up: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    no_stretch: bool = False
    """No step takes a joint to the end of its movement."""
    say: bool = False
    """The instruction itself is said before work on the place."""
    to_do: tuple[str, ...] = ()
    pause_days_if_not_settled: int | None = None
    not_before_months: int | None = None
    """The hold cannot be lifted earlier than this after the answer's `since`."""
    any_of: "tuple[Changes, ...]" = ()
    """One of these must hold; the person chooses."""

    def to_json(self) -> dict[str, object]:
        """Return the changes that are there, as files and answers carry them."""
        return {
            f.name: _plain(f.name, value)
            for f in fields(self)
            if (value := getattr(self, f.name)) not in (None, False, ())
            or (f.name.endswith("_only") and value is not None)
        }


def _plain(name: str, value: object) -> object:
    if isinstance(value, Changes):
        return value.to_json()
    if name == "follow_up" and isinstance(value, tuple) and len(value) == 1:
        return value[0]
    if isinstance(value, tuple):
        return [_plain("", item) for item in value]
    if value is Look.ANYONE:
        return True
    return value.value if isinstance(value, StrEnum) else value


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a rule tells people to do, in words and in typed changes."""

    action: Action
    do: Text
    say: Mapping[Giver, Lines] = field(default_factory=dict)
    """Said before work on the place, where the changes ask for that."""
    ok_by: tuple[tuple[str, ...], ...] = ()
    """Of a hold: one OK from each group lifts it."""
    changes: Changes = field(default_factory=Changes)
    """Of a hold: what holds after the OK."""


@dataclass(frozen=True, slots=True)
class ChangeWord:
    """What one word inside the changes means for people."""

    text: Text = field(default_factory=dict)
    title: Text = field(default_factory=dict)
    """As a heading or a choice."""
    say: Mapping[Giver, Lines] = field(default_factory=dict)
