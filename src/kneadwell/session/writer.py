"""The words and seconds of each cue, in the order of a session."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from math import ceil

from kneadwell.knowledge import Action, Changes, Library, Position, Step, Technique
from kneadwell.screening import Verdict, combine
from kneadwell.session.cue import Cue, CueKind, Show
from kneadwell.session.dose import COMPRESS
from kneadwell.session.order import called
from kneadwell.session.routine import Course, Stretch
from kneadwell.session.set_up import set_up_of_all, voice, words_of
from kneadwell.vocabulary import (
    BESIDE_CHOSEN,
    CHOSEN,
    Giver,
    Limb,
    Lines,
    Place,
    in_language,
    lines_in,
)

WORDS_PER_S = 2.0
"""Slow, clear speech: 120 words in a minute."""
GET_READY_S = 10
SET_UP_EXTRA_S = 20
"""Sitting down and laying things out takes longer than hearing about it."""
SIT_STILL_S = 60
"""Sitting on before standing up: people faint and slip."""
SIT_LONGER_S = {"sit-5-minutes-before-standing": 240}
"""What a change adds to it, by its word."""
TOLD_FROM_S = 8
"""A shorter piece of work is over before its length is said."""
HEARD_WORDS_PER_S = 2.4
"""Of the recorded voice, pauses between sentences included."""
LIES_BY_ITSELF = {COMPRESS}
"""No hand presses, so nothing is said about pressure."""
ICE = "wrapped-ice"
SLIPS_ON_OIL = {ICE, "soft-ball"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One technique at one place, and what is to be done there."""

    technique: Technique
    place: Place
    seconds: int
    verdict: Verdict
    course: Course

    @property
    def limits(self) -> Changes:
        """What is carried out there."""
        return self.verdict.limits

    @property
    def tools(self) -> tuple[str, ...]:
        """What touches the skin, one after the other."""
        laid_out = self.course.lay_out(self.seconds)
        return tuple(stretch.step.tool for stretch in laid_out)


@dataclass(frozen=True, slots=True)
class _Orders:
    """What is said of one stretch of work."""

    first: tuple[str, ...]
    again: tuple[str, ...]
    """When it goes on after a pause."""
    wait: bool = False
    """Whether hands wait until all is said, where it takes longer than the work."""


