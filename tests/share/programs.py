"""Calendar programs that nobody here wrote, and what they show."""

from pathlib import Path

from click.testing import CliRunner

_KHAL = """
[calendars]
[[care]]
path = {folder}
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}
[default]
default_calendar = care
[sqlite]
path = {database}
"""
_SHOWN = "{start-date}T{start-time} {end-time} {title} {cancelled}"

_VDIRSYNCER = """
[general]
status_path = "{status}"
[pair care]
a = "program"
b = "kneadwell"
collections = null
conflict_resolution = "b wins"
partial_sync = "ignore"
[storage program]
type = "filesystem"
path = "{folder}"
fileext = ".ics"
[storage kneadwell]
type = "http"
url = "{url}"
"""


class Khal:
    """khal, somewhere in the world, with a calendar of its own.

    It runs in this process: what it does is the same, and it starts sooner.
    """

    def __init__(self, folder: Path, zone: str = "Europe/Berlin") -> None:
        self.events = folder / "events"
        self.events.mkdir(parents=True, exist_ok=True)
        self._config = folder / f"khal-{zone.replace('/', '-')}"
        self._config.write_text(
            _KHAL.format(folder=self.events, database=f"{self._config}.db", zone=zone)
        )

    def take_in(self, file: Path) -> None:
        self._run("import", "--batch", str(file))

    def shows(self, since: str, days: int = 14) -> list[str]:
        """Return each event from `since` on: when, until when, title, status."""
        told = self._run(
            *("list", "--notstarted", "--day-format", "", "--format", _SHOWN),
            *(since, f"{days}d"),
        )
        return [line.strip() for line in told.splitlines() if line.strip()]

    def _run(self, *arguments: str) -> str:
        from khal.cli import main_khal

        done = CliRunner().invoke(main_khal, ["-c", str(self._config), *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout


class Vdirsyncer:
    """vdirsyncer, which looks at an address and keeps what it finds in a folder."""

    def __init__(self, folder: Path, events: Path, url: str) -> None:
        self._config, self._status = folder / "vdirsyncer", folder / "status"
        self._config.write_text(
            _VDIRSYNCER.format(status=self._status, folder=events, url=url)
        )

    def look(self) -> str | None:
        """Look once; return what went wrong, None when nothing did."""
        if not self._status.exists():
            self._run("discover")
        return self._run("sync")

    def _run(self, command: str) -> str | None:
        from vdirsyncer.cli import app

        done = CliRunner().invoke(app, ["-c", str(self._config), command])
        return done.output if done.exit_code else None
