"""`kneadwell serve`: open the pages for this computer, and for phones at home."""

from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.options import data_option
from kneadwell.vocabulary import KneadwellError

THIS_COMPUTER = "127.0.0.1"


class BothChosenError(KneadwellError):
    """Two options were given that cannot both be meant."""

    def __init__(self, one: str, other: str) -> None:
        self.one, self.other = one, other
        super().__init__(f"{one} and {other} do not go together; leave one out.")


class LeftOutError(KneadwellError):
    """An option was given that says something only with another one."""

    def __init__(self, given: str, needed: str) -> None:
        self.given, self.needed = given, needed
        super().__init__(f"{given} says something only together with {needed}.")


_port = click.IntRange(1, 65535)


@click.command()
@click.option("--host", help=f"Where to listen. {THIS_COMPUTER} when left out.")
@click.option(
    "--port",
    type=_port,
    help="Which port. 8000, or the next free one, when left out.",
)
@click.option(
    "--home-network",
    is_flag=True,
    help="Also answer phones in your home, over HTTPS. Each has to be let in.",
)
@click.option(
    "--home-port",
    type=_port,
    help="Which port phones use. 8443, or the next free one, when left out.",
)
@data_option
def serve(
    host: str | None,
    port: int | None,
    data: str | None,
    *,
    home_network: bool,
    home_port: int | None,
) -> None:
    """Open Kneadwell for this computer and print its address."""
    if home_network and host:
        raise BothChosenError(one="--home-network", other="--host")
    if home_port and not home_network:
        raise LeftOutError(given="--home-port", needed="--home-network")
    shell.load("serve")(
        host or THIS_COMPUTER,
        port,
        Path(data) if data else None,
        click.echo,
        home_network=home_network,
        home_port=home_port,
    )
