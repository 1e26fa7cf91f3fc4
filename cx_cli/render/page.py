"""What stands on the page of a report, and in which lines at a given width?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cx_cli.render.grid import BETWEEN, Cell, Column, Line, Row, Table, draw, hanging, pack
from cx_cli.render.kpi_tables import INTERVAL, tables_of
from cx_cli.render.kpis import FEW_MARK, OPEN_MARK, few_told, kpis_of
from cx_cli.render.safe import harmless
from cx_cli.render.times import BLOCKS, TREND, Times, times_of
from cx_cli.results.result import Breakdown, Input, Issue, MetricRun, Report
from cx_cli.units import MISSING

MANY_FILES = 3
"""More files of one table than this are counted on the page; ``verbose`` names them."""

Pair = tuple[str, tuple[str, ...]]
"""A word and the items it says."""


@dataclass(frozen=True)
class Section:
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """``accounts`` are the rows of the inputs, ``definitions`` those that aren't the default or that a product says
    something of, ``legend`` is what the marks mean."""

    header: tuple[Pair, ...]
    accounts: Table | None
    sections: tuple[Section, ...]
    definitions: tuple[Pair, ...]
    unavailable: tuple[Pair, ...]
    issues: Table | None
    legend: tuple[Pair, ...]


def build(report: Report, *, verbose: bool = False) -> Page:
    """The page of a report; what came from a file has gone through :func:`~cx_cli.render.safe.harmless`."""
    shown = report.breakdowns[1:] or report.breakdowns
    sections = tuple(_section(report, breakdown, verbose=verbose) for breakdown in shown)
    if report.themes is not None:
        from cx_cli.render.themes_page import theme_notes, theme_tables

        sections += (Section("Themes", theme_tables(report.themes), theme_notes(report.themes)),)
    return Page(
        header_of(report),
        _accounts(report.inputs) if verbose else None,
        sections,
        _definitions(report.metrics),
        _unavailable(report),
        issue_table(report.issues) if report.issues else None,
        legend_of(sections, [times for breakdown in shown if (times := times_of(breakdown))], report.settings.min_n),
    )


def lines_of(page: Page, width: int | None, *, quiet: bool = False) -> Iterator[Line]:
    """The lines of the page, none wider than ``width``, in natural width without one; ``quiet`` is tables only.

    Whatever the page holds, nothing that isn't :func:`~cx_cli.render.safe.harmless` leaves here.
    """
    for line in _lines(page, width, quiet):
        yield tuple((harmless(text), tone) for text, tone in line)


def _lines(page: Page, width: int | None, quiet: bool) -> Iterator[Line]:
    if not quiet:
        yield from pairs_of(page.header, width)
        yield ()
        if page.accounts:
            yield from draw([page.accounts], width)[0]
            yield ()
    for i, section in enumerate(page.sections):
        yield from [()] * (i > 0)
        yield from hanging(section.title, "", width)
        for lines in draw(section.tables, width):
            yield ()
            yield from lines
        for note in section.notes:
            yield ()
            yield from hanging("", note, width, tone="faint")
    if quiet:
        return
    if page.definitions:
        yield ()
        yield from hanging("Definitions", "", width)
        yield from pairs_of(page.definitions, width, indent="  ")
    if page.unavailable:
        yield ()
        yield from hanging("Not computed", "", width)
        yield from pairs_of(page.unavailable, width, indent="  ", between=", ")
    if page.issues:
        yield ()
        yield from draw([page.issues], width)[0]
    if page.legend:
        yield ()
        yield from pairs_of(page.legend, width)


def pairs_of(pairs: Sequence[Pair], width: int | None, indent: str = "", between: str = BETWEEN) -> Iterator[Line]:
    """Each word with its items beside it."""
    across = max(len(word) for word, _ in pairs)
    for word, items in pairs:
        hang = indent + " " * (across + 2)
        first, *more = pack(items, width, hang, between)
        yield ((indent + word, "strong"), (first[len(indent + word) :], "plain"))
        for line in more:
            yield ((line, "plain"),)


def _section(report: Report, breakdown: Breakdown, *, verbose: bool) -> Section:
    kpis = kpis_of(report, breakdown, verbose=verbose)
    words = [report.settings.period if key == "period" else harmless(key) for key in breakdown.by]
    title = f"By {_listed(words)}" if words else "Whole of the data"
    shown = {kpi.run.metric.name for kpi in kpis}
    absent = [harmless(run.metric.title) for run in report.metrics if run.metric.name not in shown]
    notes = [f"No {_listed(words)} to split by: {', '.join(absent)}"] if absent and words else []
    return Section(title, tables_of(kpis, breakdown), tuple(notes))


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def header_of(report: Report) -> tuple[Pair, ...]:
    """What was read, and what the figures depend on."""
    told = report.settings
    zone = harmless(told.timezone) + ("" if told.timezone_stated else " (not stated, so UTC)")
    rows = [
        *([f"since {harmless(told.since)}"] if told.since else []),
        *([f"until {harmless(told.until)} (exclusive)"] if told.until else []),
        *([f"where {harmless(told.where)}"] if told.where else []),
    ]
    return (
        *_read(report.inputs),
        ("time", (zone, f"by {told.period}", f"as of {harmless(told.as_of or MISSING)}", *_clock(report))),
        *([("rows", tuple(rows))] if rows else []),
        ("definitions", (harmless(told.definitions),)),
    )


def _clock(report: Report) -> Iterator[str]:
    """Which clock, and which calendars make its business time."""
    told = report.settings
    named = ", ".join(
        f"{harmless(one.name)} in {harmless(one.timezone)}" if one.timezone else "as the export reports it"
        for one in told.calendars
    )
    if told.clock == "business":
        yield f"business time ({named})" if named else "business time"
        return
    yield f"{told.clock} time"
    if named:
        yield f"business time where it is named ({named})"


def _read(inputs: Sequence[Input]) -> Iterator[Pair]:
    for table in dict.fromkeys(entry.table for entry in inputs):
        entries = [entry for entry in inputs if entry.table == table]
        rows, loaded = sum(e.rows for e in entries), sum(e.loaded for e in entries)
        many = len(entries) > MANY_FILES
        files = f"{len(entries)} files" if many else ", ".join(harmless(e.path) for e in entries)
        yield (
            harmless(table),
            (f"{rows:,} rows read", f"{loaded:,} loaded", f"{rows - loaded:,} set aside", files),
        )


def _accounts(inputs: Sequence[Input]) -> Table:
    counts = ("rows", "loaded", "duplicates", "excluded", "rejected")
    return Table(
        "file",
        (
            Column("table", 8, right=False),
            Column("profile", 9, right=False),
            *(Column(name, i) for i, name in enumerate(counts)),
        ),
        tuple(
            Row(
                harmless(entry.path),
                (
                    Cell(harmless(entry.table)),
                    Cell(harmless(entry.profile)),
                    *(Cell(f"{getattr(entry, name):,}") for name in counts),
                ),
            )
            for entry in inputs
        ),
    )


def _definitions(runs: Sequence[MetricRun]) -> tuple[Pair, ...]:
    """The variant that made each number, where it isn't the default or there is something to say of it."""
    pairs: list[Pair] = []
    for run in runs:
        if run.variant != "default" or run.remarks:
            variant = run.metric.variants.get(run.variant)
            about = f": {variant.about}" if variant and variant.about else ""
            pairs.append((harmless(run.metric.name), tuple(map(harmless, (f"{run.variant}{about}", *run.remarks)))))
    if pairs and len(pairs) < len(runs):
        pairs.append(("all others", ("default",)))
    return tuple(pairs)


