"""`kneadwell backup`: all that is kept, as one locked file."""

from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.files import check_free, force_option, write_whole
from kneadwell.cli.options import data_option
from kneadwell.cli.passphrase import ask_twice, passphrase_in, passphrase_option


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@passphrase_option
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="KEY",
    help="Lock it for this key instead, age1… or ssh-…. Repeat for more keys.",
)
@force_option
@data_option
def backup(
    file: Path,
    passphrase_file: Path | None,
    recipients: tuple[str, ...],
    data: str | None,
    *,
    force: bool,
) -> None:
    """Write all that is kept into FILE, locked.

    The format is age, so the program age opens it too. What is inside is one
    SQLite database. FILE appears whole or not at all.
    """
    if passphrase_file and recipients:
        message = "Choose one of --passphrase-file and --recipient."
        raise click.UsageError(message)
    check_free(file, force=force)
    passphrase = passphrase_in(passphrase_file) if passphrase_file else None
    if passphrase is None and not recipients:
        passphrase = ask_twice()
    content: bytes = shell.load("backup")(
        Path(data) if data else None, passphrase, recipients
    )
    write_whole(file, content, force=force)
    opens = (
        "Its passphrase opens it" if passphrase else "The key of a recipient opens it"
    )
    click.echo(f"Kept in {file} ({len(content):,} bytes), and read back.")
    click.echo(f"{opens}: keep that in another place than the file.")
