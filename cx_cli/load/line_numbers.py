"""On which line of its file does each row of a piece stand?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cx_cli.load.dialect import BLANK, line_ends, records
from cx_cli.load.from_csv import CsvExport
from cx_cli.load.pieces import Piece


@dataclass
class Lines:
    """``rows`` are the lines of the rows of a piece, in order; ``records`` also those of ragged records."""

    rows: list[int] = field(default_factory=list)
    records: list[int] = field(default_factory=list)


class LineCounter:
    """Counts the lines of a file whose pieces it is shown one after the other, each of them once.

    What has no lines (Parquet) has the numbers of its rows, from 1.
    """

    def __init__(self, export: Any):
        self._export = export
        self._next = export.dialect.line if isinstance(export, CsvExport) else 1

    def skip(self, piece: Piece, n_rows: int) -> None:
        """Passes over a piece whose lines nobody asks for."""
        if isinstance(self._export, CsvExport):
            data = bytes(piece.data)
            self._next += data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
        else:
            self._next += n_rows

    def lines(self, piece: Piece, n_rows: int) -> Lines:
        """The lines of a piece."""
        first = self._next
        self.skip(piece, n_rows)
        if not isinstance(self._export, CsvExport):
            numbers = list(range(first, first + n_rows))
            return Lines(numbers, numbers)
        data, mark = bytes(piece.data), self._export.dialect.delimiter
        lonely = data.count(b"\r") != data.count(b"\r\n")
        if not piece.regular or lonely or mark == BLANK:
            return _careful(self._export, data, first)
        return seen(data, first, mark, len(self._export.headers))


def seen(data: bytes, line: int, mark: str, n_cells: int) -> Lines:
    """Where every quote opens a cell, closes it or is doubled, and every line ends in a line feed.

    >>> seen(b'1,"a\\nb"\\n\\n2,c\\n3\\n', 2, ",", 2)
    Lines(rows=[2, 5], records=[2, 5, 6])
    """
    cells = np.frombuffer(data, dtype=np.uint8)
    quotes, breaks, marks = (np.flatnonzero(cells == sign) for sign in (ord('"'), ord("\n"), ord(mark)))
    ends = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    if len(cells) and (not len(ends) or ends[-1] != len(cells) - 1):
        ends = np.append(ends, len(cells))
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)[: len(ends)]
    returned = (ends > starts) & (cells[ends - 1] == ord("\r"))
    filled = ends - returned > starts
    n_marks = np.searchsorted(marks, ends) - np.searchsorted(marks, starts)
    lines = line + np.searchsorted(breaks, starts)
    return Lines(lines[filled & (n_marks == n_cells - 1)].tolist(), lines[filled].tolist())


def _careful(export: CsvExport, data: bytes, line: int) -> Lines:
    found = Lines()
    for record in records(data.decode("utf-8", errors="replace")):
        if record.strip("\r\n"):
            found.records.append(line)
            if export.is_row(record):
                found.rows.append(line)
        line += line_ends(record)
    return found
