"""What stands on the page of a comparison: what changed, why, and which days don't fit?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cx_cli.language import ENGLISH, Language
from cx_cli.render.driver_tables import driver_tables, paradoxes, signed, title_of
from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.kpis import FEW_MARK
from cx_cli.render.legend import legend_of
from cx_cli.render.page import Page, Pair, Section, header_of, issue_table
from cx_cli.render.safe import harmless
from cx_cli.results.anomalies import LEAST_DAYS
from cx_cli.results.contrast import Anomaly, Change, Contrast, Drivers, Figure, Note, Side, note
from cx_cli.units import MISSING, format_change, format_value

CHANGE_INTERVAL = "95 % of the change"


def build(
    found: Contrast, *, named: frozenset[str] = frozenset(), verbose: bool = False, language: Language = ENGLISH
) -> Page:
    """The page. Drivers are shown of what moved by more than noise and of Simpson's paradox; of metrics that were
    ``named``, and when ``verbose``, always."""
    sections = [_changes(found, named, language)]
    shown = [one for one in found.drivers if verbose or one.measure.metric in named or _tells(one, found)]
    if shown or found.drivers:
        sections.append(_why(found, shown, language))
    if found.looked:
        sections.append(_odd_days(found, language))
    report = found.report
    header: tuple[Pair, ...] = header_of(report, language) if report else ()
    sides = tuple(
        (language.say(word), tuple(_told(side, language)))
        for word, side in (("newer", found.newer), ("older", found.older))
    )
    issues = issue_table(report.issues, language) if report and report.issues else None
    tables = [table for section in sections for table in section.tables]
    legend = [*legend_of(tables, [], found.min_n, language), *_legend(found, sections, language)]
    return Page((*header, *sides), None, tuple(sections), (), (), issues, tuple(legend), language)


def _told(side: Side, language: Language) -> Iterator[str]:
    yield harmless(side.label)
    if side.path is None and side.since and side.until:
        say = language.say("{since} to {until}, exclusive", since=harmless(side.since), until=harmless(side.until))
        yield say
    if side.whole is False:
        yield language.say("not covered whole")


def _tells(one: Drivers, found: Contrast) -> bool:
    moved = next(change for change in found.changes if change.measure == one.measure)
    return bool(one.paradox) or (moved.noise == "more than noise" and not moved.small)


def _changes(found: Contrast, named: frozenset[str], language: Language) -> Section:
    newer, older = _name(found.newer), _name(found.older)
    columns = (
        Column(newer, 0, aside=""),
        Column("n", 4, aside="n"),
        Column(older, 1),
        Column("n", 5, aside=f"{older} n"),
        Column(language.say("change"), 0),
        Column(language.say(CHANGE_INTERVAL), 2, aside="95 %"),
        Column(language.say("noise"), 0, right=False, aside=""),
    )
    rows = [Row(title_of(one.measure, language), _cells(one, found.min_n, language)) for one in found.changes]
    title = language.say("{newer} against {older}", newer=newer, older=older)
    notes = [harmless(note.told(language)) for note in (*found.notes, *_lacking(found, named, language))]
    if not rows:
        return Section(title, (), (*notes, language.say("No KPI has a value on either side.")))
    return Section(title, (Table("KPI", columns, tuple(rows)),), tuple(notes))


def _lacking(found: Contrast, named: frozenset[str], language: Language) -> Iterator[Note]:
    """Why a metric that was named is not there."""
    for one in found.report.unavailable if found.report else ():
        if one.metric in named:
            yield note("{kpi} can't be computed: it needs {column}.", kpi=one.metric, column=language.retell(one.needs))


def _name(side: Side) -> str:
    return harmless(side.label)


def _cells(one: Change, min_n: int, language: Language) -> tuple[Cell, ...]:
    measure, days = one.measure, one.measure.clock != "business"

    def value(figure: Figure) -> Cell:
        if figure.value is None:
            return Cell(MISSING, "faint")
        few = not measure.is_count and figure.n is not None and figure.n < min_n
        text = format_value(figure.value, measure.unit, days=days, language=language)
        return Cell(text, "faint" if few else "plain", FEW_MARK if few else "")

    def n(figure: Figure) -> Cell:
        known = figure.n is not None and not measure.is_count
        return Cell(format_value(figure.n or 0, "count", language=language) if known else "", "faint")

    change, interval = Cell(MISSING, "faint"), Cell("")
    if one.change is not None:
        told = format_change(one.change, measure.unit, measure.better, days=days, language=language)
        sure = one.noise == "more than noise" and not one.small
        tone = one.direction if sure and one.direction in ("better", "worse") else "plain" if sure else "faint"
        change = Cell(told, tone)  # type: ignore[arg-type]
    if one.low is not None and one.high is not None:
        ends = (signed(bound, measure, language) for bound in (one.low, one.high))
        interval = Cell(language.say("{low} to {high}", low=next(ends), high=next(ends)), "faint")
    noise = language.say(one.noise) if one.noise != "not known" else ""
    return value(one.newer), n(one.newer), value(one.older), n(one.older), change, interval, Cell(noise)


def _why(found: Contrast, shown: list[Drivers], language: Language) -> Section:
    notes = [*paradoxes(shown, language)]
    if not shown:
        notes.append(language.say("No rate or mean moved by more than noise; -v shows the drivers of all."))
    if any(one.measure.statistic not in (None, "mean") for one in found.changes):
        notes.append(language.say("Medians and percentiles have no parts that add up: drivers are of rates and means."))
    return Section(language.say("Why they moved"), driver_tables(shown, language), tuple(notes))


def _odd_days(found: Contrast, language: Language) -> Section:
    title = language.say("Days and weeks that don't fit")
    notes = [
        language.say(
            "{volume}: {n} whole days are too few to know a pattern by, {least} are needed.",
            volume=language.say(harmless(name)),
            n=n,
            least=LEAST_DAYS,
        )
        for name, n in found.looked.items()
        if n < LEAST_DAYS
    ]
    if not found.anomalies:
        enough = [language.say(harmless(name)) for name, n in found.looked.items() if n >= LEAST_DAYS]
        if enough:
            notes.append(language.say("{volume}: every day and week fits its weekday.", volume=", ".join(enough)))
        return Section(title, (), tuple(notes))
    columns = (
        Column("n"),
        Column(language.say("usual")),
        Column(language.say("score"), 2),
        Column(language.say("made of"), 3, right=False, aside=""),
        Column(language.say("rows"), 1, right=False, aside=""),
    )
    rows = [_odd(one, language) for one in found.anomalies]
    return Section(title, (Table(language.say("day or week"), columns, tuple(rows)),), tuple(notes))


def _odd(one: Anomaly, language: Language) -> Row:
    weekday = language.weekdays[date.fromisoformat(one.label).weekday()] if one.kind == "day" else ""
    made = ", ".join(
        language.say(
            "{column} {label}: {n}, usually {usual}",
            column=harmless(made.column),
            label=harmless(made.label) if made.label is not None else language.say("(none)"),
            n=made.n,
            usual=language.signs(f"{made.usual:.0f}"),
        )
        for made in one.made_of
    )
    cells = (
        Cell(format_value(one.n, "count", language=language)),
        Cell(language.signs(f"{one.usual:,.1f}".removesuffix(".0"))),
        Cell(language.signs(f"{one.score:+.1f}")),
        Cell(made),
        Cell(language.say(harmless(one.volume))),
    )
    return Row(f"{weekday} {one.label}".strip(), cells)


def _legend(found: Contrast, sections: list[Section], language: Language) -> Iterator[Pair]:
    if any(one.low is not None for one in found.changes):
        yield (
            language.say("noise"),
            (
                language.say(
                    "more than it: no 0 in the 95 % interval of the change; by chance alone that is so 1 time in 20"
                ),
            ),
        )
    if any(section.title == language.say("Why they moved") and section.tables for section in sections):
        yield language.say("mix"), (language.say("from what there is more or less of"),)
        yield (
            language.say("within"),
            (language.say("from what went otherwise inside the groups"),),
        )
    if found.anomalies:
        yield (
            language.say("score"),
            (language.say("usual deviations from the same weekday, or the weeks, around it; from 3.5 on"),),
        )
