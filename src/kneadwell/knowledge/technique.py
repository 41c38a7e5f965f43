"""One technique, as its file states it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isclose

from kneadwell.vocabulary import Giver, KneadwellError, Lines, Region, Text


class SharesDoNotFillError(KneadwellError):
    """The shares of a routine's steps do not add up to the whole."""

    def __init__(self, total: float) -> None:
        self.total = total
        super().__init__(
            f"the shares of the steps add up to {total:g}; make them add up to 1"
        )


class BasisKind(StrEnum):
    """Where a number comes from."""

    SOURCE = "source"
    ADAPTED = "adapted"
    DERIVED = "derived"
    ARTICLE = "article"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a fact comes from, with the ids of its sources."""

    kind: BasisKind
    refs: tuple[str, ...] = ()


class ReviewKind(StrEnum):
    """Who has looked at a file."""

    FROM_SOURCES = "from-sources"
    CLINICIAN = "clinician"


@dataclass(frozen=True, slots=True)
class Review:
    """Who wrote or signed a file, and when. Nothing is signed by a clinician yet."""

    kind: ReviewKind
    by: str
    on: dt.date


class Per(StrEnum):
    """What the article's minutes are counted for."""

    PLACE = "place"
    SESSION = "session"


class Modality(StrEnum):
    """What touches the skin."""

    HANDS = "hands"
    BALL = "ball"
    HEAT = "heat"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long, as the article says it, in minutes."""

    least: int
    most: int
    per: Per


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, as the article says it; None where it gives no number."""

    as_needed: bool
    least: int | None = None
    most: int | None = None
    per: str | None = None
    """``day`` or ``week``."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What a cleared session never exceeds, in seconds; None means no such cap."""

    seconds_per_place: int
    seconds_per_place_all_normal: int
    """Only where every kind of feeling at the place is known to be normal."""
    seconds_per_session: int
    basis: Basis
    times_per_day: int | None = None
    times_per_week: int | None = None
    hours_apart: int | None = None
    heat_seconds: int | None = None
    ice_seconds: int | None = None

    def per_place_s(self, *, all_normal: bool) -> int:
        """Return the seconds that one place may have in one session."""
        if all_normal:
            return self.seconds_per_place_all_normal
        return self.seconds_per_place


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one study found."""

    finding: Text
    design: Text
    population: Text
    supports: str
    """benefit, mixed, no-benefit, safety or mechanism."""
    source: str
    seen: str
    """How much of the study was seen: abstract, page, excerpt …"""
    caution: Text | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to know for safety, with the ids of its sources."""

    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleClaim:
    """A line of the article that is not safe as it stands, and what we do."""

    article_step: int
    """0 is the title, the target or a claim; otherwise the numbered step."""
    article_says: str
    why: Text
    we_do: Text
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What the article says, word for word, never as our own claim."""

    name: str
    target: str
    benefits: tuple[str, ...]
    steps: tuple[str, ...]
    duration: str
    frequency: str


@dataclass(frozen=True, slots=True)
class Product:
    """Something to put ready, and how much of it."""

    item: Text
    amount: Text
    basis: Basis
    contains: tuple[str, ...] = ()
    """What a rule may bar, by the words of its changes."""
    is_lotion: bool = False
    """Oil or lotion for the hand; a product that a rule names takes its place."""


@dataclass(frozen=True, slots=True)
class KeepOff:
    """A spot or kind of skin that is left alone, and why."""

    what: str
    why: Text
    ref: str


@dataclass(frozen=True, slots=True)
class StepChange:
    """What one mode of change does to a step; a field left out stays as it is."""

    drop: bool = False
    stroke: str | None = None
    tool: str | None = None
    direction: str | None = None
    tempo_per_min: int | None = None
    path_cm: float | None = None
    pressure: int | None = None
    pressure_healthy_muscle: int | None = None
    spots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mode of change leaves of a routine, and what to call it then."""

    possible: bool
    still_this_technique: bool
    shown_as: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the hands do. Its words are no part of its hash."""

    id: str
    name: Text = field(hash=False)
    stroke: str
    tool: str
    spots: tuple[str, ...]
    """Done in this order, in equal time."""
    direction: str
    tempo_per_min: int
    """Full cycles of the stroke in a minute; 0 is still."""
    pressure: int
    """One fixed level of the Walton scale, 1 to 5."""
    pressure_healthy_muscle: int
    share: float
    """Part of the time on one place, 0 to 1."""
    priority: int
    """1 always stays; 2 and 3 join when there is time."""
    self_ok: bool
    """Whether people can do it on themselves."""
    say: Mapping[Giver, Lines] = field(hash=False)
    why: Lines = field(hash=False)
    """Why it is done so: safety, order, the article or its safer reading."""
    avoid: Lines = field(hash=False)
    basis: Mapping[str, Basis] = field(hash=False)
    path_cm: float | None = None
    degrade: Mapping[str, StepChange] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Positions:
    """How to sit or lie, for each giver."""

    self: Lines
    self_cannot_reach: Lines
    helper: Lines
    professional: Lines
    basis: Basis

    def for_giver(self, giver: Giver) -> Lines:
        """Return the sentences for `giver`."""
        return {
            Giver.SELF: self.self,
            Giver.HELPER: self.helper,
            Giver.PROFESSIONAL: self.professional,
        }[giver]


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """The steps of a technique on one region."""

    positions: Positions
    keep_off: tuple[KeepOff, ...]
    short_120s: Mapping[str, int]
    """Seconds per step in the two-minute version."""
    steps: tuple[Step, ...]
    degrade_result: Mapping[str, Outcome]
    choose_from: tuple[str, ...] = ()
    """Spots to choose from, where the work is on one chosen spot; first is usual."""

    def __post_init__(self) -> None:
        total = sum(step.share for step in self.steps)
        if not isclose(total, 1.0, abs_tol=1e-6):
            raise SharesDoNotFillError(total)


@dataclass(frozen=True, slots=True)
class Technique:
    """A way of touching, with its dose, steps, evidence and sources."""

    id: str
    order: int
    """Its number in the article, 1 to 10."""
    name: Text
    summary: Text
    article: Article
    minutes: Minutes
    frequency: Frequency
    caps: Caps
    evidence_grade: str
    grade_reason: Text
    evidence: tuple[Evidence, ...]
    safety: tuple[Fact, ...]
    changed: tuple[ArticleClaim, ...]
    products: tuple[Product, ...]
    mistakes: tuple[Text, ...]
    after_care: tuple[Lines, ...]
    regions: Mapping[Region, Routine]
    review: Review
    modality: Modality
    """What touches the skin; the dose ledger sums by it."""
