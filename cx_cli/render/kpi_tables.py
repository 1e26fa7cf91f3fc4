"""Which tables show the KPIs of a breakdown?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cx_cli.render.grid import BETWEEN, Cell, Column, Row, Table
from cx_cli.render.safe import harmless
from cx_cli.results.result import Breakdown, Label, MetricRun, Report, Series
from cx_cli.units import MISSING, format_change, format_value

FEW = 30
"""With fewer values behind it a figure is greyed and marked."""

FEW_MARK, OPEN_MARK = "*", "·"
BLOCKS = "▁▂▃▄▅▆▇█"
TREND = 24
"""A trend shows the newest so many periods; the legend says so where there are more."""

INTERVAL = "95 % interval"
_CLOCKED = ("tickets", "replies")
"""The fact tables whose durations ``clock`` picks."""

Slice = tuple[Label, ...]


@dataclass(frozen=True)
class Point:
    value: float = math.nan
    n: float = math.nan
    low: float = math.nan
    high: float = math.nan


NOTHING = Point()


@dataclass(frozen=True)
class Statistic:
    """One figure of a KPI: by slice of one breakdown, and over the whole of the data."""

    name: str | None
    points: dict[Slice, Point]
    total: Point


@dataclass(frozen=True)
class Kpi:
    """A KPI in one breakdown. ``days`` is false in business time, where a day isn't 24 hours."""

    run: MetricRun
    title: str
    days: bool
    statistics: tuple[Statistic, ...]
    notes: tuple[Row, ...]

    def value(self, point: Point) -> Cell:
        """Greyed and marked where few values stand behind it; a count is no sample, so it never is."""
        if math.isnan(point.value):
            return Cell(MISSING, "faint")
        few = point.n < FEW and self.run.metric.unit != "count"
        return Cell(self._told(point.value), "faint" if few else "plain", FEW_MARK if few else "")

    def interval(self, point: Point) -> Cell:
        if math.isnan(point.low) or math.isnan(point.high):
            return Cell("")
        return Cell(f"{self._told(point.low)} to {self._told(point.high)}", "faint")

    def change(self, now: Point, before: Point, *, whole: bool) -> Cell:
        """Without colour where it stands on few values, or on a period that the data doesn't cover ``whole``."""
        metric = self.run.metric
        if math.isnan(now.value) or math.isnan(before.value):
            return Cell(MISSING, "faint")
        text = format_change(now.value - before.value, metric.unit, metric.better, days=self.days)
        if self.value(now).mark or self.value(before).mark or not whole:
            return Cell(text, "faint", "" if whole else OPEN_MARK)
        return Cell(text, "better" if text.endswith(" better") else "worse" if text.endswith(" worse") else "plain")

    def _told(self, value: float) -> str:
        return format_value(value, self.run.metric.unit, days=self.days)


@dataclass(frozen=True)
class Times:
    """The periods of a breakdown, the oldest first, and the two that stand side by side."""

    at: int
    periods: tuple[str, ...]
    unfinished: frozenset[str]
    latest: str
    previous: str | None

    def marked(self, period: str) -> str:
        return harmless(period) + (OPEN_MARK if period in self.unfinished else "")

    def slice_of(self, period: str, keys: Slice) -> Slice:
        return (*keys[: self.at], period, *keys[self.at :])

    def trend(self, points: dict[Slice, Point], keys: Slice) -> Cell:
        """A block per period, a blank where there is no value; an unfinished period is marked and sets no scale."""
        shown = self.periods[-TREND:]
        values = [points.get(self.slice_of(period, keys), NOTHING).value for period in shown]
        scale = [v for period, v in zip(shown, values, strict=True) if period not in self.unfinished]
        blocks = spark(values, [v for v in scale if not math.isnan(v)] or values)
        ends = [OPEN_MARK if period in self.unfinished else "" for period in shown]
        return Cell("".join(block + end for block, end in zip(blocks, ends, strict=True)))


