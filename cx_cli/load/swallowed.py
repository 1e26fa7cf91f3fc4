"""Has a quoted cell swallowed rows, because a quote was left open and another one happened to close it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from cx_cli.load.dialect import cells_of, records

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINES_TRIED = 20
_LONGEST = 1 << 12
"""So many bytes of a cell are looked at, and of the record before it."""


def swallowing_record(data: bytes | memoryview, spans: NDArray[np.int64], delimiter: str, n_columns: int) -> int | None:
    """The number of the first record (from 0, blank ones not counted) with a quoted cell that has a row in it.

    ``spans`` are the places of long quoted cells: opening and closing quote, a pair a line. A line inside is a row if
    it has as many cells as the header, and numbers and dates written as those of the record that it stands in.
    """
    if n_columns < 2:
        return None
    newlines = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    many = np.searchsorted(newlines, spans[:, 0]) < np.searchsorted(newlines, spans[:, 1])
    for opens, closes in spans[many].tolist():
        lines = bytes(data[opens + 1 : min(closes, opens + _LONGEST)]).decode("utf-8", errors="replace").splitlines()
        alike = [line for line in lines[1 : _LINES_TRIED + 1] if line.count(delimiter) >= n_columns - 1]
        if not alike:
            continue
        before = bytes(data[max(opens - _LONGEST, 0) : opens]).decode("utf-8", errors="replace")
        own = cells_of(before.rpartition("\n")[2], delimiter)
        if any(_is_row(line, own, delimiter, n_columns) for line in alike):
            whole = bytes(data[:opens]).decode("utf-8", errors="replace")
            return sum(bool(record.strip("\r\n")) for record in records(whole)) - bool(own)
    return None


def _is_row(line: str, own: list[str], delimiter: str, n_columns: int) -> bool:
    cells = cells_of(line, delimiter)
    pairs = [(_shape(cell), _shape(other)) for cell, other in zip(own, cells, strict=False) if _shape(cell) != cell]
    return len(cells) == n_columns and bool(pairs) and all(shape == other for shape, other in pairs)


def _shape(cell: str) -> str:
    return re.sub(r"\d+", "0", cell.strip())
