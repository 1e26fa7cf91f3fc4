"""What stands in the HTML report, section by section, before it is laid out?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from cx_cli.facts.time_labels import ORDERS
from cx_cli.frozen import frozen
from cx_cli.language import Language
from cx_cli.render.glance import CARDS
from cx_cli.render.grid import Cell
from cx_cli.render.html.cards import Card, Cards
from cx_cli.render.html.figures import Figure, Figures, HtmlTable, TableRow, html_table
from cx_cli.render.html.labelled import Labelled
from cx_cli.render.html.named_rows import named_rows, unnamed_notes
from cx_cli.render.html.timeline import Timeline
from cx_cli.render.kpi_tables import keys_of, label_of
from cx_cli.render.kpis import NOTHING, Kpi, Point, Slice, Statistic, kpis_of
from cx_cli.render.safe import harmless
from cx_cli.render.themes_page import theme_notes, theme_tables
from cx_cli.render.times import times_of
from cx_cli.results.further import BUSINESS_TWIN, PAGE_ONLY
from cx_cli.results.goals import goals_of
from cx_cli.results.result import Breakdown, Report
from cx_cli.results.verdict import Checked

AGENT = "agent"

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Demand": (
        *("tickets_created", "tickets_resolved", "ticket_volume", "channel_share"),
        *("self_service_usage", "self_service_success"),
    ),
    "Speed": (
        *("first_assignment_time", "first_reply_time", "reply_time", "resolution_time", "resolution_time_all"),
        *("complaint_resolution_time", "requester_wait_time"),
        *(name + BUSINESS_TWIN for name in ("first_reply_time", "resolution_time")),
    ),
    "Service levels": (
        *("sla_first_reply", "sla_next_reply", "sla_resolution", "sla_requester_wait", "sla_update"),
        *("sla_margin", "sla_near_miss_rate", "sla_attainable"),
    ),
    "Backlog": ("backlog", "net_flow", "backlog_age", "backlog_overdue"),
    "Quality": ("resolution_rate", "first_contact_resolution", "interactions_per_ticket", "reopen_rate", "iqs"),
    "Voice of the customer": (
        *("csat", "nps", "ces", "survey_response_rate", "feedback_response_rate", "comment_rate", "themes"),
    ),
    "Calls": ("wait_time", "handle_time", "pickup_rate", "abandonment_rate", "service_level"),
}
"""Section -> its KPIs in order; one that is in none of them is in the section of its family."""
CHARTED = frozenset(CARDS) - {"tickets_created"}


@frozen
class Section:
    anchor: str
    title: str
    figures: tuple[Figure, ...]
    tables: tuple[HtmlTable, ...]
    notes: tuple[str, ...] = ()


class Contents:
    """The parts of the page of one report in one language."""

    def __init__(self, report: Report, language: Language, checked: Checked | None = None):
        self.report = report
        self.checked = checked
        self.language = language
        self.by = {breakdown.by: breakdown for breakdown in report.breakdowns}
        over_time = self.by.get(("period",))
        times = times_of(over_time) if over_time is not None else None
        self.timeline = Timeline(times, language) if times is not None else None
        whole = kpis_of(report, over_time or report.breakdowns[0], language=language)
        self.kpis = [kpi for kpi in whole if kpi.run.metric.name not in PAGE_ONLY]
        self.labelled = Labelled(report, self.by, language)

    def cards(self) -> list[Card]:
        settings = self.report.settings
        return Cards(self.timeline, self.language, goals_of(self.checked), settings.promises).of(self.kpis)

    def sections(self) -> list[Section]:
        """The sections that have anything to show, in their order."""
        found = [self._section(name, kpis) for name, kpis in self.kpis_by_section().items()]
        return [section for section in found if section.tables or section.figures]

    def kpis_by_section(self) -> dict[str, list[Kpi]]:
        """The KPIs of each section in the order of the page; those of no section under their family."""
        of_section: dict[str, list[Kpi]] = {name: [] for name in SECTIONS}
        home = {metric: name for name, metrics in SECTIONS.items() for metric in metrics}
        for kpi in self.kpis:
            family = kpi.run.metric.family[:1].upper() + kpi.run.metric.family[1:]
            of_section.setdefault(home.get(kpi.run.metric.name, family), []).append(kpi)
        ranks = {metric: rank for metrics in SECTIONS.values() for rank, metric in enumerate(metrics)}
        return {
            name: sorted(kpis, key=lambda kpi: ranks.get(kpi.run.metric.name, len(ranks)))
            for name, kpis in of_section.items()
        }

    def grouped(self) -> list[Section]:
        """A section for each breakdown by other columns, a table for each KPI; agents by name, never by rank."""
        return [self._by_labels(breakdown) for breakdown in self.asked()]

    def asked(self) -> list[Breakdown]:
        """The breakdowns by other columns than the period that were asked for."""
        return [
            breakdown
            for by, breakdown in self.by.items()
            if by and by != ("period",) and not breakdown.further and not set(by) & set(ORDERS)
        ]

    def method(self) -> HtmlTable:
        """The definition of every KPI on the page."""
        say = self.language.say
        rows = []
        for run in self.report.metrics:
            metric = run.metric
            where = say(" where {condition}", condition=metric.where) if metric.where else ""
            formula = f"{run.formula}{where}"
            dated = say("{table}, each in the period of its {instant}", table=metric.facts, instant=metric.at)
            cells = (Cell(run.variant), Cell(harmless(formula)), Cell(dated), Cell(harmless(say(metric.about))))
            rows.append((harmless(say(metric.title)), 0, cells))
        columns = ("definition", "formula", "rows", "meaning")
        return HtmlTable(say("KPI"), tuple((say(name), False) for name in columns), tuple(rows))

    def _section(self, name: str, kpis: Sequence[Kpi]) -> Section:
        figures: list[Figure] = []
        if self.timeline is not None:
            drawn = Figures(self.timeline.times, self.language)
            if name == "Demand":
                figures += [*drawn.volumes(kpis), *drawn.arrivals(self.by.get(("weekday", "hour")))]
            figures += [fig for kpi in kpis if kpi.run.metric.name in CHARTED for fig in drawn.over_time(kpi)]
        tables = [
            *([self._kpi_table(kpis)] if any(map(_has_value, kpis)) else []),
            *self._two_clocks(kpis),
            *self.labelled.tables(name),
        ]
        anchor, notes = (
            name.lower().replace(" ", "-"),
            [*self.labelled.left_out(name), *unnamed_notes(self.report, name, self.language)],
        )
        tables += named_rows(self.report, name, self.language)
        if name == "Voice of the customer" and self.report.themes is not None:
            tables += [html_table(table) for table in theme_tables(self.report.themes, self.language)]
            notes += theme_notes(self.report.themes, self.language)
        return Section(anchor, self.language.say(name), tuple(figures), tuple(tables), tuple(notes))

    def _kpi_table(self, kpis: Sequence[Kpi]) -> HtmlTable:
        say, line = self.language.say, self.timeline
        rows: list[TableRow] = []
        for kpi in filter(_has_value, kpis):
            several = len(kpi.statistics) > 1
            rows += [(kpi.title, 0, ())] if several else []
            for statistic in kpi.statistics:
                total = (kpi.value(statistic.total),)
                figures = (statistic.total,)
                cells = (*line.cells(kpi, statistic), *total) if line else _figures(kpi, figures)
                rows.append((_name(kpi, statistic, several, say), int(several), cells))
        columns = [*line.columns(), (say("total"), True)] if line else self._value_columns(("value",))
        return HtmlTable(say("KPI"), tuple(columns), tuple(rows)).without_empty_columns()

    def _two_clocks(self, kpis: Sequence[Kpi]) -> list[HtmlTable]:
        """The durations that are there by both clocks, side by side, as they are now."""
        say, line = self.language.say, self.timeline
        found = {kpi.run.metric.name: kpi for kpi in kpis}
        rows: list[TableRow] = []
        for name, kpi in found.items():
            twin = found.get(name + BUSINESS_TWIN)
            for mine, theirs in zip(kpi.statistics, twin.statistics if twin else (), strict=False):
                points = [line.latest(one) if line else one.total for one in (mine, theirs)]
                cells = (kpi.value(points[0]), twin.value(points[1]), kpi.n(points[0])) if twin else ()
                rows.append((f"{kpi.title}, {say(mine.name or '')}", 0, cells))
        columns = ((say("calendar time"), True), (say("business time"), True), ("n", True))
        return [HtmlTable(say("Both clocks"), columns, tuple(rows))] if rows else []

    def _value_columns(self, names: Sequence[str]) -> list[tuple[str, bool]]:
        say = self.language.say
        return [
            *(column for name in names for column in ((say(name), True), (say("95 % interval"), True))),
            ("n", True),
        ]

    def _by_labels(self, breakdown: Breakdown) -> Section:
        say, times = self.language.say, times_of(breakdown)
        words = [say(self.report.settings.period) if key == "period" else harmless(key) for key in breakdown.by]
        kpis = kpis_of(self.report, breakdown, language=self.language)
        if times is not None:
            line = Timeline(times, self.language)
            tables = [self._labels_over_time(kpi, line, keys_of(breakdown, times)) for kpi in kpis]
        else:
            tables = [self._labels(kpi, breakdown.slices) for kpi in kpis]
        title = say("By {columns}", columns=", ".join(words))
        notes = [say(_ON_PEOPLE)] if AGENT in breakdown.by else []
        return Section("by-" + "-".join(breakdown.by), title, (), tuple(tables), tuple(notes))

    def _labels(self, kpi: Kpi, slices: Sequence[Slice]) -> HtmlTable:
        rows: list[TableRow] = []
        for labels in slices:
            points = [s.points.get(labels, NOTHING) for s in kpi.statistics]
            if not all(math.isnan(point.value) for point in points):
                rows.append((label_of(labels, self.language), 0, _figures(kpi, points)))
        rows.append((self.language.say("total"), 0, _figures(kpi, [s.total for s in kpi.statistics])))
        columns = self._value_columns([s.name or "value" for s in kpi.statistics])
        return HtmlTable(kpi.title, tuple(columns), tuple(rows))

    def _labels_over_time(self, kpi: Kpi, line: Timeline, keys: Sequence[Slice]) -> HtmlTable:
        several = len(kpi.statistics) > 1
        rows: list[TableRow] = []
        for statistic in kpi.statistics:
            rows += [(self.language.say(statistic.name or ""), 0, ())] if several else []
            rows += [
                (label_of(key, self.language), int(several), tuple(line.cells(kpi, statistic, key))) for key in keys
            ]
        return HtmlTable(kpi.title, tuple(line.columns()), tuple(rows))


def _has_value(kpi: Kpi) -> bool:
    points = (point for one in kpi.statistics for point in (one.total, *one.points.values()))
    return any(not math.isnan(point.value) for point in points)


def _name(kpi: Kpi, statistic: Statistic, several: bool, say: Callable[[str], str]) -> str:
    if statistic.name is None:
        return kpi.title
    return say(statistic.name) if several else f"{kpi.title}, {say(statistic.name)}"


_ON_PEOPLE = (
    "Agents stand by name, without ranks, and figures on few rows are greyed. The law of some countries, such as "
    "article 4 of law 300/1970 in Italy, wants an agreement before people's work is looked at by name."
)


def _figures(kpi: Kpi, points: Sequence[Point]) -> tuple[Cell, ...]:
    return (*(cell for point in points for cell in (kpi.value(point), kpi.interval(point))), kpi.n(points[0]))
