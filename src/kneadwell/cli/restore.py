"""`kneadwell restore`: what a backup holds, back in its place."""

import datetime as dt
from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.files import NotReadError, read_whole
from kneadwell.cli.options import data_option
from kneadwell.cli.passphrase import ask, passphrase_in, passphrase_option


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@passphrase_option
@click.option(
    "--identity",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file of your key, where the backup was locked for one.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Put it in the place of a diary that is there. A copy of that is kept.",
)
@data_option
def restore(
    file: Path,
    passphrase_file: Path | None,
    identity: Path | None,
    data: str | None,
    *,
    replace: bool,
) -> None:
    """Put back what FILE holds.

    FILE is what `kneadwell backup` wrote, or a copy from the folder `backups`. An
    older one is brought up to date. Stop Kneadwell first.
    """
    content = read_whole(file)
    key = _text(identity) if identity else None
    if passphrase_file:
        passphrase = passphrase_in(passphrase_file)
    restored = shell.load("restore")(
        Path(data) if data else None,
        content,
        (lambda: passphrase) if passphrase_file else ask,
        key,
        replace=replace,
    )
    newest = restored.newest and dt.datetime.fromisoformat(restored.newest)
    until = f", the newest of {newest:%d %B %Y}" if newest else ""
    click.echo(f"Back in place: {restored.entries} diary entries{until}.")
    if restored.kept:
        click.echo(f"What stood there before is kept: {restored.kept}")


def _text(file: Path) -> str:
    try:
        return read_whole(file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotReadError(file, problem="it is no text") from error
