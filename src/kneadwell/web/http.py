"""The request as views see it behind the front door."""

from django.http import HttpRequest

from kneadwell.web.people.models import Person


class PersonRequest(HttpRequest):
    """A request from a browser that was let in."""

    person: Person
