"""The `kneadwell` command."""

import sys
from typing import NoReturn

import click

from kneadwell.cli.backup import backup
from kneadwell.cli.diary import diary
from kneadwell.cli.doctor import doctor
from kneadwell.cli.knowledge import knowledge
from kneadwell.cli.plan import plan
from kneadwell.cli.play import play
from kneadwell.cli.restore import restore
from kneadwell.cli.screen import screen
from kneadwell.cli.serve import serve
from kneadwell.cli.start import REFUSED
from kneadwell.cli.techniques import technique, techniques
from kneadwell.cli.timeline import timeline
from kneadwell.session import NotClearedError
from kneadwell.vocabulary import KneadwellError

WRONG_INPUT = 2


class _PlainErrors(click.Group):
    """Answers wrong input with one sentence and exit code 2, no clearance with 3."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except NotClearedError as error:
            _refuse(error, REFUSED)
        except KneadwellError as error:
            _refuse(error, WRONG_INPUT)


def _refuse(error: KneadwellError, status: int) -> NoReturn:
    click.echo(f"Error: {error}", err=True)
    sys.exit(status)


@click.group(cls=_PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kneadwell")
def main() -> None:
    """Ten massage techniques for people with neuropathy, step by step and safely.

    Begin with `kneadwell serve` and open the page it prints, or look around with
    `kneadwell techniques`.
    """


for command in (
    techniques,
    technique,
    screen,
    timeline,
    plan,
    play,
    serve,
    diary,
    backup,
    restore,
    doctor,
    knowledge,
):
    main.add_command(command)
