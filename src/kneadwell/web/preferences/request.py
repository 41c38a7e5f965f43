"""The request as someone set it: their language, their numbers, their pages."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kneadwell.web.http import PersonRequest
from kneadwell.web.lines import calling, chosen
from kneadwell.web.people.models import Person
from kneadwell.web.preferences.device import is_check_due
from kneadwell.web.preferences.models import Preferences, Skin
from kneadwell.web.preferences.store import preferences_of
from kneadwell.web.words import Shown

Answer = Callable[[HttpRequest], HttpResponse]


class ChosenRequest(PersonRequest):
    """A request that knows how its person wants to be shown and told."""

    preferences: Preferences


def as_chosen(get_response: Answer) -> Answer:
    """Let language and telephone numbers be the chosen ones, and keep the rest."""

    def answer(request: HttpRequest) -> HttpResponse:
        person = getattr(request, "person", None)
        preferences = preferences_of(person) if person else _of_the_house()
        cast("ChosenRequest", request).preferences = preferences
        lines = chosen(preferences.country, preferences.emergency_number)
        known = dict(settings.LANGUAGES)
        language = preferences.language
        language = language if language in known else settings.LANGUAGE_CODE
        with translation.override(language), calling(lines):
            return get_response(request)

    return answer


def every_page(request: HttpRequest) -> Shown:
    """Return what someone set; nothing on a page of a request that broke early."""
    return {
        "preferences": getattr(request, "preferences", None),
        "is_senses_check_due": partial(is_check_due, request),  # asked where shown
    }


def _of_the_house() -> Preferences:
    """Return what a browser without the key may see of the settings.

    Help now must name the number that was set, also where nobody has a key and on the
    copy that a device keeps. A database that cannot be read never stands in the way.
    """
    try:
        person = Person.objects.order_by("made_at").first()
        preferences = preferences_of(person) if person else Preferences()
    except DatabaseError:
        return Preferences()
    # Says nothing of whose body it is.
    preferences.skin = Skin.MEDIUM
    return preferences
