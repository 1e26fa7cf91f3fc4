"""What stands on the page of a report, and in which lines at a given width?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli.frozen import frozen
from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import BETWEEN, Cell, Column, Line, Row, Table, draw, hanging, pack
from cx_cli.render.kpi_tables import tables_of
from cx_cli.render.kpis import kpis_of
from cx_cli.render.legend import legend_of
from cx_cli.render.safe import harmless
from cx_cli.render.times import times_of
from cx_cli.results.result import Breakdown, Input, Issue, MetricRun, Report
from cx_cli.units import MISSING

MANY_FILES = 3
"""More files of one table than this are counted on the page; ``verbose`` names them."""

Pair = tuple[str, tuple[str, ...]]
"""A word and the items it says."""


@frozen
class Section:
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@frozen
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
    language: Language = ENGLISH
    first: tuple[Line, ...] = ()
    """What stands between the header and the sections, already laid out for a width."""


def build(report: Report, language: Language = ENGLISH, *, verbose: bool = False) -> Page:
    """The page of a report; what came from a file has gone through :func:`~cx_cli.render.safe.harmless`."""
    shown = [one for one in report.breakdowns[1:] if not one.further] or report.breakdowns[:1]
    sections = tuple(_section(report, breakdown, language, verbose=verbose) for breakdown in shown)
    if report.themes is not None:
        from cx_cli.render.themes_page import theme_notes, theme_tables

        tables, notes = theme_tables(report.themes, language), theme_notes(report.themes, language)
        sections += (Section(language.say("Themes"), tables, notes),)
    return Page(
        header_of(report, language),
        _accounts(report.inputs, language) if verbose else None,
        sections,
        _definitions(report.metrics, language),
        _unavailable(report, language),
        issue_table(report.issues, language) if report.issues else None,
        legend_of(
            [table for section in sections for table in section.tables],
            [times for breakdown in shown if (times := times_of(breakdown))],
            report.settings.min_n,
            language,
        ),
        language,
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
        if page.first:
            yield from page.first
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
        yield from hanging(page.language.say("Definitions"), "", width)
        yield from pairs_of(page.definitions, width, indent="  ")
    if page.unavailable:
        yield ()
        yield from hanging(page.language.say("Not computed"), "", width)
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


def _section(report: Report, breakdown: Breakdown, language: Language, *, verbose: bool) -> Section:
    say = language.say
    kpis = kpis_of(report, breakdown, verbose=verbose, language=language)
    words = [say(report.settings.period) if key == "period" else harmless(key) for key in breakdown.by]
    title = say("By {columns}", columns=listed(words, language)) if words else say("Whole of the data")
    shown = {kpi.run.metric.name for kpi in kpis}
    absent = [harmless(say(run.metric.title)) for run in report.metrics if run.metric.name not in shown]
    told = say("No {columns} to split by: {kpis}", columns=listed(words, language), kpis=", ".join(absent))
    notes = [told] if absent and words else []
    return Section(title, tables_of(kpis, breakdown, language), tuple(notes))


def listed(words: Sequence[str], language: Language = ENGLISH) -> str:
    """The words in one.

    >>> listed(["agent", "channel", "week"])
    'agent, channel and week'
    """
    if len(words) < 2:
        return "".join(words)
    return language.say("{first} and {second}", first=", ".join(words[:-1]), second=words[-1])


def header_of(report: Report, language: Language = ENGLISH) -> tuple[Pair, ...]:
    """What was read, and what the figures depend on."""
    return (*read_of(report, language), *settings_pairs(report, language))


def settings_pairs(report: Report, language: Language = ENGLISH) -> tuple[Pair, ...]:
    """What the figures depend on."""
    told, say = report.settings, language.say
    zone = harmless(told.timezone) + ("" if told.timezone_stated else say(" (not stated, so UTC)"))
    rows = [
        *([say("since {instant}", instant=harmless(told.since))] if told.since else []),
        *([say("until {instant} (exclusive)", instant=harmless(told.until))] if told.until else []),
        *([say("where {condition}", condition=harmless(told.where))] if told.where else []),
    ]
    by = say("by {period}", period=say(told.period))
    as_of = say("as of {instant}", instant=harmless(told.as_of or MISSING))
    return (
        (say("time"), (zone, by, as_of, *_clock(report, language))),
        *([(say("rows"), tuple(rows))] if rows else []),
        (say("definitions"), (harmless(told.definitions),)),
    )


def _clock(report: Report, language: Language) -> Iterator[str]:
    """Which clock, and which calendars make its business time."""
    told, say = report.settings, language.say
    named = ", ".join(
        say("{calendar} in {zone}", calendar=harmless(one.name), zone=harmless(one.timezone))
        if one.timezone
        else say("as the export reports it")
        for one in told.calendars
    )
    if told.clock == "business":
        yield f"{say('business time')} ({named})" if named else say("business time")
        return
    yield say("calendar time")
    if named:
        yield f"{say('business time where it is named')} ({named})"


def read_of(report: Report, language: Language) -> Iterator[Pair]:
    """What was read of each table."""
    say, count, inputs = language.say, language.count, report.inputs
    for table in dict.fromkeys(entry.table for entry in inputs):
        entries = [entry for entry in inputs if entry.table == table]
        rows, loaded = sum(e.rows for e in entries), sum(e.loaded for e in entries)
        many = len(entries) > MANY_FILES
        files = say("{n} files", n=len(entries)) if many else ", ".join(harmless(e.path) for e in entries)
        yield (
            harmless(table),
            (
                say("{n} rows read", n=count(rows)),
                say("{n} loaded", n=count(loaded)),
                say("{n} set aside", n=count(rows - loaded)),
                files,
            ),
        )


def _accounts(inputs: Sequence[Input], language: Language) -> Table:
    say = language.say
    counts = ("rows", "loaded", "duplicates", "excluded", "rejected")
    return Table(
        say("file"),
        (
            Column(say("table"), 8, right=False),
            Column(say("profile"), 9, right=False),
            *(Column(say(name), i) for i, name in enumerate(counts)),
        ),
        tuple(
            Row(
                harmless(entry.path),
                (
                    Cell(harmless(entry.table)),
                    Cell(harmless(entry.profile)),
                    *(Cell(language.count(getattr(entry, name))) for name in counts),
                ),
            )
            for entry in inputs
        ),
    )


def _definitions(runs: Sequence[MetricRun], language: Language) -> tuple[Pair, ...]:
    """The variant that made each number, where it isn't the default or there is something to say of it."""
    pairs: list[Pair] = []
    for run in runs:
        if run.variant != "default" or run.remarks:
            variant = run.metric.variants.get(run.variant)
            about = f": {language.say(variant.about)}" if variant and variant.about else ""
            remarks = (language.retell(remark, "definitions") for remark in run.remarks)
            pairs.append((harmless(run.metric.name), tuple(map(harmless, (f"{run.variant}{about}", *remarks)))))
    if pairs and len(pairs) < len(runs):
        pairs.append((language.say("all others"), ("default",)))
    return tuple(pairs)


def _unavailable(report: Report, language: Language) -> tuple[Pair, ...]:
    needs: dict[str, list[str]] = {}
    for entry in report.unavailable:
        needs.setdefault(harmless(language.retell(entry.needs)), []).append(harmless(entry.metric))
    return tuple((language.say("needs {columns}:", columns=column), tuple(names)) for column, names in needs.items())


def issue_table(issues: Sequence[Issue], language: Language = ENGLISH) -> Table:
    """The problems met, each where it was met first."""
    say = language.say
    columns = (
        Column(say("line"), 2),
        Column(say("column"), 2, right=False),
        Column(say("problem"), 1, right=False, aside=""),
        Column("n", 3),
        Column(say("for example"), 4, right=False),
    )
    rows = [
        Row(
            harmless(issue.path),
            (
                Cell("" if issue.line is None else str(issue.line)),
                Cell(harmless(issue.column or "")),
                Cell(harmless(issue.problem)),
                Cell(language.count(issue.n)),
                Cell(harmless(issue.example or "")),
            ),
        )
        for issue in issues
    ]
    return Table(say("Issues"), columns, tuple(rows))
