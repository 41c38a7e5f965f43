"""What devices may send and what they get, as an OpenAPI document.

The words to choose from, the kinds and the limits come from those who read them.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.urls import reverse

from kneadwell.diary import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_S,
    MOST_FALLS,
    MOST_FURTHER,
    MOST_SCALES,
    Change,
    CheckedWhen,
    Ended,
    EntryKind,
    Found,
    HasSettled,
    Sugar,
    WentWrong,
    When,
)
from kneadwell.vocabulary import LEAST_SCORE, MOST_SCORE, Giver, Region, Side
from kneadwell.web.diary.store import Kept
from kneadwell.web.library import current_library
from kneadwell.web.sync.batch import MOST_BYTES, MOST_ENTRIES
from kneadwell.web.sync.flags import Flag
from kneadwell.web.sync.outcomes import MOST_BODY_BYTES, REFUSED

VERSION = "1"

Schema = dict[str, object]


@cache
def document() -> Schema:
    """Return the document; it is the same as long as the process lives."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kneadwell: what devices noted",
            "version": VERSION,
            "description": "Entries of a diary are only added. Sending one again "
            "changes nothing, so whoever is unsure sends again. A whole number is "
            "written without a point, and no text holds a NUL or half a character.",
        },
        "paths": {reverse("sync"): {"post": _operation()}},
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "browser": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": settings.BROWSER_COOKIE,
                    "description": "Set when the printed link is opened.",
                }
            },
        },
        "security": [{"browser": []}],
    }


def _operation() -> Schema:
    return {
        "operationId": "sync",
        "summary": "Keep a batch of entries.",
        "description": "No entry of a batch costs another. What is unsafe about a "
        "session is flagged and never a reason to refuse it: it happened. At most "
        f"{MOST_BYTES} bytes in all and {MOST_BODY_BYTES} for one body. A moment lies "
        "in the year 2000 or later, and at most 24 hours ahead of the server.",
        "requestBody": {"required": True, "content": _json_of("Batch")},
        "responses": {
            "200": {
                "description": "What became of each entry, in the order sent.",
                "content": _json_of("Outcomes"),
            },
            **{
                str(status.value): {
                    "description": why,
                    "content": _json_of("Problem"),
                }
                for status, why in _WHY_NOTHING.items()
            },
            "503": {
                "description": "Busy; nothing was kept. Send the same again.",
                "headers": {
                    "Retry-After": {
                        "description": "Seconds to wait.",
                        "schema": {"type": "integer", "minimum": 1},
                    }
                },
                "content": _json_of("Problem"),
            },
        },
    }


_WHY_NOTHING: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "Not a batch.",
    HTTPStatus.UNAUTHORIZED: "An unknown browser.",
    HTTPStatus.FORBIDDEN: "Sent by a page of another site.",
    HTTPStatus.CONFLICT: "The entries are another person's.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too many bytes or entries.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Not plain JSON in UTF-8.",
    HTTPStatus.INSUFFICIENT_STORAGE: "The disk is full; nothing was kept. Send the "
    "same again.",
}


def _schemas() -> Schema:
    entries = {kind: _entry(kind, body) for kind, body in _bodies().items()}
    return {
        "Batch": _fields(
            {
                "person": _ref("Id"),
                "entries": {
                    "type": "array",
                    "maxItems": MOST_ENTRIES,
                    "items": _ref("Entry"),
                },
            }
        ),
        "Entry": {
            "oneOf": [_ref(_name(kind)) for kind in entries],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {
                    kind.value: f"#/components/schemas/{_name(kind)}"
                    for kind in entries
                },
            },
        },
        **{_name(kind): entry for kind, entry in entries.items()},
        "Outcomes": _fields(
            {"outcomes": {"type": "array", "items": _ref("Outcome")}},
        ),
        "Outcome": _outcome(),
        "Problem": _fields({"problem": {"type": "string"}}),
        "Id": {"type": "string", "format": "uuid"},
        "Moment": {
            "type": "string",
            "format": "date-time",
            "description": "Local time with its offset in whole minutes.",
        },
        "Name": {"type": "string", "pattern": "\\S", "maxLength": LONGEST_NAME},
        "Place": {
            "type": "string",
            "pattern": f"^({_any(Side)}) ({_any(Region)})(/[a-z]+(-[a-z]+)*)?$",
            "maxLength": LONGEST_NAME,
            "description": "A side and a region, and a spot where one was chosen.",
        },
        "Places": {"type": "array", "maxItems": 50, "items": _ref("Place")},
        "Seconds": {
            "type": "object",
            "description": "Whole seconds with hands on, by place.",
            "propertyNames": _ref("Place"),
            "additionalProperties": _whole(LONGEST_S),
            "maxProperties": 50,
        },
        "FurtherWork": _fields(
            {
                "technique": _ref("Name"),
                "places": _ref("Seconds"),
                "planned": _ref("Seconds"),
                "unseen": _ref("Seconds"),
            },
            optional={"unseen"},
        ),
        "Scores": {
            "type": "object",
            "description": "Points from none to worst, by what was asked; known are "
            f"{', '.join(current_library().measures)}. Null was skipped, which is "
            "not zero.",
            "propertyNames": _ref("Name"),
            "additionalProperties": _or_null(
                {"type": "integer", "minimum": LEAST_SCORE, "maximum": MOST_SCORE}
            ),
            "maxProperties": MOST_SCALES,
        },
    }


