"""What Ada has done before a test begins."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

_MASSAGE = """
import sys
from datetime import timedelta
from pathlib import Path
from kneadwell.web.local import prepare
folder, minutes, found = sys.argv[1:]
prepare(Path(folder))
from kneadwell.web.people.store import the_person
from tests.web.done import find, massage
ago = timedelta(minutes=float(minutes))
session = massage(the_person(), ago, "left hand", "right hand")
if found:
    find(the_person(), session, ago / 2, found)
print(session.id)
"""


def massage_in(folder: Path, minutes: float, found: str = "") -> str:
    """Write down a massage of the hands, for the person whose data is in `folder`.

    Args:
        folder: The data folder.
        minutes: How long ago.
        found: A place where redness was found half that long ago.

    Returns:
        The id of the session.
    """
    return _run(_MASSAGE, str(folder), str(minutes), found)


_PLAN = """
import json, sys
from datetime import date
from pathlib import Path
from kneadwell.web.local import prepare
folder, works = sys.argv[1:]
prepare(Path(folder))
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.people.store import the_person
from kneadwell.web.sessions.store import keep_planned_session
works = [(name, [Place.parse(p) for p in at], s) for name, at, s in json.loads(works)]
day = date(2026, 11, 23)
print(keep_planned_session(the_person(), works, Giver.SELF, day, "evening").id)
"""


def plan_in(folder: Path, *works: tuple[str, list[str], int]) -> str:
    """Keep a session of several techniques that a plan has for today.

    Args:
        folder: The data folder of the person.
        works: The id of each technique, its places, and its seconds.

    Returns:
        The id of the session.
    """
    return _run(_PLAN, str(folder), json.dumps(works))


def _run(script: str, *words: str) -> str:
    root = Path(__file__).parents[2]
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", script, *words],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
    ).stdout.strip()


def massage(person: Any, ago: timedelta, *places: str) -> Any:
    """Write down a ball rolled so long ago, on both feet unless said otherwise."""
    from django.utils import timezone

    from kneadwell.diary import Entry, EntryKind
    from kneadwell.web.diary.store import PersonDiary

    seconds = dict.fromkeys(places or ("left foot", "right foot"), 60)
    body = {
        "technique": "rolling-ball",
        "giver": "self",
        "places": seconds,
        "planned": seconds,
        "ended": "finished",
        "edition": "any",
    }
    entry = Entry(uuid4(), EntryKind.SESSION, timezone.localtime() - ago, body)
    PersonDiary(person).add([entry])
    return entry


def find(person: Any, session: Any, ago: timedelta, *places: str) -> None:
    """Write down redness that was found so long ago."""
    from django.utils import timezone

    from kneadwell.diary import Entry, EntryKind
    from kneadwell.web.diary.store import PersonDiary

    body = {
        "session": str(session.id),
        "when": "next-day",
        "found": ["redness"],
        "places": list(places),
    }
    at = timezone.localtime() - ago
    PersonDiary(person).add([Entry(uuid4(), EntryKind.SKIN_CHECK, at, body)])