def _unavailable(report: Report) -> tuple[Pair, ...]:
    needs: dict[str, list[str]] = {}
    for entry in report.unavailable:
        needs.setdefault(harmless(entry.needs), []).append(harmless(entry.metric))
    return tuple((f"needs {column}:", tuple(names)) for column, names in needs.items())


def issue_table(issues: Sequence[Issue]) -> Table:
    """The problems met, each where it was met first."""
    columns = (
        Column("line", 2),
        Column("column", 2, right=False),
        Column("problem", 1, right=False, aside=""),
        Column("n", 3),
        Column("for example", 4, right=False),
    )
    rows = [
        Row(
            harmless(issue.path),
            (
                Cell("" if issue.line is None else str(issue.line)),
                Cell(harmless(issue.column or "")),
                Cell(harmless(issue.problem)),
                Cell(f"{issue.n:,}"),
                Cell(harmless(issue.example or "")),
            ),
        )
        for issue in issues
    ]
    return Table("Issues", columns, tuple(rows))


def legend_of(sections: Sequence[Section], times: Sequence[Times], min_n: int) -> tuple[Pair, ...]:
    """What the marks mean, of those that occur."""
    tables = [table for section in sections for table in section.tables]
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    titles = {column.title for table in tables for column in table.columns}
    legend: list[Pair] = []
    if any(cell.mark == FEW_MARK for cell in cells):
        legend.append((FEW_MARK, (few_told(min_n),)))
    if any(cell.text == MISSING for cell in cells):
        legend.append((MISSING, ("no data",)))
    for axis in dict.fromkeys(times):
        if axis.unfinished:
            named = ", ".join(harmless(period) for period in sorted(axis.unfinished))
            legend.append((OPEN_MARK, (f"the data doesn't cover the period whole: {named}",)))
        if "trend" in titles and len(axis.periods) > 1:
            legend.append(("trend", (_trend(axis),)))
    if INTERVAL in titles and any(" to " in cell.text for cell in cells):
        legend.append(("95 %", ("in 19 of 20 such samples the true value lies in the interval",)))
    return tuple(dict.fromkeys(legend))


def _trend(axis: Times) -> str:
    shown = axis.periods[-TREND:]
    which = "" if len(shown) == len(axis.periods) else f"the last {TREND} of {len(axis.periods)} periods, "
    low, high = BLOCKS[0], BLOCKS[-1]
    return (
        f"{which}{harmless(shown[0])} to {harmless(shown[-1])}, each line from its lowest {low} to its highest {high}"
    )
