"""What is shown of a KPI: which figures, in which words, and which of them stand on too few rows?"""

from __future__ import annotations

import math

from cx_cli.frozen import frozen
from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Row
from cx_cli.render.safe import harmless
from cx_cli.results.result import Breakdown, Label, MetricRun, Report, Series
from cx_cli.units import MISSING, direction, format_change, format_value

FEW_MARK, OPEN_MARK = "*", "·"

Slice = tuple[Label, ...]


@frozen
class Point:
    value: float = math.nan
    n: float = math.nan
    low: float = math.nan
    high: float = math.nan


NOTHING = Point()


@frozen
class Statistic:
    """One figure of a KPI: by slice of one breakdown, and over the whole of the data."""

    name: str | None
    points: dict[Slice, Point]
    total: Point


def few_told(min_n: int, language: Language = ENGLISH) -> str:
    """What :data:`FEW_MARK` says."""
    return language.say("n < {n}: a small sample, too few to be taken as a fact", n=min_n)


@frozen
class Kpi:
    """A KPI in one breakdown. ``days`` is false in business time, where a day isn't 24 hours.

    With fewer than ``min_n`` rows behind it a figure is greyed and marked; a count, on a day or in all, is no sample.
    """

    run: MetricRun
    title: str
    days: bool
    min_n: int
    statistics: tuple[Statistic, ...]
    notes: tuple[Row, ...]
    language: Language = ENGLISH

    def value(self, point: Point) -> Cell:
        """Greyed and marked where few rows stand behind it."""
        if math.isnan(point.value):
            return Cell(MISSING, "faint")
        few = point.n < self.min_n and not self._is_count()
        return Cell(self._told(point.value), "faint" if few else "plain", FEW_MARK if few else "")

    def interval(self, point: Point) -> Cell:
        if math.isnan(point.low) or math.isnan(point.high):
            return Cell("")
        between = self.language.say("{low} to {high}", low=self._told(point.low), high=self._told(point.high))
        return Cell(between, "faint")

    def n(self, point: Point) -> Cell:
        """The rows behind a value; a count is its own n."""
        known = not math.isnan(point.value) and not self._is_count()
        return Cell(format_value(point.n, "count", language=self.language) if known else "", "faint")

    def change(self, now: Point, before: Point, *, whole: bool) -> Cell:
        """Without colour where it stands on few values, or on a period that the data doesn't cover ``whole``."""
        metric = self.run.metric
        if math.isnan(now.value) or math.isnan(before.value):
            return Cell(MISSING, "faint")
        moved = now.value - before.value
        text = format_change(moved, metric.unit, metric.better, days=self.days, language=self.language)
        if self.value(now).mark or self.value(before).mark or not whole:
            return Cell(text, "faint", "" if whole else OPEN_MARK)
        way = direction(moved, metric.better)
        return Cell(text, "better" if way == "better" else "worse" if way == "worse" else "plain")

    def _is_count(self) -> bool:
        return self.run.metric.unit == "count" or self.run.per_day

    def _told(self, value: float) -> str:
        return format_value(value, self.run.metric.unit, days=self.days, language=self.language)


def kpis_of(report: Report, breakdown: Breakdown, *, verbose: bool = False, language: Language = ENGLISH) -> list[Kpi]:
    """The KPIs that have a value in the breakdown, in the report's order."""
    found = {(s.metric, s.statistic): _points(breakdown, s) for s in breakdown.series}
    whole = report.breakdowns[0]
    totals = {(s.metric, s.statistic): _points(whole, s).get((), NOTHING) for s in whole.series}
    kpis = []
    for run in report.metrics:
        name = run.metric.name
        statistics = tuple(
            Statistic(statistic, found[name, statistic], totals.get((name, statistic), NOTHING))
            for statistic in run.statistics
            if (name, statistic) in found
        )
        if statistics:
            clocked = run.clock == "business"
            notes = _definition(run, language) if verbose else ()
            title, min_n = _title(run, clocked, language), report.settings.min_n
            kpis.append(Kpi(run, title, not clocked, min_n, statistics, notes, language))
    return kpis


def _points(breakdown: Breakdown, series: Series) -> dict[Slice, Point]:
    arrays = (series.values, series.n, series.low, series.high)
    rows = zip(series.where.tolist(), *(array.tolist() for array in arrays), strict=True)
    return {breakdown.slices[where]: Point(*numbers) for where, *numbers in rows}


def _title(run: MetricRun, clocked: bool, language: Language) -> str:
    clock = [language.say("business time")] if clocked else []
    beside = [*([run.variant] if run.variant != "default" else []), *clock]
    return harmless(language.say(run.metric.title) + (f" ({', '.join(beside)})" if beside else ""))


def _definition(run: MetricRun, language: Language) -> tuple[Row, ...]:
    metric, say = run.metric, language.say
    where = say(" where {condition}", condition=metric.where) if metric.where else ""
    told = say("= {formula} of {table} by {instant}", formula=run.formula, table=metric.facts, instant=metric.at)
    told += f"{where}; {say('{variant} definition', variant=run.variant)}"
    return (Row(harmless(told), depth=2, tone="faint"),)
