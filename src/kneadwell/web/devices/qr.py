"""A square code that a camera reads, as lines of a drawing."""

import itertools
from collections.abc import Iterable

import segno

from kneadwell.web.words import Shown


def qr_shown(text: str) -> Shown:
    """Return the drawing of `text`: how many modules a side, and its dark runs.

    The path has lines one module thick, each in the middle of its row.
    """
    code = segno.make_qr(text, error="m")
    rows = list(code.matrix_iter(border=4))
    return {"side": len(rows), "path": "".join(map(_row_path, range(len(rows)), rows))}


def _row_path(y: int, row: Iterable[int]) -> str:
    path, x = "", 0
    for is_dark, run in itertools.groupby(row):
        width = len(list(run))
        if is_dark:
            path += f"M{x} {y}.5h{width}"
        x += width
    return path
