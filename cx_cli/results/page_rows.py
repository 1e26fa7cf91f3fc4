"""Which rows does a page list: the oldest that are open, and the newest whole period's broken promises?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from cx_cli.facts.fact_table import iso
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.places import lines_of
from cx_cli.normalise.rows import SOMETIME, Ints
from cx_cli.periods import parse_label
from cx_cli.results.keeping import OPEN, PROMISES, Keeper, Kept
from cx_cli.results.result import MetricRun, NamedRows, Report
from cx_cli.units import MISSING

BACKLOG = "backlog"
_FORMULAS = ("stock(created_at, resolved_at)", "count(met) / count(decided)")
"""The definitions whose rows are kept."""


def with_named_rows(report: Report, feeds: Sequence[Feed], keeper: Keeper, *, lines: bool) -> Report:
    """The report with the rows that were kept of its files; ``lines`` says where they stand, by another look at those.

    The first of a kind are named; where they could not be kept, there is their number only.
    """
    latest = _newest_whole(report)
    period = parse_label(latest)[1] if latest and parse_label(latest) else None  # type: ignore[index]
    found = []
    for run in report.metrics:
        name = run.metric.name
        if run.formula not in _FORMULAS or (name != BACKLOG and (name not in PROMISES or period is None)):
            continue
        key = (OPEN, 0) if name == BACKLOG else (PROMISES[name], period or 0)
        kept = keeper.kept.get(key)
        if kept is not None:
            known = name == BACKLOG or keeper.complete
            named = _named(run, None if name == BACKLOG else latest, kept, report, feeds, lines=lines)
            found.append(named if known else replace(named, rows=(), seconds=()))
    return replace(report, named=tuple(found))


def _named(
    run: MetricRun, period: str | None, kept: Kept, report: Report, feeds: Sequence[Feed], *, lines: bool
) -> NamedRows:
    told = report.settings
    ends = min((_second(instant) for instant in (told.as_of, told.until) if instant is not None), default=None)
    dated = period is not None
    where = _places(kept.places, feeds, lines=lines)
    rows, seconds = [], []
    for row_id, at, done, place in zip(kept.ids, kept.at.tolist(), kept.done.tolist(), where, strict=True):
        is_done = dated and done > SOMETIME
        rows.append((row_id or MISSING, iso(at), *([iso(done) if is_done else MISSING] if dated else []), place))
        end = done if is_done else ends
        seconds.append(math.nan if end is None else float(max(end - at, 0)))
    columns = (run.metric.at, *(("done_at",) if dated else ()))
    return NamedRows(run.metric.name, period, kept.n, columns, tuple(rows), tuple(seconds), lined=lines)


def _places(places: Ints, feeds: Sequence[Feed], *, lines: bool) -> list[str]:
    """The file of each place, with the line where that is wanted."""
    found = [MISSING] * len(places)
    for feed in feeds:
        here = np.flatnonzero(places >> 56 == feed.number)
        numbers = lines_of(feed, places[here]).tolist() if lines and len(here) else [None] * len(here)
        for row, line in zip(here.tolist(), numbers, strict=True):
            found[row] = feed.path if line is None else f"{feed.path}:{line}"
    return found


def _second(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def _newest_whole(report: Report) -> str | None:
    for breakdown in report.breakdowns:
        if breakdown.by == (PERIOD,):
            pairs = zip(breakdown.slices, breakdown.incomplete, strict=True)
            return max((labels[0] for labels, incomplete in pairs if labels[0] and not incomplete), default=None)
    return None
