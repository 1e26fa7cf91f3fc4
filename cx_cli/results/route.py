"""By which definitions does the way lead from one number to another, and what does each step change?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cx_cli.errors import UsageError
from cx_cli.facts.fact_table import iso
from cx_cli.facts.supply import Supply
from cx_cli.frozen import frozen
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.shape import Conditions, RowSet, Shape, joined, shape_of
from cx_cli.metrics.walk import Change, changes
from cx_cli.normalise.expression import columns_of
from cx_cli.results.choose import choose
from cx_cli.results.clocked import in_business_time, twins
from cx_cli.results.reconciliation import Move, Path, Rows, Side, Slice, Step, Walk
from cx_cli.results.request import Request, filled
from cx_cli.results.result import Report

_STEP, _ROWS = "step ", "rows "
Pair = tuple[RowSet, RowSet]
Cells = Mapping[tuple[int, Slice], tuple[float, float]]
"""Value and n by the number of the breakdown and the slice."""


@frozen
class _Stop:
    """A definition on the way: the name that its figures have in the report, its shape, and the metric that it is."""

    name: str
    shape: Shape
    metric: Metric | None


class Route:
    """The way between two definitions of a metric. ``metrics`` are to be computed with the rest of a request, and
    ``walk`` reads what became of them. A stop that can't be computed is left out: its steps are one."""

    def __init__(self, between: tuple[Side, Side], metric: Metric, request: Request):
        self.start, self.end = between
        self.metric = metric
        self.request = request
        self.ends = [_entry(metric, side, request) for side in between]
        shapes = [shape_of(entry, side.statistic) for entry, side in zip(self.ends, between, strict=True)]
        self.changes = changes(shapes[0], shapes[1], self._clock())
        self.stops = self._stops(*shapes)
        self.sets: dict[RowSet | Pair, str] = {}

    def statistics(self) -> tuple[str, ...]:
        """The statistics that the way needs of distributions."""
        return tuple(dict.fromkeys(stop.shape.statistic for stop in self.stops if stop.shape.statistic))

    def metrics(self, supply: Mapping[str, Supply]) -> tuple[Metric, ...]:
        """What has to be computed: the definitions between, and the rows that each pair of them has in common."""
        between = [
            stop.metric for stop in self.stops[1:-1] if stop.metric and _there(stop.metric, self.request, supply)
        ]
        had = {metric.name for metric in between}
        stops = [self.stops[0], *(stop for stop in self.stops[1:-1] if stop.name in had), self.stops[-1]]
        for rows in (Shape.rows, Shape.counted):
            found = [rows(stop.shape) for stop in stops]
            for at, one in enumerate(found):
                for other in found[at + 1 :]:
                    if one and other and one != other and one.facts == other.facts:
                        self.sets.setdefault((one, other), f"{_ROWS}{len(self.sets)}")
                if one:
                    self.sets.setdefault(one, f"{_ROWS}{len(self.sets)}")
        counting = (self._counting(rows, name) for rows, name in self.sets.items())
        ends = {stop.name: stop.metric for stop in (self.stops[0], self.stops[-1])}
        own = (metric for name, metric in ends.items() if metric and name in (_timed(self.start), _timed(self.end)))
        return (*own, *between, *(metric for metric in counting if _there(metric, self.request, supply)))

    def walk(self, report: Report) -> Walk:
        """The steps, in the whole of the data and in every slice."""
        needs = {one.metric: one.needs for one in report.unavailable}
        lacking = needs.get(self.ends[0].name) or needs.get(self.ends[1].name)
        remarks = tuple(self._remarks())
        first = self.ends[0]
        if lacking is not None:
            return Walk(self.start, self.end, first, (), (), lacking, remarks)
        figures = _Figures(report)
        stops = [self.stops[0], *(one for one in self.stops[1:-1] if self._has_value(one, figures)), self.stops[-1]]
        if not self.changes:
            stops = [self.stops[0]]
        steps = tuple(self._steps(stops))
        paths = tuple(_path(key, report, stops, self.sets, figures) for key in figures.slices(stops))
        return Walk(self.start, self.end, first, steps, paths, None, remarks)

    def _clock(self) -> Change | None:
        """The change from the clock of one end to that of the other."""
        if self.start.clock == self.end.clock:
            return None
        names = twins(self.ends[0].facts)
        if self.start.clock == "business":
            names = {business: calendar for calendar, business in names.items()}
        told = f"{self.end.clock} time instead of {self.start.clock} time"
        return Change("clock", told, lambda shape: shape.renamed(names))

    def _stops(self, start: Shape, end: Shape) -> list[_Stop]:
        found = [_Stop(self.ends[0].name, start, self.ends[0])]
        shape = start
        if start.statistic is None and end.statistic is not None:
            shape = replace(start, statistic="mean")
        for number, change in enumerate(self.changes[:-1]):
            shape = change.apply(shape)
            name = f"{_STEP}{number}"
            found.append(_Stop(name, shape, shape.metric(self.metric, name)))
        return [*found, _Stop(self.ends[1].name, end, self.ends[1])]

    def _has_value(self, stop: _Stop, figures: _Figures) -> bool:
        value = figures.of(stop).get((0, ()), (math.nan, 0))[0]
        return not math.isnan(value)

    def _counting(self, rows: RowSet | Pair, name: str) -> Metric:
        """The metric that counts the rows, or those that two sets have in common."""
        one, other = rows if isinstance(rows, tuple) else (rows, rows)
        met = one.conditions | other.conditions
        if one.at != other.at:
            met |= {f"known({other.at})", *_window(other.at, self.request)}
        where = frozenset(text for text in met if not columns_of(text) & self.metric.parameters.keys())
        formula = f"count({joined(met - where)})"
        like = replace(self.metric, name=name, variants={}, examples=(), by="", unit="count")
        return replace(like, facts=one.facts, at=one.at, formula=formula, where=joined(where))

    def _steps(self, stops: Sequence[_Stop]) -> Iterator[Step]:
        """A step to each stop, with all changes since the one before."""
        numbers = {stop.name: at for at, stop in enumerate(self.stops[:-1])} if len(self.stops) > 1 else {}
        done = 0
        for stop in stops[1:]:
            until = len(self.changes) if stop is self.stops[-1] else numbers[stop.name]
            taken = self.changes[done:until]
            done = until
            assert stop.metric is not None
            aspects = tuple(dict.fromkeys(change.aspect for change in taken))
            yield Step(aspects, _says(taken), stop.metric, stop.shape.statistic)

    def _remarks(self) -> Iterator[str]:
        yield from dict.fromkeys(side.remark for side in (self.start, self.end) if side.remark)


