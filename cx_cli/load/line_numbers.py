"""On which line of its file does each row of a piece stand?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
        if b'"' in data or mark == BLANK:
            return _careful(self._export, data, first)
        return _plain(data, first, mark.encode(), len(self._export.headers) - 1)


def _plain(data: bytes, line: int, mark: bytes, n_marks: int) -> Lines:
    """Without quotes a line is a record."""
    found = Lines()
    for at, record in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), line):
        if record:
            found.records.append(at)
            if record.count(mark) == n_marks:
                found.rows.append(at)
    return found


def _careful(export: CsvExport, data: bytes, line: int) -> Lines:
    found = Lines()
    for record in records(data.decode("utf-8", errors="replace")):
        if record.strip("\r\n"):
            found.records.append(line)
            if export.is_row(record):
                found.rows.append(line)
        line += line_ends(record)
    return found
