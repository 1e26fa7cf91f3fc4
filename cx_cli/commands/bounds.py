"""From which instant to which does the question reach, and as of when?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.metrics.calendar import DAY
from cx_cli.normalise.zones import Zone
from cx_cli.periods import SPANS, date_of, span_of
from cx_cli.settings import Settings
from cx_cli.suggest import nearest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}(:?\d{2})?)?")
_DATES = {"today": 0, "yesterday": 1}
"""Words for a date, which mean what the date would, and how many days ago it is."""


@frozen
class Bounds:
    """UTC seconds; ``until`` is exclusive."""

    since: int | None
    until: int | None
    as_of: int | None


def bounds_of(settings: Settings, timezone: str) -> Bounds:
    """The instants, in the zone where the text has no offset.

    A span such as ``last-week`` is the one before the day of ``--as-of``, or of now: --since takes its begin, --until
    its end, and a --since without --until both.
    """
    places = settings.places
    as_of = _as_of(settings, timezone)
    today = _local_day(as_of, timezone)
    since, ends = _bound(settings.since, timezone, places.get("since", ""), today)
    until = ends if settings.until is None else _until(settings.until, timezone, places.get("until", ""), today)
    if since is not None and until is not None and since >= until:
        raise UsageError(
            f"{places['since']} {settings.since} is not before {places['until']} {settings.until}, which is exclusive",
            slug="date",
        )
    return Bounds(since, until, as_of)


def instant_of(text: str | None, timezone: str, place: str, *, end_of_day: bool = False) -> int | None:
    """UTC seconds of a date or an instant, in the zone if it has no offset; ``end_of_day`` is a date's last second."""
    if text is None:
        return None
    said = text.strip()
    try:
        if _DAY.fullmatch(said):
            day = date.fromisoformat(said)
            local = datetime(day.year, day.month, day.day)
            return _utc(local + timedelta(days=1), timezone) - 1 if end_of_day else _utc(local, timezone)
        if not _INSTANT.fullmatch(said):
            raise ValueError
        when = datetime.fromisoformat(said)
    except (ValueError, OverflowError):
        words = [*_DATES, *(["now"] if end_of_day else [*SPANS, "last-7d"])]
        close = nearest(said, words)
        raise UsageError(
            f"{place}: {text!r} is no date or instant" + (f"; did you mean {close!r}?" if close else ""),
            slug="date",
            facts=[("wanted", "2026-03-31, 2026-03-31T18:00 or 2026-03-31T18:00:00Z"), ("or", ", ".join(words))],
        ) from None
    return _utc(when, timezone) if when.tzinfo is None else int(when.timestamp() // 1)


def _as_of(settings: Settings, timezone: str) -> int | None:
    if settings.as_of == "now":
        return _now()
    text = _dated(settings.as_of, _local_day(None, timezone))
    return instant_of(text, timezone, settings.places.get("as_of", ""), end_of_day=True)


def _bound(text: str | None, timezone: str, place: str, today: int) -> tuple[int | None, int | None]:
    """Where --since begins, and of a span where it ends."""
    span = span_of(text.strip(), today) if text is not None else None
    if span is None:
        return instant_of(_dated(text, today), timezone, place), None
    return _start(span[0], timezone), _start(span[1], timezone)


def _until(text: str, timezone: str, place: str, today: int) -> int | None:
    starts, ends = _bound(text, timezone, place, today)
    return starts if ends is None else ends


def _dated(text: str | None, today: int) -> str | None:
    """The date that a word such as yesterday means."""
    back = _DATES.get(text.strip()) if text is not None else None
    return text if back is None else date_of(today - back).isoformat()


def _local_day(second: int | None, timezone: str) -> int:
    at = _now() if second is None else second
    return int(Zone(timezone).to_local(np.array([at], dtype=np.int64))[0]) // DAY


def _start(day: int, timezone: str) -> int:
    return int(Zone(timezone).to_utc(np.array([day * DAY]))[0][0])


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def _utc(local: datetime, timezone: str) -> int:
    seconds = int((local - datetime(1970, 1, 1)).total_seconds() // 1)
    return int(Zone(timezone).to_utc(np.array([seconds]))[0][0])
