"""How long did a ticket take, by the clock on the wall and in business time?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from cx_cli.facts.clocks import HOURS
from cx_cli.facts.fact_table import Fact, Working, business_elapsed, elapsed, instants, numbers
from cx_cli.frozen import frozen
from cx_cli.normalise.rows import NEVER, Column, Numbers, Rows

BUSINESS = "_business"
"""What the name of a duration in business time ends in."""


@frozen
class _Span:
    """A duration between two instants. Where the export has no end, ``reported`` counts, the duration that the product
    has worked out itself; but not where one of ``ends`` is a column, which says that there is no end yet."""

    name: str
    start: str
    end: str
    about: str
    reported: str = ""
    problem: str | None = None
    ends: tuple[str, ...] = ()

    def facts(self) -> Iterator[Fact]:
        """The duration in calendar time and in business time."""
        needs = tuple((end, self.start) for end in self.ends or (self.end,))
        timed = tuple((*need, HOURS) for need in needs)
        told = (((self.reported,),), ((self.reported + BUSINESS,),)) if self.reported else ((), ())
        yield Fact(self.name, "number", (*needs, *told[0]), self._calendar, self.about)
        name = self.name + BUSINESS
        yield Fact(name, "number", (*timed, *told[1]), self._business, f"{self.about}, in business time")

    def _calendar(self, rows: Rows, working: Working) -> Column:
        starts, ends = instants(rows, self.start), instants(rows, self.end)
        seconds = elapsed(starts, ends, working, self.end, self.problem)
        if not self.reported or set(self.ends) & set(rows.columns):
            return Numbers(seconds)
        reported = numbers(rows, self.reported)
        return Numbers(np.where((ends == NEVER) & (reported >= 0), reported, seconds))

    def _business(self, rows: Rows, working: Working) -> Column:
        """By the calendar; a product's own figure where there is none, or no instant to count up to."""
        starts, ends = instants(rows, self.start), instants(rows, self.end)
        seconds = business_elapsed(rows, starts, ends, working, self.end, self.problem)
        if not self.reported:
            return Numbers(seconds)
        reported = numbers(rows, self.reported + BUSINESS)
        told = (ends == NEVER) & (not set(self.ends) & set(rows.columns))
        if working.clocks is None:
            told |= ~np.isnan(elapsed(starts, ends, working, self.end, self.problem))
        return Numbers(np.where(told & (reported >= 0), reported, seconds))


_SPANS = (
    _Span(
        "assignment_seconds",
        "created_at",
        "first_assigned_at",
        "created to first assignment",
        "reported_assignment_seconds",
        "before-created",
    ),
    _Span(
        "first_reply_seconds",
        "created_at",
        "first_replied_at",
        "created to first public reply of a human agent",
        "reported_first_reply_seconds",
        "before-created",
    ),
    _Span(
        "resolution_seconds",
        "created_at",
        "resolved_at",
        "created to last solve",
        "reported_resolution_seconds",
        "before-created",
        ("resolved_at", "closed_at"),
    ),
    _Span("reply_from_assignment_seconds", "first_assigned_at", "first_replied_at", "first assignment to first reply"),
    _Span(
        "resolution_from_reply_seconds",
        "first_replied_at",
        "resolved_at",
        "first reply to last solve",
        ends=("resolved_at", "closed_at"),
    ),
    _Span(
        "first_resolution_seconds",
        "created_at",
        "first_resolved_at",
        "created to first solve",
        "reported_first_resolution_seconds",
    ),
)


def _waited(name: str, statuses: tuple[str, ...], told: tuple[str, ...], about: str) -> Iterator[Fact]:
    """The time in some statuses up to the last solve, in calendar time and in business time; where there is no
    history the product's own figure, the first of ``told`` less the others."""

    def worked_out(ending: str) -> Callable[[Rows, Working], Column]:
        def work_out(rows: Rows, working: Working) -> Column:
            waited = sum((numbers(rows, f"{status}_seconds{ending}") for status in statuses), np.zeros(rows.n))
            first, *less = (numbers(rows, column + ending) for column in told)
            return Numbers(np.where(np.isnan(waited), sum((-other for other in less), first), waited))

        return work_out

    for ending, hours, more in (("", (), ""), (BUSINESS, (HOURS,), ", in business time")):
        history = tuple(f"{status}_seconds{ending}" for status in statuses)
        needs = ((*history, *hours), tuple(column + ending for column in told))
        yield Fact(name + ending, "number", needs, worked_out(ending), about + more)


DURATIONS: tuple[Fact, ...] = (
    *(fact for span in _SPANS for fact in span.facts()),
    *_waited(
        "requester_wait_seconds",
        ("new", "open", "on_hold"),
        ("reported_requester_wait_seconds",),
        "time new, open and on hold up to the last solve",
    ),
    *_waited(
        "requester_wait_without_hold_seconds",
        ("new", "open"),
        ("reported_requester_wait_seconds", "reported_on_hold_seconds"),
        "time new and open up to the last solve",
    ),
)
