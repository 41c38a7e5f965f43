"""Cues, and the timeline they make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kneadwell.vocabulary import Place


class CueKind(StrEnum):
    """What a stretch of time is for."""

    GET_READY = "get-ready"
    SET_UP = "set-up"
    CHECK = "check"
    WORK = "work"
    SWITCH = "switch"
    REST = "rest"
    AFTER_CARE = "after-care"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Show:
    """What the hand does: for the picture."""

    stroke: str
    tool: str
    direction: str
    tempo: int
    """Full strokes in a minute."""
    path_cm: float | None
    """How long one stroke is on the skin; None where the hand stays."""
    pressure: int
    """Level of the Walton scale, 1 to 5."""
    is_beside: bool = False
    """Whether it is done on the ring around the spot and not on it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """From second `at_s` on, for `lasts_s` seconds, this is said and shown."""

    at_s: int
    lasts_s: int
    kind: CueKind
    technique: str
    sentences: tuple[str, ...]
    """What is said, one recording each."""
    ahead: tuple[str, ...] = ()
    """What is said of it before it comes."""
    to_receiver: tuple[str, ...] = ()
    """What is said after `sentences` to the receiver, where they are not the giver."""
    place: Place | None = None
    spot: str | None = None
    show: Show | None = None

    @property
    def say(self) -> str:
        """All sentences as one text."""
        return " ".join(self.sentences)

    def to_json(self) -> dict[str, object]:
        """Return the cue as the player reads it."""
        return {
            "at_s": self.at_s,
            "lasts_s": self.lasts_s,
            "kind": self.kind.value,
            "technique": self.technique,
            "place": str(self.place) if self.place else None,
            "spot": self.spot,
            "say": self.say,
            "sentences": list(self.sentences),
            "ahead": list(self.ahead),
            "to_receiver": list(self.to_receiver),
            "show": self.show
            and {
                "stroke": self.show.stroke,
                "tool": self.show.tool,
                "direction": self.show.direction,
                "tempo": self.show.tempo,
                "path_cm": self.show.path_cm,
                "pressure": self.show.pressure,
            },
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole session: cues that fill it without gap or overlap."""

    edition: str
    cleared: bool
    """False for a lesson, which nothing plays."""
    cues: tuple[Cue, ...]
    called_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What the work of each technique is called at each of its places, in the order of
    work; a change may leave another thing."""
    follow_ups: tuple[int | str, ...] = ()
    """What is asked again: seconds after the end, or the name of a question."""

    @property
    def ends_s(self) -> int:
        """The second the session is over."""
        return self.cues[-1].at_s + self.cues[-1].lasts_s

    @property
    def techniques(self) -> tuple[str, ...]:
        """In the order of work."""
        return tuple(dict.fromkeys(cue.technique for cue in self._work))

    @property
    def called(self) -> dict[str, str]:
        """What all work at each place is called."""
        names: dict[str, dict[str, None]] = {}
        for by_place in self.called_of.values():
            for place, name in by_place.items():
                names.setdefault(place, {})[name] = None
        return {place: "; ".join(found) for place, found in names.items()}

    @property
    def work_of(self) -> dict[str, dict[str, int]]:
        """Planned hands-on seconds by technique and place, in the order of work."""
        planned: dict[str, dict[str, int]] = {}
        for cue in self._work:
            of = planned.setdefault(cue.technique, {})
            of[str(cue.place)] = of.get(str(cue.place), 0) + cue.lasts_s
        return planned

    @property
    def work_s(self) -> dict[str, int]:
        """Planned hands-on seconds by place, in the order of work."""
        planned: dict[str, int] = {}
        for cue in self._work:
            planned[str(cue.place)] = planned.get(str(cue.place), 0) + cue.lasts_s
        return planned

    @property
    def _work(self) -> tuple[Cue, ...]:
        return tuple(cue for cue in self.cues if cue.kind is CueKind.WORK)

    def to_json(self) -> dict[str, object]:
        """Return the timeline as design and player share it."""
        return {
            "edition": self.edition,
            "cleared": self.cleared,
            "cues": [cue.to_json() for cue in self.cues],
            "ends_s": self.ends_s,
        }
