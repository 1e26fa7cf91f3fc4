"""Does the oracle itself give the numbers of the catalogue's worked examples?"""

from __future__ import annotations

import pytest

from tests.oracle import dice, helpdesk, reading
from tests.oracle import statistics_by_hand as stats
from tests.oracle.catalogue_by_hand import CATALOGUE
from tests.oracle.helpdesk import Row
from tests.oracle.oracle import Cell, View

AS_OF = dice.epoch("2026-01-31T00:00:00Z")


def only(table: str, rows: list[Row], metric: str, variant: str = "default", statistic: str | None = None) -> Cell:
    facts = reading.read({table: rows})
    return CATALOGUE[metric][variant](facts, View(AS_OF))[statistic, ()]


def answers(kind: str, scale: str, counts: dict[int, int]) -> list[Row]:
    scores = [score for score, n in counts.items() for _ in range(n)]
    return [
        {"kind": kind, "scale": scale, "score": str(score), "answered_at": "2026-01-05T10:00:00Z"} for score in scores
    ]


def call(wait: str, **flags: str) -> Row:
    return {"started_at": "2026-01-05T10:00:00Z", "wait_seconds": wait} | flags


def test_thirty_positive_of_fifty_answers_are_60_percent() -> None:
    assert only("surveys", answers("csat", "1..5", {5: 30, 1: 20}), "csat").value == 60


def test_csat_counts_fours_and_fives() -> None:
    assert only("surveys", answers("csat", "1..5", {4: 43, 5: 29, 3: 18, 1: 10}), "csat").value == 72


def test_nps_is_promoters_less_detractors_and_its_interval_about_13() -> None:
    cell = only("surveys", answers("nps", "0..10", {9: 70, 8: 20, 3: 10}), "nps")
    assert cell.value == 60
    assert cell.interval is not None
    assert (cell.interval[1] - cell.interval[0]) / 2 == pytest.approx(13, abs=0.1)


def test_ces_is_the_average_of_one_to_seven() -> None:
    counts = dict(zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))
    assert only("surveys", answers("ces", "1..7", counts), "ces").value == 4.08


def test_helpscout_is_great_less_not_good() -> None:
    cell = only("surveys", answers("csat", "1..3", {3: 41, 2: 34, 1: 35}), "csat", "helpscout")
    assert cell.value == pytest.approx(5.45, abs=0.005)


def test_500_minutes_over_200_calls_are_two_and_a_half() -> None:
    calls = [call("150", answered="true")] * 200 + [call("999", answered="false")] * 7
    assert only("calls", calls, "wait_time", statistic="mean").value == 150
    assert only("calls", calls, "wait_time", statistic="mean").n == 200


def test_a_complaint_from_monday_to_wednesday_takes_two_days() -> None:
    monday = {"ticket_id": "1", "created_at": "2026-01-05T10:00:00Z", "resolved_at": "2026-01-07T10:00:00Z"}
    tickets = [monday | {"type": "complaint"}, monday | {"ticket_id": "2", "type": "question"}]
    cell = only("tickets", tickets, "complaint_resolution_time", statistic="mean")
    assert (cell.value, cell.n) == (2 * 86400, 1)


@pytest.mark.parametrize(
    ("variant", "percent"),
    [
        ("answered_and_abandoned_in_time", 83.02),
        ("of_answered", 86.00),
        ("of_offered", 81.13),
        ("default", 81.13),
        ("late_abandons_only", 82.69),
        ("short_abandons_met", 82.08),
        ("without_short_abandons", 81.90),
    ],
)
def test_service_level_has_six_variants_on_one_data_set(variant: str, percent: float) -> None:
    answered = [call("15", answered="true")] * 860 + [call("90", answered="true")] * 140
    abandoned = [(10, "3"), (10, "15"), (40, "200")]
    calls = answered + [call(wait, abandoned="true") for n, wait in abandoned for _ in range(n)]
    assert only("calls", calls, "service_level", variant).value == pytest.approx(percent, abs=0.005)


def test_wilson_agrees_with_the_published_example() -> None:
    """Newcombe 1998, table I: 81 of 263, score method without correction 0.2553 to 0.3662; 0 of 20, 0 to 0.1611."""
    assert stats.wilson(81, 263) == pytest.approx((25.53, 36.62), abs=0.005)
    assert stats.wilson(0, 20) == pytest.approx((0, 16.11), abs=0.005)


def test_percentiles_lie_between_their_neighbours() -> None:
    assert stats.percentile([4, 1, 3, 2], 0.5) == 2.5
    assert stats.percentile([0, 10, 20, 30, 40], 0.9) == pytest.approx(36)
    assert stats.percentile([7], 0.9) == 7


def test_the_seeds_in_use_hold_the_edge_cases() -> None:
    facts = [reading.read(helpdesk.export(seed)) for seed in range(1, 5)]
    tickets = [row for some in facts for row in some.tickets]
    replied = [row for row in tickets if row["first_replied_at"] is not None]
    resolved = [row for row in tickets if row["resolved_at"] is not None]
    waiting = [row for row in tickets if row["first_replied_at"] is None]
    assert any(row["resolved_at"] < row["created_at"] for row in resolved)
    assert any(row["resolved_at"] == row["created_at"] for row in resolved)
    assert any(row["resolved_at"] == row["closed_at"] for row in resolved)
    assert {row["first_replied_at"] - row["first_reply_due_at"] for row in replied if row["first_reply_due_at"]} > {
        0,
        1,
        -1,
    }
    assert {row["first_reply_due_at"] - dice.AS_OF for row in waiting if row["first_reply_due_at"]} > {0, 1, -1}
    assert {row["agent"] for row in tickets} == {*dice.AGENTS, None}
    assert all(some.accounts["tickets"].duplicates == 12 for some in facts)
