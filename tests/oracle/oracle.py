"""What does every KPI come to, slice by slice, by the letter of the catalogue and in plain Python?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.oracle import calendar_periods as periods
from tests.oracle import statistics_by_hand as stats
from tests.oracle.reading import Fact, Facts

Slice = tuple[tuple[str, str | None], ...]
WHOLE: Slice = ()
Condition = Callable[[Fact], Any]
THRESHOLD_SECONDS, SHORT_SECONDS = 60, 5


@dataclass(frozen=True)
class View:
    as_of: float
    by: tuple[str, ...] = ()
    period: str = "month"
    zone: str = "UTC"
    since: date | None = None
    until: date | None = None
    statistics: tuple[str, ...] = ("mean", "median", "p90")

    @property
    def since_at(self) -> float | None:
        return None if self.since is None else periods.midnight(self.since, self.zone)

    @property
    def until_at(self) -> float | None:
        return None if self.until is None else periods.midnight(self.until, self.zone)


@dataclass(frozen=True)
class Cell:
    value: float | None
    n: float | None
    """None where the catalogue doesn't say what is counted."""
    interval: stats.Interval | None = None
    """None where the catalogue names no formula for one."""


Cells = dict[tuple[str | None, Slice], Cell]
"""(statistic, slice) -> cell."""
Kpi = Callable[[Facts, View], Cells]


def within(instant: float | None, view: View) -> bool:
    if instant is None or (view.since_at is not None and instant < view.since_at):
        return False
    return view.until_at is None or instant < view.until_at


def slice_of(row: Fact, instant: float, view: View) -> Slice:
    label = periods.span_of(instant, view.period, view.zone).label if "period" in view.by else None
    return tuple((column, label if column == "period" else row.get(column)) for column in view.by)


def sliced(rows: Iterable[Fact], at: str, view: View) -> dict[Slice, list[Fact]]:
    """The population by slice: the rows that have their date, inside since and until; the whole always."""
    slices: dict[Slice, list[Fact]] = {WHOLE: []}
    for row in rows:
        if within(row.get(at), view):
            slices[WHOLE].append(row)
            if view.by:
                slices.setdefault(slice_of(row, row[at], view), []).append(row)
    return slices


def n_true(rows: list[Fact], condition: Condition) -> int:
    return sum(1 for row in rows if condition(row))


def ratio(numerator: float, n: float, factor: float = 1) -> Cell:
    return Cell(factor * numerator / n if n else None, n)


def share_cell(k: int, n: int) -> Cell:
    return Cell(100 * k / n, n, stats.wilson(k, n)) if n else Cell(None, 0)


def everything(_: Fact) -> bool:
    return True


def counted(table: str, at: str) -> Kpi:
    def kpi(facts: Facts, view: View) -> Cells:
        slices = sliced(getattr(facts, table), at, view)
        return {(None, key): Cell(len(rows), len(rows)) for key, rows in slices.items()}

    return kpi


def share(
    table: str, at: str, numerator: Condition, denominator: Condition = everything, where: Condition = everything
) -> Kpi:
    def kpi(facts: Facts, view: View) -> Cells:
        slices = sliced(filter(where, getattr(facts, table)), at, view)
        return {
            (None, key): share_cell(n_true(rows, numerator), n_true(rows, denominator)) for key, rows in slices.items()
        }

    return kpi


def total_per(table: str, at: str, x: Condition, denominator: Condition = everything) -> Kpi:
    def kpi(facts: Facts, view: View) -> Cells:
        cells: Cells = {}
        for key, rows in sliced(getattr(facts, table), at, view).items():
            known = [value for value in map(x, rows) if value is not None]
            cells[None, key] = ratio(sum(known), n_true(rows, denominator))
        return cells

    return kpi


def spread(values: list[float], statistics: tuple[str, ...]) -> dict[str, Cell]:
    """The statistics of a sample: mean, median, min, max, pNN."""
    if not values:
        return dict.fromkeys(statistics, Cell(None, 0))
    shares = {"min": 0.0, "median": 0.5, "max": 1.0}
    return {
        name: Cell(stats.mean(values), len(values), stats.normal(values))
        if name == "mean"
        else Cell(stats.percentile(values, shares[name] if name in shares else int(name[1:]) / 100), len(values))
        for name in statistics
    }


def distribution(table: str, at: str, x: Condition, condition: Condition = everything) -> Kpi:
    def kpi(facts: Facts, view: View) -> Cells:
        cells: Cells = {}
        for key, rows in sliced(getattr(facts, table), at, view).items():
            values = [x(row) for row in rows if condition(row) and x(row) is not None]
            cells |= {(statistic, key): cell for statistic, cell in spread(values, view.statistics).items()}
        return cells

    return kpi


def between(start: str, end: str) -> Callable[[Fact], float | None]:
    """The seconds between two instants; none where one is missing, they are the wrong way round or after as_of."""

    def seconds(row: Fact) -> float | None:
        if row.get(start) is None or row.get(end) is None:
            return None
        return float(row[end] - row[start]) if row[start] <= row[end] <= row["as_of"] else None

    return seconds


def is_(name: str) -> Condition:
    return lambda row: row.get(name) is True


def known(name: str) -> Condition:
    return lambda row: row.get(name) is not None


def at_most(name: str, limit: float) -> Condition:
    return lambda row: row.get(name) is not None and row[name] <= limit


def both(*conditions: Condition) -> Condition:
    return lambda row: all(condition(row) for condition in conditions)


def either(*conditions: Condition) -> Condition:
    return lambda row: any(condition(row) for condition in conditions)


