"""What people write down or mend: the fields of a page, and the body they make.

The twin of ``static/js/elements/entry-form.js``, for browsers without scripts: the same
form gives the same body.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext

from kneadwell.diary import LONGEST_NOTE, MOST_FALLS, EntryKind, Found
from kneadwell.knowledge import Library
from kneadwell.vocabulary import EVERYWHERE, LEAST_SCORE, MOST_SCORE, Place
from kneadwell.web.diary.said import (
    change_texts,
    settled_texts,
    sleep_name,
    sugar_texts,
)
from kneadwell.web.words import Shown, finding_text, place_name, technique_name, words

SLEEP = "sleep"
"""The scale of the day that the scales around a session do not have."""
SKIP = "skip"
MOST_MINUTES = 600


class Asks(StrEnum):
    """How a field is asked, and what it makes of what was said."""

    SCALE = "scale"
    YES_NO = "yes-no"
    NUMBER = "number"
    MINUTES = "minutes"
    """Whole minutes for seconds; seconds that nobody touched stay as they are."""
    TEXT = "text"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    Attributes:
        path: Where the answer stands in the body: ``scores.pain``.
        choices: Each value with its words.
    """

    path: str
    asks: Asks
    label: str
    help: str = ""
    low: str = ""
    high: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 0
    is_more: bool = False
    """Folded away where there is little to say."""


class EntryForm:
    """One entry as a form, and whatever was said so far."""

    def __init__(
        self,
        kind: EntryKind,
        body: Mapping[str, Any],
        library: Library,
        sent: QueryDict | None = None,
    ) -> None:
        self._kind, self._was, self._sent = kind, body, sent
        self.fields = fields_of(kind, body, library)

    def body(self) -> dict[str, Any] | None:
        """Return what was said as a body, or None where something is to be mended."""
        if self.problem or any(self._error(field) for field in self.fields):
            return None
        return self._read()

    @property
    def problem(self) -> str:
        """What is to be mended about all of it."""
        says_nothing = self._kind is EntryKind.CHECK_IN and all(
            value is None
            for value in (_at(self._read(), field.path) for field in self.fields)
        )
        return gettext("Say one thing at least.") if says_nothing else ""

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        fields = [self._shown(field) for field in self.fields]
        return {
            "kind": self._kind.value,
            "body": json.dumps(self._was),
            "fields": [field for field in fields if not field["is_more"]],
            "more": [field for field in fields if field["is_more"]],
            "problem": self.problem if self._sent is not None else "",
            "has_errors": any(field["error"] for field in fields),
        }

    def _read(self) -> dict[str, Any]:
        body = deepcopy(dict(self._was))
        for field in self.fields:
            _put(body, field.path, self._value(field))
        return body

    def _value(self, field: Field) -> object:
        said = self._said(field)
        one = _first(said)
        if field.asks is Asks.LIST:
            return list(said)
        if field.asks is Asks.YES_NO:
            return {"yes": True, "no": False}.get(one)
        if field.asks in {Asks.SCALE, Asks.NUMBER}:
            return int(one) if _is_whole(one) else None
        if field.asks is Asks.MINUTES:
            was = _at(self._was, field.path)
            is_new = _is_whole(one) and int(one) != _minutes(was)
            return int(one) * 60 if is_new else was
        return one

    def _error(self, field: Field) -> str:
        said = _first(self._said(field))
        is_asked = field.asks in {Asks.TEXT, Asks.CHOICE} or bool(said)
        if not is_asked or _is_fine(field, said):
            return ""
        if field.asks is Asks.SCALE:
            return gettext("Choose a number from 0 to 10, or skip it.")
        if field.asks in {Asks.NUMBER, Asks.MINUTES}:
            return gettext("Write a whole number up to %d.") % field.most
        if field.asks is Asks.TEXT and said:
            return gettext("Write %d letters at most.") % field.most
        return missing_text(field.asks)

    def _said(self, field: Field) -> list[str]:
        """Return the values of a field as its controls have them."""
        if self._sent is not None:
            values = self._sent.getlist(field.path)
            if field.asks is Asks.LIST:
                return [value for value, _ in field.choices if value in values]
            return [_clean(value) for value in values]
        return _as_typed(field, _at(self._was, field.path))

    def _shown(self, field: Field) -> Shown:
        said = self._said(field)
        return {
            "path": field.path,
            "id": slugify(field.path.replace(".", "-")),
            "asks": field.asks.value,
            "label": field.label,
            "help": field.help,
            "low": field.low,
            "high": field.high,
            "most": field.most,
            "missing": missing_text(field.asks),
            "is_more": field.is_more,
            "value": _first(said),
            "scores": _scale_values(),
            "choices": [
                {"value": value, "label": label, "checked": value in said}
                for value, label in field.choices
            ],
            "error": self._error(field) if self._sent is not None else "",
        }