@dataclass(slots=True)
class _Pace:
    """How long hands have worked at a place, and when they have to pause."""

    limit_s: int
    looks_at_s: tuple[int, ...]
    worked_s: int = 0
    unchecked_s: int = 0

    @property
    def is_look(self) -> bool:
        return self.worked_s in self.looks_at_s

    def _to_look_s(self) -> int | None:
        ahead = (s - self.worked_s for s in self.looks_at_s if s > self.worked_s)
        return min(ahead, default=None)

    def room_s(self) -> int:
        """Return how long hands may go on."""
        left_s = self.limit_s - self.unchecked_s
        return min(left_s, self._to_look_s() or left_s)

    def is_due_before(self, lasts_s: int) -> bool:
        """Return whether a pause fits better before work than in the middle of it."""
        left_s = self.limit_s - self.unchecked_s
        look_s = self._to_look_s()
        return (
            self.unchecked_s > 0
            and lasts_s > left_s
            and (look_s is None or look_s > left_s)
        )

    def work(self, lasts_s: int) -> None:
        self.worked_s += lasts_s
        self.unchecked_s += lasts_s


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the cues of one session; each starts at 0 until they are lined up."""

    library: Library
    giver: Giver
    limits: Changes
    """What holds for the whole session."""

    def cues(self, turns: tuple[Turn, ...]) -> Iterator[Cue]:
        """Yield the whole session in order."""
        yield from _of(turns[0], self._opening(turns))
        known: set[Step] = set()
        yield from _of(turns[0], self._work(turns[0], known))
        for index, (last, turn) in enumerate(pairwise(turns), start=1):
            yield from _of(last, self._leave(last, turns[index:]))
            yield from _of(turn, [self._next(turns[:index], turns[index:])])
            yield from _of(turn, self._work(turn, known))
        yield from self._closing(turns)

    def _opening(self, turns: tuple[Turn, ...]) -> Iterator[Cue]:
        get_ready = self._said(CueKind.GET_READY, self.library.session.get_ready)
        yield replace(get_ready, lasts_s=GET_READY_S)
        yield self._set_up(turns)
        yield self._first_check(turns)

    def _closing(self, turns: tuple[Turn, ...]) -> Iterator[Cue]:
        """Yield the care after: for the skin, then each technique's own."""
        texts = self.library.session
        yield from _of(turns[-1], self._after_care())
        said: set[str] = set()
        for turn in turns:
            care = chain.from_iterable(map(lines_in, turn.technique.after_care))
            if own := tuple(line for line in care if line not in said):
                yield from _of(turn, [self._cue(CueKind.AFTER_CARE, own)])
            said.update(own)
        if lines := self._to_follow():
            yield from _of(turns[-1], [self._cue(CueKind.AFTER_CARE, lines)])
        finish = self._said(CueKind.FINISH, texts.finish, texts.receiver.finish)
        yield from _of(turns[-1], [finish])

    def _set_up(self, turns: tuple[Turn, ...]) -> Cue:
        texts = self.library.session.set_up
        verdicts = (turn.verdict for turn in turns)
        techniques = (turn.technique for turn in turns)
        added = set_up_of_all(techniques, verdicts, self.giver, self.library)
        cue = self._cue(
            CueKind.SET_UP,
            (*self._voice(texts), *added.lines, *self._position(turns[0])),
            self.library.session.receiver.set_up,
        )
        return replace(cue, lasts_s=cue.lasts_s + SET_UP_EXTRA_S)

    def _first_check(self, turns: tuple[Turn, ...]) -> Cue:
        texts = self.library.session
        look = self._voice(texts.skin_check)
        if self.limits.look_before:
            look += self._words("look_before", self.limits.look_before)
        stop = self._voice(texts.stop_rules)
        if any(turn.verdict.low_feeling for turn in turns):
            look = self._voice(texts.low_feeling.skin_check)
            stop += self._voice(texts.low_feeling.stop)
        added = self._all_words("stop_if", self.limits.stop_if)
        sentences = (*look, *stop, *added)
        return self._cue(CueKind.CHECK, sentences, texts.receiver.skin_check)

    def _leave(self, last: Turn, coming: tuple[Turn, ...]) -> Iterator[Cue]:
        """Yield what comes before a switch, so that no interval begins again there."""
        place = last.place.whole
        if rest := (*self._rest(last), *self._rest(coming[0])):
            lines = tuple(dict.fromkeys(rest))
            yield replace(self._cue(CueKind.REST, lines), place=place)
        if place in {turn.place.whole for turn in coming}:
            is_change = coming[0].technique.id != last.technique.id
            off = self._take_off(last.tools[-1:]) if is_change else ()
            yield replace(self._look("", last, first=off), place=place)

    def _next(self, done: tuple[Turn, ...], coming: tuple[Turn, ...]) -> Cue:
        """Return the cue that leads to another place or another technique."""
        last, turn = done[-1], coming[0]
        if turn.technique.id == last.technique.id:
            return self._switch(last, turn)
        return self._change(done, coming)

    def _switch(self, last: Turn, turn: Turn) -> Cue:
        sentences = self._voice(self.library.session.switch)
        position = self._position(turn)
        if turn.place.region is not last.place.region or position != self._position(
            last
        ):
            sentences += position
        name = self._name(turn.place)
        texts = self.library.session
        cue = self._cue(CueKind.SWITCH, (*sentences, name), texts.receiver.switch)
        ahead = in_language(texts.next.switch).format(place=_inside(name))
        return replace(cue, place=turn.place.whole, ahead=(ahead,))

    def _change(self, done: tuple[Turn, ...], coming: tuple[Turn, ...]) -> Cue:
        """Return the cue that begins another technique; nothing stays on the skin."""
        last, turn = done[-1], coming[0]
        texts = self.library.session
        position = self._position(turn)
        if position == self._position(last):
            position = ()
        sentences = (
            *self._put_away(done),
            *self._wiped(done, coming),
            *self._voice(texts.change),
            f"{called(turn.verdict, turn.technique, self.library)}.",
            *position,
            self._name(turn.place),
        )
        cue = self._cue(CueKind.SWITCH, sentences, texts.receiver.switch)
        ahead = in_language(texts.next.change)
        return replace(cue, place=turn.place.whole, ahead=(ahead,))

    def _put_away(self, done: tuple[Turn, ...]) -> tuple[str, ...]:
        """Return how what the last technique laid on the skin comes off."""
        return self._take_off(_tools(_of_one(reversed(done))))

    def _take_off(self, tools: Collection[str]) -> tuple[str, ...]:
        take_off = self.library.session.player.take_off
        return tuple(
            line
            for tool, lines in take_off.items()
            if tool in tools
            for line in lines_in(lines)
        )

    def _wiped(
        self, done: tuple[Turn, ...], coming: tuple[Turn, ...]
    ) -> tuple[str, ...]:
        """Return how oil comes off before a thing that would slip on it."""
        is_oily = False
        for turn in done:
            # Whoever took such a thing up has wiped the oil off before.
            was_wiped = bool(SLIPS_ON_OIL.intersection(turn.tools))
            is_oily = not was_wiped and (is_oily or _uses_lotion(turn.technique))
        slips = SLIPS_ON_OIL & _tools(_of_one(coming))
        return self._voice(self.library.session.wipe) if slips and is_oily else ()

    def _position(self, turn: Turn) -> tuple[str, ...]:
        """Return how to sit; a change of seat replaces what speaks of the legs."""
        positions = turn.technique.regions[turn.place.region].positions
        usual = lines_in(positions.for_giver(self.giver))
        seat = turn.limits.position
        if seat is None:
            return usual
        fits = seat is Position.SITTING or Limb.of(turn.place.region) is Limb.ARM
        return (*(usual if fits else ()), *self._words("position", seat))

    def _work(self, turn: Turn, known: set[Step]) -> Iterator[Cue]:
        """Yield the work on one place.

        Args:
            turn: What is done there.
            known: Steps that were told in full; those told here are added.
        """
        limits = turn.limits
        every_s = (
            self.library.session.check_every_s,
            limits.look_every_s,
            limits.rest_every_s,
            limits.change_position_every_s,
        )
        pace = _Pace(min(filter(None, every_s)), limits.look_at_s)
        told = self._told(turn)
        if told:
            cue = self._cue(CueKind.CHECK, (self._name(turn.place), *told))
            ahead = in_language(self.library.session.next.told)
            yield replace(cue, place=turn.place.whole, ahead=(ahead,))
        pressure, tool, first = 0, "", not told
        for stretch in turn.course.lay_out(turn.seconds):
            is_new = stretch.opens and stretch.step not in known
            known.add(stretch.step)
            orders = self._orders_of(stretch, turn, pressure, is_new=is_new)
            if first:
                orders = replace(orders, first=(self._name(turn.place), *orders.first))
            # What lies on the skin goes on working while somebody talks.
            if tool in {COMPRESS, ICE} and tool == stretch.step.tool:
                orders = replace(orders, wait=False)
            pressure, first = _hand_pressure(stretch.step), False
            tool = stretch.step.tool
            cue = self._stroke(stretch, turn)
            yield from self._with_pauses(cue, orders, turn, pace)

    def _told(self, turn: Turn) -> tuple[str, ...]:
        """Return what has to be known before work on a place; often nothing."""
        texts, limits = self.library.session, turn.limits
        lines: list[str] = []
        if limits.ask_before:
            lines += self._voice(texts.confirm)
            lines += self._all_words("ask_before", limits.ask_before)
        if turn.verdict.low_feeling:
            lines += self._voice(texts.low_feeling.opening)
        orders = [
            reason.instruction
            for reason in turn.verdict.reasons
            if reason.instruction
            and reason.action is Action.MODIFY
            and reason.instruction.changes.say
        ]
        for order in orders:
            lines += self._voice(order.say)
        # What an order has said in full is not said again in general words.
        said = combine(order.changes for order in orders)
        if limits.no_raise and not turn.verdict.low_feeling:
            lines += self._words("no_raise")
        if limits.direction and not said.direction:
            lines += self._words("direction", limits.direction)
        if limits.no_stretch and not said.no_stretch:
            lines += self._words("no_stretch")
        areas = [area for area in limits.keep_off if area not in said.keep_off]
        lines += self._all_words("keep_off", areas)
        if (limits.seconds_max_place, limits.seconds_max_session) != (None, None):
            minutes = _time_text(turn.seconds)
            lines += (ln.format(minutes=minutes) for ln in self._words("seconds"))
        return tuple(dict.fromkeys(lines))

    def _with_pauses(
        self, cue: Cue, orders: _Orders, turn: Turn, pace: _Pace
    ) -> Iterator[Cue]:
        """Yield `cue` so that hands never work longer than allowed without a check."""
        said = orders.first
        if pace.is_due_before(cue.lasts_s):
            yield from self._pause(cue, turn, pace)
        while cue.lasts_s:
            lasts_s = min(cue.lasts_s, pace.room_s())
            if orders.wait and _heard_s(said) > lasts_s:
                yield replace(
                    cue, kind=CueKind.REST, sentences=said, lasts_s=_spoken_s(said)
                )
                said = lines_in(self.library.session.begin)
            yield replace(
                cue, lasts_s=lasts_s, sentences=(*said, *self._about(lasts_s))
            )
            said, orders = orders.again, replace(orders, wait=False)
            pace.work(lasts_s)
            left_s = cue.lasts_s - lasts_s
            if left_s or pace.is_look:
                yield from self._pause(cue, turn, pace)
            cue = replace(cue, lasts_s=left_s)

    def _pause(self, cue: Cue, turn: Turn, pace: _Pace) -> Iterator[Cue]:
        if rest := self._rest(turn):
            yield replace(self._cue(CueKind.REST, rest), place=cue.place)
        more: tuple[str, ...] = ()
        if (pace.is_look or turn.limits.look_every_s) and not turn.verdict.low_feeling:
            more = self._words("look")
        tool = cue.show.tool if cue.show else ""
        yield replace(self._look(tool, turn, more), place=cue.place)
        pace.unchecked_s = 0

    def _rest(self, turn: Turn) -> tuple[str, ...]:
        lines: tuple[str, ...] = ()
        if turn.limits.rest_every_s:
            lines += self._words("rest")
        if turn.limits.change_position_every_s:
            lines += self._words("change_position")
        return lines

    def _look(
        self,
        tool: str,
        turn: Turn,
        more: tuple[str, ...] = (),
        first: tuple[str, ...] = (),
    ) -> Cue:
        """Return the check that goes with what lay on the skin last."""
        usual = self.library.session
        said: Mapping[Giver, Lines]
        if turn.verdict.low_feeling:
            low, heard = usual.low_feeling, usual.receiver.low_feeling_check
            said = {COMPRESS: low.warm_check, ICE: low.ice_check}.get(tool, low.check)
        else:
            said, heard = {
                COMPRESS: (usual.warm_check, usual.receiver.warm_check),
                ICE: (usual.ice_check, usual.receiver.ice_check),
            }.get(tool, (usual.pressure_check, usual.receiver.pressure_check))
        sentences = (*first, *self._voice(said), *more)
        return self._cue(CueKind.CHECK, sentences, heard)

    def _stroke(self, stretch: Stretch, turn: Turn) -> Cue:
        step, place = stretch.step, turn.place
        return Cue(
            at_s=0,
            lasts_s=stretch.lasts_s,
            kind=CueKind.WORK,
            technique=turn.technique.id,
            sentences=(),
            ahead=(self._next_work(stretch, turn),),
            place=place.whole,
            spot=_spot(stretch.spot, place),
            show=Show(
                step.stroke,
                step.tool,
                step.direction,
                step.tempo_per_min,
                step.path_cm,
                step.pressure,
                is_beside=stretch.spot == BESIDE_CHOSEN,
            ),
        )

    def _orders_of(
        self, stretch: Stretch, turn: Turn, pressure: int, *, is_new: bool
    ) -> _Orders:
        """Return what is said of a stretch; `pressure` is that of the one before."""
        step, texts = stretch.step, self.library.session
        name, level = in_language(step.name), _hand_pressure(step)
        spot = self.library.body.spots[_spot(stretch.spot, turn.place)].word
        now_the = in_language(texts.spot).format(spot=in_language(spot))
        again = f"{name}." if stretch.opens and _is_usual(step, turn) else now_the
        pressed = (self._pressure(level),) if level not in {0, pressure} else ()
        if not stretch.opens:
            return _Orders((now_the,), (now_the,))
        if not is_new:
            return _Orders((again, *pressed), (again,))
        what, *how = self._orders(stretch, turn)
        # How deep comes right after what: hands begin while the rest is said.
        first = (what, *pressed, *how, *lines_in(step.avoid))
        return _Orders(first, (again,), wait=True)

    def _orders(self, stretch: Stretch, turn: Turn) -> tuple[str, ...]:
        """Return what a step says; once it was changed, it says what is left of it."""
        step = stretch.step
        if _is_usual(step, turn) or _is_added(step, turn):
            return self._voice(step.say)
        is_ring = stretch.spot == BESIDE_CHOSEN
        spot = stretch.spot if is_ring else _spot(stretch.spot, turn.place)
        texts = self.library.session.replacement[f"{step.stroke}/{step.tool}"]
        word = in_language(self.library.body.spots[spot].word)
        return tuple(line.format(spot=word) for line in self._voice(texts))

    def _next_work(self, stretch: Stretch, turn: Turn) -> str:
        """Name work before it begins: by its step, or by its spot once changed."""
        texts, step = self.library.session.next, stretch.step
        if stretch.opens and _is_usual(step, turn):
            return in_language(texts.work).format(what=_inside(in_language(step.name)))
        word = self.library.body.spots[_spot(stretch.spot, turn.place)].word
        return in_language(texts.spot).format(spot=in_language(word))

    def _about(self, seconds: int) -> tuple[str, ...]:
        """Say how long work lasts, in steps that have their recording."""
        if seconds < TOLD_FROM_S:
            return ()
        step_s = 5 if seconds < 60 else 15
        minutes, rest_s = divmod(round(seconds / step_s) * step_s, 60)
        parts = [_time_text(part) for part in (minutes * 60, rest_s) if part]
        return (in_language(self.library.session.about).format(time=" ".join(parts)),)

    def _after_care(self) -> Iterator[Cue]:
        texts, limits = self.library.session, self.limits
        look = self._voice(texts.look)
        if limits.look_after:
            look += self._words("look_after", limits.look_after)
        yield self._said(CueKind.AFTER_CARE, texts.wipe)
        heard = texts.receiver
        yield self._cue(CueKind.AFTER_CARE, look, heard.look)
        for word in filter(SIT_LONGER_S.get, limits.after):
            cue = self._cue(CueKind.AFTER_CARE, self._words("after", word))
            yield replace(cue, lasts_s=SIT_LONGER_S[word])
        shoes = self._said(CueKind.AFTER_CARE, texts.shoes, heard.shoes)
        yield replace(shoes, lasts_s=SIT_STILL_S)
        yield self._said(CueKind.AFTER_CARE, texts.wash)

    def _to_follow(self) -> tuple[str, ...]:
        limits = self.limits
        again = self._voice(self.library.session.ask_again)
        return (
            *self._all_words(
                "after", (w for w in limits.after if w not in SIT_LONGER_S)
            ),
            *(
                line.format(time=_time_text(seconds))
                for seconds in limits.follow_up_s
                for line in again
            ),
            *self._all_words("follow_up", limits.follow_up),
            *self._all_words("to_do", limits.to_do),
        )

    def _pressure(self, level: int) -> str:
        return in_language(self.library.touch.pressure[str(level)])

    def _name(self, place: Place) -> str:
        body = self.library.body
        said = in_language(self.library.session.place).format(
            side=in_language(body.sides[place.side]),
            region=in_language(body.regions[place.region]),
        )
        return said[0].upper() + said[1:]

    def _words(self, kind: str, word: str = "any") -> tuple[str, ...]:
        return words_of(self.library, self.giver, kind, word)

    def _all_words(self, kind: str, words: Iterable[str]) -> tuple[str, ...]:
        return tuple(line for word in words for line in self._words(kind, word))

    def _voice(self, lines: Mapping[Giver, Lines]) -> tuple[str, ...]:
        return voice(lines, self.giver)

    def _said(
        self,
        kind: CueKind,
        lines: Mapping[Giver, Lines],
        to_receiver: Lines | None = None,
    ) -> Cue:
        return self._cue(kind, self._voice(lines), to_receiver)

    def _cue(
        self,
        kind: CueKind,
        sentences: tuple[str, ...],
        to_receiver: Lines | None = None,
    ) -> Cue:
        heard: tuple[str, ...] = ()
        if to_receiver and self.giver is not Giver.SELF:
            heard = lines_in(to_receiver)
        return Cue(
            0,
            _spoken_s((*sentences, *heard)),
            kind,
            "",
            sentences,
            ahead=self._ahead(kind),
            to_receiver=heard,
        )

    def _ahead(self, kind: CueKind) -> tuple[str, ...]:
        """Name what comes, where its kind says enough."""
        texts = self.library.session.next
        named = {
            CueKind.SET_UP: texts.set_up,
            CueKind.CHECK: texts.check,
            CueKind.REST: texts.rest,
            CueKind.AFTER_CARE: texts.after_care,
            CueKind.FINISH: texts.finish,
        }
        return (in_language(named[kind]),) if kind in named else ()


