"""The only queries for devices and their codes."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from kneadwell.web.devices.models import PairedDevice, PairingCode
from kneadwell.web.people.models import Person

CODE_DIGITS = 8
CODE_GOOD_FOR = dt.timedelta(minutes=10)
WRONG_AT_MOST = 5
"""With one code in a hundred million, guessing this often opens nothing."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that asks to be let in.

    Attributes:
        name: What it looks like.
        host: Where it knows this computer.
    """

    name: str
    host: str


def offer_code(person: Person, now: dt.datetime) -> str:
    """Return a new code for `person`, in place of an earlier one.

    The digits are kept nowhere.
    """
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    PairingCode.objects.update_or_create(
        person=person, defaults={"code": _digest(code), "made_at": now, "wrong": 0}
    )
    return code


def pair(code: str, visitor: Visitor, now: dt.datetime) -> str | None:
    """Let in the visitor who brings a good code, and use the code up.

    Args:
        code: What was typed or scanned; anything but digits is passed over.
        visitor: Who brings it.
        now: The present moment, with its offset.

    Returns:
        The secret that the browser keeps. None for a code that is wrong, used up, too
        old, or that came after too many wrong ones.
    """
    digest = _digest("".join(filter(str.isdecimal, code)))
    good = _good_codes(now)
    # All are looked at, so that the time it takes tells nothing.
    right = [it for it in good if constant_time_compare(it.code, digest)]
    if not right:
        good.update(wrong=F("wrong") + 1)
        return None
    # Of two who bring it at once, one deletes the row and the other finds none.
    if not good.filter(pk=right[0].pk).delete()[0]:
        return None
    token = secrets.token_urlsafe(32)
    PairedDevice.objects.create(
        person=right[0].person,
        token=_digest(token),
        name=visitor.name,
        made_at=now,
        seen_on=now.date(),
        host=visitor.host,
    )
    return token


def device_with(token: str) -> PairedDevice | None:
    """Return the device that holds this secret, with its person."""
    found = PairedDevice.objects.select_related("person")
    return found.filter(token=_digest(token)).first()


def devices_of(person: Person) -> list[PairedDevice]:
    """Return the devices of `person`, the newest first."""
    return list(PairedDevice.objects.filter(person=person).order_by("-made_at"))


def see(device: PairedDevice, today: dt.date, host: str) -> bool:
    """Write down that the device came; tell whether that was news."""
    if (device.seen_on, device.host) == (today, host):
        return False
    found = PairedDevice.objects.filter(pk=device.pk)
    return bool(found.update(seen_on=today, host=host))


def take_back(person: Person, device_id: uuid.UUID) -> None:
    """Make a device of `person` a stranger again, at once."""
    PairedDevice.objects.filter(person=person, pk=device_id).delete()


def _good_codes(now: dt.datetime) -> QuerySet[PairingCode]:
    return PairingCode.objects.filter(
        made_at__gt=now - CODE_GOOD_FOR, wrong__lt=WRONG_AT_MOST
    )


def _digest(secret: str) -> str:
    # With the key of the installation: eight digits are soon found from a bare digest.
    return salted_hmac("kneadwell.devices", secret, algorithm="sha256").hexdigest()
