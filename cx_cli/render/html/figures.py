"""Which drawings stand in the HTML report, and which table is behind each?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cx_cli.facts.time_labels import HOURS, WEEKDAYS
from cx_cli.frozen import frozen
from cx_cli.language import Language
from cx_cli.render.glance import lead
from cx_cli.render.grid import Cell, Table
from cx_cli.render.html import charts
from cx_cli.render.html.charts import Drawing, Mark
from cx_cli.render.kpis import NOTHING, Kpi, Statistic
from cx_cli.render.safe import harmless
from cx_cli.render.times import Times
from cx_cli.render.week import week_counts
from cx_cli.results.result import Breakdown
from cx_cli.units import format_value

PERIODS = 24
"""Charts show the newest so many periods."""
VOLUMES = ("tickets_created", "tickets_resolved")
"""What came in and what went out."""

TableRow = tuple[str, int, tuple[Cell | Drawing, ...]]
"""A label, its depth, and cells or drawings."""


@frozen
class HtmlTable:
    """``columns`` are (title, whether it is a number)."""

    title: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[TableRow, ...]

    def without_empty_columns(self) -> HtmlTable:
        """The table without the columns in which nothing stands: counts have no interval."""
        kept = [i for i in range(len(self.columns)) if any(_is_filled(cells[i]) for _, _, cells in self.rows if cells)]
        rows = tuple((label, depth, tuple(cells[i] for i in kept if cells)) for label, depth, cells in self.rows)
        return HtmlTable(self.title, tuple(self.columns[i] for i in kept), rows)


def _is_filled(cell: Cell | Drawing) -> bool:
    return isinstance(cell, Drawing) or bool(cell.text)


def html_table(table: Table | None) -> HtmlTable:
    """A table of the page on a terminal, nothing in it that isn't harmless; an empty one for none."""
    if table is None:
        return HtmlTable("", (), ())
    columns = tuple((column.title, column.right) for column in table.columns)
    rows = tuple((harmless(row.label), row.depth, tuple(_plain(cell) for cell in row.cells)) for row in table.rows)
    return HtmlTable(table.title, columns, rows)


def _plain(cell: Cell) -> Cell:
    return Cell(harmless(cell.text), cell.tone, cell.mark)


@frozen
class Figure:
    """A drawing and the table behind it."""

    title: str
    drawing: Drawing
    table: HtmlTable
    key: tuple[str, ...] = ()
    """What the colours of several kinds of bar stand for, in their order."""


@frozen
class Figures:
    """Draws KPIs over the periods of the report; none where there is only one."""

    times: Times
    language: Language

    def over_time(self, kpi: Kpi) -> list[Figure]:
        if len(self.times.periods) < 2:
            return []
        statistic = lead(kpi)
        marks = self._marks(kpi, statistic)
        bounds = [x for mark in marks if mark.whole for x in (mark.value, mark.low, mark.high)]
        values = [mark.value for mark in marks]
        ticks = charts.ticks_of([x for x in bounds if not math.isnan(x)] or values, kpi.run.metric.unit)
        named = [(tick, self._tick(tick, kpi)) for tick in ticks]
        title = kpi.title + (f", {self.language.say(statistic.name)}" if statistic.name else "")
        return [Figure(title, charts.line(marks, named, title), self._behind(kpi, statistic, marks))]

    def volumes(self, kpis: Sequence[Kpi]) -> list[Figure]:
        """What came in and what was resolved, side by side."""
        pair = [kpi for kpi in kpis if kpi.run.metric.name in VOLUMES]
        if len(self.times.periods) < 2 or not pair:
            return []
        groups = [self._marks(kpi, kpi.statistics[0]) for kpi in pair]
        ticks = charts.ticks_of([mark.value for marks in groups for mark in marks], "count")
        named = [(tick, self._tick(tick, pair[0])) for tick in ticks]
        title = self.language.say("{first} and {second}", first=pair[0].title, second=pair[-1].title)
        title = title if len(pair) > 1 else pair[0].title
        rows = tuple(
            (marks[0].label, 0, tuple(Cell(mark.told) for mark in marks)) for marks in zip(*groups, strict=True)
        )
        table = HtmlTable(self.language.say("period"), tuple((kpi.title, True) for kpi in pair), rows)
        return [Figure(title, charts.bars(groups, named, title), table, tuple(kpi.title for kpi in pair))]

    def arrivals(self, breakdown: Breakdown | None) -> list[Figure]:
        """Tickets by weekday and hour."""
        counts = week_counts(breakdown)
        if counts is None:
            return []
        names = dict(zip(WEEKDAYS, self.language.weekdays, strict=True))
        rows = [
            [self._cell_of_week(f"{names[day]} {hour}:00", n) for hour, n in zip(HOURS, row, strict=True)]
            for day, row in zip(WEEKDAYS, counts, strict=True)
        ]
        title = self.language.say("Tickets created by weekday and hour")
        cells = tuple(
            (names[day], 0, tuple(Cell(mark.told) for mark in row)) for day, row in zip(WEEKDAYS, rows, strict=True)
        )
        table = HtmlTable(self.language.say("weekday"), tuple((hour, True) for hour in HOURS), cells)
        return [Figure(title, charts.heat(rows, [names[day][:3] for day in WEEKDAYS], HOURS, title), table)]

    def _cell_of_week(self, label: str, value: float) -> Mark:
        return Mark(value, format_value(value, "count", language=self.language), label)

    def _marks(self, kpi: Kpi, statistic: Statistic) -> list[Mark]:
        marks = []
        for period in self.times.periods[-PERIODS:]:
            point = statistic.points.get((period,), NOTHING)
            cell = kpi.value(point)
            told = " ".join(filter(None, (cell.text + cell.mark, kpi.interval(point).text)))
            label = self.language.period(period)
            marks.append(Mark(point.value, told, label, point.low, point.high, period not in self.times.unfinished))
        return marks

    def _behind(self, kpi: Kpi, statistic: Statistic, marks: Sequence[Mark]) -> HtmlTable:
        say = self.language.say
        points = [statistic.points.get((period,), NOTHING) for period in self.times.periods[-PERIODS:]]
        rows = tuple(
            (mark.label + ("" if mark.whole else " ·"), 0, (kpi.value(p), kpi.interval(p), kpi.n(p)))
            for mark, p in zip(marks, points, strict=True)
        )
        return HtmlTable(say("period"), ((say("value"), True), (say("95 % interval"), True), ("n", True)), rows)

    def _tick(self, value: float, kpi: Kpi) -> str:
        told = format_value(value, kpi.run.metric.unit, days=kpi.days, language=self.language)
        return told.replace(f"{self.language.decimal}0%", "%")