class _Figures:
    """The values of a report by name and statistic."""

    def __init__(self, report: Report):
        self.report = report
        self._found: dict[tuple[str, str | None], dict[tuple[int, Slice], tuple[float, float]]] = {}
        for at, breakdown in enumerate(report.breakdowns):
            for series in breakdown.series:
                cells = self._found.setdefault((series.metric, series.statistic), {})
                columns = (array.tolist() for array in (series.where, series.values, series.n))
                for place, value, n in zip(*columns, strict=True):
                    cells[at, breakdown.slices[place]] = (value, n)

    def of(self, stop: _Stop) -> Cells:
        """A distribution's statistic, or the one value of a fraction, which may be a mean that is written as one."""
        named = self._found.get((stop.name, stop.shape.statistic))
        return named if named is not None else self._found.get((stop.name, None), {})

    def count(self, name: str | None, key: tuple[int, Slice]) -> int | None:
        """How many rows a set has; None where that can't be said."""
        cells = self._found.get((name, None)) if name else None
        return None if cells is None else int(cells.get(key, (0.0, 0.0))[0])

    def slices(self, stops: Sequence[_Stop]) -> Iterator[tuple[int, Slice]]:
        """Every slice in which one of the ends has a row, the whole of the data first."""
        ends = {**self.of(stops[0]), **self.of(stops[-1])}
        for at, breakdown in enumerate(self.report.breakdowns):
            for labels in breakdown.slices:
                if (at, labels) in ends or not breakdown.by:
                    yield at, labels


def _entry(metric: Metric, side: Side, request: Request) -> Metric:
    """The definition of an end, its parameters filled in, in the time of its clock."""
    entry = metric.under(side.variant)
    entry = replace(entry, formula=filled(entry, request))
    if side.clock == "business":
        return replace(in_business_time(entry), name=_timed(side), variants={}, examples=())
    return replace(entry, name=side.variant)


