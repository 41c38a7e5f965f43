"""What a device looks like from outside, as people call it."""

from django.utils.translation import gettext

_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Macintosh", "Mac"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
)
# Each names those below it, too.
_BROWSERS = (
    (("EdgA/", "EdgiOS/", "Edg/"), "Edge"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("FxiOS/", "Firefox/"), "Firefox"),
    (("OPR/", "OPiOS/"), "Opera"),
    (("CriOS/", "Chrome/"), "Chrome"),
    (("Safari/",), "Safari"),
)


def device_name(agent: str) -> str:
    """Return what the words that a browser says of itself mean: ``iPhone, Safari``."""
    browser = next((n for marks, n in _BROWSERS if any(m in agent for m in marks)), "")
    return ", ".join(filter(None, (_kind(agent), browser)))


def is_iphone(agent: str) -> bool:
    """Tell whether it is an iPhone or an iPad, as far as it says so."""
    return "iPhone" in agent or "iPad" in agent


def is_android(agent: str) -> bool:
    """Tell whether it is a phone or a tablet with Android."""
    return "Android" in agent


def _kind(agent: str) -> str:
    if is_android(agent):
        is_phone = "Mobile" in agent
        return gettext("Android phone") if is_phone else gettext("Android tablet")
    named = (name for mark, name in _DEVICES if mark in agent)
    return next(named, gettext("Another device"))
