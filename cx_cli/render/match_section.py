"""How does it read which definitions give a figure from elsewhere?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.page import Section, listed
from cx_cli.render.safe import harmless
from cx_cli.results.reconciliation import Candidate, Definition, Match, Reconciliation
from cx_cli.units import format_value


def match_section(found: Reconciliation, match: Match, language: Language = ENGLISH) -> Section:
    """The verdict as the title, every definition in the figure's unit below, the nearest first."""
    say = language.say
    columns = (
        Column(say("value")),
        Column(say("difference")),
        Column("n", 1),
        Column(say("unrounded"), 3),
        Column(say("defined so by"), 4, right=False),
    )
    rows = [
        Row(
            named(candidate, found, language),
            (
                Cell(format_value(candidate.value, candidate.unit, language=language)),
                Cell(_off(candidate, language)),
                Cell(format_value(candidate.n, "count", language=language), "faint"),
                Cell(repr(candidate.value), "faint"),
                Cell(harmless(", ".join(candidate.products))),
            ),
            tone="strong" if candidate.reproduces else "plain",
        )
        for candidate in match.candidates
    ]
    stands = say(
        "{figure} stands for every value from {low} up to, not including, {high}.",
        figure=harmless(match.text),
        low=repr(match.low),
        high=repr(match.high),
    )
    notes = [stands, *absent(found.definitions, language)]
    tables = (Table(harmless(found.metric.name), columns, tuple(rows)),) if rows else ()
    return Section(verdict(found, match, language), tables, tuple(notes))


def verdict(found: Reconciliation, match: Match, language: Language = ENGLISH) -> str:
    """In a sentence which definitions give the figure."""
    say = language.say
    head = f"{harmless(say(found.metric.title))} {harmless(match.text)}: "
    names = [named(candidate, found, language) for candidate in match.reproducing()]
    if len(names) > 1:
        several = listed(names, language)
        return head + say("{variants} give it and can't be told apart on these data", variants=several)
    if names:
        return head + say("{variant} gives it", variant=names[0])
    if not match.candidates:
        return head + say("no definition has a value in the unit of the figure")
    nearest = match.candidates[0]
    value = format_value(nearest.value, nearest.unit, language=language)
    variant = named(nearest, found, language)
    return head + say("no definition gives it; {variant} comes nearest with {value}", variant=variant, value=value)


def absent(definitions: Sequence[Definition], language: Language = ENGLISH) -> Iterator[str]:
    """Which definitions can't be computed, by what the files lack for them."""
    for needs in dict.fromkeys(one.needs for one in definitions if one.needs):
        names = [harmless(one.variant) for one in definitions if one.needs == needs]
        yield language.say(
            "{variants} can't be computed from these files: needs {columns}.",
            variants=", ".join(names),
            columns=harmless(language.retell(needs)),
        )


def named(candidate: Candidate, found: Reconciliation, language: Language = ENGLISH) -> str:
    """All the names of the definition, the statistic, and the time zone where it isn't the report's."""
    other = candidate.timezone != found.report.settings.timezone
    zone = language.say("days in {zone}", zone=harmless(candidate.timezone)) if other else ""
    statistic = language.say(candidate.statistic) if candidate.statistic else ""
    words = [" = ".join(map(harmless, candidate.variants)), statistic, zone]
    return ", ".join(word for word in words if word)


def _off(candidate: Candidate, language: Language) -> str:
    unit = "seconds" if candidate.unit == "seconds" else "number"
    told = format_value(abs(candidate.difference), unit, language=language)
    return told if candidate.difference == 0 else f"{'+' if candidate.difference > 0 else '-'}{told}"