def spark(values: Sequence[float], scale: Iterable[float]) -> str:
    """A block for each value, between the lowest and the highest of ``scale``; a blank for NaN.

    >>> spark([1, 2, math.nan, 8, 99], [1, 8]), spark([3, 3], [3, 3])
    ('▁▂ ██', '▄▄')
    """
    known = [value for value in scale if not math.isnan(value)]
    low, high = min(known, default=0.0), max(known, default=0.0)

    def block(value: float) -> str:
        if math.isnan(value):
            return " "
        if high == low:
            return BLOCKS[3 + (value > high) - (value < low)]
        return BLOCKS[round((min(max(value, low), high) - low) / (high - low) * (len(BLOCKS) - 1))]

    return "".join(map(block, values))


def times_of(breakdown: Breakdown) -> Times | None:
    """The periods of a breakdown; None where it has none."""
    if "period" not in breakdown.by:
        return None
    at = breakdown.by.index("period")
    flags: dict[str, bool] = {}
    for labels, incomplete in zip(breakdown.slices, breakdown.incomplete, strict=True):
        if (period := labels[at]) is not None:
            flags[period] = flags.get(period, False) or incomplete
    if not flags:
        return None
    periods = tuple(sorted(flags))
    latest = next((period for period in reversed(periods) if not flags[period]), periods[-1])
    before = {later: earlier for earlier, later in pairwise(periods)}
    return Times(at, periods, frozenset(p for p in periods if flags[p]), latest, before.get(latest))


def kpis_of(report: Report, breakdown: Breakdown, *, verbose: bool) -> list[Kpi]:
    """The KPIs that have a value in the breakdown, in the report's order."""
    found = {(s.metric, s.statistic): _points(breakdown, s) for s in breakdown.series}
    whole = report.breakdowns[0]
    totals = {(s.metric, s.statistic): _points(whole, s).get((), NOTHING) for s in whole.series}
    business = report.settings.clock == "business"
    kpis = []
    for run in report.metrics:
        name = run.metric.name
        statistics = tuple(
            Statistic(statistic, found[name, statistic], totals.get((name, statistic), NOTHING))
            for statistic in run.statistics
            if (name, statistic) in found
        )
        if statistics:
            clocked = business and run.metric.unit == "seconds" and run.metric.facts in _CLOCKED
            kpis.append(Kpi(run, _title(run, clocked), not clocked, statistics, _definition(run) if verbose else ()))
    return kpis


def tables_of(kpis: Sequence[Kpi], breakdown: Breakdown) -> tuple[Table, ...]:
    """A table for each family, or for each KPI where the lines are labels."""
    times = times_of(breakdown)
    keys = _keys(breakdown, times)
    if times and keys != [()]:
        return tuple(_labels_over_time(kpi, times, keys) for kpi in kpis)
    if times:
        return _by_family(kpis, _time_columns(times, total=True), lambda kpi, s: _over_time(kpi, s, times, ()))
    if breakdown.by:
        return tuple(_labels(kpi, keys) for kpi in kpis)
    columns = (Column("value", aside=""), Column(INTERVAL, 2, aside="95 %"), Column("n", 1))
    return _by_family(kpis, columns, lambda kpi, s: _figures(kpi, s.total))


def label_of(labels: Slice) -> str:
    """The labels of a slice in one, as a reader sees them.

    >>> label_of(("chat", None))
    'chat · (none)'
    """
    return BETWEEN.join("(none)" if label is None else harmless(label) or "(blank)" for label in labels)


def _by_family(
    kpis: Sequence[Kpi], columns: tuple[Column, ...], cells: Callable[[Kpi, Statistic], tuple[Cell, ...]]
) -> tuple[Table, ...]:
    families: dict[str, list[Row]] = {}
    for kpi in kpis:
        rows = families.setdefault(kpi.run.metric.family, [])
        several = len(kpi.statistics) > 1
        rows += [Row(kpi.title)] if several else []
        rows += [
            Row(s.name or "" if several else _with(kpi.title, s.name), cells(kpi, s), int(several))
            for s in kpi.statistics
        ]
        rows += kpi.notes
    return tuple(
        Table(harmless(family[:1].upper() + family[1:]), columns, tuple(rows)) for family, rows in families.items()
    )


