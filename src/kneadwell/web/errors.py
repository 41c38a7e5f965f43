"""One table from what went wrong to the page that says so."""

import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.defaults import server_error

from kneadwell.vocabulary import KneadwellError
from kneadwell.web.diary.store import EntryConflictError
from kneadwell.web.sessions.done import DoneError

STATUS: dict[type[KneadwellError], int] = {DoneError: 422, EntryConflictError: 409}
"""What is not listed is our own fault: 500."""
TRY_AFTER_S = 5

FULL = {"SQLITE_FULL", "53100"}
"""What SQLite and PostgreSQL call a disk that takes no more."""
AWAY = (
    # Locked, not readable now, and moved or closed off meanwhile.
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN"),
    *("SQLITE_READONLY", "SQLITE_PROTOCOL"),
    # The connection, resources, waits that were ended, a shutdown, the system.
    *("08", "53", "40001", "40P01", "55P03", "57", "58"),
)
"""How the names begin of what passes by itself, or when someone sees to the server."""

_LOG = logging.getLogger("django.kneadwell")


@dataclass(frozen=True, slots=True)
class Unkept:
    """Why the storage took nothing, as it is told."""

    status: HTTPStatus
    message: str


def unkept(error: BaseException | None) -> Unkept | None:
    """Return what to say when the disk is full or the database away, else None."""
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    name = _name(error)
    if name in FULL:
        message = gettext(
            "The disk of the computer that keeps your diary is full. Nothing of this "
            "was kept, and nothing from before was lost. Make room there, then send "
            "it again."
        )
        return Unkept(HTTPStatus.INSUFFICIENT_STORAGE, message)
    if name.startswith(AWAY):
        message = gettext(
            "Your diary cannot be reached just now, so nothing of this was kept. "
            "What was kept before is safe. Wait a moment, then send it again."
        )
        return Unkept(HTTPStatus.SERVICE_UNAVAILABLE, message)
    return None


def _name(error: BaseException) -> str:
    """Return what the database itself calls an error."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "")
    # Where PostgreSQL was not even reached, it could give no name.
    return getattr(cause, "sqlstate", None) or "08"


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer for a form that this browser was not given, or was given long ago."""
    message = gettext(
        "This form is too old, or cookies are turned off. "
        "Go back, load the page again and send it once more."
    )
    return render(request, "error.html", {"message": message}, status=403)


def on_our_side(request: HttpRequest) -> HttpResponse:
    """Answer for an error that came up outside of any view."""
    if told := unkept(sys.exc_info()[1]):
        return _try_again(request, told)
    return server_error(request)


class ErrorPages:
    """Show an error of ours, or of the storage, as a plain page with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Answer for an error of ours; leave any other to Django."""
        if told := unkept(error):
            # Only the name: what a database tells may repeat what was written.
            _LOG.error("The storage took nothing: %s", _name(error))
            return _try_again(request, told)
        if not isinstance(error, KneadwellError):
            return None
        status = STATUS.get(type(error), 500)
        return render(request, "error.html", {"message": str(error)}, status=status)


def _try_again(request: HttpRequest, told: Unkept) -> HttpResponse:
    """Say what is the matter, and hand back what was typed, to be sent again."""
    answer: HttpResponse
    if request.content_type == "application/json":
        answer = JsonResponse({"problem": told.message}, status=told.status)
    else:
        context = {"message": told.message, "typed": list(_typed(request))}
        answer = render(request, "try_again.html", context, status=told.status)
    if told.status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = str(TRY_AFTER_S)
    return answer


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken":
            yield from ((name, value) for value in values)
