"""How are canonical rows held between the steps? A few numpy arrays per column, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Literal

import numpy as np

from cx_cli.frozen import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Codes = NDArray[np.int32]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Bytes = NDArray[np.uint8]
else:  # numpy.typing takes 6 ms to import, and at run time nobody reads what it says
    Ints = Codes = Floats = Bools = Bytes = np.ndarray

NEVER = np.iinfo(np.int64).min
"""A missing instant. Instants are whole seconds since 1970-01-01T00:00:00Z."""
SOMETIME = NEVER + 1
"""An instant of something that did happen, in files that date nothing of its kind."""


@frozen
class Instants:
    """UTC seconds; ``NEVER`` is missing, ``SOMETIME`` not known."""

    seconds: Ints

    def take(self, rows: Ints) -> Instants:
        return Instants(self.seconds.take(rows))

    def known(self) -> Bools:
        return self.seconds > SOMETIME


@frozen
class Numbers:
    """Numbers, durations and scores; NaN is missing."""

    values: Floats

    def take(self, rows: Ints) -> Numbers:
        return Numbers(self.values.take(rows))

    def known(self) -> Bools:
        return ~np.isnan(self.values)


@frozen
class Flags:
    """Claims: 1 true, 0 false, -1 missing (int8)."""

    values: NDArray[np.int8]

    def take(self, rows: Ints) -> Flags:
        return Flags(self.values.take(rows))

    def known(self) -> Bools:
        return self.values >= 0


@frozen
class Words:
    """Text as codes into ``words``, which are :class:`Ids` in a column of ids; -1 is missing."""

    codes: Codes
    words: Sequence[str]

    def take(self, rows: Ints) -> Words:
        return Words(self.codes.take(rows), self.words)

    def known(self) -> Bools:
        return self.codes >= 0

    def cells(self) -> list[str | None]:
        words = self.words if len(self.codes) < len(self.words) else tuple(self.words)
        return [words[code] if code >= 0 else None for code in self.codes.tolist()]


Column = Instants | Numbers | Flags | Words


@frozen
class Rows:
    """``n`` rows of one table; every column has ``n`` cells. A column that no file has is not there."""

    n: int
    columns: Mapping[str, Column]

    def take(self, rows: Ints) -> Rows:
        return Rows(len(rows), {name: column.take(rows) for name, column in self.columns.items()})

    def with_columns(self, more: Mapping[str, Column]) -> Rows:
        return Rows(self.n, {**self.columns, **more})


def end_to_end(parts: Sequence[Rows]) -> Rows:
    """Pieces of one table, one after the other; a column that only some of them have is missing in the others."""
    return joined_up(list(parts))


def joined_up(parts: list[Rows]) -> Rows:
    """:func:`end_to_end`, with the list emptied: a column's pieces are forgotten as soon as it is whole."""
    sizes, columns = [part.n for part in parts], [dict(part.columns) for part in parts]
    parts.clear()
    names = dict.fromkeys(name for some in columns for name in some)
    return Rows(sum(sizes), {name: _end_to_end([some.pop(name, None) for some in columns], sizes) for name in names})


def _end_to_end(pieces: Sequence[Column | None], sizes: Sequence[int]) -> Column:
    model = next(column for column in pieces if column is not None)
    kind = type_of_column(model)
    columns = [column or missing_column(kind, size) for column, size in zip(pieces, sizes, strict=True)]
    match model:
        case Instants():
            return Instants(np.concatenate([column.seconds for column in columns if isinstance(column, Instants)]))
        case Numbers():
            return Numbers(np.concatenate([column.values for column in columns if isinstance(column, Numbers)]))
        case Flags():
            return Flags(np.concatenate([column.values for column in columns if isinstance(column, Flags)]))
        case Words():
            return _words_end_to_end([column for column in columns if isinstance(column, Words)])


def _words_end_to_end(columns: Sequence[Words]) -> Words:
    from cx_cli.normalise.vocabulary import Ids, end_to_end_ids  # who only shows rows needs no pyarrow

    if any(isinstance(column.words, Ids) for column in columns):
        ids, tables = end_to_end_ids([column.words for column in columns])
        renumbered = zip(tables, columns, strict=True)
        return Words(np.concatenate([np.append(table, np.int32(-1))[one.codes] for table, one in renumbered]), ids)
    words: dict[str, int] = {}
    codes = []
    for column in columns:
        if not words and len(own := dict(zip(column.words, count(), strict=False))) == len(column.words):
            words = own  # of most columns the first part's words, each there once, keep their numbers
            codes.append(column.codes)
            continue
        numbers = [*(words.setdefault(word, len(words)) for word in column.words), -1]
        codes.append(np.array(numbers, dtype=np.int32)[column.codes])
    return Words(np.concatenate(codes), tuple(words))


def type_of_column(column: Column) -> Literal["instant", "number", "flag", "text"]:
    """What a formula takes the column for."""
    match column:
        case Instants():
            return "instant"
        case Numbers():
            return "number"
        case Flags():
            return "flag"
        case Words():
            return "text"


def missing_column(kind: Literal["instant", "number", "flag", "text"], n: int) -> Column:
    """A column of ``n`` cells without a value."""
    match kind:
        case "instant":
            return Instants(np.full(n, NEVER, dtype=np.int64))
        case "number":
            return Numbers(np.full(n, np.nan))
        case "flag":
            return Flags(np.full(n, -1, dtype=np.int8))
        case "text":
            return Words(np.full(n, -1, dtype=np.int32), ())


def latest(rows: Rows, names: Iterable[str], by: int | None = None) -> int:
    """The newest instant of these columns, of those up to ``by`` if it is given; ``NEVER`` when there is none."""
    newest = NEVER
    for name in names:
        column = rows.columns.get(name)
        if isinstance(column, Instants) and rows.n:
            seconds = column.seconds if by is None else column.seconds[column.seconds <= by]
            newest = max(newest, int(seconds.max(initial=NEVER)))
    return newest
