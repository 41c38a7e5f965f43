"""The real server on a data folder, and people who have answered everything."""

import atexit
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from functools import cache
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

FEET = ("left foot", "right foot")
TOES = ("big", "third", "little")

_ANSWER = """
import json, sys
from pathlib import Path
from kneadwell.web.local import prepare
folder, said = sys.argv[1:]
prepare(Path(folder))
from kneadwell.web.people.store import the_person
from tests.web.house import cleared_person
cleared_person(the_person(), **json.loads(said))
"""
_SERVE = """
import sys
from pathlib import Path
from kneadwell.vocabulary import KneadwellError
from kneadwell.web.server import serve
port, folder = sys.argv[1:]
try:
    serve("127.0.0.1", int(port), Path(folder), lambda line: print(line, flush=True))
except KneadwellError as error:
    sys.exit(str(error))
"""


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Show a redirect instead of following it."""

    def redirect_request(self, *_: object) -> None:
        return None


class House:
    """A server that runs between `start` and `kill`, always on the same port."""

    def __init__(self, folder: Path) -> None:
        with contextlib.closing(socket.socket()) as trial:
            trial.bind(("127.0.0.1", 0))
            self.port: int = trial.getsockname()[1]
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None
        self._browser = urllib.request.build_opener(
            _StayHere, urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def start(self) -> str:
        """Start, and return the link once pages are answered."""
        command = [sys.executable, "-c", _SERVE, str(self.port), str(self.folder)]
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        link = re.search(r"http://localhost:\d+(/enter/\S+)", line)
        assert link, line
        return link[1]

    def kill(self) -> None:
        """Kill every process of the server at once."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def get(self, path: str) -> str:
        """Return the page at `path`."""
        return self._send(urllib.request.Request(self._url(path)))[1]  # noqa: S310

    def post(self, path: str, body: bytes, kind: str, token: str = "") -> str | None:
        """Return where a post led, or its body; None when it was not confirmed."""
        headers = {"Content-Type": kind, "X-CSRFToken": token}
        request = urllib.request.Request(self._url(path), body, headers)  # noqa: S310
        status, text = self._send(request)
        return text if 200 <= status < 400 else None

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._browser.open(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get(
                "Location", ""
            ) or error.read().decode()


def answer_all(folder: Path, **said: Any) -> None:
    """Put the person whose data lives in `folder` through all questions.

    A folder that is new gets a copy of one in which the same was said before.
    """
    answered = (
        _answered() / hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()
    )
    is_new = not folder.exists() or not any(folder.iterdir())
    if is_new and answered.exists():
        shutil.copytree(answered, folder, dirs_exist_ok=True)
        return
    root = Path(__file__).parents[2]
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _ANSWER, str(folder), json.dumps(said)],
        check=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
    )
    if is_new:
        shutil.copytree(folder, answered)


@cache
def _answered() -> Path:
    """Return where folders are kept in which questions were answered."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def cleared_person(
    person: Any,
    *,
    giver: str = "self",
    places: Iterable[str] = FEET,
    touch_felt: bool = False,
    **said: Any,
) -> None:
    """Answer everything for someone by the stores: no, but for what is `said`.

    `said` holds ``yes`` or ``unknown`` by question, or a list of the places where a
    yes holds; dashes of an id are written as underscores.
    """
    from django.utils import timezone

    from kneadwell.screening import Answer, Given, Where
    from kneadwell.vocabulary import Place
    from kneadwell.web.library import current_library
    from kneadwell.web.people.models import Profile
    from kneadwell.web.screening import store
    from kneadwell.web.screening.intake import topic_key, topics

    library, now = current_library(), timezone.localtime()
    answers = dict.fromkeys(library.conditions, Given(Answer.NO))
    for name, value in said.items():
        where = tuple(map(Where.parse, value)) if isinstance(value, list) else ()
        answer = Answer.YES if isinstance(value, list) else Answer(value)
        answers[name.replace("_", "-")] = Given(answer, where)
    for name in list(answers):
        flag = name in library.conditions and library.conditions[name].related_red_flag
        if flag and answers[name].answer is Answer.YES:
            answers.setdefault(flag, Given(Answer.NO))
    topic_answers = {
        topic_key(topic.id): Given(
            Answer.YES
            if any(
                answers[name].answer is not Answer.NO
                for name, asked in library.conditions.items()
                if asked.group == topic.id
            )
            else Answer.NO
        )
        for topic in topics(library)
    }
    store.keep_profile(
        person,
        Profile(for_whom="me", giver=giver, places=list(places), age=60),
    )
    store.keep_answers(person, topic_answers | answers, now)
    if touch_felt:
        toes = {f"{s} {t}": "felt" for s in ("left", "right") for t in TOES}
        everywhere = {
            Place.parse(f"{side} {region}"): "felt"
            for side in ("left", "right")
            for region in library.body.regions
        }
        store.keep_touch_check(person, toes, everywhere, now)
