"""Do the rows behind a number add up to the n of the report, for every metric, variant and slice?"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cx_cli.facts.clocks import Clocks
from cx_cli.facts.policies import Policies
from cx_cli.metrics.estimator import Share, estimator_of
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.metrics.slices import NO_PERIOD, PERIOD
from cx_cli.periods import parse_label
from cx_cli.results.behind import Ledger
from cx_cli.results.collect import Collector
from cx_cli.results.compute import compute
from cx_cli.results.members import Cut
from cx_cli.results.request import Request
from cx_cli.results.result import Report
from cx_cli.settings.policies import Policy, Promised
from tests.results import small_tables

SAMPLE = [str(path) for path in sorted((Path(__file__).parents[2] / "sample_data").glob("*.csv"))]
SLOW = "clv_predictive"
"""Two models are fitted to each slice: looked at on its own."""
SINCE, UNTIL, AS_OF = 1764000000, 1772000000, 1774000000


def definitions(*names: str) -> tuple[tuple[Metric, str], ...]:
    """Every metric (or those of these names) under every variant, each under a name of its own."""
    return tuple(
        (replace(metric.under(variant), name=f"{name}.{variant}", variants={}), "default")
        for name, metric in BUILT_IN.items()
        for variant in ("default", *metric.variants)
        if (name in names if names else name != SLOW)
    )


def cuts(report: Report, request: Request, name: str, rng: random.Random, most: int) -> list[tuple[Cut, float, float]]:
    """Some slices that the report has a line for, with the n and the value there."""
    found = []
    for breakdown in report.breakdowns:
        lines = {
            place: (n, value)
            for series in breakdown.series
            if series.metric == name
            for place, n, value in zip(
                *(array.tolist() for array in (series.where, series.n, series.values)), strict=True
            )
        }
        for place in rng.sample(sorted(lines), min(most, len(lines))):
            labels = dict(zip(breakdown.by, breakdown.slices[place], strict=True))
            period = labels.pop(PERIOD, None)
            known = parse_label(period) if period else None
            number = known[1] if known else NO_PERIOD if PERIOD in breakdown.by else None
            found.append((Cut(breakdown.by, labels, number), *lines[place]))
    return found


def check(files: list[str], request: Request, seed: int, most: int = 2) -> set[str]:
    """The metrics whose rows add up to n in every slice that was looked at."""
    rng, collector = random.Random(seed), Collector()
    with small_tables.feeds_of(files) as feeds:
        report = compute(feeds, request, collector=collector)
        alone = compute(feeds, request)
    assert (report.inputs, report.issues) == (alone.inputs, alone.issues)
    ledger = Ledger(collector, request)
    for run in collector.runs:
        name = run.shown.metric.name
        for cut, n, value in cuts(report, request, name, rng, most):
            found = ledger.behind(run, cut)
            where = f"{name} {cut} of {request.by}"
            if found.n is not None:
                assert math.isclose(found.n, 0.0 if math.isnan(n) else n, rel_tol=1e-9, abs_tol=1e-6), where
            if found.anatomy.n_of == "rows" and len(found.anatomy.n) == 1:
                assert found.counted.sum() == (0 if math.isnan(n) else n), where
            if isinstance(estimator_of(run.formula, run.shown.metric.unit), Share) and n > 0:
                assert found.hit is not None
                key = found.anatomy.key
                hits = len(np.unique(found.members.keys(key)[found.hit])) if key else found.hit.sum()
                assert math.isclose(100 * hits / n, value, rel_tol=1e-9), where
            others = ~found.counted & ~found.elsewhere
            assert not (found.counted & found.elsewhere).any()
            assert found.counted.sum() + others.sum() + found.elsewhere.sum() == found.rows.n
            assert (found.reasons().codes[~found.elsewhere] >= 0).all(), where
            assert not (found.aside & found.counted).any()
    return {run.shown.metric.name for run in collector.runs}


BYS = [
    [("period",), ("channel",), ("weekday",), ("first_reply_bucket",), ("feedback", "period"), ("period", "channel")],
    [("agent", "period"), ("tag",), ("weekday",), ("resolution_bucket",), ("nps_group",), ("period", "customer_id")],
]


PROMISED = Policies(
    Promised((Policy("all", "", {"requester_wait": 86_400, "update": 7_200}, "always", ("on_hold",)),)), Clocks()
)
"""Promises that only a policy can make."""


@pytest.mark.parametrize(("seed", "view"), [
    (1, {}),
    (2, {"period": "week", "timezone": "Europe/Rome", "as_of": AS_OF - 40 * 86400}),
    (3, {"since": SINCE, "until": UNTIL, "timezone": "America/New_York"}),
])  # fmt: skip
def test_rows_add_up_to_n_whatever_the_metric_and_slice(seed: int, view: dict[str, object], tmp_path: Path) -> None:
    asked, by = definitions(), (*BYS[seed % 2], ("channel",), ("end_reason", "period"))
    request = Request(asked, by=by, asked=frozenset(metric.name for metric, _ in asked), policies=PROMISED, **view)  # type: ignore[arg-type]
    done = check(small_tables.write(seed, tmp_path), request, seed)
    assert {name.partition(".")[0] for name in done} == set(BUILT_IN) - {SLOW}


def test_customers_behind_a_prediction_are_those_of_its_n(tmp_path: Path) -> None:
    files = [name for name in small_tables.write(6, tmp_path) if "orders" in name]
    assert check(files, Request(definitions(SLOW), by=((),), as_of=AS_OF - 60 * 86400), 6)


def test_rows_of_the_sample_add_up_to_n() -> None:
    request = Request(definitions(), by=(("period", "channel"), ("agent",)), where="channel != 'phone'")
    assert len(check(SAMPLE, request, 1, most=2)) > 60
