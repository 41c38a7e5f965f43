"""The only queries for people."""

from django.db import transaction

from kneadwell.web.people.models import Person


def the_person() -> Person:
    """Return the person of this installation, making them on first use."""
    return Person.objects.order_by("made_at").first() or _made_once()


@transaction.atomic
def _made_once() -> Person:
    # The transaction holds the write lock from its start, so of two first requests
    # the second one finds the person that the first one made.
    return Person.objects.order_by("made_at").first() or Person.objects.create()
