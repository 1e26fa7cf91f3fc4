"""What can a formula read? Fact tables: the columns of a canonical table and those worked out from them, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cx_cli.facts.clocks import Clocks
from cx_cli.frozen import frozen
from cx_cli.normalise.expression import Type
from cx_cli.normalise.rows import NEVER, Bools, Column, Flags, Floats, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.tables import Table

TYPE_OF_KIND: dict[str, Type] = {
    "id": "text",
    "text": "text",
    "instant": "instant",
    "seconds": "number",
    "number": "number",
    "flag": "flag",
    "score": "number",
}


_NAN_WHERE_TRUE = np.array([0.0, np.nan])
"""Added to numbers by a claim; numpy takes twice as long to put NaN where the claim is true."""


@frozen
class Problem:
    """Rows that a fact could not be worked out for: the column blamed, what is wrong, an example of each."""

    column: str
    problem: str
    rows: Ints
    example: Callable[[int], str]


@dataclass
class Working:
    """What the row-level arithmetic may know beside the rows, and what it has to say of them.

    ``zone`` is the report's; ``as_of`` is None until the whole of the data has been seen, unless the user has given it.
    ``clocks`` are the calendars of business time; None where there is none.
    """

    as_of: int | None = None
    zone: str = "UTC"
    undated: bool = False
    """Whether no file has a date for the rows, so that what happened is taken to have happened some time."""
    clocks: Clocks | None = None
    problems: list[Problem] = field(default_factory=list)

    def tell(self, column: str, problem: str, rows: Ints, example: Callable[[int], str]) -> None:
        """Takes note of a problem, once for the two durations that end with one column."""
        if all((told.column, told.problem) != (column, problem) for told in self.problems):
            self.problems.append(Problem(column, problem, rows, example))


@frozen
class Fact:
    """A worked-out column. Any one of ``needs`` is enough to work it out; more of them make it fuller."""

    name: str
    type: Type
    needs: tuple[tuple[str, ...], ...]
    work_out: Callable[[Rows, Working], Column]
    about: str
    reads: tuple[str, ...] = ()
    """Columns that it reads where they are there, and does not need."""


@frozen
class FactTable:
    """The facts of one canonical table (``source``); a fact of a column's name takes its place."""

    name: str
    source: Table
    facts: tuple[Fact, ...]
    own_columns: tuple[tuple[str, Type], ...] = ()
    """Columns that the table's builder makes of the source's rows, beside the source's text columns."""
    labels: tuple[str, ...] = ()
    """Those of them that a user may name in --by and --where."""
    build: Callable[[Rows], Rows] | None = None
    """Makes the fact rows of the source's rows, all of which it must see together; None where a row makes a row."""
    build_needs: frozenset[str] = frozenset()
    """The columns of the source that ``build`` reads."""

    def schema(self) -> dict[str, Type]:
        """The type of every column that a formula may name."""
        columns = {column.name: TYPE_OF_KIND[column.kind] for column in self.source.columns}
        return {**columns, **dict(self.own_columns), **{fact.name: fact.type for fact in self.facts}}

    def missing(self, name: str, available: frozenset[str]) -> str | None:
        """The column that ``name`` can't do without and that no file has; None when it can be had."""
        fact = self._fact(name)
        if fact is None:
            return None if name in available else name
        lacking = [[need for need in needs if need not in available] for needs in fact.needs]
        return None if not lacking or any(not found for found in lacking) else lacking[0][0]

    def sources(self, names: Iterable[str]) -> frozenset[str]:
        """The canonical columns that these fact columns are worked out from."""
        found: set[str] = set()
        for name in names:
            fact = self._fact(name)
            found |= {name} if fact is None else {*fact.reads, *(need for needs in fact.needs for need in needs)}
        return frozenset(found)

    def work_out(self, rows: Rows, names: Iterable[str], working: Working) -> Rows:
        """The rows with these fact columns, every other column as it was."""
        more = {name: fact.work_out(rows, working) for name in sorted(names) if (fact := self._fact(name)) is not None}
        return rows.with_columns(more)

    def _fact(self, name: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.name == name), None)


