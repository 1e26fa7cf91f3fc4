"""How do a piece's cells become canonical rows? Bad cells, missing ones and scores off their scale are told of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.normalise.columns import Cells, Reading, read
from cx_cli.normalise.evaluate import Evaluator
from cx_cli.normalise.ids import lossy_codes
from cx_cli.normalise.keys import key_numbers
from cx_cli.normalise.rows import Bools, Column, Flags, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.scores import Scale
from cx_cli.normalise.spoilt import headers_again, spoilt_rows
from cx_cli.normalise.tables import Table
from cx_cli.normalise.vocabulary import Ids

MARK = "#discarded"
"""Where rows are seen together: whether the row is merged, deleted or spam."""
PLACE = "#place"
"""The column that says where a row comes from: feed, piece and row of the piece in one number."""
DISCARDED = frozenset({"merged", "deleted", "spam"})
SCORES: dict[str, dict[str, str]] = {
    "tickets": {"satisfaction": "csat", "nps": "nps", "ces": "ces"},
    "calls": {"score": "csat"},
}
"""Table -> its rating columns -> the kind of survey that they answer."""
AUTHORS = frozenset({"customer", "agent", "bot", "system"})
"""Who writes messages; what anybody else writes asks nothing and answers nothing."""
PLACE_OF_TOTALS = (1 << 28) - 1
"""The place of totals among the records of their piece: behind all of them."""
KINDS = ("csat", "nps", "ces")
DEFAULT_SCALE = Scale(1.0, 5.0)


class RereadError(Exception):
    """A piece contradicts a decision: a column without a canonical name is text after all, or the file of the feed
    is not UTF-8, or (``scales``) has ratings off the scale that a look at it saw."""

    def __init__(self, column: str | None = None, feed: int | None = None, *, scales: bool = False):
        super().__init__(column)
        self.column = column
        self.feed = feed
        self.scales = scales


@frozen
class Plan:
    """How the pieces of one file are read: a reading per column, formulas of computed ones, a scale per survey kind.

    ``whole``: the rows of the table will be seen together, so what is discarded is marked and not left out.
    """

    feed: int
    table: Table
    readings: Mapping[str, Reading]
    formulas: Mapping[str, str]
    scales: Mapping[str, Scale]
    timezone: str
    n_headers: int
    whole: bool
    scales_open: bool = False
    """The scale of CSAT ratings is that of a part of the file: one off it makes all of the file decide."""


@frozen
class Found:
    """Rows of one piece with one problem."""

    column: str | None
    problem: str
    n: int
    place: int
    """Where the first one is: feed, piece and row of the piece in one number; for a ragged record its place among the
    records of the piece."""
    example: str


@frozen
class Parsed:
    """Pieces of one file that follow one another, as the reader gives them: their rows in one table."""

    table: pa.Table
    numbers: tuple[int, ...]
    """The number of each piece in the file."""
    sizes: tuple[int, ...]
    """How many rows of the table are of each piece."""
    ragged: tuple[Any, ...]
    rows: Ints | None = None  # which of the pieces' rows the table has; None is all

    def places(self, feed: int) -> Ints:
        """Where each row comes from."""
        firsts = np.array([place_of(feed, number, 0) for number in self.numbers], dtype=np.int64)
        sizes = np.array(self.sizes, dtype=np.int64)
        begins = np.cumsum(sizes) - sizes
        every = np.repeat(firsts - begins, sizes) + np.arange(int(sizes.sum()), dtype=np.int64)
        return every if self.rows is None else every[self.rows]


def one_after_another(parts: Sequence[Parsed]) -> Parsed:
    """Parsed pieces, none of whose rows are left out, as one."""
    if len(parts) == 1:
        return parts[0]
    whole = pa.concat_tables([part.table for part in parts]).unify_dictionaries().combine_chunks()
    return Parsed(
        whole,
        tuple(number for part in parts for number in part.numbers),
        tuple(size for part in parts for size in part.sizes),
        tuple(ragged for part in parts for ragged in part.ragged),
    )


def place_of(feed: int, piece: int, row: int) -> int:
    """Feed, piece and row of the piece in one number."""
    return (feed << 56) | (piece << 28) | row


@dataclass
class Batch:
    """A piece of canonical rows and the account of those that are not among them."""

    rows: Rows
    keys: Ints
    n_rows: int
    n_excluded: int = 0
    n_rejected: int = 0
    found: list[Found] = field(default_factory=list)
    ids: Callable[[Ints], list[str]] | None = None
    """The ids of the rows at some places, where somebody wants them of a few rows and the rows have none."""


def canonical(plan: Plan, parsed: Parsed) -> Batch:
    """The canonical rows of parsed pieces.

    Raises :class:`RereadError` where a cell shows that a column without a canonical name is text after all.
    """
    cells = {name: read(reading, parsed.table) for name, reading in plan.readings.items()}
    return Pieces(plan, parsed, cells).batch()


class Pieces:
    """Pieces on their way: bad cells, rows that lack what is required, discarded rows, scales."""

    def __init__(self, plan: Plan, parsed: Parsed, cells: Mapping[str, Cells]):
        self.plan = plan
        self.parsed = parsed
        self.table = parsed.table
        self.n = parsed.table.num_rows
        self.places = parsed.places(plan.feed)
        self.cells = cells
        self.columns: dict[str, Column] = {name: cell.column for name, cell in cells.items()}
        self.rejected = np.zeros(self.n, dtype=np.bool_)
        self.again = headers_again(self.table, plan.readings, cells)
        self.found: list[Found] = []

    def batch(self) -> Batch:
        for name, cell in self.cells.items():
            self._judge(name, cell)
        self._work_out_formulas()
        self._put_on_scale()
        self._require()
        if self.again.any():
            self._tell_again()
        discarded = self._discarded() & ~self.rejected
        kept = ~self.rejected & ~self.again
        self.columns[PLACE] = Instants(self.places)
        keys = _key_numbers(self.columns.get(self.plan.table.key or ""), kept)
        n_excluded = 0
        if self.plan.whole:
            self.columns[MARK] = Flags(discarded.astype(np.int8))
        else:
            n_excluded, kept = int(discarded.sum()), kept & ~discarded
        if isinstance(self.columns.get(self.plan.table.key or ""), Instants):
            del self.columns[self.plan.table.key or ""]
        rows = Rows(self.n, self.columns)
        if not kept.all():
            rows = rows.take(np.flatnonzero(kept))
        n_ragged, n_totals = self._count_ragged(), self._count_totals()
        return Batch(
            rows,
            np.empty(0, dtype=np.int64) if keys is None else keys,
            self.n + n_ragged + n_totals,
            n_excluded + int(self.again.sum()) + n_totals,
            int(self.rejected.sum()) + n_ragged,
            self.found,
        )

    def _count_ragged(self) -> int:
        for number, ragged in zip(self.parsed.numbers, self.parsed.ragged, strict=True):
            if ragged.places:
                what = f"{ragged.cells[0]} cells, not {self.plan.n_headers}: {ragged.texts[0][:60]}"
                place = place_of(self.plan.feed, number, ragged.places[0] - 1)
                self.found.append(Found(None, "ragged", len(ragged.places), place, what))
        return sum(len(ragged.places) for ragged in self.parsed.ragged)

    def _count_totals(self) -> int:
        for number, ragged in zip(self.parsed.numbers, self.parsed.ragged, strict=True):
            if ragged.n_totals:
                place = place_of(self.plan.feed, number, PLACE_OF_TOTALS)
                self.found.append(Found(None, "totals", ragged.n_totals, place, ""))
        return sum(ragged.n_totals for ragged in self.parsed.ragged)

    def _tell_again(self) -> None:
        self.rejected &= ~self.again
        first = int(np.flatnonzero(self.again)[0])
        headers = [header for reading in self.plan.readings.values() for header in reading.headers]
        told = Found(None, "header-again", int(self.again.sum()), int(self.places[first]), ", ".join(headers))
        self.found.append(told)

    def _judge(self, name: str, cell: Cells) -> None:
        for problem, n, first in cell.doubtful:
            self.found.append(Found(name, problem, n, int(self.places[first]), self._text(name, first)))
        if name in self.plan.table and (spoilt := spoilt_rows(self.plan.table[name].kind, cell.column)):
            self._blame(name, *spoilt)
        bad = None if cell.bad is None else cell.bad & ~self.again
        if bad is None or not bad.any():
            return
        if name not in self.plan.table:
            raise RereadError(name)
        rows = np.flatnonzero(bad)
        self._blame(name, cell.problem, rows)
        if self.plan.table[name].required or (name == "score" and self.plan.table.name == "surveys"):
            self.rejected[rows] = True

    def _work_out_formulas(self) -> None:
        for name, formula in self.plan.formulas.items():
            evaluator = Evaluator(Rows(self.n, self.columns), self.plan.timezone)
            self.columns[name] = Numbers(np.array(np.broadcast_to(evaluator.numbers(formula), self.n)))

    def _put_on_scale(self) -> None:
        """Gives every score its scale; a score off it is set aside."""
        for name, cell in self.cells.items():
            if cell.low is None or cell.high is None:
                continue
            column = cell.column
            assert isinstance(column, Numbers)
            low, high = self._scale(name, cell.low, cell.high)
            off = (column.values < low) | (column.values > high)
            bad = off if cell.bad is None else off | cell.bad
            if off.any():
                if self.plan.scales_open and self._is_csat(name, off):
                    raise RereadError(feed=self.plan.feed, scales=True)
                self._blame(name, "off-scale", np.flatnonzero(off))
                self.columns[name] = Numbers(np.where(off, np.nan, column.values))
            prefix = "scale" if self.plan.table.name == "surveys" else name
            self.columns |= {f"{prefix}_low": Numbers(low), f"{prefix}_high": Numbers(high)}
            if self.plan.table.name == "surveys":
                self.rejected |= off
            else:
                self.columns[f"{name}_bad"] = Flags(bad.astype(np.int8))
                offered = np.zeros(self.n, dtype=np.bool_) if cell.offered is None else cell.offered
                self.columns[f"{name}_offered"] = Flags(offered.astype(np.int8))

    def _is_csat(self, name: str, rows: Bools) -> bool:
        """Whether any of these rows is rated on a scale that is decided; those of NPS and CES are given."""
        kinds = SCORES.get(self.plan.table.name, {})
        if name in kinds:
            return kinds[name] == "csat"
        kind = self.columns["kind"]
        assert isinstance(kind, Words)
        return "csat" in {kind.words[code] for code in np.unique(kind.codes[rows]).tolist() if code >= 0}

    def _scale(self, name: str, low: Any, high: Any) -> tuple[Any, Any]:
        """The scale of each row: what its cell says, else its scale column, else what was decided for the column."""
        kinds = SCORES.get(self.plan.table.name, {})
        if name in kinds:
            scale = self.plan.scales.get(kinds[name], DEFAULT_SCALE)
            lows, highs = np.broadcast_to(scale.low, self.n), np.broadcast_to(scale.high, self.n)
            if np.isnan(low).all() and np.isnan(high).all():
                return lows, highs
        else:
            lows, highs = self._by_word("kind", self.plan.scales)
            if "scale" in self.columns:
                said = self.columns["scale"]
                assert isinstance(said, Words)
                more = self._by_word("scale", {word: parsed for word in said.words if (parsed := _parsed(word))})
                lows, highs = (
                    np.where(np.isnan(one), other, one) for one, other in zip(more, (lows, highs), strict=True)
                )
        lows = np.where(np.isnan(low), np.where(np.isnan(high), lows, np.minimum(lows, 1.0)), low)
        return lows, np.where(np.isnan(high), highs, high)

    def _by_word(self, name: str, scales: Mapping[str, Scale]) -> tuple[Any, Any]:
        column = self.columns[name]
        assert isinstance(column, Words)
        nan = float("nan")
        pairs = [(scales[word].low, scales[word].high) if word in scales else (nan, nan) for word in column.words]
        table = np.array([*pairs, (nan, nan)])
        return table[column.codes, 0], table[column.codes, 1]

    def _require(self) -> None:
        for name in self.plan.table.required:
            if name in self.columns:
                lacking = ~self.columns[name].known() & ~self.rejected & ~self.again
                if lacking.any():
                    self._blame(name, "missing", np.flatnonzero(lacking), example="")
                    self.rejected |= lacking
        if self.plan.table.name == "surveys":
            self.rejected |= self._unknown("kind", KINDS, "unknown-kind")
        if self.plan.table.name == "messages" and "author" in self.columns:
            self._unknown("author", AUTHORS, "unknown-author")

    def _unknown(self, name: str, known: Collection[str], problem: str) -> Bools:
        """The rows whose word is none of the known ones; they are told of."""
        column = self.columns[name]
        assert isinstance(column, Words)
        unknown = np.array([*(word not in known for word in column.words), True], dtype=np.bool_)[column.codes]
        unknown &= ~self.rejected & ~self.again
        if unknown.any():
            self._blame(name, problem, np.flatnonzero(unknown))
        return unknown

    def _discarded(self) -> Bools:
        discarded = np.zeros(self.n, dtype=np.bool_)
        status = self.columns.get("status")
        if isinstance(status, Words) and self.plan.table.name == "tickets":
            table = np.array([*(word.casefold() in DISCARDED for word in status.words), False], dtype=np.bool_)
            discarded |= table.take(status.codes)
        flag = self.columns.get("discarded")
        return discarded | (flag.values == 1) if isinstance(flag, Flags) else discarded

    def _blame(self, name: str, problem: str, rows: Ints, example: str | None = None) -> None:
        first = int(rows[0])
        text = self._text(name, first) if example is None else example
        self.found.append(Found(name, problem, len(rows), int(self.places[first]), text))

    def _text(self, name: str, row: int) -> str:
        reading = self.plan.readings.get(name)
        if reading is None:
            return ""
        cells = [self.table.column(header)[row].as_py() for header in reading.headers]
        return " ".join("" if cell is None else str(cell) for cell in cells)


def _key_numbers(column: Column | None, kept: Bools) -> Ints | None:
    """The numbers that stand for the keys of the rows to keep; None where the keys are not numbers."""
    if isinstance(column, Words):
        numbers, lossy = key_numbers(Ids.of(column.words).array), lossy_codes(column.words)
        told = kept & column.known()
        return numbers[column.codes[told & ~np.isin(column.codes, lossy) if lossy else told]]
    return column.seconds[kept & column.known()] if isinstance(column, Instants) else None


def _parsed(word: str) -> Scale | None:
    try:
        return Scale.parse(word)
    except UsageError:
        return None
