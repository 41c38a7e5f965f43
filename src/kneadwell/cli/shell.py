"""What the command line needs from the web, found by name and never imported.

The installed package says in its metadata who keeps the diary and who serves the
pages, so this room knows no framework.
"""

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

from kneadwell.vocabulary import KneadwellError

GROUP = "kneadwell.shell"


class NotInstalledError(KneadwellError):
    """The package's metadata is missing."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"“{name}” is not set up here. Install Kneadwell with `make setup` "
            "or pip, then run the command again."
        )


def load(name: str) -> Callable[..., Any]:
    """Return what the package offers under `name`.

    Raises:
        NotInstalledError: Kneadwell runs from bare files, without its metadata.
    """
    for entry in entry_points(group=GROUP, name=name):
        offered: Callable[..., Any] = entry.load()
        return offered
    raise NotInstalledError(name)
