"""Which slices stand in the report, in which order, and with which values?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.slices import PERIOD, Grouping
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.labels import label_key
from cx_cli.results.reading import Horizon, Reader, Target
from cx_cli.results.request import Request, Run
from cx_cli.results.result import Breakdown, Label, Series

Pair = tuple[int, int]


def assemble(tally: Tally, request: Request, runs: Sequence[Run], as_of: int | None) -> tuple[Breakdown, ...]:
    """The breakdowns, the whole of the data first."""
    horizon = horizon_of(tally, request, runs, as_of)
    reader = Reader(tally, horizon)
    return tuple(_breakdown(reader, grouping, request, runs, as_of) for grouping in tally.groupings)


def horizon_of(tally: Tally, request: Request, runs: Sequence[Run], as_of: int | None) -> Horizon:
    """Where the data begin and end; without any dated row, nowhere."""
    calendar = tally.calendar
    mains = {(run.formula.facts, run.formula.at) for run in runs if run.formula.at != "due_at"}
    known = [second for key, second in tally.earliest.items() if key in mains] or list(tally.earliest.values())
    if as_of is None or not known:
        return Horizon(0, -1, 0, 0, as_of or 0)
    begins = max(min(known), request.since or min(known))
    ends_at = min(as_of, request.until) if request.until is not None else as_of
    newest = as_of if request.until is None else min(request.until - 1, as_of)
    starts_on = calendar.day_of(begins)
    return Horizon(
        first=calendar.period_at(begins),
        last=calendar.period_at(max(newest, begins)),
        starts_on=starts_on,
        ends_before=max(calendar.day_of(newest) + 1, starts_on),
        ends_at=ends_at,
    )


def _breakdown(
    reader: Reader, grouping: Grouping, request: Request, runs: Sequence[Run], as_of: int | None
) -> Breakdown:
    facts = dict.fromkeys(run.formula.facts for run in runs)
    targets = {name: reader.target(name, grouping) for name in facts}
    labels = reader.tally.groups[grouping].label_tuples() or [tuple(None for _ in grouping.columns)]
    ordered, places = _ordered(targets.values(), labels, grouping)
    calendar = reader.tally.calendar
    period_names = {period: calendar.label(period) for period in {period for _, period in ordered}}
    at = grouping.by.index(PERIOD) if grouping.dated else -1
    slices = tuple(_labels(labels[group], period_names[period], at) for group, period in ordered)
    open_periods = _incomplete(calendar, {period for _, period in ordered}, request, as_of, reader.horizon)
    series = [
        _series(reader, run, statistic, targets[run.formula.facts], places)
        for run in runs
        if set(run.formula.across_columns()) <= set(grouping.by) or not grouping.by
        for statistic in run.shown.statistics
    ]
    incomplete = tuple(grouping.dated and period in open_periods for _, period in ordered)
    return Breakdown(grouping.by, slices, incomplete, tuple(series))


def _ordered(
    targets: object, labels: Sequence[tuple[Label, ...]], grouping: Grouping
) -> tuple[list[Pair], Mapping[Pair, int]]:
    """Every slice of any fact table, in the order of ``by``; a missing label comes last."""
    pairs = {
        pair
        for target in targets  # type: ignore[attr-defined]
        for pair in zip(target.groups.tolist(), target.periods.tolist(), strict=True)
    }
    place = grouping.by.index(PERIOD) if grouping.dated else 0
    ranks = [tuple((name is None, label_key(name or ""), name or "") for name in names) for names in labels]

    def rank(pair: Pair) -> tuple[object, ...]:
        names = ranks[pair[0]]
        return (*names[:place], (pair[1],), *names[place:])

    ordered = sorted(pairs, key=rank)
    return ordered, {pair: number for number, pair in enumerate(ordered)}


def _labels(names: tuple[Label, ...], period: str, place: int) -> tuple[Label, ...]:
    return names if place < 0 else (*names[:place], period, *names[place:])


def _incomplete(
    calendar: Calendar, periods: set[int], request: Request, as_of: int | None, horizon: Horizon
) -> set[int]:
    """The periods that the data, or what was asked of them, do not cover whole."""
    found = set()
    for period in periods:
        begins, over = calendar.days(period)
        end = calendar.start_of_day(over)
        whole = as_of is not None and end <= as_of + 1 and begins >= horizon.starts_on
        if request.since is not None and calendar.start_of_day(begins) < request.since:
            whole = False
        if request.until is not None and end > request.until:
            whole = False
        if not whole:
            found.add(period)
    return found


def _series(reader: Reader, run: Run, statistic: str | None, target: Target, places: Mapping[Pair, int]) -> Series:
    figures = reader.read(run.formula, run.shown.metric, statistic, target)
    pairs = zip(target.groups.tolist(), target.periods.tolist(), strict=True)
    where = np.array([places[pair] for pair in pairs], dtype=np.int64)
    order = np.argsort(where)
    return Series(
        run.shown.metric.name,
        statistic,
        where[order],
        figures.values[order],
        figures.n[order],
        figures.low[order],
        figures.high[order],
    )
