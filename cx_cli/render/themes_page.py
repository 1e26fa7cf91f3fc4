"""What does the page of a report show of themes?"""

from __future__ import annotations

from collections.abc import Sequence

from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.safe import harmless
from cx_cli.results.themes import LEAST_TEXTS, LEAST_Z, Theme, Themes

_NAMES = {"en": "English", "it": "Italian", "ro": "Romanian"}


def theme_tables(themes: Themes) -> tuple[Table, ...]:
    """The terms that rose, and those that fell, each with its quotes below it."""
    now, then = themes.period or "", themes.previous or ""
    columns = (Column(now), Column("n", 2), Column(then), Column("n", 3), Column("z", 1))
    told = (("Rising themes", themes.rising), ("Falling themes", themes.falling))
    return tuple(Table(title, columns, tuple(_rows(some))) for title, some in told if some)


def theme_notes(themes: Themes) -> tuple[str, ...]:
    """What was compared, and which languages the texts were taken for."""
    if themes.period is None:
        return ("No text to look for themes in",)
    if themes.previous is None or not themes.n_previous:
        return (_languages(themes), f"No texts before {themes.period} to compare its themes with")
    found = "" if themes.rising or themes.falling else "; none rose or fell so much"
    return (
        _languages(themes),
        f"{themes.n:,} texts of {themes.period} against {themes.n_previous:,} of {themes.previous}: {themes.n_tried:,} "
        f"terms in {LEAST_TEXTS} or more, shown from |z| {LEAST_Z} on (1 in 20 comes so far by chance){found}",
    )


def _languages(themes: Themes) -> str:
    told = ", ".join(f"{_NAMES[name]} {n:,}" for name, n in themes.languages if name)
    unknown = sum(n for name, n in themes.languages if name is None)
    return f"Languages, as the words tell: {told}; not told {unknown:,}"


def _rows(some: Sequence[Theme]) -> list[Row]:
    rows = []
    for theme in some:
        cells = (f"{theme.share:.1f}%", f"{theme.n:,}", f"{theme.share_previous:.1f}%", f"{theme.n_previous:,}")
        rows.append(Row(harmless(theme.term), tuple(map(Cell, (*cells, f"{theme.z:+.1f}")))))
        rows += [Row(f"“{harmless(quote)}”", depth=1, tone="faint") for quote in theme.quotes]
    return rows
