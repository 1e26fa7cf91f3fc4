"""How does it read which definitions give a figure from elsewhere?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.page import Section
from cx_cli.render.safe import harmless
from cx_cli.results.reconciliation import Candidate, Definition, Match, Reconciliation
from cx_cli.units import format_value

_COLUMNS = (
    Column("value"),
    Column("difference"),
    Column("n", 1),
    Column("unrounded", 3),
    Column("defined so by", 4, right=False),
)


def match_section(found: Reconciliation, match: Match) -> Section:
    """The verdict as the title, every definition in the figure's unit below, the nearest first."""
    rows = [
        Row(
            named(candidate, found),
            (
                Cell(format_value(candidate.value, candidate.unit)),
                Cell(_off(candidate)),
                Cell(format_value(candidate.n, "count"), "faint"),
                Cell(repr(candidate.value), "faint"),
                Cell(harmless(", ".join(candidate.products))),
            ),
            tone="strong" if candidate.reproduces else "plain",
        )
        for candidate in match.candidates
    ]
    notes = [f"{harmless(match.text)} stands for every value from {match.low!r} up to, not including, {match.high!r}."]
    notes += absent(found.definitions)
    tables = (Table(harmless(found.metric.name), _COLUMNS, tuple(rows)),) if rows else ()
    return Section(verdict(found, match), tables, tuple(notes))


def verdict(found: Reconciliation, match: Match) -> str:
    """In a sentence which definitions give the figure."""
    figure, title = harmless(match.text), harmless(found.metric.title)
    names = [named(candidate, found) for candidate in match.reproducing()]
    if len(names) > 1:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        return f"{title} {figure}: {listed} give it and can't be told apart on these data"
    if names:
        return f"{title} {figure}: {names[0]} gives it"
    if not match.candidates:
        return f"{title} {figure}: no definition has a value in the unit of the figure"
    nearest = match.candidates[0]
    value = format_value(nearest.value, nearest.unit)
    return f"{title} {figure}: no definition gives it; {named(nearest, found)} comes nearest with {value}"


def absent(definitions: Sequence[Definition]) -> Iterator[str]:
    """Which definitions can't be computed, by what the files lack for them."""
    for needs in dict.fromkeys(one.needs for one in definitions if one.needs):
        names = [harmless(one.variant) for one in definitions if one.needs == needs]
        yield f"{', '.join(names)} can't be computed from these files: needs {harmless(needs)}."


def named(candidate: Candidate, found: Reconciliation) -> str:
    """All the names of the definition, the statistic, and the time zone where it isn't the report's."""
    zone = f"days in {harmless(candidate.timezone)}" if candidate.timezone != found.report.settings.timezone else ""
    words = [" = ".join(map(harmless, candidate.variants)), candidate.statistic, zone]
    return ", ".join(word for word in words if word)


def _off(candidate: Candidate) -> str:
    told = format_value(abs(candidate.difference), "seconds" if candidate.unit == "seconds" else "number")
    return told if candidate.difference == 0 else f"{'+' if candidate.difference > 0 else '-'}{told}"
