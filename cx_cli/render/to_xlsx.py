"""How does a report become a workbook, a sheet for each section, with numbers that a spreadsheet can go on with?"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from cx_cli.errors import UsageError
from cx_cli.facts.time_labels import HOURS
from cx_cli.language import ENGLISH, Language
from cx_cli.render.glance import lead
from cx_cli.render.html.contents import CHARTED, Contents
from cx_cli.render.html.figures import PERIODS, VOLUMES, HtmlTable, html_table
from cx_cli.render.html.header import page_header
from cx_cli.render.html.labelled import BARRED, TABLES, head_of, label_in
from cx_cli.render.html.named_rows import heads_of, rows_of_section
from cx_cli.render.html.verdict_strip import strip_of
from cx_cli.render.kpi_tables import label_of
from cx_cli.render.kpis import NOTHING, Kpi, Statistic, kpis_of
from cx_cli.render.page import build, listed
from cx_cli.render.safe import harmless
from cx_cli.render.week import week_counts
from cx_cli.render.workbook import Cells, Sheet, Value, Workbook
from cx_cli.results.result import Breakdown, NamedRows, Report
from cx_cli.results.verdict import Checked
from cx_cli.units import MISSING

_MADE_AT = datetime(2000, 1, 1)
"""The creation date of every workbook, so that the same figures are the same bytes."""
_MOST_BARS = 16


def render(report: Report, language: Language = ENGLISH, checked: Checked | None = None) -> bytes:
    """The workbook. Texts are texts, whatever they begin with: nothing in it is a formula or a link."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError("a workbook needs XlsxWriter", slug="output", fix="pip install XlsxWriter") from error
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({"title": language.say("Customer service report"), "created": _MADE_AT})
    _Sheets(report, language, Workbook(book), checked).write()
    book.close()
    return made.getvalue()


