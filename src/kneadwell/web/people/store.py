"""The only queries for people."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from kneadwell.web.people.models import Person


def the_person() -> Person:
    """Return the person of this installation, making them on first use.

    Of two first requests, the database lets one make the row and the other find it.
    """
    found = Person.objects.filter(is_at_home=True).first()
    return found or Person.objects.get_or_create(is_at_home=True)[0]


@contextmanager
def alone(person: Person) -> Iterator[None]:
    """Let nobody else change what belongs to `person` until the context ends.

    For all that looks before it writes. It is a transaction: what fails inside leaves
    nothing behind. SQLite takes its one write lock when the transaction begins;
    PostgreSQL locks the person's row, and other people write on.
    """
    with transaction.atomic():
        # `no_key` lets rows that point here be added meanwhile, which is what keeps
        # two writers that have already added something from waiting for each other.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        yield
