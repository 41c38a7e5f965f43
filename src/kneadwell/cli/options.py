"""Options and arguments that several commands share."""

import difflib
import math

import click

from kneadwell.knowledge import Library, Technique
from kneadwell.vocabulary import Giver, KneadwellError, Place, Side, in_language


class UnknownTechniqueError(KneadwellError):
    """There is no technique of that name."""

    def __init__(self, name: str, library: Library) -> None:
        self.name = name
        names = {
            text.lower(): technique.id
            for technique in library.techniques.values()
            for text in (
                technique.id,
                in_language(technique.name),
                technique.article.name,
            )
        }
        near = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.4)
        self.nearest = list(dict.fromkeys(names[text] for text in near))
        nearest = self.nearest or list(library.techniques)
        super().__init__(
            f"There is no technique “{name}”. Did you mean {', '.join(nearest)}?"
        )


def technique_of(library: Library, name: str) -> Technique:
    """Return the technique with this id.

    Raises:
        UnknownTechniqueError: There is none; the error names the nearest.
    """
    try:
        return library.techniques[name]
    except KeyError:
        raise UnknownTechniqueError(name, library) from None


class MinutesType(click.ParamType[int]):
    """Minutes, as whole seconds; a fraction is fine."""

    name = "minutes"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """Return `value` minutes in whole seconds, or say that it is no time."""
        try:
            seconds = float(str(value)) * 60
        except ValueError:
            seconds = math.nan
        if not math.isfinite(seconds):
            self.fail(f"“{value}” is not a number of minutes, like 10.", param, ctx)
        return round(seconds)


def both_sides(technique: Technique) -> tuple[Place, ...]:
    """Return the usual places: both sides of the technique's first region."""
    region = next(iter(technique.regions))
    return tuple(Place(side, region) for side in Side)


places_option = click.option(
    "--place",
    "places",
    multiple=True,
    type=Place.parse,
    metavar="PLACE",
    help="Where, like “left foot” or “left foot/sole-arch”. Repeat for more places. "
    "When left out: of the places in the answers those where it may be done, and "
    "without answers both sides of the usual region.",
)
seconds_option = click.option(
    "--minutes",
    "seconds",
    type=MinutesType(),
    help="Hands-on minutes over all places together. As long as allowed when left out.",
)
giver_option = click.option(
    "--giver",
    type=click.Choice([str(giver) for giver in Giver]),
    callback=lambda ctx, param, value: value and Giver(value),  # noqa: ARG005 - click's signature
    help="Whose hands. When left out: as the answers say, and self without answers.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=str),
    envvar="KNEADWELL_DATA",
    help="The folder that holds your diary. Your own data folder when left out.",
)
