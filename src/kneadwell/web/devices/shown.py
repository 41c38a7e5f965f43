"""A device in words for a page."""

from django.utils import timezone
from django.utils.formats import date_format

from kneadwell.web.devices.models import PairedDevice
from kneadwell.web.words import Shown


def device_shown(device: PairedDevice, *hosts: str) -> Shown:
    """Return a device as the list tells of it.

    Args:
        device: The device.
        hosts: Each way in which it may know this computer just now.
    """
    return {
        "id": device.id,
        "name": device.name,
        "made": date_format(timezone.localtime(device.made_at), "j F Y, H:i"),
        "seen": date_format(device.seen_on, "j F Y"),
        "old_host": "" if device.host in hosts else device.host,
    }
