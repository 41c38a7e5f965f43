"""The words that open a file."""

from pathlib import Path

import click

from kneadwell.cli.files import NotReadError, read_whole

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read the passphrase from the one line of a file. Asked for when left out.",
)


def passphrase_in(file: Path) -> str:
    """Return the one line of a file.

    Raises:
        NotReadError: It cannot be read, or holds something else than one line.
    """
    try:
        text = read_whole(file).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise NotReadError(file, problem="it is no text in UTF-8") from error
    if not text or len(text.splitlines()) > 1:
        raise NotReadError(file, problem="it has to hold one line, the passphrase")
    return text


def ask_twice() -> str:
    """Ask for a new passphrase; a slip of the finger would lock the file for good."""
    click.echo("Nobody can open the file without its passphrase, we cannot either.")
    typed: str = click.prompt(
        "Passphrase", hide_input=True, confirmation_prompt="Once more"
    )
    return typed


def ask() -> str:
    """Ask for the passphrase of a file."""
    typed: str = click.prompt("Passphrase", hide_input=True)
    return typed
