"""How does one file become rows of a canonical table? Every row is loaded, excluded or rejected, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.errors import InputError, UsageError
from cx_cli.frozen import frozen
from cx_cli.load.pieces import Piece, UnclosedQuoteError
from cx_cli.normalise.canonical import KINDS, SCORES, Batch, Parsed, Plan, RereadError, one_after_another
from cx_cli.normalise.columns import (
    OFFERED,
    Kind,
    Reading,
    guess_kind,
    joined,
    missing_spellings,
)
from cx_cli.normalise.deciding import decide_column
from cx_cli.normalise.expression import check_condition, columns_of
from cx_cli.normalise.further_rows import canonical_rows
from cx_cli.normalise.key_cells import key_cells
from cx_cli.normalise.labels import snake
from cx_cli.normalise.profile import Layout, Origin, fold
from cx_cli.normalise.scales import decide_scales
from cx_cli.normalise.scores import Scale
from cx_cli.normalise.tables import TABLES
from cx_cli.normalise.times import InstantFormat, decide_instants


@frozen
class Manner:
    """What the settings say of reading: the zone of times that name none, date order, decimal mark, scales."""

    timezone: str = "UTC"
    date_order: str | None = None
    decimal: str | None = None
    locale: str | None = None
    scales: Mapping[str, Scale] = field(default_factory=dict)
    flag_hint: str = "cx report {path} --date-order dmy"


class Feed:
    """One file read as one table."""

    watch: Callable[[int, int | None], None] | None = None
    """Is told of rows as they are taken, and of the offset up to which was read; None where that was all."""

    def __init__(self, number: int, export: Any, layout: Layout, manner: Manner):
        self.number = number
        self.export = export
        self.manner = manner
        self.table = TABLES[layout.table]
        canonical = {name: origin for name, origin in layout.columns.items() if name in self.table}
        self.layout = replace(layout, columns=canonical)
        self.named = {name: origin for name, origin in layout.columns.items() if name not in self.table}
        self.missing = missing_spellings(layout.missing)
        self.offsets: dict[int, int] = {}
        self.keeps_ids = False
        """Whether batches can tell the ids of some of their rows."""
        self._scales: dict[str, Scale] = {}
        self._scales_of_whole: dict[str, Scale] = {}
        self._looked: pa.Table | None = None
        self._readings: dict[str, Reading] = {}
        self._formulas: dict[str, str] = {}
        self._as_text: set[str] = set()
        self._offers: dict[str, bool] = {}
        self.in_use = self._planned(whole=False)
        self._settle_twins()

    @property
    def path(self) -> str:
        return str(self.export.source.shown)

    @property
    def looked(self) -> pa.Table:
        if self._looked is None:
            try:
                self._looked = self.export.look(self.missing)
            except UnclosedQuoteError as error:
                raise self.unclosed(error) from error
        return self._looked

    @property
    def extras(self) -> dict[str, str]:
        """The columns that have no canonical name: the name they are used under -> header, which is '' where the
        settings name a column of the user's own that is no header's."""
        own = {*self.layout.columns, *(column.name for column in self.table.columns)}
        found = {name: header for header in self.export.headers if (name := snake(header)) and name not in own}
        return found | {name: origin.headers[0] if origin.headers else "" for name, origin in self.named.items()}

    def _origin_of(self, extra: str) -> Origin:
        return self.named.get(extra) or Origin((self.extras[extra],))

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
        if column not in self._offers:
            self._offers[column] = self._has_offers(column)
        return self._offers[column]

    def _has_offers(self, column: str) -> bool:
        origin, words = self.layout.columns.get(column), self.layout.values.get(column, {})
        if origin is None or not origin.headers or OFFERED not in words.values():
            return False
        cells = pc.unique(joined([self.looked.column(header) for header in origin.headers]).cast(pa.string()))
        return any(words.get(fold(cell)) == OFFERED for cell in cells.to_pylist() if cell is not None)

    def has_cells(self, name: str) -> bool:
        """Whether an extra column holds anything, as far as was looked."""
        if not self._origin_of(name).headers:
            return True
        return self.looked.column(self.extras[name]).null_count < self.looked.num_rows

    def kind_of(self, name: str) -> Kind:
        """What an extra column is compared as."""
        origin = self._origin_of(name)
        if origin.formula is not None:
            return "number"
        if name in self._as_text or not origin.headers:
            return "text"
        return guess_kind(joined([self.looked.column(header) for header in origin.headers]))

    def finds_text(self, names: Iterable[str]) -> bool:
        """Whether one of these extra columns, which looked like numbers, claims or instants, is text in the whole file.

        It is compared as text from then on.
        """
        extras = self.extras
        named = [] if self.export.seen_whole else [name for name in names if name in extras]
        looked = [name for name in named if len(self._origin_of(name).headers) == 1 and self.kind_of(name) != "text"]
        found = {name for name in looked if guess_kind(self.column(extras[name])) == "text"}
        self._as_text |= found
        return bool(found)

    def plan(self, names: Iterable[str], extras: Mapping[str, Kind], *, whole: bool, keyed: bool = True) -> None:
        """Decides how the columns of these names are read; ``extras`` says as what those without a canonical name are.

        ``whole``: the rows of the table will be seen together; ``keyed``: then the key is wanted as it is written.
        """
        self._readings, self._formulas = {}, {}
        names = frozenset(names)
        wanted = {*names, *self.table.required, *({self.table.key} if self.table.key else ())}
        wanted |= {"status"} if self.table.name == "tickets" else set()
        wanted |= {"discarded"} if "discarded" in self.table else set()
        if self.table.name == "surveys":
            wanted |= {"kind", "scale"} if "score" in wanted else {"kind"}
        for name in sorted(wanted):
            origin = self.layout.columns.get(name) or self.layout.columns.get(
                "status" if name == "raw_status" else name
            )
            if origin is not None and origin.formula is not None:
                self._plan_formula(name, origin.formula)
            elif origin is not None:
                words = {} if name == "raw_status" else self.layout.values.get(name, {})
                only_key = name == self.table.key and not (whole and keyed) and name not in names
                only_key &= origin.value is None
                kind: Kind = "key" if only_key else self.table[name].kind
                self._readings[name] = self.decide(name, kind, origin, words)
            elif name in self.extras:
                origin = self._origin_of(name)
                if origin.formula is not None:
                    self._plan_formula(name, origin.formula)
                elif name not in self._readings:  # a formula's number, else
                    self._readings[name] = self.decide(name, extras[name], origin, {})
        headers = [header for reading in self._readings.values() for header in reading.headers]
        self.export.wanted = tuple(dict.fromkeys([*headers, *self._anchors()]))
        seen = decide_scales(self.table, self._readings, self.looked, self.manner.scales)
        self._scales = seen | self._scales_of_whole
        self.in_use = self._planned(whole)

    def correct(self, error: RereadError) -> None:
        """Takes back what a piece has contradicted; the file is then planned and read anew."""
        if error.column is not None:
            self._as_text.add(error.column)
        elif error.scales and error.feed == self.number:
            self._settle_scales()
        elif error.feed == self.number:
            self.export.source.reconsider()
            self._looked = None

    def _settle_scales(self) -> None:
        """Decides the scales from every rating of the file."""
        names = (*SCORES.get(self.table.name, {}), "score", "kind")
        headers = [header for name in names if name in self._readings for header in self._readings[name].headers]
        self.export.wanted = tuple(headers)
        text = dict.fromkeys(headers, pa.string())
        tables = [self.export.read(piece, text, self.missing)[0] for piece in self.export.pieces()]
        whole = pa.concat_tables(tables)
        self._scales_of_whole = decide_scales(self.table, self._readings, whole, self.manner.scales)

    def parse(self, piece: Piece) -> Parsed:
        """A piece as the reader gives it; runs on any thread."""
        fast = dict.fromkeys(self._anchors(), pa.string())
        fast |= {header: reading.fast for reading in self._readings.values() for header in reading.headers}
        for reading in self._readings.values():
            if len(reading.headers) > 1:
                fast |= dict.fromkeys(reading.headers, pa.string())
        try:
            return self.parse_as(piece, fast)
        except pa.ArrowInvalid:
            return self.parse_as(piece, dict.fromkeys(fast, pa.string()))

    def parse_as(self, piece: Piece, types: Mapping[str, Any]) -> Parsed:
        try:
            table, ragged = self.export.read(piece, types, self.missing)
        except UnclosedQuoteError as error:
            raise self.unclosed(error) from error
        except pa.ArrowInvalid as error:
            if any(kind != pa.string() for kind in types.values()):
                raise
            raise self._unparsed(piece, error) from error
        return Parsed(table, (piece.number,), (table.num_rows,), (ragged,))

    def unclosed(self, error: UnclosedQuoteError) -> InputError:
        """What a quote that never closes comes to."""
        line = self.export.line_of_record(error.offset, error.record)
        return InputError(
            f"{self.path}: a quote that opens in line {line} or after swallows the lines behind it",
            slug="quotes",
            fix=f"sed -n '{line},{line + 2}p' {self.path}   # and close the quote, or double it",
        )

    def _unparsed(self, piece: Piece, error: Exception) -> Exception:
        """What it means that a piece can't be read even as text."""
        source = self.export.source
        if "UTF8" in str(error) and source.encoding == "utf-8":
            return RereadError(feed=self.number)
        return InputError(
            f"{self.path}: the file can't be read as a table", slug="unreadable", facts=[("reason", str(error))]
        )

    def normalise(self, parts: Sequence[Parsed]) -> Batch:
        """The canonical rows of parsed pieces that follow one another; their columns have the same types."""
        whole = one_after_another(parts)
        batch = canonical_rows(self.in_use, whole, self.layout.anchor)
        reading = self._readings.get(self.table.key or "")
        if self.keeps_ids and reading is not None and reading.headers:
            batch.ids = key_cells(whole, reading.headers).at
        return batch

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

    def reading(self, name: str) -> Reading | None:
        return self._readings.get(name)

    def _anchors(self) -> tuple[str, ...]:
        return () if self.layout.anchor is None else (self.layout.anchor,)

    def _planned(self, whole: bool) -> Plan:
        return Plan(
            feed=self.number,
            table=self.table,
            readings=self._readings,
            formulas=self._formulas,
            scales=self._scales,
            timezone=self.manner.timezone,
            n_headers=len(self.export.headers),
            whole=whole,
            scales_open=not (self.export.seen_whole or self._scales_of_whole or "csat" in self.manner.scales),
        )

    def _settle_twins(self) -> None:
        """Moves a header that may be a duration or an instant to the column that its cells fit."""
        columns = dict(self.layout.columns)
        for name, origin in self.layout.columns.items():
            twin = origin.or_instant
            if twin is None or twin in columns:
                continue
            cells = joined([self.looked.column(header) for header in origin.headers])
            found = None if pa.types.is_temporal(cells.type) else decide_instants(cells.cast(pa.string()))
            serials = isinstance(found, InstantFormat) and found.unit == "excel"  # as likely so many seconds
            if pa.types.is_temporal(cells.type) or (found is not None and not serials):
                columns[twin] = replace(columns.pop(name), unit=None, or_instant=None)
        self.layout = replace(self.layout, columns=columns)

    def decide(self, name: str, kind: Kind, origin: Origin, words: Mapping[str, str]) -> Reading:
        """How one column is read. Raises InputError where the order of day and month can't be seen."""
        return decide_column(self, name, kind, origin, words)

    def _plan_formula(self, name: str, formula: str) -> None:
        if name in self.table and self.table[name].kind not in ("number", "seconds", "score"):
            raise UsageError(
                f"[columns.{self.table.name}] {name}: a formula gives a number, and {name} is none",
                slug="settings",
                fix=f'{name} = "Header"',
            )
        for column in columns_of(formula):
            if column not in self.extras:
                raise UsageError(
                    f"[columns.{self.table.name}] {name}: {self.path} has no column {column!r}",
                    slug="unknown-column",
                    facts=[("known", ", ".join(sorted(self.extras)))],
                )
            self._readings[column] = self.decide(column, "number", Origin((self.extras[column],)), {})
        check_condition(f"({formula}) == 0", dict.fromkeys(columns_of(formula), "number"))
        self._formulas[name] = formula