def fields_of(
    kind: EntryKind, body: Mapping[str, Any], library: Library
) -> tuple[Field, ...]:
    """Return what can be said, or mended, of an entry of a kind."""
    return _FIELDS[kind](body, library)


def empty_check_in(date: str, library: Library) -> dict[str, Any]:
    """Return the check-in of a day before anything is said."""
    return {
        "date": date,
        "scores": dict.fromkeys((*library.measures, SLEEP)),
        "medicine_changed": None,
        "flare": None,
        "falls": None,
    }


def _check_in(body: Mapping[str, Any], library: Library) -> tuple[Field, ...]:
    return (
        *_scales(body, library),
        Field(
            f"scores.{SLEEP}",
            Asks.SCALE,
            sleep_name(),
            low=gettext("not at all"),
            high=gettext("no sleep at all"),
        ),
        Field(
            "medicine_changed",
            Asks.YES_NO,
            gettext("Was a medicine changed?"),
            is_more=True,
        ),
        Field("flare", Asks.YES_NO, gettext("Is it a flare?"), is_more=True),
        Field(
            "falls",
            Asks.NUMBER,
            gettext("How many falls?"),
            most=MOST_FALLS,
            is_more=True,
        ),
    )


def _scales(_body: Mapping[str, Any], library: Library) -> tuple[Field, ...]:
    return tuple(
        Field(
            f"scores.{measure.id}",
            Asks.SCALE,
            words(measure.name),
            low=words(measure.low),
            high=words(measure.high),
        )
        for measure in library.measures.values()
    )


def _session(body: Mapping[str, Any], library: Library) -> tuple[Field, ...]:
    more = body.get("then", [])
    works = {"": body, **{f"then.{number}.": work for number, work in enumerate(more)}}
    return tuple(
        Field(
            f"{path}places.{place}",
            Asks.MINUTES,
            _minutes_label(place, work["technique"] if more else "", library),
            most=MOST_MINUTES,
        )
        for path, work in works.items()
        for place in work["places"]
    )


def _minutes_label(place: str, technique_id: str, library: Library) -> str:
    where = place_name(Place.parse(place), library)
    if not technique_id:
        return gettext("Minutes: %s") % where
    what = technique_name(technique_id, library)
    return gettext("Minutes: %(what)s, %(where)s") % {"what": what, "where": where}


def _note(_body: Mapping[str, Any], _library: Library) -> tuple[Field, ...]:
    label = gettext("What do you want to remember?")
    return (Field("text", Asks.TEXT, label, most=LONGEST_NOTE),)


def _wrong(body: Mapping[str, Any], library: Library) -> tuple[Field, ...]:
    items = library.session.wrong.items.items()
    what = tuple((name, words(item.button)) for name, item in items)
    label = gettext("What was it?")
    return (Field("what", Asks.CHOICE, label, choices=what), _where(body, library))


