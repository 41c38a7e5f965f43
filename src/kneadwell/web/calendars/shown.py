"""Addresses for calendar programs, in words for a page."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from kneadwell.web.calendars.models import FeedRecord
from kneadwell.web.devices.request import KnownRequest
from kneadwell.web.home_network import Listener
from kneadwell.web.words import Shown


def feed_shown(feed: FeedRecord) -> Shown:
    """Return an address as the list tells of it."""
    return {
        "id": feed.id,
        "name": feed.name,
        "made": date_format(timezone.localtime(feed.made_at), "j F Y, H:i"),
        "seen": date_format(feed.seen_on, "j F Y") if feed.seen_on else "",
    }


def addresses_shown(
    request: KnownRequest, listener: Listener | None, path: str
) -> list[Shown]:
    """Return an address in full, once for each way to this computer.

    Args:
        request: Whoever asks came one of these ways.
        listener: Where phones are answered just now, if anywhere.
        path: What stands behind the name of the computer.
    """
    host = request.get_host()
    if listener and host not in listener.hosts:
        return [
            _address(gettext("On this computer"), request, path),
            {
                "where": gettext("On a phone in the same Wi-Fi"),
                "address": f"{listener.url}{path}",
            },
        ]
    return [_address("", request, path)]


def _address(where: str, request: KnownRequest, path: str) -> Shown:
    return {"where": where, "address": request.build_absolute_uri(path)}
