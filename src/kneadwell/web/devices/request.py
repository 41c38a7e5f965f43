"""The request as it comes past the front door."""

from kneadwell.web.devices.models import PairedDevice
from kneadwell.web.http import PersonRequest


class KnownRequest(PersonRequest):
    """A request that knows how its browser was let in.

    Attributes:
        device: What was let in; None for the browser that brought the key.
    """

    device: PairedDevice | None
