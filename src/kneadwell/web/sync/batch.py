"""One batch of entries, as a device sends it."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

from django.conf import settings
from django.http import HttpRequest, UnreadablePostError

from kneadwell.vocabulary import KneadwellError

MOST_BYTES = 1_048_576
MOST_ENTRIES = 500


class BatchError(KneadwellError):
    """What was sent is no batch; nothing of it was kept."""

    def __init__(self, status: HTTPStatus, problem: str) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"Nothing was kept: {problem}.")


@dataclass(frozen=True, slots=True)
class Batch:
    """What a device sent.

    Attributes:
        person: Whose entries the device says they are.
        values: As they came; none has been read yet.
    """

    person: uuid.UUID
    values: list[object]


def batch_of(request: HttpRequest) -> Batch:
    """Read the batch of a request.

    Raises:
        BatchError: It came from another site, is not JSON, too large or no batch.
    """
    _check_sender(request)
    _check_kind(request)
    try:
        sent = json.loads(
            _bytes_of(request).decode("utf-8"),
            parse_constant=_no_constant,
            object_pairs_hook=_each_once,
        )
    except (ValueError, RecursionError) as error:
        problem = "it is not JSON in UTF-8, with each name once"
        raise BatchError(HTTPStatus.BAD_REQUEST, problem) from error
    if not isinstance(sent, dict) or sent.keys() != {"person", "entries"}:
        problem = "its fields must be entries, person"
        raise BatchError(HTTPStatus.BAD_REQUEST, problem)
    try:
        person = uuid.UUID(str(sent["person"]))
    except (ValueError, RecursionError) as error:
        raise BatchError(HTTPStatus.BAD_REQUEST, "its person is no id") from error
    values = sent["entries"]
    if not isinstance(values, list):
        raise BatchError(HTTPStatus.BAD_REQUEST, "its entries must be a list")
    if len(values) > MOST_ENTRIES:
        problem = f"send at most {MOST_ENTRIES} entries at a time"
        raise BatchError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem)
    return Batch(person, values)


def _check_sender(request: HttpRequest) -> None:
    """Refuse what a page of another site sends; other programs say nothing here."""
    own = {
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    }
    if (
        request.headers.get("Origin", next(iter(own))) not in own
        or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    ):
        raise BatchError(HTTPStatus.FORBIDDEN, "another site sent it")


def _check_kind(request: HttpRequest) -> None:
    charset = (request.content_params or {}).get("charset", "utf-8")
    if (
        request.content_type != "application/json"
        or charset.lower() != "utf-8"
        or request.headers.get("Content-Encoding", "identity") != "identity"
    ):
        problem = "send application/json in UTF-8, not packed"
        raise BatchError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, problem)


def _bytes_of(request: HttpRequest) -> bytes:
    """Return the body; what is said of its length is believed only when it is true."""
    try:
        said = int(request.headers.get("Content-Length") or 0)
        body = request.read(MOST_BYTES + 1) if said <= MOST_BYTES else b""
    except (ValueError, UnreadablePostError) as error:
        problem = "it did not arrive whole"
        raise BatchError(HTTPStatus.BAD_REQUEST, problem) from error
    if max(said, len(body)) > MOST_BYTES:
        problem = f"send at most {MOST_BYTES} bytes at a time"
        raise BatchError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem)
    return body


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    """Refuse a name that says two things: two readers would read two entries."""
    once = dict(pairs)
    if len(once) < len(pairs):
        raise ValueError
    return once