def _of(turn: Turn, cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield cues as those of a turn's technique."""
    for cue in cues:
        yield replace(cue, technique=turn.technique.id)


def _of_one(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Yield turns as long as their technique is that of the first."""
    technique_id = ""
    for turn in turns:
        technique_id = technique_id or turn.technique.id
        if turn.technique.id != technique_id:
            return
        yield turn


def _tools(turns: Iterable[Turn]) -> set[str]:
    return {tool for turn in turns for tool in turn.tools}


def _uses_lotion(technique: Technique) -> bool:
    return any(product.is_lotion for product in technique.products)


def _is_usual(step: Step, turn: Turn) -> bool:
    """Return whether a step moves as its technique has it."""
    return any(
        usual.id == step.id and _movement(usual) == _movement(step)
        for usual in turn.technique.regions[turn.place.region].steps
    )


def _is_added(step: Step, turn: Turn) -> bool:
    """Return whether a rule put a step there."""
    usual = turn.technique.regions[turn.place.region].steps
    return all(step.id != one.id for one in usual)


def _movement(step: Step) -> tuple[object, ...]:
    """Return what a step's own words describe."""
    return step.stroke, step.tool, step.direction, step.spots


def _spot(spot: str, place: Place) -> str:
    return place.spot if place.spot and spot in {CHOSEN, BESIDE_CHOSEN} else spot


def _inside(text: str) -> str:
    """Return a title as it stands inside a sentence."""
    return text[0].lower() + text[1:].rstrip(".")


def _hand_pressure(step: Step) -> int:
    """Return the level a hand presses with; 0 where none does."""
    return 0 if step.tool in LIES_BY_ITSELF else step.pressure


def _time_text(seconds: int) -> str:
    """Return a length in words, in the largest unit that it is whole in."""
    units = ((3600, "hour"), (60, "minute"), (1, "second"))
    size, unit = next(pair for pair in units if seconds % pair[0] == 0)
    number = seconds // size
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _heard_s(sentences: tuple[str, ...]) -> float:
    """Return seconds to hear it, with the length of the work that follows."""
    words = sum(len(sentence.split()) for sentence in sentences)
    return words / HEARD_WORDS_PER_S + 2


def _spoken_s(sentences: tuple[str, ...]) -> int:
    """Return seconds to say and do it calmly, in fives."""
    words = sum(len(sentence.split()) for sentence in sentences)
    return max(10, ceil(words / WORDS_PER_S / 5) * 5)
