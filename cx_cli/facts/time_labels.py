"""Into which bucket, weekday or hour does a row fall? Labels that are worked out, in the order in which they read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cx_cli.facts.fact_table import Fact, Working, elapsed, instants
from cx_cli.normalise.rows import NEVER, Column, Floats, Instants, Ints, Rows, Words
from cx_cli.normalise.zones import Zone

_HOUR, _DAY = 3_600, 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = tuple(f"{hour:02}" for hour in range(24))
FIRST_REPLY_BUCKETS = ("<1h", "1-4h", "4-8h", "8-24h", ">24h", "no reply")
RESOLUTION_BUCKETS = ("<4h", "4-24h", "1-3d", "3-7d", ">7d", "open")
AGE_BUCKETS = ("<1d", "1-3d", "3-7d", "7-30d", ">30d")
_FIRST_REPLY_BOUNDS = (_HOUR, 4 * _HOUR, 8 * _HOUR, _DAY)
_RESOLUTION_BOUNDS = (4 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY)
_AGE_BOUNDS = (_DAY, 3 * _DAY, 7 * _DAY, 30 * _DAY)
ORDERS: dict[str, tuple[str, ...]] = {
    "weekday": WEEKDAYS,
    "hour": HOURS,
    "first_reply_bucket": FIRST_REPLY_BUCKETS,
    "resolution_bucket": RESOLUTION_BUCKETS,
    "age_bucket": AGE_BUCKETS,
}
"""Column -> its labels in order."""


def time_labels(at: str) -> tuple[Fact, ...]:
    """The facts ``weekday`` and ``hour`` of the instant ``at``, in the report's zone."""

    def weekday(rows: Rows, working: Working) -> Column:
        days = _local(rows, at, working) // _DAY
        return _words((days + 3) % 7, instants(rows, at), WEEKDAYS)  # 1970-01-01 was a Thursday

    def hour(rows: Rows, working: Working) -> Column:
        return _words(_local(rows, at, working) % _DAY // _HOUR, instants(rows, at), HOURS)

    return (
        Fact("weekday", "text", ((at,),), weekday, f"weekday of {at}, mon to sun"),
        Fact("hour", "text", ((at,),), hour, f"hour of {at}, 00 to 23"),
    )


def first_reply_bucket(rows: Rows, working: Working) -> Column:
    seconds = elapsed(instants(rows, "created_at"), instants(rows, "first_replied_at"), working, "", None)
    return _bucketed(seconds, _FIRST_REPLY_BOUNDS, FIRST_REPLY_BUCKETS)


def resolution_bucket(rows: Rows, working: Working) -> Column:
    seconds = elapsed(instants(rows, "created_at"), instants(rows, "resolved_at"), working, "", None)
    return _bucketed(seconds, _RESOLUTION_BOUNDS, RESOLUTION_BUCKETS)


def _age_bucket(rows: Rows, working: Working) -> Column:
    """Nothing as long as ``as_of`` is not known, or for a ticket that was created later."""
    created = instants(rows, "created_at")
    as_of = np.full(rows.n, NEVER if working.as_of is None else working.as_of, dtype=np.int64)
    ages = elapsed(created, as_of, Working(), "", None)
    return _words(age_codes(np.nan_to_num(ages)), np.where(np.isnan(ages), NEVER, created), AGE_BUCKETS)


def age_codes(seconds: Ints | Floats) -> Ints:
    """The place in :data:`AGE_BUCKETS` of each age."""
    return np.searchsorted(np.array(_AGE_BOUNDS), seconds, side="right")


AGE = Fact("age_bucket", "text", (("created_at",),), _age_bucket, "age at as_of: " + ", ".join(AGE_BUCKETS))
BUCKETS = (
    Fact(
        "first_reply_bucket",
        "text",
        (("first_replied_at", "created_at"),),
        first_reply_bucket,
        "first reply time: " + ", ".join(FIRST_REPLY_BUCKETS),
    ),
    Fact(
        "resolution_bucket",
        "text",
        (("resolved_at", "created_at"), ("closed_at", "created_at")),
        resolution_bucket,
        "resolution time: " + ", ".join(RESOLUTION_BUCKETS),
    ),
)


def _bucketed(seconds: Floats, bounds: Sequence[int], labels: tuple[str, ...]) -> Words:
    """A bucket holds its lower bound and not its upper; the last label is for what has no end yet."""
    codes = np.searchsorted(np.array(bounds), np.nan_to_num(seconds), side="right")
    return Words(np.where(np.isnan(seconds), len(labels) - 1, codes).astype(np.int32), labels)


def _local(rows: Rows, at: str, working: Working) -> Ints:
    column = Instants(instants(rows, at))
    return Zone(working.zone).to_local(np.where(column.known(), column.seconds, 0))


def _words(codes: Ints, seconds: Ints, labels: tuple[str, ...]) -> Words:
    return Words(np.where(seconds == NEVER, -1, codes).astype(np.int32), labels)
