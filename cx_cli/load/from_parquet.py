"""What columns does a Parquet file hold? Read in batches, only what is needed, with the types it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cx_cli.errors import InputError
from cx_cli.load.from_csv import Ragged, Types
from cx_cli.load.pieces import Piece
from cx_cli.load.source import Source

_BATCH = 1 << 16
_LOOKED_AT = 1 << 14


class ParquetExport:
    """A Parquet file; a piece is a batch of rows, its offset the number of rows before it."""

    begins = 0

    def __init__(self, source: Source):
        self.source = source
        try:
            self._file = pq.ParquetFile(source.path)
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"{source.shown}: this is no readable Parquet file", slug="unreadable", facts=[("reason", str(error))]
            ) from error
        self.n_rows: int = self._file.metadata.num_rows
        self.seen_whole = self.n_rows <= _LOOKED_AT
        """Whether a look sees every row."""
        schema = self._file.schema_arrow
        self.metadata: dict[bytes, bytes] = schema.metadata or {}
        self.types: dict[str, Any] = {
            name: kind
            for name, kind in zip(schema.names, schema.types, strict=True)
            if not (pa.types.is_nested(kind) or pa.types.is_binary(kind))
        }
        self.headers = tuple(self.types)
        self.wanted: tuple[str, ...] = self.headers
        """The headers whose columns the pieces carry; set once it is known what is needed."""

    def look(self, missing: Sequence[str]) -> pa.Table:
        """The first rows, with the types they have."""
        for batch in self._batches(_LOOKED_AT, list(self.headers)):
            return pa.table(batch)
        return pa.table({name: pa.nulls(0, kind) for name, kind in self.types.items()})

    def pieces(self) -> Iterator[Piece]:
        """Batches of the wanted columns."""
        offset = 0
        for number, batch in enumerate(self._batches(_BATCH, list(self.wanted))):
            yield Piece(number, offset, batch)
            offset += batch.num_rows

    def read(self, piece: Piece, types: Types, missing: Sequence[str]) -> tuple[pa.Table, Ragged]:
        """The columns of a piece; text that means no value is null."""
        table = pa.table(piece.data)
        return table.select([name for name in types if name in table.column_names]), Ragged()

    def line_of(self, offset: int, row: int) -> int:
        """The number of the row, from 1: a Parquet file has no lines."""
        return offset + row + 1

    def lines_of(self, rows: Mapping[int, Any]) -> dict[int, Any]:
        """The same of many rows, by the offset of their piece."""
        return {offset: offset + numbers + 1 for offset, numbers in rows.items()}

    def _batches(self, size: int, columns: list[str]) -> Iterator[Any]:
        text = [name for name in columns if pa.types.is_string(self.types[name])]
        try:
            file = pq.ParquetFile(self.source.path, read_dictionary=text, pre_buffer=False)
            yield from file.iter_batches(batch_size=size, columns=columns, use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"{self.source.shown}: the Parquet file is damaged", slug="unreadable", facts=[("reason", str(error))]
            ) from error
