"""What columns does a delimited text file hold? Read in pieces, only what is needed, typed where that is safe."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv as pacsv

from cx_cli.errors import InputError
from cx_cli.load.dialect import BLANK, cells_of, collapsed, decide_dialect, line_ends, records
from cx_cli.load.pieces import Piece, UnclosedQuoteError, piece_of, pieces, record_end
from cx_cli.load.source import LOOK, Source
from cx_cli.load.swallowed import swallowing_record
from cx_cli.load.totals import without_totals

MOST_COLUMNS = 10_000
"""No export has more; a file of nothing but delimiters has."""
_LINES_TRIED = 20
_NOTHING = " \t\r\n\x1a"
"""What a line may hold and still be blank; Ctrl-Z ended files once."""
Types = Mapping[str, Any]
"""Header -> the pyarrow type to read it as."""


@dataclass
class Ragged:
    """Records of a piece with too many or too few cells: their place in the piece (from 1), cells and text."""

    places: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    n_totals: int = 0
    """How many records with totals stood at the piece's end."""


class CsvExport:
    """A delimited text file, its dialect decided on a first look."""

    def __init__(
        self,
        source: Source,
        *,
        delimiter: str | None = None,
        header_line: int | None = None,
        header: tuple[str, ...] | None = None,
    ):
        self.source = source
        if not source.head:
            raise InputError(f"{source.shown}: the file is empty", slug="empty")
        if not source.is_text():
            raise InputError(
                f"{source.shown}: this is no table of text",
                slug="not-text",
                facts=[("begins", repr(bytes(source.head[:16])))],
                fix="export it as CSV or Parquet",
            )
        text = source.text(source.head)
        dialect = decide_dialect(text, delimiter=delimiter, header_line=header_line, header=header)
        if dialect is None:
            raise InputError(f"{source.shown}: the file has no header line", slug="empty")
        if len(dialect.headers) > MOST_COLUMNS:
            raise InputError(
                f"{source.shown}: a record of more than {MOST_COLUMNS:,} cells",
                slug="too-many-columns",
                facts=[("delimiter", repr(dialect.delimiter)), ("begins", repr(bytes(source.head[:16])))],
                fix=f'[files."{PurePath(source.shown).name}"] delimiter = ";"   # in cx.toml',
            )
        self.dialect = dialect
        self.delimiter = dialect.delimiter
        self.begins = dialect.begins
        """The offset of the first piece."""
        self.seen_whole = len(source.head) < LOOK
        """Whether a look sees every row."""
        self.headers = dialect.headers

    def look(self, missing: Sequence[str]) -> pa.Table:
        """Cells from the beginning, the middle and the end of the file, as text."""
        types = dict.fromkeys(self.headers, pa.string())
        whole = len(self.source.head) < LOOK
        head = self.dialect.plain(self.source.text(self.source.head).encode()[self.dialect.begins :])
        if not whole:
            head = head[: record_end(head, self.dialect.delimiter)]
        seen = [piece_of(head, self.dialect.begins, self.dialect.delimiter)] if head.strip() else []
        if not seen and not whole:
            seen = list(islice(self.pieces(), 1))  # the first record is longer than the look
        seen = list(without_totals(seen, self.dialect.delimiter)) if whole else seen
        tables = [self.read(piece, types, missing)[0] for piece in seen]
        for sample, _ in self.source.samples():
            # it may begin inside a quoted cell, and then is no evidence
            with contextlib.suppress(UnclosedQuoteError, pa.ArrowInvalid):
                text = Piece(0, 0, self.dialect.plain(self.source.text(sample).encode()))
                (piece,) = without_totals([text], self.dialect.delimiter)
                tables.append(self.read(piece, types, missing)[0])
        empty = pa.table({name: pa.nulls(0, pa.string()) for name in self.headers})
        return pa.concat_tables(tables) if tables else empty

    def pieces(self) -> Iterator[Piece]:
        """The data, cut at record ends."""
        dialect = self.dialect
        plain = dialect.plain if dialect.carriage_returns or dialect.escapes else None
        cut = pieces(self.source.blocks(), dialect.begins, dialect.delimiter, plain)
        return without_totals(cut, dialect.delimiter)

    def read(self, piece: Piece, types: Types, missing: Sequence[str]) -> tuple[pa.Table, Ragged]:
        """The columns of a piece. Raises pyarrow.ArrowInvalid where a cell does not have the type asked for."""
        ragged = Ragged(n_totals=piece.n_totals)
        swallowing: list[int] = []

        def set_aside(row: Any) -> Literal["skip"]:
            if not row.text.strip(_NOTHING):
                return "skip"  # a line of blanks is none
            if not piece.regular and self._swallows(row.text):
                swallowing.append(row.number)
            ragged.places.append(row.number)
            ragged.cells.append(row.actual_columns)
            ragged.texts.append(row.text)
            return "skip"

        if self.dialect.delimiter == BLANK:
            piece = replace(piece, data=collapsed(bytes(piece.data)))
        if not piece.data:
            return pa.table({name: pa.nulls(0, kind) for name, kind in types.items()}), ragged
        records_in: Any = pa.BufferReader(pa.py_buffer(piece.data))
        table = pacsv.read_csv(
            records_in,
            read_options=pacsv.ReadOptions(
                column_names=list(self.headers), use_threads=False, block_size=max(len(piece.data) + 1, 1 << 10)
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self.dialect.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
            ),
            convert_options=pacsv.ConvertOptions(
                include_columns=list(types),
                column_types=dict(types),
                null_values=list(missing),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                check_utf8=True,
            ),
        )
        if not piece.regular:
            swallowing += self._swallowing(piece)
        elif piece.long_quotes is not None:
            found = swallowing_record(piece.data, piece.long_quotes, self.dialect.delimiter, len(self.headers))
            swallowing += [] if found is None else [found + 1]
        if swallowing:
            raise UnclosedQuoteError(piece.offset, min(swallowing) - 1)
        return table, ragged

    def _swallowing(self, piece: Piece) -> list[int]:
        """The places (from 1) of records with a cell that has whole records in it."""
        text = bytes(piece.data).decode("utf-8", errors="replace")
        found = csv.reader(io.StringIO(text, newline=""), delimiter=self.dialect.delimiter)
        whole = (cells for cells in found if cells)
        return [place for place, cells in enumerate(whole, 1) if any(map(self._swallows, cells))]

    def _swallows(self, record: str) -> bool:
        """Whether a record with a wrong number of cells has whole records in its quotes."""
        lines = record.splitlines()[1:]
        n = len(self.headers)
        return n > 1 and any(len(cells_of(line, self.dialect.delimiter)) == n for line in lines[:_LINES_TRIED])

    def line_of(self, offset: int, row: int) -> int:
        """The line on which a row of the piece at ``offset`` begins; blank and ragged records are no rows."""
        return self._line(offset, row, self.is_row)

    def line_of_record(self, offset: int, record: int) -> int:
        """The line on which a record of the piece begins, ragged ones counted, blank ones not."""
        return self._line(offset, record, lambda text: bool(text.strip("\r\n")))

    def _line(self, offset: int, place: int, counts: Callable[[str], bool]) -> int:
        line = self.dialect.line
        for piece in self.whole_pieces():
            text = bytes(piece.data)
            if piece.offset < offset:
                line += text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
                continue
            for record in records(text.decode("utf-8", errors="replace")):
                if counts(record):
                    if place == 0:
                        return line
                    place -= 1
                line += line_ends(record)
            break
        return line

    def whole_pieces(self) -> Iterator[Piece]:
        """The pieces up to a quote that never closes."""
        with contextlib.suppress(UnclosedQuoteError):
            yield from self.pieces()

    def is_row(self, record: str) -> bool:
        text = record.strip("\r\n")
        return bool(text) and len(cells_of(text, self.dialect.delimiter)) == len(self.headers)
