"""Everything that is known, held together and immutable."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kneadwell.knowledge.changes import Changes, ChangeWord, Instruction
from kneadwell.knowledge.condition import Condition, QuestionGroup, ScreeningFacts
from kneadwell.knowledge.technique import Fact, Product, Review, Technique
from kneadwell.vocabulary import Giver, Lines, Region, Side, Text


class Touch(StrEnum):
    """How a spot may be touched."""

    NORMAL = "normal"
    LIGHT = "light"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Spot:
    """A named part of a region on the body atlas."""

    region: str
    """A region id, or ``any`` for a chosen spot."""
    touch: Touch
    kind: str
    word: Text
    where: Text
    source: str
    covers: tuple[str, ...] = ()
    """Smaller spots within it."""
    axis: tuple[Text, ...] = ()
    """A glide runs from the first named end to the second."""


@dataclass(frozen=True, slots=True)
class Body:
    """The words for regions, sides and spots."""

    regions: Mapping[Region, Text]
    sides: Mapping[Side, Text]
    spots: Mapping[str, Spot]


@dataclass(frozen=True, slots=True)
class TouchWords:
    """Strokes, tools, directions and pressure, in words."""

    strokes: Mapping[str, Text]
    tools: Mapping[str, Text]
    directions: Mapping[str, Text]
    pressure: Mapping[str, Text]
    """By level of the Walton pressure scale, as text: "1" is the lightest."""
    pressure_credit: str


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign that needs help now or soon."""

    id: str
    order: int
    say: Text
    do: Text
    """May hold ``{emergency}`` and ``{advice}``, the numbers of the place."""
    urgency: str
    session_effect: str
    when: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A rating that the diary keeps."""

    id: str
    order: int
    name: Text
    low: Text
    high: Text
    mcid: Text
    """The smallest change that studies found to matter, and how sure that is."""
    sources: tuple[str, ...]
    loinc: str | None = None
    snomed: str | None = None


@dataclass(frozen=True, slots=True)
class StopCriterion:
    """When to stop a session, and what to do then."""

    text: Text
    action: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LowFeeling:
    """What is said where a place feels less or nothing, in place of the usual."""

    opening: Mapping[Giver, Lines]
    check: Mapping[Giver, Lines]
    warm_check: Mapping[Giver, Lines]
    ice_check: Mapping[Giver, Lines]
    skin_check: Mapping[Giver, Lines]
    stop: Mapping[Giver, Lines]
    """Said beside the usual stop rules."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked, with what helps to answer it."""

    question: Text
    help: Text


@dataclass(frozen=True, slots=True)
class WrongItem:
    """One thing that can be wrong, and what to do then, step by step."""

    button: Text
    do: Lines


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is asked and said when something is wrong."""

    question: Text
    items: Mapping[str, WrongItem]
    place_paused: Text
    settled: Question


@dataclass(frozen=True, slots=True)
class TouchCheck:
    """How another person finds out whether the toes feel a light touch."""

    intro: Lines
    steps: Lines
    unfelt_rule: Lines
    why: Text


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a first page must say."""

    is_not: Lines


@dataclass(frozen=True, slots=True)
class NextTexts:
    """What comes next, said before it comes."""

    work: Text
    """With ``{what}``."""
    spot: Text
    """With ``{spot}``."""
    switch: Text
    """With ``{place}``."""
    change: Text
    """Of another technique."""
    set_up: Text
    check: Text
    told: Text
    """A check where something has to be known before work on a place."""
    rest: Text
    after_care: Text
    finish: Text


@dataclass(frozen=True, slots=True)
class ReceiverTexts:
    """What the receiver is told where somebody else's hands work."""

    set_up: Lines
    skin_check: Lines
    pressure_check: Lines
    warm_check: Lines
    ice_check: Lines
    low_feeling_check: Lines
    """In place of the three above where a place feels less or nothing."""
    switch: Lines
    look: Lines
    shoes: Lines
    finish: Lines


