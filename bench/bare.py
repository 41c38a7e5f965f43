"""The least that Django can do: ``python -m bench.bare PORT`` serves two views."""

import sys

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def page(_request: HttpRequest) -> HttpResponse:
    """Answer with one heading."""
    return HttpResponse("<!doctype html><title>Bare</title><h1>Bare</h1>")


def take(request: HttpRequest) -> HttpResponse:
    """Take whatever is sent, and keep nothing."""
    return HttpResponse(str(len(request.body)))


urlpatterns = [path("", page), path("take/", take)]


def make_application() -> WSGIHandler:
    """Return the application of the two."""
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"])
    django.setup(set_prefix=False)
    return WSGIHandler()


if __name__ == "__main__":
    # As `kneadwell.web.server` starts its own.
    Granian(
        "bench.bare:make_application",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.error,
        log_access=False,
    ).serve()