def _labels_over_time(kpi: Kpi, times: Times, keys: Sequence[Slice]) -> Table:
    several = len(kpi.statistics) > 1
    rows = list(kpi.notes)
    for statistic in kpi.statistics:
        rows += [Row(statistic.name or "")] if several else []
        rows += [Row(label_of(key), _over_time(kpi, statistic, times, key)[:-1], int(several)) for key in keys]
    title = kpi.title if several else _with(kpi.title, kpi.statistics[0].name)
    return Table(title, _time_columns(times, total=False), tuple(rows))


def _time_columns(times: Times, *, total: bool) -> tuple[Column, ...]:
    return (
        Column(times.marked(times.latest)),
        Column(INTERVAL, 6, aside="95 %"),
        Column("n", 2),
        *([Column(times.marked(times.previous), 5), Column("change", 1, right=False)] if times.previous else []),
        *([Column("trend", 3, right=False)] if len(times.periods) > 1 else []),
        *([Column("total", 4)] if total else []),
    )


def _over_time(kpi: Kpi, statistic: Statistic, times: Times, keys: Slice) -> tuple[Cell, ...]:
    """The cells under :func:`_time_columns`, the total last."""
    now = statistic.points.get(times.slice_of(times.latest, keys), NOTHING)
    cells = [*_figures(kpi, now)]
    if times.previous is not None:
        before = statistic.points.get(times.slice_of(times.previous, keys), NOTHING)
        whole = not {times.latest, times.previous} & times.unfinished
        cells += [kpi.value(before), kpi.change(now, before, whole=whole)]
    if len(times.periods) > 1:
        cells.append(times.trend(statistic.points, keys))
    return (*cells, kpi.value(statistic.total))


def _labels(kpi: Kpi, keys: Sequence[Slice]) -> Table:
    """A line per label, the figures of the KPI beside each other, and the whole of the data as the last line."""
    named = [s.name or "value" for s in kpi.statistics]
    columns = [
        column
        for i, name in enumerate(named)
        for column in (
            Column(name, 2 * i),
            Column(INTERVAL, 2 * i + 20, aside="95 %" if len(named) == 1 else f"95 % of {name}"),
        )
    ]

    def cells(points: Sequence[Point]) -> tuple[Cell, ...]:
        pairs = zip(kpi.statistics, points, strict=True)
        return (*(cell for _, p in pairs for cell in (kpi.value(p), kpi.interval(p))), _n(points[0]))

    rows = [Row(label_of(key), cells([s.points.get(key, NOTHING) for s in kpi.statistics])) for key in keys]
    rows.append(Row("total", cells([s.total for s in kpi.statistics]), tone="strong"))
    return Table(kpi.title, (*columns, Column("n", 1)), (*kpi.notes, *rows))


def _figures(kpi: Kpi, point: Point) -> tuple[Cell, ...]:
    return kpi.value(point), kpi.interval(point), _n(point)


def _n(point: Point) -> Cell:
    return Cell(format_value(point.n, "count"), "faint")


def _points(breakdown: Breakdown, series: Series) -> dict[Slice, Point]:
    arrays = (series.values, series.n, series.low, series.high)
    rows = zip(series.where.tolist(), *(array.tolist() for array in arrays), strict=True)
    return {breakdown.slices[where]: Point(*numbers) for where, *numbers in rows}


def _keys(breakdown: Breakdown, times: Times | None) -> list[Slice]:
    """The label tuples without the period, by name, missing labels last."""
    if times is None:
        return list(breakdown.slices)
    keys = {labels[: times.at] + labels[times.at + 1 :] for labels in breakdown.slices}
    return sorted(keys, key=lambda labels: [(label is None, label or "") for label in labels])


def _title(run: MetricRun, clocked: bool) -> str:
    beside = [*([run.variant] if run.variant != "default" else []), *(["business time"] if clocked else [])]
    return harmless(run.metric.title + (f" ({', '.join(beside)})" if beside else ""))


def _with(title: str, statistic: str | None) -> str:
    return title if statistic is None else f"{title}, {statistic}"


def _definition(run: MetricRun) -> tuple[Row, ...]:
    metric = run.metric
    where = f" where {metric.where}" if metric.where else ""
    told = f"= {run.formula} of {metric.facts} by {metric.at}{where}; {run.variant} definition"
    return (Row(harmless(told), depth=2, tone="faint"),)
