"""How do the figures of two spans of the same files stand beside each other?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from cx_cli.errors import InputError
from cx_cli.facts.fact_table import iso
from cx_cli.facts.supply import supplies
from cx_cli.frozen import frozen
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.zones import Zone
from cx_cli.periods import a_year_before, first_day, label_of, parse_label
from cx_cli.results.anomalies import Volume, anomalies_of
from cx_cli.results.change import changes_of
from cx_cli.results.compute import compute
from cx_cli.results.contrast import Anomaly, Contrast, Drivers, Figure, Key, Measure, Note, Side, note
from cx_cli.results.drivers import drivers_of
from cx_cli.results.request import Request
from cx_cli.results.result import Breakdown, Label, Report, Series

COLUMNS = ("channel", "agent", "team", "priority", "type")
"""What changes are split by, where nobody says."""
_MADE_OF = ("channel", "type", "priority", "team")
_VOLUMES = {"tickets_created": "", "mentions": "", "pickup_rate": "Calls offered"}
"""Metrics whose n is how many rows came in, and a title where the metric's own doesn't say so."""


@frozen
class Span:
    """UTC seconds, ``until`` not in it, and how it is called."""

    since: int
    until: int
    label: str


@frozen
class Comparing:
    """``newer`` is None for the newest whole period; ``older`` a span, or the period before it or a year before it.

    ``columns`` are those to split changes by, None for the usual ones that are there.
    """

    request: Request
    newer: Span | None
    older: Span | Literal["previous", "last-year"]
    columns: tuple[str, ...] | None = None


def compare(feeds: Sequence[Feed], asked: Comparing) -> Contrast:
    """The two sides, what moved, why, and which days don't fit. Periods come from one reading, other spans from one
    each, the days from another."""
    columns = asked.columns if asked.columns is not None else _at_hand(feeds, asked.request, COLUMNS)
    if asked.newer is None:
        report = compute(feeds, _sliced(asked.request, columns, dated=True))
        newer, older = _periods(report, asked, columns)
    else:
        report = compute(feeds, _spanned(asked.request, asked.newer, columns))
        newer, older = _side_of_span(report, asked.newer, columns), None
    if older is None:
        assert isinstance(asked.older, Span)
        before = replace(asked.request, as_of=_as_of(report))
        older = _side_of_span(compute(feeds, _spanned(before, asked.older, columns)), asked.older, columns)
    measures, min_n = measures_of(report), report.settings.min_n
    changes = changes_of(measures, older, newer, min_n)
    drivers = tuple(drivers_of(changes, older, newer, columns, min_n))
    anomalies, looked = _anomalies(feeds, replace(asked.request, as_of=_as_of(report)), (older, newer))
    return Contrast(
        older,
        newer,
        changes,
        drivers,
        min_n,
        anomalies,
        looked,
        (*_notes(older, newer), *unsplit(asked.columns or (), drivers)),
        replace(report, settings=replace(report.settings, since=None, until=None, period=asked.request.period)),
    )


def measures_of(report: Report) -> tuple[Measure, ...]:
    """Every metric and statistic that has a value by period, in the report's order: not what is of one group or of
    all time only."""
    dated = {(series.metric, series.statistic) for series in _all(report, (PERIOD,))}
    return tuple(
        Measure(
            run.metric.name,
            statistic,
            run.metric.title,
            run.metric.unit,
            run.metric.better,
            run.formula,
            run.variant,
            run.clock,
            run.metric.unit == "count" or run.per_day,
        )
        for run in report.metrics
        for statistic in run.statistics
        if (run.metric.name, statistic) in dated
    )


def _at_hand(feeds: Sequence[Feed], request: Request, columns: Sequence[str]) -> tuple[str, ...]:
    there = frozenset().union(*(s.at_hand() for s in supplies(feeds, request.clocks, request.policies).values()))
    return tuple(column for column in columns if column in there)


def _sliced(request: Request, columns: Sequence[str], *, dated: bool) -> Request:
    alone = tuple((PERIOD, column) if dated else (column,) for column in columns)
    return replace(request, by=((PERIOD,), *alone))


def _spanned(request: Request, span: Span, columns: Sequence[str]) -> Request:
    """By days as well, which tell whether the data cover the span."""
    return replace(_sliced(request, columns, dated=False), since=span.since, until=span.until, period="day")


def _as_of(report: Report) -> int | None:
    return None if report.settings.as_of is None else _second(report.settings.as_of)


def _second(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def _periods(report: Report, asked: Comparing, columns: Sequence[str]) -> tuple[Side, Side | None]:
    """The newest period that the data cover whole, and the one to compare it with where that is a period."""
    dated = _breakdown(report, (PERIOD,))
    whole = {labels[0]: not open_ for labels, open_ in zip(dated.slices, dated.incomplete, strict=True)}
    kind, period = asked.request.period, max((name for name, full in whole.items() if name and full), default=None)
    if period is None and not report.metrics and report.unavailable:
        one = report.unavailable[0]
        raise InputError(
            f"{one.metric} can't be computed from these files: it needs {one.needs}",
            slug="not-computed",
            facts=[("also not", ", ".join(other.metric for other in report.unavailable[1:6]))][
                : len(report.unavailable) - 1
            ],
            fix=f"cx metrics {one.metric}",
        )
    if period is None:
        raise InputError(
            f"the data cover no {kind} whole, so there is none to compare",
            slug="no-span",
            facts=[("they have", ", ".join(sorted(name for name in whole if name)[:4]) or "no dates")],
            fix="--period day" if kind != "day" else "--since 2026-03-01 --until 2026-03-15",
        )
    newer = _side_of_period(report, period, columns, whole=True)
    if isinstance(asked.older, Span):
        return newer, None
    known = parse_label(period)
    assert known is not None
    number = known[1] - 1 if asked.older == "previous" else a_year_before(*known)
    before = None if number is None else label_of(known[0], number)
    if before is None or before not in whole:
        raise InputError(
            f"the data have no {before or 'such period a year earlier'} to compare {period} with",
            slug="no-span",
            facts=[("they begin in", min(name for name in whole if name))],
            fix="--period week" if kind != "week" else "--against 2026-03-01..2026-03-15",
        )
    return newer, _side_of_period(report, before, columns, whole=whole[before])


def _side_of_period(report: Report, period: str, columns: Sequence[str], *, whole: bool) -> Side:
    kind_of = parse_label(period)
    assert kind_of is not None
    calendar = Calendar(Zone(report.settings.timezone), kind_of[0])
    since, until = (calendar.start_of_day(day) for day in calendar.days(kind_of[1]))
    totals = {(s.metric, s.statistic): _figures(s, _breakdown(report, (PERIOD,))) for s in _all(report, (PERIOD,))}
    figures = {key: found[(period,)] for key, found in totals.items() if (period,) in found}
    groups = {column: _grouped(report, (PERIOD, column), period) for column in columns}
    return Side(period, figures, groups, iso(since), iso(until), whole)


def _side_of_span(report: Report, span: Span, columns: Sequence[str]) -> Side:
    figures = {(s.metric, s.statistic): _figures(s, report.breakdowns[0]).get((), Figure()) for s in _all(report, ())}
    groups = {column: _grouped(report, (column,), None) for column in columns}
    calendar, days = Calendar(Zone(report.settings.timezone), "day"), _breakdown(report, (PERIOD,))
    full = {labels[0] for labels, open_ in zip(days.slices, days.incomplete, strict=True) if not open_}
    ends = label_of("day", calendar.day_of(span.since)), label_of("day", calendar.day_of(span.until - 1))
    return Side(span.label, figures, groups, iso(span.since), iso(span.until), full.issuperset(ends))


def _grouped(report: Report, by: tuple[str, ...], period: str | None) -> Mapping[Key, Mapping[Label, Figure]]:
    breakdown = _breakdown(report, by)
    return {
        (s.metric, s.statistic): {
            labels[-1]: figure
            for labels, figure in _figures(s, breakdown).items()
            if period is None or labels[0] == period
        }
        for s in breakdown.series
        if s.statistic in (None, "mean")
    }


def _breakdown(report: Report, by: tuple[str, ...]) -> Breakdown:
    return next(one for one in report.breakdowns if one.by == by)


def _all(report: Report, by: tuple[str, ...]) -> tuple[Series, ...]:
    return _breakdown(report, by).series


def _figures(series: Series, breakdown: Breakdown) -> dict[tuple[Label, ...], Figure]:
    arrays = (series.values, series.n, series.low, series.high)
    rows = zip(series.where.tolist(), *(array.tolist() for array in arrays), strict=True)
    return {breakdown.slices[where]: Figure(*map(_known, numbers)) for where, *numbers in rows}


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _anomalies(
    feeds: Sequence[Feed], request: Request, sides: tuple[Side, Side]
) -> tuple[tuple[Anomaly, ...], dict[str, int]]:
    """The days and weeks of the two spans that don't fit, looked at among all days of the data."""
    metrics = tuple((metric, "default") for metric, _ in request.metrics if metric.name in _VOLUMES)
    if not metrics:
        return (), {}
    columns = _at_hand(feeds, request, _MADE_OF)
    plain = replace(request, metrics=metrics, since=None, until=None, period="day")
    report = compute(feeds, _sliced(plain, columns, dated=True))
    found: list[Anomaly] = []
    looked: dict[str, int] = {}
    for run in report.metrics:
        volume = _volume(report, run.metric.name, _VOLUMES[run.metric.name] or run.metric.title, columns)
        looked[volume.title] = len(volume.days)
        found += [one for one in anomalies_of(volume) if any(_inside(one, side, request.timezone) for side in sides)]
    return tuple(found), looked


