"""Which metrics are there, the user's own among them, and under which definition does each run?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cx_cli.errors import UsageError
from cx_cli.metrics.catalogue import across, demand, loyalty, promises, resolution, service_level, social, speed, voice
from cx_cli.metrics.metric import Metric, from_table
from cx_cli.suggest import nearest

FAMILIES = (demand, speed, resolution, promises, service_level, voice, loyalty, social, across)
BUILT_IN: dict[str, Metric] = {metric.name: metric for family in FAMILIES for metric in family.METRICS}


def catalogue(own: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Metric]:
    """Every metric by name; a ``[metric.NAME]`` of the settings is added, or takes a built-in entry's place."""
    return {**BUILT_IN, **{name: from_table(name, table) for name, table in (own or {}).items()}}


def find(name: str, metrics: Mapping[str, Metric]) -> Metric:
    """The metric of that name; an unknown one is refused with the nearest known."""
    if name in metrics:
        return metrics[name]
    close = nearest(name, metrics)
    raise UsageError(
        f"there is no metric {name!r}" + (f"; did you mean {close!r}?" if close else ""),
        slug="unknown-metric",
        fix=f"cx metrics {close}" if close else "cx metrics",
    )
