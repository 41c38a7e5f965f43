"""The words every room uses: places, givers, scores, texts and the base error."""

from kneadwell.vocabulary.body import (
    BESIDE_CHOSEN,
    CHOSEN,
    EVERYWHERE,
    Limb,
    Place,
    PlaceError,
    Region,
    Side,
)
from kneadwell.vocabulary.errors import KneadwellError
from kneadwell.vocabulary.people import Giver
from kneadwell.vocabulary.score import (
    LEAST_SCORE,
    MOST_SCORE,
    ScoreError,
    checked_score,
)
from kneadwell.vocabulary.text import Lines, Text, in_language, lines_in

__all__ = [
    "BESIDE_CHOSEN",
    "CHOSEN",
    "EVERYWHERE",
    "LEAST_SCORE",
    "MOST_SCORE",
    "Giver",
    "KneadwellError",
    "Limb",
    "Lines",
    "Place",
    "PlaceError",
    "Region",
    "ScoreError",
    "Side",
    "Text",
    "checked_score",
    "in_language",
    "lines_in",
]