def _volume(report: Report, metric: str, title: str, columns: Sequence[str]) -> Volume:
    whole = _breakdown(report, (PERIOD,))
    full = {labels[0] for labels, open_ in zip(whole.slices, whole.incomplete, strict=True) if labels[0] and not open_}
    numbers = {label: found[1] for label in full if label and (found := parse_label(label))}

    def days(by: tuple[str, ...]) -> Iterator[tuple[Label, int, float]]:
        breakdown = _breakdown(report, by)
        for series in breakdown.series:
            if series.metric == metric:
                for labels, figure in _figures(series, breakdown).items():
                    if labels[0] in numbers:
                        yield labels[-1], numbers[labels[0]], figure.n or 0.0

    groups: dict[str, dict[Label, dict[int, float]]] = {}
    for column in columns:
        for label, day, n in days((PERIOD, column)):
            groups.setdefault(column, {}).setdefault(label, {})[day] = n
    return Volume(title, {day: n for _, day, n in days((PERIOD,))}, groups)


def _inside(anomaly: Anomaly, side: Side, timezone: str) -> bool:
    """Whether the day, or the first day of the week, is in the span."""
    known, calendar = parse_label(anomaly.label), Calendar(Zone(timezone), "day")
    assert known is not None
    assert side.since is not None
    assert side.until is not None
    return calendar.day_of(_second(side.since)) <= first_day(*known) <= calendar.day_of(_second(side.until) - 1)


def _notes(older: Side, newer: Side) -> Iterator[Note]:
    for side in (older, newer):
        if side.whole is False:
            yield note("The data don't cover {span} whole.", span=side.label)


def unsplit(columns: Sequence[str], drivers: Sequence[Drivers]) -> Iterator[Note]:
    """Says of which columns that were asked for nothing has come."""
    for column in columns:
        if not any(one.column == column for one in drivers):
            yield note(
                "No change is split by {column}: it has one label, or rows have several of it, or nothing moved.",
                column=column,
            )
