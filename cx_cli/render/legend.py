"""What do the marks on a page mean?"""

from __future__ import annotations

from collections.abc import Sequence

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Table
from cx_cli.render.kpi_tables import INTERVAL
from cx_cli.render.kpis import FEW_MARK, OPEN_MARK, few_told
from cx_cli.render.safe import harmless
from cx_cli.render.times import BLOCKS, TREND, Times
from cx_cli.units import MISSING

OPEN_TOLD = "the data doesn't cover the period whole"
"""What :data:`~cx_cli.render.kpis.OPEN_MARK` says."""


def legend_of(
    tables: Sequence[Table], times: Sequence[Times], min_n: int, language: Language = ENGLISH
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the marks mean, of those that occur."""
    say = language.say
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    titles = {column.title for table in tables for column in table.columns}
    legend: list[tuple[str, tuple[str, ...]]] = []
    if any(cell.mark == FEW_MARK for cell in cells):
        legend.append((FEW_MARK, (few_told(min_n, language),)))
    if any(cell.text == MISSING for cell in cells):
        legend.append((MISSING, (say("no data"),)))
    for axis in dict.fromkeys(times):
        if axis.unfinished:
            named = ", ".join(harmless(period) for period in sorted(axis.unfinished))
            legend.append((OPEN_MARK, (f"{say(OPEN_TOLD)}: {named}",)))
        if say("trend") in titles and len(axis.periods) > 1:
            legend.append((say("trend"), (_trend(axis, language),)))
    if any(_has_interval(table, say(INTERVAL)) for table in tables):
        legend.append(("95 %", (say("in 19 of 20 such samples the true value lies in the interval"),)))
    return tuple(dict.fromkeys(legend))


def _has_interval(table: Table, title: str) -> bool:
    return any(row.cells[i].text for row in table.rows if row.cells for i in _columns(table, title))


def _columns(table: Table, title: str) -> list[int]:
    return [i for i, column in enumerate(table.columns) if column.title == title]


def _trend(axis: Times, language: Language) -> str:
    say, shown = language.say, axis.periods[-TREND:]
    cut = len(shown) < len(axis.periods)
    which = say("the last {n} of {all} periods, ", n=TREND, all=len(axis.periods)) if cut else ""
    return which + say(
        "{first} to {last}, each line from its lowest {low} to its highest {high}",
        first=harmless(shown[0]),
        last=harmless(shown[-1]),
        low=BLOCKS[0],
        high=BLOCKS[-1],
    )
