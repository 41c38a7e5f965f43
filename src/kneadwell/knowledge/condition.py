"""Something about a person, and the rules that follow from it."""

from dataclasses import dataclass
from enum import StrEnum

from kneadwell.knowledge.changes import Action
from kneadwell.vocabulary import Region, Text


class Scope(StrEnum):
    """How far a yes reaches."""

    SESSION = "session"
    """The whole person."""
    LIMB = "limb"
    """Every region of the arms and legs named."""
    REGION = "region"
    """The places named."""


class Ask(StrEnum):
    """When a question is asked."""

    EVERY_SESSION = "every-session"
    PROFILE = "profile"


class RuleBasis(StrEnum):
    """Where a rule comes from."""

    SOURCE_STATED = "source-stated"
    """A cited source says this, for massage or for this kind of technique."""
    DERIVED = "derived"
    """A source supports the hazard; the exact action is our cautious extension."""
    GENERAL_KNOWLEDGE = "general-knowledge"
    """No page was found."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a condition means for some techniques."""

    action: Action
    instruction: str
    """Id of the instruction, which has the same action."""
    why: Text
    basis: RuleBasis
    sources: tuple[str, ...]
    source_strength: str | None = None
    """Tier of the best source: A, B or C; None where there is none."""
    techniques: tuple[str, ...] | None = None
    """Technique ids; None means all of them."""
    regions: tuple[Region, ...] | None = None
    """None means all regions of the technique."""

    def meets(self, technique_id: str, region: Region) -> bool:
        """Return whether the rule speaks about this technique there."""
        return (self.techniques is None or technique_id in self.techniques) and (
            self.regions is None or region in self.regions
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A question about a person, and what follows from a yes."""

    id: str
    order: int
    group: str
    """Id of the question group, or of the card for every session."""
    question: Text
    short: Text
    """A few words that name it."""
    why: Text
    find_out: Text
    """For someone who does not know: what to find out, and from whom."""
    scope: Scope
    ask: Ask
    sources: tuple[str, ...]
    source_strength: str
    rules: tuple[Rule, ...]
    stops_all: bool = False
    red_flag: str | None = None
    """A yes raises it."""
    related_red_flag: str | None = None
    """A yes asks for it in its own words."""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that are asked together, or the card of every session."""

    id: str
    name: Text
    question: Text
    ask: Ask
    why: Text | None = None
    none: Text | None = None
    """The one big button of a card."""
    picture: Text | None = None


@dataclass(frozen=True, slots=True)
class ScreeningFacts:
    """What the rules need to know beside the conditions."""

    low_feeling: tuple[str, ...]
    """A yes means that the place feels less or nothing."""
    wins_over: tuple[tuple[str, str], ...]
    """Of two answers at one place, the first counts and the second does not."""
    normal_feeling: tuple[str, ...]
    """All of these must be no for feeling to be called normal."""
    touch_check_days: int
    """A touch check is in date this long."""
    product_bars: tuple[str, ...]
    """What a reaction to a product bars, until it is known what it was."""
    groups: tuple[QuestionGroup, ...]