def instants(rows: Rows, name: str) -> Ints:
    """The column's UTC seconds, ``NEVER`` where it is missing or not there."""
    column = rows.columns.get(name)
    if column is None:
        return np.full(rows.n, NEVER, dtype=np.int64)
    assert isinstance(column, Instants)
    return column.seconds


def numbers(rows: Rows, name: str) -> Floats:
    """The column's numbers, NaN where it is missing or not there."""
    column = rows.columns.get(name)
    if column is None:
        return np.full(rows.n, np.nan)
    assert isinstance(column, Numbers)
    return column.values


def claims(rows: Rows, name: str) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """The column's flags, -1 where it is missing or not there."""
    column = rows.columns.get(name)
    if column is None:
        return np.full(rows.n, -1, dtype=np.int8)
    assert isinstance(column, Flags)
    return column.values


def says(rows: Rows, name: str, meanings: Mapping[str, bool] | frozenset[str]) -> Bools:
    """The rows whose word, case aside, is one of ``meanings``."""
    column = rows.columns.get(name)
    if column is None:
        return np.zeros(rows.n, dtype=np.bool_)
    assert isinstance(column, Words)
    table = np.array([*(word.casefold() in meanings for word in column.words), False], dtype=np.bool_)
    found: Bools = table.take(column.codes)
    return found


def flags(true: Bools, known: Bools | None = None) -> Flags:
    """A flag column: missing where ``known`` is false."""
    values = true.astype(np.int8)
    return Flags(values if known is None else np.where(known, values, np.int8(-1)))


def first_known(*columns: Ints) -> Ints:
    """In each row the first of the instants that is known."""
    found = columns[0]
    for column in columns[1:]:
        missing = -(found == NEVER).astype(np.int64)  # all bits where it is, none elsewhere
        found = found ^ ((found ^ column) & missing)  # numpy takes longer to choose at random
    return found


def elapsed(starts: Ints, ends: Ints, working: Working, column: str, problem: str | None = "before-start") -> Floats:
    """Seconds from start to end; NaN where one is missing, the end is first, or the end is after ``as_of``."""
    known = (starts != NEVER) & (ends != NEVER)
    seconds = ends - starts  # whatever, where one of them is missing
    backwards = known & (ends < starts)
    if backwards.any() and problem:
        working.tell(column, problem, np.flatnonzero(backwards), _pair(starts, ends))
    left_out = ~known | backwards
    if working.as_of is not None:
        late = known & (ends > working.as_of)
        if late.any() and problem:
            working.tell(column, "after-as-of", np.flatnonzero(late), _pair(starts, ends))
        left_out |= late
    return seconds + _NAN_WHERE_TRUE.take(left_out.view(np.int8))


def business_elapsed(
    rows: Rows, starts: Ints, ends: Ints, working: Working, column: str, problem: str | None = None
) -> Floats:
    """Business seconds from start to end, each row by its calendar; NaN where :func:`elapsed` has none, or no calendar
    is there for the row."""
    seconds = elapsed(starts, ends, working, column, problem)
    if working.clocks is None:
        return np.full(rows.n, np.nan)
    codes = working.clocks.codes(rows)
    known = np.flatnonzero(~np.isnan(seconds) & (codes >= 0))
    counted = np.full(rows.n, np.nan)
    counted[known] = working.clocks.elapsed(codes[known], starts[known], ends[known])
    return counted


def iso(second: int) -> str:
    """A UTC second as ISO 8601.

    >>> iso(0)
    '1970-01-01T00:00:00Z'
    """
    return f"{np.datetime64(second, 's')}Z"


def _pair(starts: Ints, ends: Ints) -> Callable[[int], str]:
    return lambda row: f"{iso(int(starts[row]))} to {iso(int(ends[row]))}"
