"""Which figures by label stand in a section of the page, beside those over time?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from cx_cli.facts.time_labels import ORDERS
from cx_cli.language import Language
from cx_cli.render.grid import Cell
from cx_cli.render.html import charts
from cx_cli.render.html.charts import Drawing
from cx_cli.render.html.figures import HtmlTable, TableRow
from cx_cli.render.kpi_tables import label_of
from cx_cli.render.kpis import NOTHING, Kpi, Point, Slice, kpis_of
from cx_cli.results.result import Breakdown, Report

MOST_ROWS = 40
"""Of more labels than this a table of a section shows those with the most rows behind them."""
_PROMISES = ("sla_first_reply", "sla_next_reply", "sla_resolution", "sla_near_miss_rate")
TABLES: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "Demand": (("channel", ("tickets_created", "channel_share")),),
    "Speed": (
        ("first_reply_bucket", ("tickets_created", "first_reply_share")),
        ("resolution_bucket", ("tickets_created", "resolution_share")),
    ),
    "Service levels": (("sla_policy", _PROMISES), ("priority", _PROMISES), ("team", _PROMISES)),
    "Backlog": (("age_bucket", ("backlog",)),),
}
"""Section -> the columns by which some of its KPIs are told."""
_HEADS = {
    "channel": "Channel",
    "first_reply_bucket": "First reply after",
    "resolution_bucket": "Resolved after",
    "sla_policy": "SLA policy",
    "priority": "Priority",
    "team": "Team",
    "age_bucket": "Age of the backlog",
}
BARRED = ("channel_share", "first_reply_share", "resolution_share", "backlog")


class Labelled:
    """The tables by label of a report's sections."""

    def __init__(self, report: Report, by: Mapping[tuple[str, ...], Breakdown], language: Language):
        self.report = report
        self.by = by
        self.language = language

    def tables(self, section: str) -> list[HtmlTable]:
        """Those of the section that the report has something for."""
        found = (self._table(column, names) for column, names in TABLES.get(section, ()))
        return [table for table in found if table is not None]

    def left_out(self, section: str) -> list[str]:
        """A sentence on each table that does not show every label."""
        say, notes = self.language.say, []
        for column, _ in TABLES.get(section, ()):
            breakdown = self.by.get((column,))
            n = len(breakdown.slices) if breakdown is not None else 0
            if n > MOST_ROWS:
                head = head_of(column, self.language)
                notes.append(say("{column}: the {most} with the most rows of {n}", column=head, most=MOST_ROWS, n=n))
        return notes

    def _table(self, column: str, names: Sequence[str]) -> HtmlTable | None:
        breakdown = self.by.get((column,))
        if breakdown is None:
            return None
        found = {kpi.run.metric.name: kpi for kpi in kpis_of(self.report, breakdown, language=self.language)}
        kpis = [found[name] for name in names if name in found]
        slices = _largest([s for s in breakdown.slices if any(_known(kpi, s) for kpi in kpis)], kpis)
        if not slices or slices == [(None,)]:
            return None
        bar = next((kpi for kpi in kpis if kpi.run.metric.name in BARRED), None)
        columns = [part for kpi in kpis for part in self._columns(kpi, slices)]
        columns += [("", False)] if bar else []
        rows = tuple(self._row(column, labels, kpis, slices, bar) for labels in slices)
        return HtmlTable(head_of(column, self.language), tuple(columns), rows)

    def _columns(self, kpi: Kpi, slices: Sequence[Slice]) -> list[tuple[str, bool]]:
        say = self.language.say
        return [
            (kpi.title, True),
            *([(say("95 % interval"), True)] if _has_interval(kpi, slices) else []),
            *([("n", True)] if _has_interval(kpi, slices) else []),
        ]

    def _row(
        self, column: str, labels: Slice, kpis: Sequence[Kpi], slices: Sequence[Slice], bar: Kpi | None
    ) -> TableRow:
        cells: list[Cell | Drawing] = []
        for kpi in kpis:
            point = _point(kpi, labels)
            cells.append(kpi.value(point))
            cells += [kpi.interval(point), kpi.n(point)] if _has_interval(kpi, slices) else []
        if bar is not None:
            most = max(_point(bar, one).value for one in slices)
            told = f"{label_in(column, labels, self.language)}: {bar.value(_point(bar, labels)).text}"
            cells.append(charts.bar(_point(bar, labels).value, most, told))
        return label_in(column, labels, self.language), 0, tuple(cells)


def head_of(column: str, language: Language) -> str:
    """What stands over the labels of a column."""
    return language.say(_HEADS[column])


def label_in(column: str, labels: Slice, language: Language) -> str:
    """A label as a reader sees it; one that was worked out is in the reader's language."""
    own = labels[0] is not None and labels[0] in ORDERS.get(column, ())
    return language.say(str(labels[0])) if own else label_of(labels, language)


def _largest(slices: Sequence[Slice], kpis: Sequence[Kpi]) -> list[Slice]:
    """The slices with the most rows behind them, in their own order."""
    ns = {one: max((_point(kpi, one).n for kpi in kpis if _known(kpi, one)), default=0.0) for one in slices}
    kept = {*sorted(slices, key=lambda one: -ns[one])[:MOST_ROWS]}
    return [one for one in slices if one in kept]


def _point(kpi: Kpi, labels: Slice) -> Point:
    return kpi.statistics[0].points.get(labels, NOTHING)


def _known(kpi: Kpi, labels: Slice) -> bool:
    return not math.isnan(_point(kpi, labels).value)


def _has_interval(kpi: Kpi, slices: Sequence[Slice]) -> bool:
    return any(not math.isnan(_point(kpi, one).low) for one in slices)
