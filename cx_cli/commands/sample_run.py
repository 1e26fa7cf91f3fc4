"""Do the figures of a report on sample data come out as the sample's generator knows them?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.results.compute import compute
from cx_cli.results.request import Request
from cx_cli.sample import write_csv_sample
from cx_cli.sample.plan import plan
from cx_cli.sample.truth import truth
from cx_cli.settings import Settings

CHECKED = ("tickets_created", "resolution_rate", "csat", "pickup_rate")
"""KPIs of one value, from three tables."""


def figures_of_sample() -> tuple[dict[str, float], dict[str, float]]:
    """The value of each KPI as computed from files, and as it is known to be."""
    known: Any = truth(plan())["all"]
    request = Request(metrics=tuple((BUILT_IN[name], "default") for name in CHECKED), by=((),), timezone="UTC")
    with tempfile.TemporaryDirectory(prefix="cx-doctor-") as folder:
        names = [path.name for path in write_csv_sample(Path(folder))]
        with opened(names, Settings(), find_files(names, Settings(), Path(folder))) as found:
            report = compute(found.feeds, request)
    computed = {name: float(series.values[0]) for name in CHECKED for _, series in report.series(name, None)}
    return computed, {name: float(known[name]["value"]) for name in CHECKED}
