"""Whom to call, for the request at hand: the installation's choice or the person's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings

from kneadwell.web import numbers


@dataclass(frozen=True, slots=True)
class ToCall:
    """The telephone lines that pages name.

    Attributes:
        emergency: A number, or words where none is known.
        advice: Who answers when it is no emergency.
        country: Whose numbers these are, two letters; None where that is not known.
    """

    emergency: str
    advice: str
    country: str | None


_AT_HAND: ContextVar[ToCall | None] = ContextVar("to_call", default=None)


def to_call() -> ToCall:
    """Return the lines for this request; outside of one, the installation's."""
    return _AT_HAND.get() or of_installation()


def of_installation() -> ToCall:
    """Return the lines that the environment and the machine tell."""
    return ToCall(
        settings.EMERGENCY_NUMBER, settings.ADVICE_LINE, settings.COUNTRY or None
    )


def chosen(country: str, emergency_number: str) -> ToCall:
    """Return the lines after what a person chose; what the environment says stays.

    Args:
        country: Two letters, or empty for the installation's.
        emergency_number: Their own, or empty for the country's.
    """
    usual = of_installation()
    emergency, advice = usual.emergency, usual.advice
    if country not in numbers.LINES or settings.COUNTRY_IS_FIXED:
        country = usual.country or ""
    else:
        emergency = numbers.emergency_in(country)
        if not settings.ADVICE_IS_FIXED:
            advice = numbers.advice_in(country)
    if settings.EMERGENCY_IS_FIXED:
        emergency = usual.emergency
    elif emergency_number:
        emergency = emergency_number
    return ToCall(emergency, advice, country or None)


@contextmanager
def calling(lines: ToCall) -> Iterator[None]:
    """Let `lines` be the ones to call within."""
    before = _AT_HAND.set(lines)
    try:
        yield
    finally:
        _AT_HAND.reset(before)