@dataclass(frozen=True, slots=True)
class PlayerTexts:
    """What the player says of itself."""

    paused: Lines
    go_on: Lines
    stopped: Lines
    there: Lines
    """After a time that nobody saw."""
    take_off: Mapping[str, Lines]
    """By tool: what lies on the skin comes off before anything else."""
    minute_left: Lines
    starts_in: Text
    """With ``{seconds}``: hands get oiled meanwhile."""
    can_you_hear: Lines


@dataclass(frozen=True, slots=True)
class SessionTexts:
    """What holds for every session, written once."""

    place: Text
    """``{side} {region}.`` in the word order of the language."""
    spot: Text
    """Said when the hand moves on, with ``{spot}``."""
    about: Text
    """How long a piece of work lasts, with ``{time}``."""
    begin: Lines
    """Said where hands waited until a step was told."""
    next: NextTexts
    receiver: ReceiverTexts
    player: PlayerTexts
    get_ready: Mapping[Giver, Lines]
    set_up: Mapping[Giver, Lines]
    skin_check: Mapping[Giver, Lines]
    stop_rules: Mapping[Giver, Lines]
    pressure_check: Mapping[Giver, Lines]
    warm_check: Mapping[Giver, Lines]
    ice_check: Mapping[Giver, Lines]
    switch: Mapping[Giver, Lines]
    change: Mapping[Giver, Lines]
    """Said where another technique begins, before its name."""
    rest: Mapping[Giver, Lines]
    wipe: Mapping[Giver, Lines]
    look: Mapping[Giver, Lines]
    shoes: Mapping[Giver, Lines]
    wash: Mapping[Giver, Lines]
    finish: Mapping[Giver, Lines]
    confirm: Mapping[Giver, Lines]
    """Said before statements that must be true."""
    ask_again: Mapping[Giver, Lines]
    """With ``{time}``."""
    low_feeling: LowFeeling
    replacement: Mapping[str, Mapping[Giver, Lines]]
    """By ``stroke/tool``, with ``{spot}``: said for a step that a rule changed."""
    light_stroking: Text
    """The name of what is left where only light strokes of the flat hand are."""
    skin_look: Lines
    wrong: Wrong
    follow_up: Mapping[str, Question]
    touch_check: TouchCheck
    welcome: Welcome
    substitutes: Mapping[str, Product]
    """By the word of a change: what is used instead of the usual oil or lotion."""
    products: tuple[Product, ...]
    after_care: tuple[Lines, ...]
    stop_criteria: Mapping[str, StopCriterion]
    rules: Mapping[str, Fact]
    foot_or_hand_seconds: int
    """Cap on one foot or hand in a session where feeling is not known normal."""
    foot_or_hand_seconds_all_normal: int
    session_seconds: int
    """Cap on hands-on seconds in one session."""
    check_every_s: int
    """Hands work no longer than this before a check."""


@dataclass(frozen=True, slots=True)
class Source:
    """A reference that a reader can follow to check a claim."""

    title: str
    seen: str
    url: str | None = None
    tier: str | None = None
    """A guideline or paper, B charity or textbook, C commercial or blog."""


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """One edition of the knowledge."""

    edition: str
    review: Review
    techniques: Mapping[str, Technique]
    """By id, in the article's order."""
    conditions: Mapping[str, Condition]
    """By id, in the order they are asked and told."""
    red_flags: Mapping[str, RedFlag]
    """By id, most urgent first."""
    measures: Mapping[str, Measure]
    body: Body
    touch: TouchWords
    session: SessionTexts
    screening: ScreeningFacts
    groups: Mapping[str, QuestionGroup]
    """What is asked together, in the order of asking."""
    instructions: Mapping[str, Instruction]
    modes: Mapping[str, Changes]
    """Kinds of change that every step is prepared for, mildest first."""
    change_words: Mapping[str, Mapping[str, ChangeWord]]
    """By type of change, then by the word inside it."""
    sources: Mapping[str, Source]