def _bodies() -> Mapping[EntryKind, Schema]:
    """Return what the body of each kind holds."""
    session = {
        "technique": _ref("Name"),
        "giver": _one_of(Giver),
        "places": _ref("Seconds"),
        "planned": _ref("Seconds"),
        "ended": _one_of(Ended),
        "edition": _ref("Name"),
        "unseen": _ref("Seconds"),
        "prepared": _ref("Id"),
        "checked_at": _ref("Moment"),
        "then": {
            "type": "array",
            "maxItems": MOST_FURTHER,
            "items": _ref("FurtherWork"),
            "description": "What was done after the first technique, in the order of "
            "work, each technique once.",
        },
    }
    return {
        EntryKind.SESSION: _fields(
            session, optional={"unseen", "prepared", "checked_at", "then"}
        ),
        EntryKind.SCORE: _fields(
            {"session": _ref("Id"), "when": _one_of(When), "scores": _ref("Scores")}
        ),
        EntryKind.ADVERSE_EVENT: _fields(
            {
                "session": _or_null(_ref("Id")),
                "technique": _or_null(_ref("Name")),
                "places": _ref("Places"),
                "what": _one_of(WentWrong),
                "edition": _ref("Name"),
            }
        ),
        EntryKind.SKIN_CHECK: _fields(
            {
                "session": _ref("Id"),
                "when": _one_of(CheckedWhen),
                "found": {"type": "array", "items": _one_of(Found), "maxItems": 50},
                "places": _ref("Places"),
            }
        ),
        EntryKind.SETTLED: _fields(
            {
                "places": {"allOf": [_ref("Places")], "minItems": 1},
                "answer": _one_of(HasSettled),
            }
        ),
        EntryKind.SUGAR_CHECK: _fields(
            {"session": _ref("Id"), "sugar": _one_of(Sugar)}
        ),
        EntryKind.CHECK_IN: _fields(
            {
                "date": {"type": "string", "format": "date"},
                "scores": _ref("Scores"),
                "medicine_changed": {"type": ["boolean", "null"]},
                "flare": {"type": ["boolean", "null"]},
                "falls": _or_null(_whole(MOST_FALLS)),
            }
        ),
        EntryKind.CHANGE: _fields({"change": _one_of(Change)}),
        EntryKind.NOTE: _fields(
            {
                "text": {
                    "type": "string",
                    "pattern": "\\S",
                    "maxLength": LONGEST_NOTE,
                }
            }
        ),
        EntryKind.CORRECTION: _fields(
            {
                "corrects": _ref("Id"),
                "body": {
                    "type": ["object", "null"],
                    "description": "As the kind of the corrected entry has it; null "
                    "takes the entry back.",
                },
                "at": _ref("Moment"),
            },
            optional={"at"},
        ),
    }


def _entry(kind: EntryKind, body: Schema) -> Schema:
    return _fields(
        {
            "id": _ref("Id"),
            "kind": {"type": "string", "const": kind.value},
            "at": _ref("Moment"),
            "body": body,
        }
    )


def _outcome() -> Schema:
    return _fields(
        {
            "id": {
                "type": ["string", "null"],
                "format": "uuid",
                "description": "In small letters; null where none could be read.",
            },
            "outcome": {
                "type": "string",
                "enum": [*(kept.value for kept in Kept), REFUSED],
                "description": "conflict: something else is kept under that id. "
                "refused: this is no entry and never will be.",
            },
            "field": {"type": "string", "description": "What was refused of it."},
            "problem": {"type": "string", "description": "Why it was refused."},
            "entry": {
                "allOf": [_ref("Entry")],
                "description": "What is kept, where that conflicts.",
            },
            "flags": {
                "type": "array",
                "items": _one_of(Flag),
                "description": "Why the gate would not have let the session start.",
            },
        },
        optional={"field", "problem", "entry", "flags"},
    )


def _fields(fields: Mapping[str, object], optional: set[str] | None = None) -> Schema:
    """Return an object that has these fields and no other."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": sorted(fields.keys() - (optional or set())),
        "additionalProperties": False,
    }


def _name(kind: EntryKind) -> str:
    return f"{kind.value.title().replace('-', '')}Entry"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json_of(name: str) -> Schema:
    return {"application/json": {"schema": _ref(name)}}


def _one_of(words: type[StrEnum]) -> Schema:
    return {"type": "string", "enum": [word.value for word in words]}


def _whole(most: int) -> Schema:
    return {"type": "integer", "minimum": 0, "maximum": most}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def _any(words: type[StrEnum]) -> str:
    return "|".join(word.value for word in words)
