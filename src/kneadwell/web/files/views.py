"""The diary as a file: to take away, and to bring back."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.diary import DiaryFileError, export_csv, export_json, import_file
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.files.taken import take_in
from kneadwell.web.http import PersonRequest

MOST_BYTES = 16_000_000
_SHOWN = 100
"""A list that nobody reads to its end stops here."""


# The token of the form stands in the body, which must not be read when it is too
# large; so the size is looked at before the token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def diary_file(request: PersonRequest) -> HttpResponse:
    """Offer the diary as a file, and take one in."""
    said = request.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > MOST_BYTES:
        problem = gettext(
            "This file is larger than 16 MB, so we did not read it. "
            "Choose a file that Kneadwell has written."
        )
        return _page(request, {"problem": problem}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    response: HttpResponse = _diary_file(request)
    return response


@csrf_protect
def _diary_file(request: PersonRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, {})
    sent = request.FILES.get("file")
    if sent is None:
        problem = gettext("Choose a file first.")
        return _page(request, {"problem": problem}, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        read = import_file(sent.read())
    except DiaryFileError as error:
        return _page(request, {"problem": str(error)}, HTTPStatus.UNPROCESSABLE_ENTITY)
    taken = take_in(request.person, read.entries, timezone.localtime())
    skipped = [*read.skipped, *taken.skipped]
    return _page(
        request,
        {
            "taken": taken,
            "skipped": skipped[:_SHOWN],
            "how_many_skipped": len(skipped),
            "not_shown": max(0, len(skipped) - _SHOWN),
        },
    )


@require_safe
def as_json(request: PersonRequest) -> HttpResponse:
    """Hand over the diary as it is, for coming back."""
    written = export_json(PersonDiary(request.person).entries())
    return _attachment(written, "application/json", "json")


@require_safe
def as_csv(request: PersonRequest) -> HttpResponse:
    """Hand over the diary as a table."""
    written = export_csv(PersonDiary(request.person).entries())
    return _attachment(written, "text/csv; charset=utf-8", "csv")


def _page(
    request: HttpRequest, told: dict[str, object], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "files/diary_file.html", told, status=status)


def _attachment(written: str, kind: str, ending: str) -> HttpResponse:
    name = f"kneadwell-diary-{timezone.localdate():%Y-%m-%d}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(written, content_type=kind, headers=headers)
