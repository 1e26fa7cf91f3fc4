"""What stands on the page of decisions, and in which lines at a given width?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Line, Row, Table, draw, hanging
from cx_cli.render.page import issue_table
from cx_cli.render.safe import harmless
from cx_cli.render.to_settings import commented, file_lines, unknown_lines, value_lines
from cx_cli.render.written import written
from cx_cli.results.inspection import ColumnSeen, Decision, FileSeen, Inspection

_ROOM = 16
"""So long may a decision be that the reasons of all stand one below the other."""


def lines_of(inspection: Inspection, width: int | None, language: Language = ENGLISH) -> Iterator[Line]:
    """The lines of the page, none wider than ``width``; nothing that isn't harmless leaves here."""
    for line in _lines(inspection, width, language):
        yield tuple((harmless(text), tone) for text, tone in line)


def _lines(inspection: Inspection, width: int | None, language: Language) -> Iterator[Line]:
    for at, seen in enumerate(inspection.files):
        yield from [()] * (2 * (at > 0))
        yield from _file(seen, width, language)
        issues = [issue for issue in inspection.issues if issue.path == seen.path]
        if issues:
            yield ()
            yield from draw([issue_table(issues, language)], width)[0]
        yield from _otherwise(seen, width, language)


def _file(seen: FileSeen, width: int | None, language: Language) -> Iterator[Line]:
    say, count, tell = language.say, language.count, partial(language.retell, about="inspection")
    size = "" if seen.size is None else say("{n} bytes", n=count(seen.size))
    yield from hanging(harmless(seen.path), size, width)
    decided = list(_decisions(seen, language))
    wide = max([9, *(len(word) for word, _ in decided)])
    values = [tell(decision.value) for _, decision in decided]
    room = max([12, *(len(value) for value in values if len(value) <= _ROOM)])
    for (word, decision), value in zip(decided, values, strict=True):
        said = f"{value:<{room}} {written(decision.why, language)}".rstrip()
        yield from hanging(f"  {word:<{wide}}", said, width)
    for trap in seen.profile.traps if seen.profile else ():
        yield from hanging(" " * (wide + 2), say("mind: {trap}", trap=tell(trap)), width, tone="faint")
    for entry in seen.accounts:
        counts = ((entry.loaded, "loaded"), (entry.duplicates, "duplicates"), (entry.excluded, "excluded"))
        told = ", ".join(f"{count(n)} {say(word)}" for n, word in (*counts, (entry.rejected, "rejected")))
        yield from hanging(f"  {say('rows'):<{wide}}", f"{entry.table}: {count(entry.rows)} = {told}", width)
    if seen.columns:
        yield ()
        yield from draw([_column_table(seen, language)], width)[0]
    for header, column in seen.hints:
        yield from hanging(
            "", say("{header} is not used: is {column} meant?", header=repr(header), column=column), width, tone="worse"
        )
    if seen.refusal is not None:
        yield ()
        wrong = partial(language.retell, about="errors")
        message = f"{wrong(seen.refusal.message)}  [{seen.refusal.slug}]"
        yield from hanging(f"  {say('refused')}", message, width, tone="worse")
        for word, text in seen.refusal.facts:
            yield from hanging(f"  {wrong(word)}", wrong(text), width)


def _decisions(seen: FileSeen, language: Language) -> Iterator[tuple[str, Decision]]:
    profile = seen.profile
    sure = language.retell(profile.sure, "inspection") if profile else ""
    told = (
        ("container", seen.container),
        ("sheet", seen.sheet),
        ("encoding", seen.encoding),
        ("delimiter", seen.delimiter),
        ("header", seen.header),
        ("table", seen.table),
        ("profile", profile and Decision(profile.name, f"{profile.title}; {sure}: {profile.source}")),
        ("time zone", seen.timezone),
        ("dates", seen.date_order),
        ("decimals", seen.decimal),
    )
    yield from ((language.say(word), decision) for word, decision in told if decision)


def _column_table(seen: FileSeen, language: Language) -> Table:
    say = language.say
    title = say("1 column") if seen.n_headers == 1 else say("{n} columns", n=seen.n_headers)
    columns = (
        Column(say("column"), 0, right=False),
        Column(say("type"), 3, right=False, aside=""),
        Column(say("written as"), 2, right=False, aside=""),
        Column(say("cells"), 4),
        Column(say("understood"), 1),
        Column(say("why"), 5, right=False, aside=""),
        Column(say("for example"), 6, right=False, aside=say("such as")),
    )
    return Table(title, columns, tuple(_row(one, language) for one in seen.columns))


def _row(one: ColumnSeen, language: Language) -> Row:
    name = one.name if one.role == "column" else "" if one.role == "unknown" else f"({one.name})"
    undecided = one.role == "column" and one.format is None
    return Row(
        harmless(" + ".join(one.headers) or "-"),
        (
            Cell(harmless(name)),
            Cell(language.retell(one.kind, "inspection")),
            Cell(
                language.say("undecided") if undecided else harmless(written(one.format or "", language)),
                "worse" if undecided else "plain",
            ),
            Cell("" if one.cells is None else language.count(one.cells)),
            Cell(_share(one, language), "worse" if one.bad else "plain"),
            Cell(harmless(written(one.why or "", language))),
            Cell(harmless(" | ".join(one.examples))),
        ),
    )


def _share(one: ColumnSeen, language: Language) -> str:
    """All of it, or as many digits as keep it below 100 %."""
    share = one.understood
    if share is None or one.role != "column":
        return ""
    told = "100" if share == 1 else f"{math.floor(1000 * share) / 10:g}"
    return language.signs(told) + language.percent


def _otherwise(seen: FileSeen, width: int | None, language: Language) -> Iterator[Line]:
    """What to put into cx.toml; a line of it is never folded, so that it can be pasted."""
    say = language.say
    if seen.n_headers is None:
        return
    yield ()
    yield from hanging(say("To decide otherwise, in cx.toml"), say("(cx init writes the whole of it)"), width)
    more = list(unknown_lines(seen)) if seen.table is None else list(value_lines([seen]))
    for line in (*file_lines(seen), *more):
        yield (("  " + commented(line, language), "plain"),)