def _timed(side: Side) -> str:
    """The name of the figures of an end in business time, which are none of the definitions shown beside the walk."""
    return f"{side.variant} in business time" if side.clock == "business" else ""


def settled(side: Side, metric: Metric, request: Request, supply: Mapping[str, Supply]) -> Side:
    """The end with the clock that it can have: the one asked for, else its own where the files and calendars allow."""
    entry = metric.under(side.variant)
    timed = in_business_time(entry)
    stated = request.clock == "business" or metric.name in request.business
    if not stated and side.clock != "business":
        return side
    lacking = "which can't be computed here" if timed.formula == entry.formula else ""
    if not lacking and not stated and not _there(timed, request, supply):
        lacking = "which neither files nor [hours] have"
    if not lacking:
        return replace(side, clock="business")
    told = [f"{side.name}: in business time there, {lacking}; calendar time was used"]
    remarks = [*(told if side.clock == "business" else []), *([side.remark] if side.remark else [])]
    return replace(side, clock="calendar", remark="; ".join(remarks))


def _there(metric: Metric, request: Request, supply: Mapping[str, Supply]) -> bool:
    """Whether the files have what a definition reads, and its parts fit each other."""
    try:
        return bool(choose(replace(request, metrics=((metric, "default"),)), supply)[0])
    except UsageError:  # no formula of these rows, or no business time: a step is taken together with the next
        return False


def _path(
    key: tuple[int, Slice],
    report: Report,
    stops: Sequence[_Stop],
    sets: Mapping[RowSet | Pair, str],
    figures: _Figures,
) -> Path:
    by = report.breakdowns[key[0]].by
    found = [figures.of(stop).get(key, (math.nan, 0.0)) for stop in stops]
    values = [_known(value) for value, _ in found]
    moves = []
    last, unit = values[0], stops[0].shape.unit
    for at, stop in enumerate(stops[1:], 1):
        value = values[at]
        same = _alike(unit, stop.shape.unit)
        change = value - last if value is not None and last is not None and same else None
        rows = _moved(stops[at - 1].shape.rows(), stop.shape.rows(), sets, figures, key, by)
        above = stops[at - 1].shape.counted(), stop.shape.counted()
        counted = _moved(*above, sets, figures, key, by) if all(above) else None
        moves.append(Move(value, _known(found[at][1]), change, rows, counted))
        if value is not None:
            last, unit = value, stop.shape.unit
    comparable = values[0] is not None and values[-1] is not None and _alike(stops[0].shape.unit, stops[-1].shape.unit)
    difference = float(values[-1] or 0) - float(values[0] or 0) if comparable else None
    return Path(by, key[1], values[0], _known(found[0][1]), tuple(moves), difference)


def _moved(
    one: RowSet | None,
    other: RowSet | None,
    sets: Mapping[RowSet | Pair, str],
    figures: _Figures,
    key: tuple[int, Slice],
    by: tuple[str, ...],
) -> Rows:
    """How many rows come and go between two sets. In a period of rows that are dated otherwise it can't be said."""
    before = figures.count(sets.get(one) if one else None, key)
    after = figures.count(sets.get(other) if other else None, key)
    if before is None or after is None or one is None or other is None:
        return Rows(before, after)
    if one == other:
        return Rows(before, after, 0, 0)
    if one.facts != other.facts or (one.at != other.at and "period" in by):
        return Rows(before, after)
    shared = figures.count(sets.get((one, other)), key)
    return Rows(before, after) if shared is None else Rows(before, after, after - shared, before - shared)


def _window(at: str, request: Request) -> Conditions:
    """The span of time that was asked for, as conditions on another instant."""
    bounds = {f"{at} >= '{iso(request.since)}'"} if request.since is not None else set()
    bounds |= {f"{at} < '{iso(request.until)}'"} if request.until is not None else set()
    return frozenset(bounds)


def _says(taken: Iterable[Change]) -> tuple[str, ...]:
    return tuple(change.says for change in taken)


def _alike(one: str, other: str) -> bool:
    """Whether values in the two units can be taken from each other: percent and points both count in hundredths."""
    return one == other or {one, other} == {"percent", "points"}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
