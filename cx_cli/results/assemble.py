"""Which slices stand in the report, in which order, and with which values?"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.slices import NO_PERIOD, PERIOD, Grouping
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.rows import Ints
from cx_cli.results.clocked import calendars_of_curves
from cx_cli.results.open_ages import open_ages
from cx_cli.results.reading import Horizon, Reader
from cx_cli.results.request import Request, Run
from cx_cli.results.result import Breakdown, Series
from cx_cli.results.rollup import RollUp, Target, slice_names, target_of


def assemble(
    tally: Tally, groupings: Sequence[Grouping], request: Request, runs: Sequence[Run], as_of: int | None
) -> tuple[Breakdown, ...]:
    """The breakdowns, the whole of the data first."""
    horizon = horizon_of(tally, request, runs, as_of)

    def breakdown(grouping: Grouping) -> Breakdown:
        return _breakdown(tally, grouping, request, runs, as_of, horizon)

    with ThreadPoolExecutor(2, thread_name_prefix="cx-sort") as pool:  # sorting leaves Python's lock free
        found = tuple(pool.map(breakdown, groupings[::-1]))[::-1]  # the whole is soonest done, and fills the gap
    asked = {grouping.by for grouping in groupings}
    more = open_ages(tally, runs, horizon) if request.further else ()
    return (*found, *(one for one in more if one.by not in asked))


def horizon_of(tally: Tally, request: Request, runs: Sequence[Run], as_of: int | None) -> Horizon:
    """Where the data begin and end; without any dated row, nowhere."""
    calendar = tally.calendar
    mains = {(run.formula.facts, run.formula.at) for run in runs if run.formula.at != "due_at"}
    # customers may have come years before the first ticket of the export
    dated = {key: second for key, second in tally.earliest.items() if key[0] != "customers"} or tally.earliest
    known = [second for key, second in dated.items() if key in mains] or list(dated.values())
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
    tally: Tally, grouping: Grouping, request: Request, runs: Sequence[Run], as_of: int | None, horizon: Horizon
) -> Breakdown:
    reader = Reader(RollUp(tally, grouping), horizon, calendars_of_curves([run.shown for run in runs], request.clocks))
    runs = [run for run in runs if not grouping.metrics or run.shown.metric.name in grouping.metrics]
    targets = {run.formula.facts: reader.target(run.formula.facts) for run in runs}
    ordered = _ordered(list(targets.values()), grouping)
    placed = {facts: ordered.placed(target) for facts, target in targets.items()}
    calendar = tally.calendar
    periods = set(ordered.periods.tolist()) - {NO_PERIOD} if grouping.dated else set()
    labels = {period: calendar.label(period) for period in periods}
    names = reader.rollup.names or [()]
    labelled = bool(grouping.columns)
    slices = tuple(
        slice_names(names[group] if labelled else (), labels.get(period), grouping.by)
        for group, period in zip(ordered.groups.tolist(), ordered.periods.tolist(), strict=True)
    )
    unfinished = open_periods(calendar, periods, request, as_of, horizon)
    series = [
        _series(reader, run, statistic, targets[run.formula.facts], placed[run.formula.facts])
        for run in runs
        if not (grouping.dated and run.formula.what() == "bg_nbd")  # it needs the whole history of a customer
        if not grouping.by
        or (set(run.formula.across_columns()) <= set(grouping.by) and run.shown.metric.is_said_by(grouping.by))
        for statistic in run.shown.statistics
    ]
    incomplete = tuple(period in unfinished for period in ordered.periods.tolist())
    return Breakdown(grouping.by, slices, incomplete, tuple(series), further=bool(grouping.metrics))


@frozen
class _Ordered:
    """The slices in the order of the report, and the place there of each slice of their union."""

    groups: Ints
    periods: Ints
    union: Target
    places: Ints

    def placed(self, target: Target) -> tuple[Ints, Ints]:
        """The places of the target's slices in ascending order, and which slice each is of."""
        where = self.places[self.union.places(target.groups, target.periods)]
        order = np.argsort(where)
        return where[order], order


def _ordered(targets: Sequence[Target], grouping: Grouping) -> _Ordered:
    """Every slice of any fact table, in the order of ``by``; groups are numbered in the order of their labels."""
    empty = np.empty(0, dtype=np.int64)
    union = target_of(
        np.concatenate([*(target.groups for target in targets), empty]),
        np.concatenate([*(target.periods for target in targets), empty]),
    )
    by_label = grouping.dated and grouping.by[0] != PERIOD
    order = np.lexsort((union.periods, union.groups)) if by_label else np.arange(len(union))
    places = np.empty(len(union), dtype=np.int64)
    places[order] = np.arange(len(union))
    return _Ordered(union.groups[order], union.periods[order], union, places)


def open_periods(
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


def _series(reader: Reader, run: Run, statistic: str | None, target: Target, placed: tuple[Ints, Ints]) -> Series:
    figures = reader.read(run.formula, run.shown.metric, statistic, target)
    where, order = placed
    return Series(
        run.shown.metric.name,
        statistic,
        where,
        figures.values[order],
        figures.n[order],
        figures.low[order],
        figures.high[order],
    )
