"""What do the options and settings ask of the engine?"""

from __future__ import annotations

from dataclasses import replace

from cx_cli.commands.ask import metrics_of
from cx_cli.commands.bounds import bounds_of
from cx_cli.commands.definitions import definitions_of
from cx_cli.errors import UsageError
from cx_cli.facts.clocks import Clocks, clocks_of
from cx_cli.facts.policies import Policies
from cx_cli.metrics.registry import find
from cx_cli.normalise.zones import Zone
from cx_cli.results.request import Request
from cx_cli.settings import Settings


def request_of(settings: Settings) -> Request:
    """The question, its words checked against what can be known before any file is read."""
    metrics = metrics_of(settings)
    definitions = definitions_of(settings, metrics)
    chosen = [find(name, metrics) for name in settings.metrics or metrics]
    timezone = _zone(settings)
    bounds = bounds_of(settings, timezone)
    clocks = _clocks(settings, timezone)
    return Request(
        metrics=tuple((metric, definitions.variant_of(metric.name)) for metric in chosen),
        by=settings.by,
        period=settings.period,
        since=bounds.since,
        until=bounds.until,
        as_of=bounds.as_of,
        where=settings.where,
        timezone=timezone,
        timezone_stated=settings.timezone is not None,
        statistics=settings.statistics,
        statistics_stated="statistic" in settings.places,
        parameters=settings.parameters,
        criterion_weights=settings.criterion_weights,
        max_rejected=settings.max_rejected,
        min_n=settings.min_n,
        asked=frozenset(settings.metrics),
        definitions=definitions.told(),
        clock=settings.clock,
        business=definitions.business() if "clock" not in settings.places else frozenset(),
        clocks=clocks,
        policies=Policies(settings.promised, clocks or Clocks()) if settings.promised.policies else None,
        remarks={metric.name: definitions.remarks(metric.name) for metric in chosen},
    )


def of_all(settings: Settings) -> Settings:
    """The settings without what narrows or splits a report: all KPIs of the catalogue, on all rows."""
    return replace(settings, by=((),), metrics=(), where="", since=None, until=None, own_metrics={}, definitions={})


def _zone(settings: Settings) -> str:
    """The report's zone, which is UTC where nobody states one."""
    if settings.timezone is None:
        return "UTC"
    try:
        return Zone(settings.timezone).name
    except UsageError as error:
        message = f"{settings.places['timezone']}: {error.message}"
        raise UsageError(message, slug=error.slug, facts=error.facts, fix=error.fix) from error


def _clocks(settings: Settings, timezone: str) -> Clocks | None:
    """The calendars of business time; None where the settings have none."""
    if not settings.calendars:
        return None
    return clocks_of(settings.calendars, timezone)
