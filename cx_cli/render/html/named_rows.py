"""How do the rows that a page names stand in its sections?"""

from __future__ import annotations

from cx_cli.language import Language
from cx_cli.render.grid import Cell
from cx_cli.render.html.figures import HtmlTable
from cx_cli.render.safe import harmless
from cx_cli.results.page_rows import BACKLOG
from cx_cli.results.result import NamedRows, Report


def named_rows(report: Report, section: str, language: Language) -> list[HtmlTable]:
    """The tables of rows in a section: ids, when, and where they stand in the files."""
    wanted = {"Backlog": (BACKLOG,), "Service levels": ("sla_first_reply", "sla_resolution")}.get(section, ())
    titles = {run.metric.name: run.metric.title for run in report.metrics}
    return [_table(one, titles[one.metric], language) for one in report.named if one.metric in wanted]


def _table(named: NamedRows, title: str, language: Language) -> HtmlTable:
    say, n = language.say, len(named.rows)
    if named.period is None:
        head = say("Oldest open tickets, {n} of {all}", n=n, all=named.n)
    else:
        period, kpi = language.period(named.period), say(title)
        head = say("{kpi}: missed in {period}, {n} of {all}", kpi=kpi, period=period, n=n, all=named.n)
    columns = (*((name, False) for name in named.columns), (say("file and line"), False))
    rows = ((harmless(key), 0, tuple(Cell(harmless(text)) for text in cells)) for key, *cells in named.rows)
    return HtmlTable(head, columns, tuple(rows))
