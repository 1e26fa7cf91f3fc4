"""Which rows does a page list: the oldest that are open, and the newest whole period's broken promises?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.feed import Feed
from cx_cli.results.listing import Listing, list_rows
from cx_cli.results.request import Request
from cx_cli.results.result import NamedRows, Report
from cx_cli.results.row_cells import said
from cx_cli.units import MISSING

MOST = 20
BACKLOG = "backlog"
_PROMISES = ("sla_first_reply", "sla_resolution")


def with_named_rows(report: Report, feeds: Sequence[Feed], request: Request) -> Report:
    """The report with its rows. The files are read again, so this is for small ones."""
    there = {run.metric.name for run in report.metrics}
    chosen = {metric.name: (metric, variant) for metric, variant in request.metrics if metric.name in there}
    request = replace(request, further=(), by=())
    found: list[NamedRows] = []
    if BACKLOG in chosen and chosen[BACKLOG][1] == "default":
        found.append(_named(list_rows(feeds, request, *chosen[BACKLOG], {}, limit=MOST), None))
    latest = _newest_whole(report)
    for name in _PROMISES if latest is not None else ():
        if name in chosen and _has_value(report, name, str(latest)):
            slice = {PERIOD: str(latest)}
            missed = list_rows(feeds, request, *chosen[name], slice, show="missed", limit=MOST)
            found.append(_named(missed, latest))
    return replace(report, named=tuple(one for one in found if one.rows))


def _named(listing: Listing, period: str | None) -> NamedRows:
    metric = listing.run.metric
    more = tuple(name for name in ("done_at",) if name in listing.columns)
    places = [listing.columns.index(name) for name in more]
    rows = tuple(
        (
            *(MISSING if cell is None else said(cell) for cell in (*row.key[:1], row.at)),
            *(MISSING if (cell := row.columns[place]) is None else said(cell) for place in places),
            MISSING if row.path is None else row.path if row.line is None else f"{row.path}:{row.line}",
        )
        for row in listing.rows
    )
    told = listing.report.settings
    ends = min((_second(instant) for instant in (told.as_of, told.until) if instant is not None), default=None)
    until = [_second(cells[2]) if more and cells[2] != MISSING else ends for cells in rows]
    seconds = tuple(_between(cells[1], end) for cells, end in zip(rows, until, strict=True))
    return NamedRows(metric.name, period, listing.n_rows, (metric.at, *more), rows, seconds)


def _second(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def _between(begin: str, end: int | None) -> float:
    return math.nan if end is None or begin == MISSING else float(max(end - _second(begin), 0))


def _newest_whole(report: Report) -> str | None:
    for breakdown in report.breakdowns:
        if breakdown.by == (PERIOD,):
            pairs = zip(breakdown.slices, breakdown.incomplete, strict=True)
            return max((labels[0] for labels, incomplete in pairs if labels[0] and not incomplete), default=None)
    return None


def _has_value(report: Report, metric: str, period: str) -> bool:
    """Whether the metric has rows in the period, so that there is a slice to list."""
    for breakdown, series in report.series(metric, None):
        if breakdown.by == (PERIOD,):
            rows = zip(series.where.tolist(), series.n.tolist(), strict=True)
            return any(n > 0 for at, n in rows if breakdown.slices[at] == (period,))
    return False
