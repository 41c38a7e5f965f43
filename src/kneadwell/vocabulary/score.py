"""Ratings of pain, numbness and tingling, in whole points."""

from kneadwell.vocabulary.errors import KneadwellError

LEAST_SCORE, MOST_SCORE = 0, 10


class ScoreError(KneadwellError):
    """A rating is not a whole number from 0 to 10."""

    def __init__(self, value: object) -> None:
        self.value = value
        super().__init__(
            f"“{value}” is not a rating. Choose a whole number from "
            f"{LEAST_SCORE} to {MOST_SCORE}, or skip it."
        )


def checked_score(value: object) -> int:
    """Return `value` as a rating in points, 0 (none) to 10.

    Raises:
        ScoreError: It is anything else; true and false count as anything else.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise ScoreError(value)
    if not LEAST_SCORE <= value <= MOST_SCORE:
        raise ScoreError(value)
    return value
