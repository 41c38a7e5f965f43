"""The one endpoint that devices send to, and its description."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kneadwell.web.http import PersonRequest
from kneadwell.web.sync.batch import BatchError, batch_of
from kneadwell.web.sync.openapi import document
from kneadwell.web.sync.outcomes import take


# A letter of the outbox holds no token of a form. What it does hold instead, no page
# of another site can send: see `batch_of`.
@csrf_exempt
def sync(request: PersonRequest) -> HttpResponse:
    """Keep a batch of entries, and say what became of each."""
    if request.method != "POST":
        return _only("POST")
    try:
        batch = batch_of(request)
    except BatchError as error:
        return _problem(str(error), error.status)
    if batch.person != request.person.id:
        return _problem("These are someone else’s entries.", HTTPStatus.CONFLICT)
    outcomes = take(request.person, batch.values, timezone.localtime())
    return JsonResponse({"outcomes": outcomes})


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document of `sync`."""
    if request.method not in {"GET", "HEAD"}:
        return _only("GET", "HEAD")
    return JsonResponse(document())


def _problem(problem: str, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"problem": problem}, status=status)


def _only(*methods: str) -> HttpResponse:
    response = _problem(f"Use {methods[0]} here.", HTTPStatus.METHOD_NOT_ALLOWED)
    response["Allow"] = ", ".join(methods)
    return response
