"""What stands on the page of a reconciliation: the definitions side by side, the walk, the figure from elsewhere?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.kpi_tables import INTERVAL, label_of
from cx_cli.render.kpis import NOTHING, Kpi, kpis_of
from cx_cli.render.legend import legend_of
from cx_cli.render.match_section import absent, match_section
from cx_cli.render.page import Page, Section, header_of, issue_table, listed
from cx_cli.render.safe import harmless
from cx_cli.render.walk_sections import walk_sections
from cx_cli.results.reconciliation import Definition, Product, Reconciliation
from cx_cli.results.result import Breakdown
from cx_cli.units import MISSING, format_value

VALUE = "value"
_LAST = 40
"""The columns of words go below the row before any figure does."""


def build(found: Reconciliation, language: Language = ENGLISH) -> Page:
    """The page of what was asked: the walk, the match, or without either every definition."""
    if found.walk:
        sections = tuple(walk_sections(found, found.walk, language))
    elif found.match:
        sections = (match_section(found, found.match, language),)
    else:
        sections = tuple(_sections(found, language))
    report = found.report
    issues = issue_table(report.issues, language) if report.issues else None
    tables = [table for section in sections for table in section.tables]
    legend = legend_of(tables, [], report.settings.min_n, language)
    return Page(header_of(report, language), None, sections, (), (), issues, legend, language)


def definition_told(one: Definition, language: Language = ENGLISH) -> str:
    """The definition in a line: formula, rows, date, condition."""
    metric = one.metric
    say = language.say
    where = say(" where {condition}", condition=metric.where) if metric.where else ""
    told = say("{formula} of {table} by {instant}", formula=one.formula, table=metric.facts, instant=metric.at)
    return harmless(told + where)


def _sections(found: Reconciliation, language: Language) -> Iterator[Section]:
    for breakdown in found.report.breakdowns:
        kpis = {kpi.run.metric.name: kpi for kpi in kpis_of(found.report, breakdown, language=language)}
        if not breakdown.by:
            title = language.say("{kpi} under every definition", kpi=harmless(language.say(found.metric.title)))
            yield Section(title, (_side_by_side(found, kpis, language),), tuple(_notes(found, language)))
        else:
            by = listed([*map(harmless, breakdown.by)], language)
            tables = tuple(_slices(found, breakdown, kpis, language))
            yield Section(language.say("By {columns}", columns=by), tables)


def _side_by_side(found: Reconciliation, kpis: dict[str, Kpi], language: Language) -> Table:
    """A line per definition, the figures of the whole of the data beside each other."""
    say, shown = language.say, _shown(found, kpis)
    columns = [
        column
        for i, name in enumerate(shown)
        for column in (
            Column(say(name), 2 * i),
            Column(
                say(INTERVAL),
                2 * i + 20,
                aside="95 %" if len(shown) == 1 else say("95 % of {name}", name=say(name)),
            ),
        )
    ]
    words = (
        Column(say("defined so by"), _LAST, right=False),
        Column(say("formula"), _LAST + 1, right=False, aside="="),
    )
    rows = [_line(one, shown, kpis.get(one.variant), language) for one in found.definitions]
    return Table(harmless(found.metric.name), (*columns, Column("n", 1), *words), tuple(rows))


def _shown(found: Reconciliation, kpis: dict[str, Kpi]) -> list[str]:
    """The figures that some definition has: statistics in the order asked for, then the one value of a fraction."""
    named = {s.name or VALUE for kpi in kpis.values() for s in kpi.statistics}
    return [name for name in (*found.statistics, VALUE) if name in named] or [VALUE]


def _line(one: Definition, shown: Sequence[str], kpi: Kpi | None, language: Language) -> Row:
    cells: list[Cell] = []
    points = {s.name or VALUE: s.total for s in kpi.statistics} if kpi else {}
    for name in shown:
        if kpi is None:
            cells += [Cell(MISSING, "faint"), Cell("")]
        else:
            there = name in points
            cells += [kpi.value(points[name]) if there else Cell(""), kpi.interval(points.get(name, NOTHING))]
    n = next(iter(points.values()), NOTHING).n
    cells.append(Cell("" if math.isnan(n) else format_value(n, "count", language=language), "faint"))
    cells.append(Cell(", ".join(_told(product, language) for product in one.products)))
    cells.append(Cell(definition_told(one, language), "faint"))
    return Row(harmless(one.variant), tuple(cells), tone="strong" if one.in_use else "plain")


def _told(product: Product, language: Language) -> str:
    """The product, and the statistic and the clock that it has, where they are known to be others."""
    more = [*([language.say(product.statistic)] if product.statistic else [])]
    more += [language.say("business time")] if product.clock == "business" else []
    return harmless(product.name + (f" ({', '.join(more)})" if more else ""))


def _slices(found: Reconciliation, breakdown: Breakdown, kpis: dict[str, Kpi], language: Language) -> Iterator[Table]:
    """A table per statistic: a line per slice, the definitions beside each other."""
    say = language.say
    there = [one.variant for one in found.definitions if one.variant in kpis and one.same_as is None]
    for name in _shown(found, kpis):
        told = {v: s for v in there for s in kpis[v].statistics if (s.name or VALUE) == name}
        if not told:
            continue
        columns = tuple(Column(harmless(variant), i) for i, variant in enumerate(told))
        title = harmless(say(found.metric.title)) + ("" if name == VALUE else f", {say(name)}")
        rows = [
            Row(label_of(key, language), tuple(kpis[v].value(s.points.get(key, NOTHING)) for v, s in told.items()))
            for key in breakdown.slices
        ]
        rows.append(Row(say("total"), tuple(kpis[v].value(s.total) for v, s in told.items()), tone="strong"))
        yield Table(title, columns, tuple(rows))


def _notes(found: Reconciliation, language: Language) -> Iterator[str]:
    say = language.say
    name = harmless(found.metric.name)
    if len(found.definitions) == 1:
        yield say("{kpi} has one definition.", kpi=name)
    used = next((one.variant for one in found.definitions if one.in_use), None)
    if used is not None and used != "default":
        yield say("cx report takes {variant} here.", variant=harmless(used))
    for one in found.definitions:
        if one.same_as:
            yield say(
                "{variant} is {other} by another name.", variant=harmless(one.variant), other=harmless(one.same_as)
            )
    yield from absent(found.definitions, language)
