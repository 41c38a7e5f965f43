"""`kneadwell serve`: open the pages for this computer."""

from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.options import data_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Which port. 8000, or the next free one, when left out.",
)
@data_option
def serve(host: str, port: int | None, data: str | None) -> None:
    """Open Kneadwell for this computer and print its address."""
    shell.load("serve")(host, port, Path(data) if data else None, click.echo)
