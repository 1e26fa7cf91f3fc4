"""How do the rows that a page names stand in its sections?"""

from __future__ import annotations

import math

from cx_cli.language import Language
from cx_cli.render.grid import Cell
from cx_cli.render.html.figures import HtmlTable
from cx_cli.render.safe import harmless
from cx_cli.results.page_rows import BACKLOG
from cx_cli.results.result import NamedRows, Report
from cx_cli.units import MISSING, format_duration

_HEADS = {"created_at": "created", "due_at": "due", "done_at": "done"}


def named_rows(report: Report, section: str, language: Language) -> list[HtmlTable]:
    """The tables of rows in a section: ids, when, and where they stand in the files."""
    return [_table(one, report, language) for one in rows_of_section(report, section)]


def rows_of_section(report: Report, section: str) -> list[NamedRows]:
    """The rows that a section names."""
    wanted = {"Backlog": (BACKLOG,), "Service levels": ("sla_first_reply", "sla_resolution")}.get(section, ())
    return [one for one in report.named if one.metric in wanted and one.rows]


def heads_of(named: NamedRows, report: Report, language: Language) -> tuple[str, tuple[str, ...]]:
    """What stands over the rows, and over each of their columns."""
    say, n = language.say, len(named.rows)
    if named.period is None:
        title = say("Oldest open tickets, {n} of {all}", n=n, all=named.n)
    else:
        titles = {run.metric.name: run.metric.title for run in report.metrics}
        period, kpi = language.period(named.period), say(titles[named.metric])
        title = say("{kpi}: missed in {period}, {n} of {all}", kpi=kpi, period=period, n=n, all=named.n)
    dated = (f"{say(_HEADS[name])} (UTC)" for name in named.columns)
    long = say("open for") if named.period is None else say("late by")
    return title, (*dated, long, say("file and line") if named.lined else say("file"))


def unnamed_notes(report: Report, section: str, language: Language) -> list[str]:
    """How to get the ids of rows that a page can't name."""
    say, notes = language.say, []
    titles = {run.metric.name: run.metric.title for run in report.metrics}
    for one in report.named if section == "Service levels" else ():
        if not one.rows and one.period is not None:
            command = f"cx tickets {one.metric} FILE --slice period={one.period} --show missed"
            kpi, period, n = say(titles[one.metric]), language.period(one.period), language.count(one.n)
            notes.append(
                say("{kpi}: {n} missed in {period}; their ids: {command}", kpi=kpi, period=period, n=n, command=command)
            )
    return notes


def _table(named: NamedRows, report: Report, language: Language) -> HtmlTable:
    title, heads = heads_of(named, report, language)
    rows = tuple(
        (harmless(key), 0, (*(Cell(_minute(text)) for text in dates), _time(seconds, language), Cell(harmless(place))))
        for (key, *dates, place), seconds in zip(named.rows, named.seconds, strict=True)
    )
    return HtmlTable(title, tuple((head, i == len(heads) - 2) for i, head in enumerate(heads)), rows)


def _minute(instant: str) -> str:
    """An instant as a reader writes it: 2026-05-01 11:19."""
    return harmless(instant).replace("T", " ")[:16]


def _time(seconds: float, language: Language) -> Cell:
    return Cell(MISSING if math.isnan(seconds) else format_duration(seconds, language=language))
