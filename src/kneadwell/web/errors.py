"""One table from what went wrong to the page that says so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kneadwell.vocabulary import KneadwellError
from kneadwell.web.diary.store import EntryConflictError
from kneadwell.web.sessions.done import DoneError

STATUS: dict[type[KneadwellError], int] = {DoneError: 422, EntryConflictError: 409}
"""What is not listed is our own fault: 500."""


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer for a form that this browser was not given, or was given long ago."""
    message = gettext(
        "This form is too old, or cookies are turned off. "
        "Go back, load the page again and send it once more."
    )
    return render(request, "error.html", {"message": message}, status=403)


class ErrorPages:
    """Show an error of ours as a plain page with its own sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Answer for an error of ours; leave any other to Django."""
        if not isinstance(error, KneadwellError):
            return None
        status = STATUS.get(type(error), 500)
        return render(request, "error.html", {"message": str(error)}, status=status)
