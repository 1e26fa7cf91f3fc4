"""How does a report become a workbook, a sheet for each section, with numbers that a spreadsheet can go on with?"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from cx_cli.errors import UsageError
from cx_cli.language import ENGLISH, Language
from cx_cli.render.html.contents import CHARTED, Contents
from cx_cli.render.html.figures import PERIODS, HtmlTable, html_table, lead
from cx_cli.render.html.header import page_header
from cx_cli.render.html.labelled import TABLES, head_of, label_in
from cx_cli.render.html.named_rows import named_rows
from cx_cli.render.html.verdict_strip import strip_of
from cx_cli.render.kpi_tables import label_of
from cx_cli.render.kpis import NOTHING, Kpi, Statistic, kpis_of
from cx_cli.render.page import build
from cx_cli.render.safe import harmless
from cx_cli.render.workbook import Sheet, Value, Workbook
from cx_cli.results.result import Breakdown, Report
from cx_cli.results.verdict import Checked
from cx_cli.units import MISSING

_MADE_AT = datetime(2000, 1, 1)
"""The creation date of every workbook, so that the same figures are the same bytes."""


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
        charted = []
        for kpi in kpis:
            first = self._kpi(sheet, kpi, kpi.statistics)
            if kpi.run.metric.name in CHARTED and len(self.periods) > 1:
                charted.append((kpi, first + kpi.statistics.index(lead(kpi))))
        for column, names in TABLES.get(name, ()):
            if (column,) in self.contents.by:
                self._labelled(sheet, column, names)
        for named in named_rows(self.report, name, self.language):
            sheet.blank()
            self._rows(sheet, named)
        for kpi, row in charted:
            sheet.line_chart(kpi.title, row, len(self._heads()), len(self.periods), kpi.run.metric.unit)

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

    def _labelled(self, sheet: Sheet, column: str, names: Sequence[str]) -> None:
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

    def _rows(self, sheet: Sheet, table: HtmlTable) -> None:
        """Rows by their ids, instants as such."""
        dated = [title.endswith("(UTC)") for title, _ in table.columns]
        sheet.head([table.title, *(title for title, _ in table.columns)])
        for label, _, cells in table.rows:
            texts = [getattr(cell, "text", "") for cell in cells]
            sheet.row([label, *(_instant(text) if at else text for text, at in zip(texts, dated, strict=True))])

    def _texts(self, sheet: Sheet, table: HtmlTable) -> None:
        sheet.head([table.title, *(title for title, _ in table.columns)])
        for label, _, cells in table.rows:
            sheet.row([label, *(getattr(cell, "text", "") for cell in cells)])


def _instant(text: str) -> Value:
    return text if text == MISSING else datetime.fromisoformat(text).replace(tzinfo=None)
