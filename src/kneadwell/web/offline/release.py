"""What belongs to one build of the pages, and is kept and let go of together."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext

from kneadwell.web.pages.views import help_now
from kneadwell.web.words import Shown

WORKER = Path(__file__).parents[1] / "static" / "js" / "service-worker.js"
SESSIONS = ("/sessions/", "/prepared/")
"""Where the pages of a session begin; nothing changes under an open one."""
_IMPORTED = ("js/device/worker.js",)
"""By the script that every page has."""
_NEEDED = {".css", ".js", ".json", ".svg", ".woff2"}


def kept_everywhere(request: HttpRequest, offline_page: str) -> Shown:
    """Return what every device keeps, and what the worker has to know.

    Another word or number on a kept page, or another static file, is another build.
    """
    help_page = help_now(request, is_offline=True).content.decode()
    pages = help_page + offline_page
    files = {static(name) for name in _IMPORTED}
    files.update(re.findall(rf'"({settings.STATIC_URL}[^"#]+)', pages))
    known: Shown = {
        "files": settings.STATIC_URL,
        "helpNow": reverse("help-now"),
        "helpNowKept": reverse("help-now-offline"),
        "offline": reverse("offline"),
        "pocket": reverse("pocket"),
        "leave": reverse("leave"),
        "sessions": SESSIONS,
        "language": get_language(),
        "words": {
            "asOf": gettext("As of {when}. Not connected."),
            "works": gettext("These pages work now"),
        },
        "everywhere": [
            reverse("help-now-offline"),
            reverse("offline"),
            *sorted(files),
        ],
    }
    said = json.dumps([known, help_page, offline_page])
    return {"build": hashlib.sha256(said.encode()).hexdigest()[:12]} | known


@cache
def files_of_pages() -> tuple[str, ...]:
    """Return every static file that some page may need, but for the spoken words."""
    root = settings.HERE / "static"
    paths = [path for path in root.rglob("*") if path.suffix in _NEEDED]
    paths.append(root / "voice" / "silence.mp3")
    return tuple(
        f"{settings.STATIC_URL}{path.relative_to(root).as_posix()}"
        for path in sorted(paths)
    )
