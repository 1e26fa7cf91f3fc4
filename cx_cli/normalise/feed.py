"""How does one file become rows of a canonical table? Every row is loaded, excluded or rejected, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.errors import InputError, UsageError
from cx_cli.load.pieces import Piece
from cx_cli.normalise.columns import (
    OFFERED,
    Cells,
    Kind,
    MisreadError,
    Reading,
    decide,
    guess_kind,
    joined,
    missing_spellings,
    read,
)
from cx_cli.normalise.expression import Evaluator, check_condition, columns_of
from cx_cli.normalise.keys import key_numbers
from cx_cli.normalise.labels import snake
from cx_cli.normalise.profile import Layout, Origin, fold
from cx_cli.normalise.rows import NEVER, Bools, Column, Flags, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.scores import Scale, decide_scale
from cx_cli.normalise.tables import TABLES
from cx_cli.normalise.times import Undecidable, decide_instants

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
KINDS = ("csat", "nps", "ces")
_DEFAULT_SCALE = Scale(1.0, 5.0)


class RetypeError(Exception):
    """A piece contradicts what was decided of an extra column: it is text after all."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Manner:
    """What the settings say of reading: the zone of times that name none, date order, decimal mark, scales."""

    timezone: str = "UTC"
    date_order: str | None = None
    decimal: str | None = None
    scales: Mapping[str, Scale] = field(default_factory=dict)
    flag_hint: str = "cx report {path} --date-order dmy"


@dataclass(frozen=True)
class Found:
    """Rows of one piece with one problem."""

    column: str | None
    problem: str
    n: int
    first: int
    """The first one's row in the piece; for a ragged record its place among the records."""
    example: str


@dataclass
class Batch:
    """A piece of canonical rows and the account of those that are not among them."""

    rows: Rows
    keys: Ints
    n_rows: int
    n_excluded: int = 0
    n_rejected: int = 0
    found: list[Found] = field(default_factory=list)


