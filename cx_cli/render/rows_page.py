"""How do the rows behind a number read, on a terminal or as plain text?"""

from __future__ import annotations

from collections.abc import Iterator

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Line, Row, Table, draw, hanging
from cx_cli.render.kpi_tables import INTERVAL, label_of
from cx_cli.render.kpis import FEW_MARK, NOTHING, few_told, kpis_of
from cx_cli.render.page import Pair, header_of, pairs_of
from cx_cli.render.safe import harmless
from cx_cli.results.listing import Listing
from cx_cli.results.row_cells import Cell as Value
from cx_cli.results.row_cells import Listed, said
from cx_cli.units import MISSING, format_duration, format_value

_TITLES = {"counted": "Counted", "not-counted": "Not counted", "hit": "Hit", "missed": "Missed"}


def plain(listing: Listing, language: Language = ENGLISH, *, quiet: bool = False) -> str:
    """The page in its natural width, each line ended by a newline."""
    lines = lines_of(listing, None, language, quiet=quiet)
    return "".join("".join(text for text, _ in line) + "\n" for line in lines)


def lines_of(
    listing: Listing, width: int | None, language: Language = ENGLISH, *, quiet: bool = False
) -> Iterator[Line]:
    """The lines of the page, none wider than ``width``; ``quiet`` is the table of rows only.

    Whatever the files hold, nothing that isn't :func:`~cx_cli.render.safe.harmless` leaves here.
    """
    for line in _lines(listing, width, language, quiet):
        yield tuple((harmless(text), tone) for text, tone in line)


def _lines(listing: Listing, width: int | None, language: Language, quiet: bool) -> Iterator[Line]:
    say = language.say
    if not quiet:
        yield from pairs_of((*header_of(listing.report, language), *_metric(listing, language)), width)
        yield ()
        values = _values(listing, language)
        yield from draw([values], width)[0]
        if any(cell.mark == FEW_MARK for row in values.rows for cell in row.cells):
            yield from pairs_of([(FEW_MARK, (few_told(listing.report.settings.min_n, language),))], width)
        yield ()
        if listing.reasons:
            yield from draw([_reasons(listing, language)], width)[0]
            yield ()
    if listing.rows:
        yield from draw([_table(listing, language)], width)[0]
    else:
        yield from hanging("", say("no such row"), width, tone="faint")
    if len(listing.rows) < listing.n_rows:
        more = say(
            "{n} of {all} rows; all with --limit 0, or in a file: -o rows.csv",
            n=language.count(len(listing.rows)),
            all=language.count(listing.n_rows),
        )
        yield ()
        yield from hanging("", more, width, tone="faint")


def _metric(listing: Listing, language: Language) -> Iterator[Pair]:
    run, counts, say, count = listing.run, listing.counts, language.say, language.count
    where = say(" where {condition}", condition=run.metric.where) if run.metric.where else ""
    formula = say(
        "= {formula} of {table} by {instant}", formula=run.formula, table=run.metric.facts, instant=run.metric.at
    )
    yield run.metric.name, (f"{say(run.metric.title)} {formula}{where}",)
    if run.variant != "default":
        yield say("variant"), (run.variant,)
    labels = tuple(f"{column} {label_of((label,), language)}" for column, label in listing.slice.items())
    yield say("slice"), labels or (say("whole of the data"),)
    hits: tuple[str, ...] = ()
    if counts.hit is not None and counts.missed is not None:
        hits = (say("{n} hit", n=count(counts.hit)), say("{n} missed", n=count(counts.missed)))
    yield (
        f"{run.metric.facts}",
        (
            say("{n} counted", n=count(counts.counted)),
            *hits,
            say("{n} not counted", n=count(counts.not_counted)),
            *([say("{n} not asked about", n=count(counts.elsewhere))] if counts.elsewhere else []),
        ),
    )


def _values(listing: Listing, language: Language) -> Table:
    """The figures of the report in the slice, with n and interval, greyed and marked where few rows stand behind."""
    report, labels, say = listing.report, tuple(listing.slice.values()), language.say
    breakdown = next((one for one in report.breakdowns if one.by == tuple(listing.slice)), report.breakdowns[0])
    n = "n" if listing.n_of == "rows" else f"n: {listing.n_of}"
    rows = []
    for kpi in kpis_of(report, breakdown, language=language):
        for statistic in kpi.statistics:
            point = statistic.points.get(labels, NOTHING)
            cells = (
                kpi.value(point),
                kpi.interval(point),
                Cell(format_value(point.n, "number", language=language), "faint"),
            )
            rows.append(Row(say(statistic.name or "value"), cells))
    columns = (Column(say("value")), Column(say(INTERVAL)), Column(n))
    return Table(say(listing.run.metric.title), columns, tuple(rows))


def _reasons(listing: Listing, language: Language) -> Table:
    rows = tuple(Row(language.retell(text), (Cell(language.count(n)),)) for text, n in listing.reasons)
    return Table(language.say("why"), (Column(language.say("rows")),), rows)


def _table(listing: Listing, language: Language) -> Table:
    say = language.say
    weighted = any(row.n is not None and row.n != 1 for row in listing.rows if row.counted)
    others = [name for name in listing.columns if name != listing.run.metric.at]
    columns = (
        *(Column(name, 4, right=False) for name in listing.key[1:]),
        Column(say("line"), 3),
        Column(listing.run.metric.at, 2, right=False),
        *(Column(name, 5, right=False) for name in listing.by),
        *(Column(name, 6 + i) for i, name in enumerate(others)),
        *([Column("n", 1)] if weighted else []),
        Column(say("why"), 0, right=False, aside=""),
    )
    many = len({row.path for row in listing.rows}) > 1
    rows = tuple(Row(*_row(listing, row, others, many, weighted, language)) for row in listing.rows)
    title = f"{say(_TITLES[listing.show])}: {listing.key[0] if listing.key else say('row')}"
    return Table(title, columns, rows)


def _row(
    listing: Listing, row: Listed, others: list[str], many: bool, weighted: bool, language: Language
) -> tuple[str, tuple[Cell, ...]]:
    values = dict(zip(listing.columns, row.columns, strict=True))
    keys = [MISSING if cell is None else harmless(said(cell)) for cell in row.key] or [MISSING]
    line = "" if row.line is None else f"{harmless(row.path or '')}:{row.line}" if many else str(row.line)
    miss = language.say("misses: ") if row.missed and listing.show != "missed" else ""
    return keys[0], (
        *(Cell(text) for text in keys[1:]),
        Cell(line, "faint"),
        Cell(row.at or MISSING),
        *(Cell(label_of((label,), language)) for label in row.labels),
        *(Cell(_told(name, values[name], language)) for name in others),
        *([Cell("" if row.n is None else said(row.n))] if weighted else []),
        Cell(miss + harmless(_reason(row, language))),
    )


def _reason(row: Listed, language: Language) -> str:
    """Why the row is where it is; the values that belong to the reason follow it as they are."""
    reason, colon, values = (row.reason or "").partition(": ")
    told = language.retell(row.reason or "")
    return told if told != row.reason or not colon else f"{language.retell(reason)}: {values}"


def _told(name: str, value: Value, language: Language) -> str:
    """A cell for a reader: durations in their own words, a dash for what there is not."""
    if value is None:
        return MISSING
    if isinstance(value, float) and name.endswith("_seconds"):
        return format_duration(value, language=language)
    return harmless(said(value))
