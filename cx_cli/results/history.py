"""What of a report is kept for later reports, and how does a report look with what was kept?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.labels import label_key
from cx_cli.periods import label_of, parse_label
from cx_cli.results.comparison import Compared
from cx_cli.results.result import Breakdown, Label, MetricRun, Report, Series
from cx_cli.results.rules import N

Labels = tuple[tuple[str, Label], ...]


@frozen
class Family:
    """Figures that stand in one line: the kind of period, the settings they hang on, and the columns beside it."""

    kind: str
    timezone: str
    clock: str
    where: str
    columns: tuple[str, ...]


@frozen
class Kept:
    """One value of one period. ``complete`` says that the data covered the period whole."""

    metric: str
    formula: str
    statistic: str | None
    labels: Labels
    period: str
    value: float
    n: float
    low: float
    high: float
    complete: bool


def family_of(report: Report, by: Sequence[str]) -> Family:
    told = report.settings
    columns = tuple(sorted(column for column in by if column != PERIOD))
    return Family(told.period, told.timezone, told.clock, told.where or "", columns)


def kept_of(report: Report) -> Iterator[tuple[Family, list[Kept]]]:
    """What every breakdown by period has; a slice without a value is not kept."""
    formulas = {run.metric.name: run.formula for run in report.metrics}
    for breakdown in report.breakdowns:
        if PERIOD in breakdown.by:
            yield family_of(report, breakdown.by), list(_kept(breakdown, formulas))


def with_history(report: Report, remembered: Callable[[Family, str], Iterable[Kept]]) -> Report:
    """The report with the periods before its first whole one as they were kept, where they were whole then.

    ``remembered`` is asked for what was kept of a family before a period. What the report's own data say of a period
    that they cover whole is never replaced, nor is anything but breakdowns by period; one without a whole period stays.
    """
    formulas = {run.metric.name: run.formula for run in report.metrics}

    def extended(breakdown: Breakdown) -> Breakdown:
        first = _first_whole(breakdown)
        if first is None:
            return breakdown
        kept = remembered(family_of(report, breakdown.by), first)
        older = [one for one in kept if one.complete and one.period < first and formulas.get(one.metric) == one.formula]
        return _extended(breakdown, older, first) if older else breakdown

    return replace(report, breakdowns=tuple(map(extended, report.breakdowns)))


def _first_whole(breakdown: Breakdown) -> str | None:
    if PERIOD not in breakdown.by:
        return None
    at = breakdown.by.index(PERIOD)
    slices = zip(breakdown.slices, breakdown.incomplete, strict=True)
    return min((labels[at] or "" for labels, incomplete in slices if not incomplete), default=None)


def find(kept: Iterable[Kept], run: MetricRun, statistic: str | None, labels: Labels, period: str) -> Compared | None:
    """The value of a slice in a period that was kept whole; of the statistic ``n`` the n beside any value."""
    wanted = {column: None if label is None else label_key(label) for column, label in labels}
    for one in kept:
        if (one.metric, one.formula, one.period, one.complete) != (run.metric.name, run.formula, period, True):
            continue
        mine = {column: None if label is None else label_key(label) for column, label in one.labels}
        if mine == wanted and statistic in (N, one.statistic):
            return Compared(one.n if statistic == N else one.value, one.n, period)
    return None


def _kept(breakdown: Breakdown, formulas: Mapping[str, str]) -> Iterator[Kept]:
    at = breakdown.by.index(PERIOD)
    columns = [column for column in breakdown.by if column != PERIOD]
    for series in breakdown.series:
        arrays = (series.values, series.n, series.low, series.high)
        rows = zip(series.where.tolist(), *(array.tolist() for array in arrays), strict=True)
        for place, value, n, low, high in rows:
            labels = breakdown.slices[place]
            period, others = labels[at], (*labels[:at], *labels[at + 1 :])
            if math.isfinite(value) and period is not None:
                yield Kept(
                    series.metric,
                    formulas[series.metric],
                    series.statistic,
                    tuple(sorted(zip(columns, others, strict=True))),
                    period,
                    *(value, n, low, high),
                    not breakdown.incomplete[place],
                )


def _extended(breakdown: Breakdown, older: Sequence[Kept], first: str) -> Breakdown:
    at = breakdown.by.index(PERIOD)
    replaced = {one.period for one in older}
    found: dict[tuple[str, str | None], dict[tuple[Label, ...], tuple[float, ...]]] = {}
    for series in breakdown.series:
        arrays = (series.values, series.n, series.low, series.high)
        rows = zip(series.where.tolist(), *(array.tolist() for array in arrays), strict=True)
        own = {breakdown.slices[place]: figures for place, *figures in rows}
        found[series.metric, series.statistic] = {
            labels: tuple(figures) for labels, figures in own.items() if labels[at] not in replaced
        }
    for one in older:
        if (one.metric, one.statistic) in found:
            place = {**dict(one.labels), PERIOD: one.period}
            labels = tuple(place[column] for column in breakdown.by)
            found[one.metric, one.statistic][labels] = (one.value, one.n, one.low, one.high)
    between = _between(min(replaced), first) if breakdown.by == (PERIOD,) else ()
    return _rebuilt(breakdown, found, at, replaced, between)


def _between(first: str, last: str) -> Iterator[str]:
    """Every period from one to the other: a gap in what was kept is a gap in a trend, not a step."""
    begin, end = parse_label(first), parse_label(last)
    if begin and end:
        yield from (label_of(begin[0], number) for number in range(begin[1], end[1]))


def _rebuilt(
    breakdown: Breakdown,
    found: Mapping[tuple[str, str | None], Mapping[tuple[Label, ...], tuple[float, ...]]],
    at: int,
    replaced: set[str],
    between: Iterable[str],
) -> Breakdown:
    """The breakdown of these figures, in order: a label stands where the report has it, a new one behind."""
    ranks: list[dict[Label, int]] = [{} for _ in breakdown.by]
    for labels in breakdown.slices:
        for rank, label in zip(ranks, labels, strict=True):
            rank.setdefault(label, len(rank))

    def order(labels: tuple[Label, ...]) -> list[tuple[bool, int, str]]:
        return [
            (label is None, 0 if place == at else ranks[place].get(label, 1 << 30), label_key(label or ""))
            for place, label in enumerate(labels)
        ]

    there: set[tuple[Label, ...]] = {labels for figures in found.values() for labels in figures}
    slices = sorted(there | {(period,) for period in between}, key=order)
    places = {labels: place for place, labels in enumerate(slices)}
    open_ = {
        labels
        for labels, incomplete in zip(breakdown.slices, breakdown.incomplete, strict=True)
        if incomplete and labels[at] not in replaced
    }
    series = []
    for (metric, statistic), figures in found.items():
        where = np.array([places[labels] for labels in figures], dtype=np.int64)
        arrays = np.array(list(figures.values()), dtype=np.float64).reshape(-1, 4)
        by_place = np.argsort(where)
        columns = (arrays[by_place, number] for number in range(4))
        series.append(Series(metric, statistic, where[by_place], *columns))
    return replace(
        breakdown,
        slices=tuple(slices),
        incomplete=tuple(labels in open_ for labels in slices),
        series=tuple(series),
    )