def _skin_check(body: Mapping[str, Any], library: Library) -> tuple[Field, ...]:
    found = tuple((thing.value, finding_text(thing)) for thing in Found)
    label = gettext("What was there?")
    help_text = gettext("Nothing ticked means that nothing was there.")
    return (
        Field("found", Asks.LIST, label, help_text, choices=found),
        _where(body, library),
    )


def _change(_body: Mapping[str, Any], _library: Library) -> tuple[Field, ...]:
    return _choice("change", gettext("Against a month ago, it is now"), change_texts())


def _settled(_body: Mapping[str, Any], _library: Library) -> tuple[Field, ...]:
    return _choice("answer", gettext("Has it settled?"), settled_texts())


def _sugar(_body: Mapping[str, Any], _library: Library) -> tuple[Field, ...]:
    return _choice("sugar", gettext("How was the blood sugar?"), sugar_texts())


def _choice(path: str, label: str, texts: Mapping[Any, str]) -> tuple[Field, ...]:
    choices = tuple((key.value, text) for key, text in texts.items())
    return (Field(path, Asks.CHOICE, label, choices=choices),)


def _where(body: Mapping[str, Any], library: Library) -> Field:
    named = dict.fromkeys((*body["places"], *map(str, EVERYWHERE)))
    return Field(
        "places",
        Asks.LIST,
        gettext("Where is it?"),
        gettext("Nothing ticked counts for all places."),
        choices=tuple(
            (place, place_name(Place.parse(place), library).capitalize())
            for place in named
        ),
    )


_FIELDS: Mapping[
    EntryKind, Callable[[Mapping[str, Any], Library], tuple[Field, ...]]
] = {
    EntryKind.CHECK_IN: _check_in,
    EntryKind.NOTE: _note,
    EntryKind.CHANGE: _change,
    EntryKind.SESSION: _session,
    EntryKind.SCORE: _scales,
    EntryKind.ADVERSE_EVENT: _wrong,
    EntryKind.SKIN_CHECK: _skin_check,
    EntryKind.SETTLED: _settled,
    EntryKind.SUGAR_CHECK: _sugar,
}


def _as_typed(field: Field, value: Any) -> list[str]:  # noqa: ANN401 - as JSON has it
    """Return what the controls of a field would have made `value` of."""
    if value is None:
        return []
    if field.asks is Asks.LIST:
        return [str(one) for one in value]
    if field.asks is Asks.YES_NO:
        return ["yes" if value else "no"]
    return [str(_minutes(value) if field.asks is Asks.MINUTES else value)]


def _at(body: Any, path: str) -> Any:  # noqa: ANN401 - as JSON has it
    first, _, rest = path.partition(".")
    here = body[int(first)] if isinstance(body, list) else body.get(first)
    return _at(here, rest) if rest else here


def _put(body: Any, path: str, value: object) -> None:  # noqa: ANN401
    first, _, rest = path.partition(".")
    if rest:
        _put(body[int(first)] if isinstance(body, list) else body[first], rest, value)
    else:
        body[first] = value


def missing_text(asks: Asks) -> str:
    """Return how to mend that nothing was said."""
    if asks is Asks.TEXT:
        return gettext("Write something first.")
    return gettext("Choose one.")


def _is_fine(field: Field, said: str) -> bool:
    if field.asks is Asks.SCALE:
        return said in {SKIP, *_scale_values()}
    if field.asks in {Asks.NUMBER, Asks.MINUTES}:
        return _is_whole(said) and int(said) <= field.most
    if field.asks is Asks.TEXT:
        return 0 < len(said) <= field.most
    return field.asks is not Asks.CHOICE or said in dict(field.choices)


def _first(said: Iterable[str]) -> str:
    return next(iter(said), "")


def _clean(text: str) -> str:
    """Return what was typed as every browser would have sent it."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7


def _minutes(seconds: int) -> int:
    return (seconds + 30) // 60


def _scale_values() -> list[str]:
    return [str(score) for score in range(LEAST_SCORE, MOST_SCORE + 1)]
