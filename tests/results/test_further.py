"""Do the slices that a page takes beside what was asked for say what asking for them would, and cost nobody else?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cx_cli.metrics.registry import BUILT_IN
from cx_cli.results.compute import compute
from cx_cli.results.further import PAGE_ONLY, for_page
from cx_cli.results.request import Request
from cx_cli.results.result import Breakdown, Report
from tests.results.small_tables import feeds_of, write

ALL = Request(tuple((metric, "default") for metric in BUILT_IN.values()))
ASKED = (("weekday", "hour"), ("channel",), ("first_reply_bucket",), ("resolution_bucket",), ("priority",), ("team",))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Report, Report]:
    """As a page wants it; as it is without; and with everything asked for by name."""
    files = write(11, tmp_path_factory.mktemp("page"))
    found = []
    for request in (for_page(ALL), ALL, replace(ALL, by=(*ALL.by, *ASKED, ("age_bucket",)))):
        with feeds_of(files) as feeds:
            found.append(compute(feeds, request))
    return tuple(found)  # type: ignore[return-value]


def figures(breakdown: Breakdown, metric: str, statistic: str | None = None) -> dict[object, tuple[float, ...]]:
    (series,) = (one for one in breakdown.series if (one.metric, one.statistic) == (metric, statistic))
    arrays = (series.values, series.n, series.low, series.high)
    rows = zip(series.where.tolist(), *(np.nan_to_num(array, nan=-1).tolist() for array in arrays), strict=True)
    return {breakdown.slices[at]: numbers for at, *numbers in rows if numbers[1] > 0}


@pytest.mark.parametrize("by", ASKED)
def test_a_further_slice_has_the_figures_of_the_same_slice_when_it_is_asked_for(
    by: tuple[str, ...], reports: tuple[Report, Report, Report]
) -> None:
    page, _, asked = reports
    (mine,) = (one for one in page.breakdowns if one.by == by)
    (theirs,) = (one for one in asked.breakdowns if one.by == by)
    assert mine.further
    assert not theirs.further
    metrics = {series.metric for series in mine.series} - {"first_reply_share", "resolution_share"}
    assert metrics
    for metric in metrics:
        assert figures(mine, metric) == figures(theirs, metric)
        assert figures(mine, metric)


def test_the_age_of_the_backlog_needs_no_second_reading(reports: tuple[Report, Report, Report]) -> None:
    page, _, asked = reports
    (mine,) = (one for one in page.breakdowns if one.by == ("age_bucket",))
    (theirs,) = (one for one in asked.breakdowns if one.by == ("age_bucket",))
    assert figures(mine, "backlog") == figures(theirs, "backlog")
    assert sum(value for value, *_ in figures(mine, "backlog").values()) > 3


def test_the_shares_of_a_speed_add_up_to_all_tickets(reports: tuple[Report, Report, Report]) -> None:
    page = reports[0]
    (buckets,) = (one for one in page.breakdowns if one.by == ("first_reply_bucket",))
    shares, counts = figures(buckets, "first_reply_share"), figures(buckets, "tickets_created")
    n = sum(value for value, *_ in counts.values())
    assert sum(value for value, *_ in shares.values()) == pytest.approx(100)
    assert all(value == pytest.approx(100 * counts[labels][0] / n) for labels, (value, *_) in shares.items())


def test_what_was_asked_for_is_the_same_beside_them(reports: tuple[Report, Report, Report]) -> None:
    page, plain, _ = reports
    assert [one.by for one in page.breakdowns if not one.further] == [one.by for one in plain.breakdowns]
    for mine, theirs in zip(page.breakdowns, plain.breakdowns, strict=False):
        assert mine.slices == theirs.slices
        for series in theirs.series:
            named = (series.metric, series.statistic)
            assert figures(mine, *named) == figures(theirs, *named)
    assert not any(one.further for one in plain.breakdowns)


def test_a_narrowed_report_has_no_more_than_its_metric_needs(tmp_path: Path) -> None:
    asked = Request(((BUILT_IN["csat"], "default"),))
    assert not PAGE_ONLY & {metric.name for metric, _ in for_page(asked).metrics}
    with feeds_of(write(12, tmp_path)) as feeds:
        found = compute(feeds, for_page(asked))
    assert [one.by for one in found.breakdowns] == [(), ("period",)]


def test_a_bucket_of_age_holds_its_lower_bound_and_not_its_upper(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    opened = ("2026-03-30T10:00:00Z", "2026-03-30T10:00:01Z", "2026-04-01T10:00:00Z", "2026-04-02T10:00:00Z")
    lines = ["ticket_id,created_at,resolved_at", *(f"{i},{at}," for i, at in enumerate(opened))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with feeds_of([str(path)]) as feeds:
        found = compute(feeds, for_page(ALL))
    (ages,) = (one for one in found.breakdowns if one.by == ("age_bucket",))
    assert {labels: value for labels, (value, *_) in figures(ages, "backlog").items()} == {
        ("<1d",): 1, ("1-3d",): 2, ("3-7d",): 1,
    }  # fmt: skip