def without(condition: Condition) -> Condition:
    """The rows of which the condition isn't true, those where it is missing an operand included."""
    return lambda row: not condition(row)


def equal(name: str, value: object) -> Condition:
    return lambda row: row.get(name) == value


def _pairs(groups: list[dict[Slice, list[Fact]]]) -> Iterable[tuple[Slice, list[list[Fact]]]]:
    for key in {key for group in groups for key in group}:
        yield key, [group.get(key, []) for group in groups]


def resolution_rate(facts: Facts, view: View) -> Cells:
    created, resolved = (sliced(facts.tickets, at, view) for at in ("created_at", "resolved_at"))
    return {(None, key): ratio(len(done), len(new), 100) for key, (new, done) in _pairs([created, resolved])}


def first_reply_per_resolved(facts: Facts, view: View) -> Cells:
    """The first reply times of the tickets created in the period over the number of those resolved in it."""
    created, resolved = (sliced(facts.tickets, at, view) for at in ("created_at", "resolved_at"))
    seconds = between("created_at", "first_replied_at")
    return {
        (None, key): ratio(sum(seconds(row) or 0 for row in new), len(done))
        for key, (new, done) in _pairs([created, resolved])
    }


def net_flow(facts: Facts, view: View) -> Cells:
    created, resolved = (sliced(facts.tickets, at, view) for at in ("created_at", "resolved_at"))
    pairs = _pairs([created, resolved])
    return {(None, key): Cell(len(new) - len(done), None) for key, (new, done) in pairs}


def _covered_days(facts: Facts, view: View) -> tuple[date, date]:
    """The first and the last calendar day that the data covers: from the first ticket to as_of."""
    first = min((row["created_at"] for row in facts.tickets), default=view.as_of)
    last = view.as_of
    if view.since_at is not None:
        first = max(first, view.since_at)
    if view.until_at is not None:
        last = min(last, view.until_at - 1)
    return periods.local_day(first, view.zone), periods.local_day(last, view.zone)


def tickets_per(days_in_unit: int) -> Kpi:
    def kpi(facts: Facts, view: View) -> Cells:
        first, last = _covered_days(facts, view)
        cells: Cells = {}
        for key, rows in sliced(facts.tickets, "created_at", view).items():
            begins, ends = first, last
            if dict(key).get("period") is not None:
                span = periods.span_of(rows[0]["created_at"], view.period, view.zone)
                begins, ends = max(first, span.first), min(last, date.fromordinal(span.end.toordinal() - 1))
            days = (ends - begins).days + 1
            cells[None, key] = ratio(len(rows), max(days, 0) / days_in_unit)
        return cells

    return kpi


def _stocks(facts: Facts, view: View) -> Iterable[tuple[Slice, list[tuple[Fact, float]]]]:
    """The tickets open at the end of each slice's period, with that end; as_of itself is still inside the data."""
    last = view.as_of if view.until_at is None else min(view.as_of, view.until_at - 1e-6)
    first = min((row["created_at"] for row in facts.tickets), default=last)
    if view.since_at is not None:
        first = max(first, view.since_at)
    ends = [(None, last)]
    if "period" in view.by:
        spans = periods.spans(first, last, view.period, view.zone)
        ends += [(span.label, min(span.ends_at - 1e-6, last)) for span in spans]
    elif view.by:
        ends += [("", last)]
    for label, end in ends:
        slices: dict[Slice, list[tuple[Fact, float]]] = {WHOLE: []} if label is None else {}
        for row in facts.tickets:
            if row["created_at"] <= end and (row["resolved_at"] is None or row["resolved_at"] > end):
                parts = [(column, label if column == "period" else row.get(column)) for column in view.by]
                slices.setdefault(WHOLE if label is None else tuple(parts), []).append((row, end))
        yield from slices.items()


def backlog(facts: Facts, view: View) -> Cells:
    return {(None, key): Cell(len(rows), len(rows)) for key, rows in _stocks(facts, view)}


def backlog_age(facts: Facts, view: View) -> Cells:
    cells: Cells = {}
    for key, rows in _stocks(facts, view):
        ages = [round(end - row["created_at"], 3) for row, end in rows]
        cells |= {(statistic, key): cell for statistic, cell in spread(ages, view.statistics).items()}
    return cells


def backlog_overdue(facts: Facts, view: View) -> Cells:
    """Past the deadline in the last second of the period, or at as_of; on it is not past it."""
    cells: Cells = {}
    for key, rows in _stocks(facts, view):
        due = [(row.get("resolution_due_at"), math.floor(end)) for row, end in rows]
        cells[None, key] = share_cell(sum(at is not None and at < end for at, end in due), len(rows))
    return cells


def channel_share(facts: Facts, view: View) -> Cells:
    """Only slices with a channel: their tickets among those of the same slice over all channels."""
    slices = sliced(facts.tickets, "created_at", view)
    every: dict[Slice, int] = {}
    for key, rows in slices.items():
        if key:
            every[_over_all_channels(key)] = every.get(_over_all_channels(key), 0) + len(rows)
    tables = (facts.tickets, facts.replies, facts.surveys, facts.calls)
    channels = {row.get("channel") for rows in tables for row in rows}
    cells: Cells = {}
    for others, n in every.items() if "channel" in view.by else ():
        for channel in channels:
            labels = dict(others) | {"channel": channel}
            key = tuple((column, labels[column]) for column in view.by)
            cells[None, key] = share_cell(len(slices.get(key, [])), n)
    return cells


def _over_all_channels(key: Slice) -> Slice:
    return tuple(part for part in key if part[0] != "channel")