class Feed:
    """One file read as one table."""

    def __init__(self, number: int, export: Any, layout: Layout, manner: Manner):
        self.number = number
        self.export = export
        self.layout = layout
        self.manner = manner
        self.table = TABLES[layout.table]
        self.missing = missing_spellings(layout.missing)
        self.offsets: dict[int, int] = {}
        self.scales: dict[str, Scale] = {}
        self._looked: pa.Table | None = None
        self._readings: dict[str, Reading] = {}
        self._formulas: dict[str, str] = {}
        self._as_text: set[str] = set()
        self.whole = False
        self._settle_twins()

    @property
    def path(self) -> str:
        return str(self.export.source.shown)

    @property
    def looked(self) -> pa.Table:
        if self._looked is None:
            self._looked = self.export.look(self.missing)
        return self._looked

    @property
    def extras(self) -> dict[str, str]:
        """The columns that have no canonical name: the name they are used under -> header."""
        own = {*self.layout.columns, *(column.name for column in self.table.columns)}
        return {name: header for header in self.export.headers if (name := snake(header)) and name not in own}

    def has(self) -> frozenset[str]:
        """The canonical columns that the file has, those worked out while reading included."""
        names = set(self.layout.columns)
        if "status" in names:
            names.add("raw_status")
        return frozenset(names)

    def survey_kinds(self) -> frozenset[str]:
        """The kinds of survey that the file can hold answers to."""
        if self.table.name == "surveys":
            said = self.layout.columns["kind"].value
            return frozenset({said} if said else KINDS)
        return frozenset(kind for column, kind in SCORES.get(self.table.name, {}).items() if column in self.has())

    def offers(self, column: str) -> bool:
        """Whether the rating column also says of unrated rows that a survey was sent."""
        origin, words = self.layout.columns.get(column), self.layout.values.get(column, {})
        if origin is None or not origin.headers or OFFERED not in words.values():
            return False
        cells = pc.unique(joined([self.looked.column(header) for header in origin.headers]).cast(pa.string()))
        return any(words.get(fold(cell)) == OFFERED for cell in cells.to_pylist() if cell is not None)

    def kind_of(self, name: str) -> Kind:
        """What an extra column is compared as."""
        return "text" if name in self._as_text else guess_kind(joined([self.looked.column(self.extras[name])]))

    def plan(self, names: Iterable[str], as_labels: frozenset[str], *, whole: bool) -> None:
        """Decides how the columns of these names are read; an extra column in ``as_labels`` is read as text.

        ``whole``: the rows of the table will be seen together, so the key is wanted as it is written.
        """
        self._readings, self._formulas, self.whole = {}, {}, whole
        names = frozenset(names)
        wanted = {*names, *self.table.required, *({self.table.key} if self.table.key else ())}
        wanted |= {"status", "discarded"} if self.table.name == "tickets" else set()
        if self.table.name == "surveys":
            wanted |= {"kind", "scale"} if "score" in wanted else {"kind"}
        for name in sorted(wanted):
            origin = self.layout.columns.get("status" if name == "raw_status" else name)
            if origin is not None and origin.formula is not None:
                self._plan_formula(name, origin.formula)
            elif origin is not None:
                words = {} if name == "raw_status" else self.layout.values.get(name, {})
                only_key = name == self.table.key and not whole and name not in names and origin.value is None
                kind: Kind = "key" if only_key else self.table[name].kind
                self._readings[name] = self._decide(name, kind, origin, words)
            elif name in self.extras:
                kind = "text" if name in as_labels else self.kind_of(name)
                self._readings[name] = self._decide(name, kind, Origin((self.extras[name],)), {})
        headers = [header for reading in self._readings.values() for header in reading.headers]
        self.export.wanted = tuple(dict.fromkeys(headers))
        self._decide_scales()

    def retype(self, name: str) -> None:
        """An extra column is text after all."""
        self._as_text.add(name)

    def parse(self, piece: Piece) -> tuple[pa.Table, Any]:
        """The columns of a piece as the reader gives them, and its ragged records; runs on any thread."""
        fast = {header: reading.fast for reading in self._readings.values() for header in reading.headers}
        for reading in self._readings.values():
            if len(reading.headers) > 1:
                fast |= dict.fromkeys(reading.headers, pa.string())
        try:
            table, ragged = self.export.read(piece, fast, self.missing)
        except pa.ArrowInvalid:
            table, ragged = self.export.read(piece, dict.fromkeys(fast, pa.string()), self.missing)
        return table, ragged

    def normalise(self, piece: Piece, table: pa.Table, ragged: Any) -> Batch:
        """The canonical rows of a parsed piece. Where the rows are seen together, those that are discarded are kept
        with a mark, because it's the newest row of a key that says whether it is."""
        self.offsets[piece.number] = piece.offset
        cells = {name: read(reading, table) for name, reading in self._readings.items()}
        return _Normalised(self, piece, table, cells).batch(ragged)

    def line_of(self, place: int) -> int:
        """The line of a row by its place."""
        piece, row = (place >> 28) & 0xFFFFFFF, place & 0xFFFFFFF
        return int(self.export.line_of(self.offsets[piece], row))

    def line_of_ragged(self, place: int) -> int:
        """The line of a record with too many or too few cells; its place counts the records of its piece."""
        piece, record = (place >> 28) & 0xFFFFFFF, place & 0xFFFFFFF
        return int(self.export.line_of_record(self.offsets[piece], record))

    def column(self, header: str) -> Any:
        """The distinct cells of a column in the whole file, as text."""
        self.export.wanted = (header,)
        distinct: list[Any] = [
            pc.unique(self.export.read(piece, {header: pa.string()}, self.missing)[0].column(header).cast(pa.string()))
            for piece in self.export.pieces()
        ]
        whole: Any = pa.chunked_array(distinct, pa.string())
        return pc.unique(whole)

    def formulas(self) -> Mapping[str, str]:
        return self._formulas

    def reading(self, name: str) -> Reading | None:
        return self._readings.get(name)

    def _settle_twins(self) -> None:
        """Moves a header that may be a duration or an instant to the column that its cells fit."""
        columns = dict(self.layout.columns)
        for name, origin in self.layout.columns.items():
            twin = origin.or_instant
            if twin is None or twin in columns:
                continue
            cells = joined([self.looked.column(header) for header in origin.headers])
            if pa.types.is_temporal(cells.type) or decide_instants(cells.cast(pa.string())) is not None:
                columns[twin] = replace(columns.pop(name), unit=None, or_instant=None)
        self.layout = replace(self.layout, columns=columns)

    def _decide(self, name: str, kind: Kind, origin: Origin, words: Mapping[str, str]) -> Reading:
        looked = {header: self.looked.column(header) for header in origin.headers}
        said = self.manner
        order = said.date_order or self.layout.date_order

        def reading_of(cells: Mapping[str, Any]) -> Reading:
            return decide(name, kind, origin, cells, zone=said.timezone, order=order, decimal=said.decimal, words=words)

        try:
            return reading_of(looked)
        except MisreadError as error:
            if len(origin.headers) > 1:
                raise self._undecidable(name, error.doubt) from error
            try:
                return reading_of({error.header: self.column(error.header)})
            except MisreadError as still:
                raise self._undecidable(error.header, still.doubt) from still

    def _undecidable(self, column: str, doubt: Undecidable) -> InputError:
        return InputError(
            f"{self.path}: the order of day and month in {column} can't be decided",
            slug="date-order",
            facts=[("first", f"{doubt.example}   is {doubt.first_reading} or {doubt.second_reading}")],
            fix=self.manner.flag_hint.format(path=self.path),
        )

    def _plan_formula(self, name: str, formula: str) -> None:
        for column in columns_of(formula):
            if column not in self.extras:
                raise UsageError(
                    f"[columns.{self.table.name}] {name}: {self.path} has no column {column!r}",
                    slug="unknown-column",
                    facts=[("known", ", ".join(sorted(self.extras)))],
                )
            self._readings[column] = self._decide(column, "number", Origin((self.extras[column],)), {})
        check_condition(f"({formula}) == 0", dict.fromkeys(columns_of(formula), "number"))
        self._formulas[name] = formula

    def _decide_scales(self) -> None:
        columns = {**SCORES.get(self.table.name, {}), **({"score": ""} if self.table.name == "surveys" else {})}
        for name, kind in columns.items():
            reading = self._readings.get(name)
            if reading is None or reading.constant is not None:
                continue
            cells = joined([self.looked.column(header) for header in reading.headers])
            self.scales |= self._scales_of(reading, cells, kind)

    def _scales_of(self, reading: Reading, cells: Any, kind: str) -> dict[str, Scale]:
        looked = read(reading, pa.table({reading.headers[0]: cells}))
        assert isinstance(looked.column, Numbers)
        values, words = looked.column.values, looked.high == 1.0 if looked.high is not None else None
        kinds = {kind: np.ones(len(values), dtype=np.bool_)} if kind else self._looked_kinds()
        scales: dict[str, Scale] = {}
        for one, rows in kinds.items():
            spoken = words is not None and bool(words[rows].any())
            said = self.manner.scales.get(one)
            scales[one] = said or decide_scale(one, values[rows], words=spoken) or _DEFAULT_SCALE
        return scales

    def _looked_kinds(self) -> dict[str, Bools]:
        found = read(self._readings["kind"], self.looked).column
        assert isinstance(found, Words)
        cells = found.cells()
        return {kind: np.array([cell == kind for cell in cells], dtype=np.bool_) for kind in KINDS}


