"""What do the options and settings ask of the engine?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from cx_cli.commands.ask import metrics_of
from cx_cli.commands.definitions import definitions_of
from cx_cli.errors import UsageError
from cx_cli.metrics.registry import find
from cx_cli.normalise.zones import Zone
from cx_cli.results.request import Request
from cx_cli.settings import Settings

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}(:?\d{2})?)?")


def request_of(settings: Settings) -> Request:
    """The question, its words checked against what can be known before any file is read."""
    metrics = metrics_of(settings)
    definitions = definitions_of(settings, metrics)
    chosen = [find(name, metrics) for name in settings.metrics or metrics]
    timezone = _zone(settings)
    places = settings.places
    since = instant_of(settings.since, timezone, places.get("since", ""))
    until = instant_of(settings.until, timezone, places.get("until", ""))
    if since is not None and until is not None and since >= until:
        raise UsageError(
            f"{places['since']} {settings.since} is not before {places['until']} {settings.until}, which is exclusive",
            slug="date",
        )
    return Request(
        metrics=tuple((metric, definitions.variant_of(metric.name)) for metric in chosen),
        by=settings.by,
        period=settings.period,
        since=since,
        until=until,
        as_of=instant_of(settings.as_of, timezone, places.get("as_of", ""), end_of_day=True),
        where=settings.where,
        timezone=timezone,
        timezone_stated=settings.timezone is not None,
        statistics=settings.statistics,
        parameters=settings.parameters,
        criterion_weights=settings.criterion_weights,
        max_rejected=settings.max_rejected,
        min_n=settings.min_n,
        asked=frozenset(settings.metrics),
        definitions=definitions.told(),
        remarks={metric.name: definitions.remarks(metric.name) for metric in chosen},
    )


def of_all(settings: Settings) -> Settings:
    """The settings without what narrows or splits a report: all KPIs of the catalogue, on all rows."""
    return replace(settings, by=((),), metrics=(), where="", since=None, until=None, own_metrics={}, definitions={})


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
        raise UsageError(
            f"{place}: {text!r} is no date or instant",
            slug="date",
            facts=[("wanted", "2026-03-31, 2026-03-31T18:00 or 2026-03-31T18:00:00Z")],
        ) from None
    return _utc(when, timezone) if when.tzinfo is None else int(when.timestamp() // 1)


def _zone(settings: Settings) -> str:
    """The report's zone, which is UTC where nobody states one."""
    if settings.timezone is None:
        return "UTC"
    try:
        return Zone(settings.timezone).name
    except UsageError as error:
        message = f"{settings.places['timezone']}: {error.message}"
        raise UsageError(message, slug=error.slug, facts=error.facts, fix=error.fix) from error


def _utc(local: datetime, timezone: str) -> int:
    seconds = int((local - datetime(1970, 1, 1)).total_seconds() // 1)
    return int(Zone(timezone).to_utc(np.array([seconds]))[0][0])
