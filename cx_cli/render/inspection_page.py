"""What stands on the page of decisions, and in which lines at a given width?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from cx_cli.render.grid import Cell, Column, Line, Row, Table, draw, hanging
from cx_cli.render.page import issue_table
from cx_cli.render.safe import harmless
from cx_cli.render.to_settings import file_lines, unknown_lines, value_lines
from cx_cli.results.inspection import ColumnSeen, Decision, FileSeen, Inspection

_COLUMNS = (
    Column("column", 0, right=False),
    Column("type", 3, right=False, aside=""),
    Column("written as", 2, right=False, aside=""),
    Column("cells", 4),
    Column("understood", 1),
    Column("why", 5, right=False, aside=""),
    Column("for example", 6, right=False, aside="such as"),
)


def lines_of(inspection: Inspection, width: int | None) -> Iterator[Line]:
    """The lines of the page, none wider than ``width``; nothing that isn't harmless leaves here."""
    for line in _lines(inspection, width):
        yield tuple((harmless(text), tone) for text, tone in line)


def _lines(inspection: Inspection, width: int | None) -> Iterator[Line]:
    for at, seen in enumerate(inspection.files):
        yield from [()] * (2 * (at > 0))
        yield from _file(seen, width)
        issues = [issue for issue in inspection.issues if issue.path == seen.path]
        if issues:
            yield ()
            yield from draw([issue_table(issues)], width)[0]
        yield from _otherwise(seen, width)


def _file(seen: FileSeen, width: int | None) -> Iterator[Line]:
    size = "" if seen.size is None else f"{seen.size:,} bytes"
    yield from hanging(harmless(seen.path), size, width)
    for word, decision in _decisions(seen):
        yield from hanging(f"  {word:<9}", f"{decision.value:<12} {decision.why}".rstrip(), width)
    for trap in seen.profile.traps if seen.profile else ():
        yield from hanging(" " * 11, f"mind: {trap}", width, tone="faint")
    for entry in seen.accounts:
        counts = ((entry.loaded, "loaded"), (entry.duplicates, "duplicates"), (entry.excluded, "excluded"))
        told = ", ".join(f"{n:,} {word}" for n, word in (*counts, (entry.rejected, "rejected")))
        yield from hanging("  rows     ", f"{entry.table}: {entry.rows:,} = {told}", width)
    if seen.columns:
        yield ()
        yield from draw([_column_table(seen)], width)[0]
    for header, column in seen.hints:
        yield from hanging("", f"{header!r} is not used: is {column} meant?", width, tone="worse")
    if seen.refusal is not None:
        yield ()
        yield from hanging("  refused", f"{seen.refusal.message}  [{seen.refusal.slug}]", width, tone="worse")
        for word, text in seen.refusal.facts:
            yield from hanging(f"  {word}", text, width)


def _decisions(seen: FileSeen) -> Iterator[tuple[str, Decision]]:
    profile = seen.profile
    told = (
        ("container", seen.container),
        ("sheet", seen.sheet),
        ("encoding", seen.encoding),
        ("delimiter", seen.delimiter),
        ("header", seen.header),
        ("table", seen.table),
        ("profile", profile and Decision(profile.name, f"{profile.title}; {profile.sure}: {profile.source}")),
        ("time zone", seen.timezone),
        ("dates", seen.date_order),
        ("decimals", seen.decimal),
    )
    yield from ((word, decision) for word, decision in told if decision)


def _column_table(seen: FileSeen) -> Table:
    title = f"{seen.n_headers} column" if seen.n_headers == 1 else f"{seen.n_headers} columns"
    return Table(title, _COLUMNS, tuple(map(_row, seen.columns)))


def _row(one: ColumnSeen) -> Row:
    name = one.name if one.role == "column" else "" if one.role == "unknown" else f"({one.name})"
    undecided = one.role == "column" and one.format is None
    return Row(
        harmless(" + ".join(one.headers) or "-"),
        (
            Cell(harmless(name)),
            Cell(one.kind),
            Cell("undecided" if undecided else harmless(one.format or ""), "worse" if undecided else "plain"),
            Cell("" if one.cells is None else f"{one.cells:,}"),
            Cell(_share(one), "worse" if one.bad else "plain"),
            Cell(harmless(one.why or "")),
            Cell(harmless(" | ".join(one.examples))),
        ),
    )


def _share(one: ColumnSeen) -> str:
    """All of it, or as many digits as keep it below 100 %."""
    share = one.understood
    if share is None or one.role != "column":
        return ""
    return "100%" if share == 1 else f"{math.floor(1000 * share) / 10:g}%"


def _otherwise(seen: FileSeen, width: int | None) -> Iterator[Line]:
    """What to put into cx.toml; a line of it is never folded, so that it can be pasted."""
    if seen.n_headers is None:
        return
    yield ()
    yield from hanging("To decide otherwise, in cx.toml", "(cx init writes the whole of it)", width)
    more = list(unknown_lines(seen)) if seen.table is None else list(value_lines([seen]))
    for line in (*file_lines(seen), *more):
        yield (("  " + line, "plain"),)
