"""What does the page of a report show of themes?"""

from __future__ import annotations

from collections.abc import Sequence

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.safe import harmless
from cx_cli.results.themes import LEAST_TEXTS, LEAST_Z, Theme, Themes

_NAMES = {"en": "English", "it": "Italian", "ro": "Romanian"}


def theme_tables(themes: Themes, language: Language = ENGLISH) -> tuple[Table, ...]:
    """The terms that rose, and those that fell, each with its quotes below it."""
    now, then = themes.period or "", themes.previous or ""
    columns = (Column(now), Column("n", 2), Column(then), Column("n", 3), Column("z", 1))
    told = ((language.say("Rising themes"), themes.rising), (language.say("Falling themes"), themes.falling))
    return tuple(Table(title, columns, tuple(_rows(some, language))) for title, some in told if some)


def theme_notes(themes: Themes, language: Language = ENGLISH) -> tuple[str, ...]:
    """What was compared, and which languages the texts were taken for."""
    say, count = language.say, language.count
    if themes.period is None:
        return (say("No text to look for themes in"),)
    if themes.previous is None or not themes.n_previous:
        return (
            _languages(themes, language),
            say("No texts before {period} to compare its themes with", period=themes.period),
        )
    found = "" if themes.rising or themes.falling else say("; none rose or fell so much")
    return (
        _languages(themes, language),
        say(
            "{n} texts of {period} against {n_previous} of {previous}: {n_terms} terms in {least} or more, shown from "
            "|z| {z} on (1 in 20 comes so far by chance)",
            n=count(themes.n),
            period=themes.period,
            n_previous=count(themes.n_previous),
            previous=themes.previous,
            n_terms=count(themes.n_tried),
            least=LEAST_TEXTS,
            z=language.signs(str(LEAST_Z)),
        )
        + found,
    )


def _languages(themes: Themes, language: Language) -> str:
    say, count = language.say, language.count
    told = ", ".join(f"{say(_NAMES[name])} {count(n)}" for name, n in themes.languages if name)
    unknown = sum(n for name, n in themes.languages if name is None)
    return say("Languages, as the words tell: {languages}; not told {n}", languages=told, n=count(unknown))


def _rows(some: Sequence[Theme], language: Language) -> list[Row]:
    rows = []
    for theme in some:
        shares = [
            f"{language.signs(f'{share:.1f}')}{language.percent}" for share in (theme.share, theme.share_previous)
        ]
        cells = (shares[0], language.count(theme.n), shares[1], language.count(theme.n_previous))
        rows.append(Row(harmless(theme.term), tuple(map(Cell, (*cells, language.signs(f"{theme.z:+.1f}"))))))
        rows += [Row(f"“{harmless(quote)}”", depth=1, tone="faint") for quote in theme.quotes]
    return rows
