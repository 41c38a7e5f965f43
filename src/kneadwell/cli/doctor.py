"""`kneadwell doctor`: whether all is well with what is kept."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.options import data_option, json_option

LOOK_AT_THIS = 1


@click.command()
@data_option
@json_option
def doctor(data: str | None, *, as_json: bool) -> None:
    """Look through what is kept, and say what needs looking at.

    Changes nothing. Ends with status 1 when something does.
    """
    findings = shell.load("doctor")(Path(data) if data else None)
    if as_json:
        click.echo(json.dumps([asdict(found) for found in findings], indent=2))
    else:
        for found in findings:
            mark = "ok" if found.is_ok else "look at this"
            click.echo(f"{mark:<14}{found.name}: {found.says}")
            if found.do:
                click.echo(f"{'':<14}{found.do}")
    if not all(found.is_ok for found in findings):
        sys.exit(LOOK_AT_THIS)