class _Normalised:
    """One piece on its way: bad cells, rows that lack what is required, discarded rows, scales."""

    def __init__(self, feed: Feed, piece: Piece, table: pa.Table, cells: Mapping[str, Cells]):
        self.feed = feed
        self.piece = piece
        self.table = table
        self.n = table.num_rows
        self.cells = cells
        self.columns: dict[str, Column] = {name: cell.column for name, cell in cells.items()}
        self.rejected = np.zeros(self.n, dtype=np.bool_)
        self.found: list[Found] = []

    def batch(self, ragged: Any) -> Batch:
        for name, cell in self.cells.items():
            self._judge(name, cell)
        self._work_out_formulas()
        self._put_on_scale()
        self._require()
        discarded = self._discarded() & ~self.rejected
        kept = ~self.rejected
        place = (self.feed.number << 56) | (self.piece.number << 28)
        self.columns[PLACE] = Instants(place + np.arange(self.n, dtype=np.int64))
        keys = _key_numbers(self.columns.get(self.feed.table.key or ""), kept)
        n_excluded = 0
        if self.feed.whole:
            self.columns[MARK] = Flags(discarded.astype(np.int8))
        else:
            n_excluded, kept = int(discarded.sum()), kept & ~discarded
            if isinstance(self.columns.get(self.feed.table.key or ""), Instants):
                del self.columns[self.feed.table.key or ""]
        rows = Rows(self.n, self.columns)
        if not kept.all():
            rows = rows.take(np.flatnonzero(kept))
        if ragged.places:
            what = f"{ragged.cells[0]} cells, not {len(self.feed.export.headers)}: {ragged.texts[0][:60]}"
            self.found.append(Found(None, "ragged", len(ragged.places), -ragged.places[0], what))
        return Batch(
            rows,
            np.empty(0, dtype=np.int64) if keys is None else keys,
            self.n + len(ragged.places),
            n_excluded,
            int(self.rejected.sum()) + len(ragged.places),
            self.found,
        )

    def _judge(self, name: str, cell: Cells) -> None:
        for problem, n, first in cell.doubtful:
            self.found.append(Found(name, problem, n, first, self._text(name, first)))
        if cell.bad is None or not cell.bad.any():
            return
        if name not in self.feed.table:
            raise RetypeError(name)
        rows = np.flatnonzero(cell.bad)
        self._blame(name, cell.problem, rows)
        if self.feed.table[name].required or (name == "score" and self.feed.table.name == "surveys"):
            self.rejected[rows] = True

    def _work_out_formulas(self) -> None:
        for name, formula in self.feed.formulas().items():
            evaluator = Evaluator(Rows(self.n, self.columns), self.feed.manner.timezone)
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
                self._blame(name, "off-scale", np.flatnonzero(off))
                self.columns[name] = Numbers(np.where(off, np.nan, column.values))
            prefix = "scale" if self.feed.table.name == "surveys" else name
            self.columns |= {f"{prefix}_low": Numbers(low), f"{prefix}_high": Numbers(high)}
            if self.feed.table.name == "surveys":
                self.rejected |= off
            else:
                self.columns[f"{name}_bad"] = Flags(bad.astype(np.int8))
                offered = np.zeros(self.n, dtype=np.bool_) if cell.offered is None else cell.offered
                self.columns[f"{name}_offered"] = Flags(offered.astype(np.int8))

    def _scale(self, name: str, low: Any, high: Any) -> tuple[Any, Any]:
        """The scale of each row: what its cell says, else its scale column, else what was decided for the column."""
        kinds = SCORES.get(self.feed.table.name, {})
        if name in kinds:
            scale = self.feed.scales.get(kinds[name], _DEFAULT_SCALE)
            lows, highs = np.full(self.n, scale.low), np.full(self.n, scale.high)
        else:
            lows, highs = self._by_word("kind", self.feed.scales)
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
        for name in self.feed.table.required:
            if name in self.columns:
                lacking = ~self.columns[name].known() & ~self.rejected
                if lacking.any():
                    self._blame(name, "missing", np.flatnonzero(lacking), example="")
                    self.rejected |= lacking
        if self.feed.table.name == "surveys":
            kind = self.columns["kind"]
            assert isinstance(kind, Words)
            unknown = ~np.isin(kind.codes, [code for code, word in enumerate(kind.words) if word in KINDS])
            unknown &= ~self.rejected
            if unknown.any():
                self._blame("kind", "unknown-kind", np.flatnonzero(unknown))
                self.rejected |= unknown

    def _discarded(self) -> Bools:
        discarded = np.zeros(self.n, dtype=np.bool_)
        status = self.columns.get("status")
        if isinstance(status, Words) and self.feed.table.name == "tickets":
            table = np.array([*(word.casefold() in DISCARDED for word in status.words), False], dtype=np.bool_)
            discarded |= table[status.codes]
        flag = self.columns.get("discarded")
        return discarded | (flag.values == 1) if isinstance(flag, Flags) else discarded

    def _blame(self, name: str, problem: str, rows: Ints, example: str | None = None) -> None:
        first = int(rows[0])
        text = self._text(name, first) if example is None else example
        self.found.append(Found(name, problem, len(rows), first, text))

    def _text(self, name: str, row: int) -> str:
        reading = self.feed.reading(name)
        if reading is None:
            return ""
        cells = [self.table.column(header)[row].as_py() for header in reading.headers]
        return " ".join("" if cell is None else str(cell) for cell in cells)


def _key_numbers(column: Column | None, kept: Bools) -> Ints | None:
    """The numbers that stand for the keys of the rows to keep; None where the keys are not numbers."""
    if isinstance(column, Words):
        numbers = key_numbers(pa.array(column.words, pa.string()))
        return numbers[column.codes[kept & column.known()]]
    return column.seconds[kept & column.known()] if isinstance(column, Instants) else None


def _parsed(word: str) -> Scale | None:
    try:
        return Scale.parse(word)
    except UsageError:
        return None


def latest(rows: Rows, names: Iterable[str]) -> int:
    """The newest instant of these columns; ``NEVER`` when there is none."""
    newest = NEVER
    for name in names:
        column = rows.columns.get(name)
        if isinstance(column, Instants) and rows.n:
            newest = max(newest, int(column.seconds.max()))
    return newest