class _Sheets:
    def __init__(self, report: Report, language: Language, book: Workbook, checked: Checked | None = None):
        self.report = report
        self.language = language
        self.book = book
        self.checked = checked
        self.contents = Contents(report, language, checked)
        line = self.contents.timeline
        self.periods = line.times.periods[-PERIODS:] if line else ()

    def write(self) -> None:
        """The report itself, its sections, what was asked for by label, and the method."""
        self._front()
        self._verdicts()
        for name, kpis in self.contents.kpis_by_section().items():
            if kpis:
                self._section(name, kpis)
        for breakdown in self.contents.asked():
            self._by_labels(breakdown)
        say = self.language.say
        method = self.book.sheet(say("Method"))
        self._texts(method, self.contents.method())
        page = build(self.report, self.language, verbose=True)
        for title, table in ((say("Rows read and set aside"), page.accounts), (say("Issues"), page.issues)):
            if table is not None:
                self._texts(self.book.sheet(title), html_table(table))

    def _front(self) -> None:
        say, told = self.language.say, self.report.settings
        sheet = self.book.sheet(say("Report"), freeze=False)
        sheet.title(say("Customer service report"))
        if self.contents.timeline:
            sheet.row([self.contents.timeline.told()])
        for word, items in page_header(self.report, self.language):
            sheet.row([word, " · ".join(items)])
        for word, instant in ((say("since"), told.since), (say("until"), told.until), (say("as of"), told.as_of)):
            if instant:
                sheet.row([f"{word} (UTC)", datetime.fromisoformat(instant).replace(tzinfo=None)])
        found = {kpi.run.metric.name: kpi for kpi in self.contents.kpis}
        sheet.blank()
        sheet.head([*self._heads(), *self.periods_told()])
        for kpi in found.values():
            if kpi.run.metric.name in CHARTED or kpi.run.metric.name == "tickets_created":
                self._kpi(sheet, kpi, [lead(kpi)])

    def _verdicts(self) -> None:
        """A sheet of the rules and what they came to, where there are any."""
        say, strip = self.language.say, strip_of(self.checked, self.language)
        if strip is None:
            return
        sheet = self.book.sheet(say("Rules"))
        sheet.head([say("rule"), say("verdict"), say("value"), say("remark")])
        for line in (*strip.lines, *strip.folded):
            sheet.row([line.rule, line.word, line.value, line.beside])
        sheet.filtered()
        sheet.blank()
        for text in filter(None, (strip.told, strip.about, strip.note)):
            sheet.row([text])

    def _section(self, name: str, kpis: Sequence[Kpi]) -> None:
        sheet = self.book.sheet(self.language.say(name))
        sheet.head([*self._heads(), *self.periods_told()])
        rows = {kpi.run.metric.name: self._kpi(sheet, kpi, kpi.statistics) for kpi in kpis}
        bars = [
            self._labelled(sheet, column, names)
            for column, names in TABLES.get(name, ())
            if (column,) in self.contents.by
        ]
        if name == "Demand":
            self._week(sheet)
        for named in rows_of_section(self.report, name):
            sheet.blank()
            self._rows(sheet, named)
        if len(self.periods) > 1:
            self._over_time(sheet, kpis, rows)
        for title, values, labels, unit in filter(None, bars):
            sheet.chart("bar", title, [(title, values)], labels, unit)

    def _over_time(self, sheet: Sheet, kpis: Sequence[Kpi], rows: Mapping[str, int]) -> None:
        """A line for each KPI that has one, and columns for what came in and went out."""
        first, last = len(self._heads()), len(self._heads()) + len(self.periods) - 1
        counted = [kpi for kpi in kpis if kpi.run.metric.name in VOLUMES]
        series = [(kpi.title, (rows[kpi.run.metric.name], first, rows[kpi.run.metric.name], last)) for kpi in counted]
        if series:
            titles = [title for title, _ in series]
            sheet.chart("column", listed(titles, self.language), series, (0, first, 0, last), "count")
        for kpi in kpis:
            if kpi.run.metric.name in CHARTED:
                row = rows[kpi.run.metric.name] + kpi.statistics.index(lead(kpi))
                cells = (row, first, row, last)
                sheet.chart("line", kpi.title, [(kpi.title, cells)], (0, first, 0, last), kpi.run.metric.unit)

    def _week(self, sheet: Sheet) -> None:
        """Tickets by weekday and hour, shaded."""
        counts = week_counts(self.contents.by.get(("weekday", "hour")))
        if counts is None:
            return
        sheet.blank()
        sheet.head([self.language.say("Tickets created by weekday and hour"), *HOURS])
        first = sheet.at
        for day, row in zip(self.language.weekdays, counts, strict=True):
            sheet.row([day, *row], ["", *("count" for _ in row)])
        sheet.heat((first, 1, sheet.at - 1, len(HOURS)))

    def _heads(self) -> list[str]:
        say, line = self.language.say, self.contents.timeline
        latest = self.language.period(line.times.latest) if line else say("value")
        before = [self.language.period(line.times.previous)] if line and line.times.previous else [say("before")]
        return ["KPI", say("statistic"), latest, say("low"), say("high"), "n", *before, say("total")]

    def periods_told(self) -> list[str]:
        line = self.contents.timeline
        unfinished = line.times.unfinished if line else frozenset()
        return [self.language.period(one) + (" ·" if one in unfinished else "") for one in self.periods]

    def _kpi(self, sheet: Sheet, kpi: Kpi, statistics: Sequence[Statistic]) -> int:
        """The rows of a KPI; returns the number of the first."""
        first, line, unit = sheet.at, self.contents.timeline, kpi.run.metric.unit
        for statistic in statistics:
            now = line.latest(statistic) if line else statistic.total
            previous = line.times.previous if line else None
            before = statistic.points.get((previous,), NOTHING) if previous else NOTHING
            series = [statistic.points.get((period,), NOTHING).value for period in self.periods]
            told = self.language.say(statistic.name) if statistic.name else ""
            numbers = [now.value, now.low, now.high, now.n, before.value, statistic.total.value, *series]
            units = [unit, unit, unit, "count", *(unit for _ in numbers[4:])]
            sheet.row([kpi.title, told, *numbers], ["", "", *units])
        return first

    def _labelled(self, sheet: Sheet, column: str, names: Sequence[str]) -> tuple[str, Cells, Cells, str] | None:
        """The table of a column; returns what a chart of it needs, where one of its KPIs is drawn as bars."""
        breakdown = self.contents.by[(column,)]
        found = {kpi.run.metric.name: kpi for kpi in kpis_of(self.report, breakdown, language=self.language)}
        kpis = [found[name] for name in names if name in found]
        sheet.blank()
        heads = [part for kpi in kpis for part in (kpi.title, self.language.say("low"), self.language.say("high"), "n")]
        sheet.head([head_of(column, self.language), *heads])
        for labels in breakdown.slices:
            values: list[Value] = [label_in(column, labels, self.language)]
            units = [""]
            for kpi in kpis:
                point, unit = kpi.statistics[0].points.get(labels, NOTHING), kpi.run.metric.unit
                values += [point.value, point.low, point.high, point.n]
                units += [unit, unit, unit, "count"]
            sheet.row(values, units)
        first, last = sheet.at - len(breakdown.slices), sheet.at - 1
        for i, kpi in enumerate(kpis):
            if kpi.run.metric.name in BARRED and 1 < len(breakdown.slices) <= _MOST_BARS:
                at = 1 + 4 * i
                return kpi.title, (first, at, last, at), (first, 0, last, 0), kpi.run.metric.unit
        return None

    def _by_labels(self, breakdown: Breakdown) -> None:
        """One row for each slice, a column for each figure, so that it can be filtered and pivoted."""
        kpis = kpis_of(self.report, breakdown, language=self.language)
        pairs = [(kpi, statistic) for kpi in kpis for statistic in kpi.statistics]
        sheet = self.book.sheet(self.language.say("By {columns}", columns=", ".join(map(harmless, breakdown.by))))
        heads = [f"{kpi.title}, {self.language.say(s.name)}" if s.name else kpi.title for kpi, s in pairs]
        sheet.head([*map(harmless, breakdown.by), *(part for head in heads for part in (head, "n"))])
        for labels in breakdown.slices:
            values: list[Value] = [label_of((label,), self.language) for label in labels]
            units = [""] * len(labels)
            for kpi, statistic in pairs:
                point = statistic.points.get(labels, NOTHING)
                values += [point.value, point.n]
                units += [kpi.run.metric.unit, "count"]
            sheet.row(values, units)
        sheet.filtered()

    def _rows(self, sheet: Sheet, named: NamedRows) -> None:
        """Rows by their ids, instants and durations as such."""
        title, columns = heads_of(named, self.report, self.language)
        sheet.head([title, *columns])
        for (key, *dates, place), seconds in zip(named.rows, named.seconds, strict=True):
            units = [*("" for _ in (key, *dates)), "seconds"]
            sheet.row([key, *map(_instant, dates), seconds, place], units)

    def _texts(self, sheet: Sheet, table: HtmlTable) -> None:
        sheet.head([table.title, *(title for title, _ in table.columns)])
        for label, _, cells in table.rows:
            sheet.row([label, *(getattr(cell, "text", "") for cell in cells)])


def _instant(text: str) -> Value:
    return text if text == MISSING else datetime.fromisoformat(text).replace(tzinfo=None)
