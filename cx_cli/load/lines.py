"""On which line of a piece does each of its rows begin?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from cx_cli.load.dialect import BLANK, line_ends, records

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTE, _LINE_END, _RETURN = b'"\n\r'


def n_line_ends(text: bytes) -> int:
    """How many lines end in the text, whichever way they do.

    >>> n_line_ends(b"a\\r\\nb\\nc\\r")
    3
    """
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def lines_of_rows(
    text: bytes, delimiter: str, n_cells: int, regular: bool, is_row: Callable[[str], bool]
) -> NDArray[np.int64]:
    """The line, from 0, on which each row begins. Blank records are no rows, and none that has not ``n_cells`` cells.

    Where every quote opens a cell, closes it or is doubled (``regular``) nothing is looked at cell by cell; elsewhere
    ``is_row`` says it of each record.

    >>> lines_of_rows(b'1,"a\\nb"\\n\\n2,c\\n3\\n4,d\\n', ",", 2, True, bool).tolist()
    [0, 3, 5]
    """
    returns = text.count(b"\r")
    if regular and delimiter != BLANK and returns == text.count(b"\r\n"):
        return _seen(np.frombuffer(text, dtype=np.uint8), ord(delimiter), n_cells)
    found, line = [], 0
    for record in records(text.decode("utf-8", errors="replace")):
        if is_row(record):
            found.append(line)
        line += line_ends(record)
    return np.array(found, dtype=np.int64)


def _seen(cells: NDArray[np.uint8], delimiter: int, n_cells: int) -> NDArray[np.int64]:
    quotes, breaks, marks = (np.flatnonzero(cells == sign) for sign in (_QUOTE, _LINE_END, delimiter))
    ends = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    if len(cells) and (not len(ends) or ends[-1] != len(cells) - 1):
        ends = np.append(ends, len(cells))
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)
    returned = (ends > starts) & (cells[np.maximum(ends - 1, 0)] == _RETURN)
    n_marks = np.searchsorted(marks, ends) - np.searchsorted(marks, starts)
    rows = (ends - returned > starts) & (n_marks == n_cells - 1)
    return np.searchsorted(breaks, starts[rows]).astype(np.int64)
