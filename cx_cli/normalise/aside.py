"""Which rows of a file are set aside, and for which cell each of them?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.load.line_numbers import LineCounter
from cx_cli.normalise.canonical import SCORES, Parsed, Pieces, Plan, place_of
from cx_cli.normalise.columns import Cells, read
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.further_rows import without_further_rows
from cx_cli.normalise.rows import Ints
from cx_cli.normalise.tables import Table


@frozen
class Aside:
    """A row that was set aside: its table, its line, the cell that is to blame and what is wrong with it.

    A record with too many or too few cells has no column, and its whole text for a value.
    """

    table: str
    line: int
    column: str | None
    value: str
    reason: str


class _Witness(Pieces):
    """Keeps which rows were blamed for what."""

    def __init__(self, plan: Plan, parsed: Parsed, cells: dict[str, Cells]):
        super().__init__(plan, parsed, cells)
        self.blamed: list[tuple[str, str, Ints]] = []

    def _blame(self, name: str, problem: str, rows: Ints, example: str | None = None) -> None:
        super()._blame(name, problem, rows, example)
        self.blamed.append((name, problem, rows))

    def first_blame(self, names: frozenset[str]) -> dict[int, tuple[str, str]]:
        """Row -> the first column of these that it was blamed for, and the problem."""
        found: dict[int, tuple[str, str]] = {}
        for name, problem, rows in self.blamed:
            if name in names:
                for row in rows.tolist():
                    found.setdefault(row, (name, problem))
        return found

    def text(self, name: str, row: int) -> str:
        return self._text(name, row)


def set_aside(feed: Feed, bad_ratings: Ints) -> Iterator[Aside]:
    """Every rejected row of a file that has been read, in the order of the file.

    ``bad_ratings`` are the places of rows that are no surveys, because the only rating in them is a bad one.
    """
    table, ratings = feed.table, frozenset(SCORES.get(feed.table.name, ()))
    counter = LineCounter(feed.export)
    for piece in feed.export.pieces():
        every = feed.parse(piece)
        parsed, _ = without_further_rows(every, feed.layout.anchor)
        rows = np.arange(every.table.num_rows) if parsed.rows is None else parsed.rows
        witness = _Witness(feed.in_use, parsed, {n: read(r, parsed.table) for n, r in feed.in_use.readings.items()})
        witness.batch()
        first = place_of(feed.number, piece.number, 0)
        rated = bad_ratings[(bad_ratings >= first) & (bad_ratings < first + (1 << 28))] - first
        at = {int(row): place for place, row in enumerate(rows)} if len(rated) else {}
        rated = np.array([at[row] for row in rated.tolist()], dtype=np.int64)
        rejected, ragged = np.flatnonzero(witness.rejected).tolist(), parsed.ragged[0]
        if not rejected and not len(rated) and not ragged.places:
            counter.skip(piece, every.table.num_rows)
            continue
        lines = counter.lines(piece, every.table.num_rows)
        blamed, rating = witness.first_blame(_needed(table)), witness.first_blame(ratings)
        found = [
            *(Aside(table.name, lines.rows[rows[row]], name, witness.text(name, row), problem)
              for row in rejected for name, problem in [blamed[row]]),
            *(Aside("surveys", lines.rows[rows[row]], name, witness.text(name, row), problem)
              for row in rated.tolist() for name, problem in [rating[row]]),
            *(Aside(table.name, lines.records[place - 1], None, text.rstrip("\r\n"), "ragged")
              for place, text in zip(ragged.places, ragged.texts, strict=True)),
        ]  # fmt: skip
        yield from sorted(found, key=lambda one: one.line)


def _needed(table: Table) -> frozenset[str]:
    """The columns that a row can't do without a good cell in."""
    return frozenset(table.required) | ({"score"} if table.name == "surveys" else frozenset())
