"""Do lines make orders, and criteria make reviews?"""

from __future__ import annotations

import numpy as np
import pytest

from cx_cli.facts.orders import build_orders
from cx_cli.facts.reviews import build_reviews, weighted
from cx_cli.normalise.rows import Flags, Instants, Numbers, Rows, Words


def words(*cells: str | None) -> Words:
    known = tuple(dict.fromkeys(cell for cell in cells if cell is not None))
    return Words(np.array([-1 if cell is None else known.index(cell) for cell in cells], dtype=np.int32), known)


def numbers(*cells: float | None) -> Numbers:
    return Numbers(np.array([np.nan if cell is None else float(cell) for cell in cells]))


def lines() -> Rows:
    columns = {
        "order_id": words("A", "B", "A", None, None),
        "customer_id": words("c", "c", "c", "d", "7.0"),
        "ordered_at": Instants(np.array([20, 30, 10, 40, 50])),
        "amount": numbers(1, 2, 4, None, 8),
        "channel": words("web", "shop", "app", "web", "web"),
    }
    return Rows(5, columns)


@pytest.mark.parametrize("turned", [False, True])
def test_lines_of_an_order_add_up_and_a_line_without_an_id_is_an_order(turned: bool) -> None:
    rows = lines().take(np.arange(5)[::-1]) if turned else lines()
    orders = build_orders(rows)
    cells = orders.columns
    assert isinstance(cells["ordered_at"], Instants)
    assert isinstance(cells["amount"], Numbers)
    assert isinstance(cells["channel"], Words)
    assert isinstance(cells["earlier_order"], Flags)
    found = zip(
        cells["ordered_at"].seconds.tolist(),
        [None if np.isnan(value) else value for value in cells["amount"].values.tolist()],
        cells["channel"].cells(),
        cells["earlier_order"].values.tolist(),
        strict=True,
    )
    assert sorted(found) == [(10, 5, "app", 0), (30, 2, "shop", 1), (40, None, "web", 0), (50, 8, "web", 0)]


def criteria() -> Rows:
    columns = {
        "review_id": words("1", "1", "2", "2", "3"),
        "agent": words("Ana", "Ana", "Bo", "Bo", "Ana"),
        "criterion": words("Tone", "Facts", "tone ", "Facts", "Tone"),
        "score": numbers(5, 3, 1, None, None),
        "low": numbers(*[1] * 5),
        "high": numbers(*[5] * 5),
        "critical": Flags(np.array([0, 1, 0, 1, 0], dtype=np.int8)),
        "reviewed_at": Instants(np.array([10, 10, 20, 20, 30])),
    }
    return Rows(5, columns)


def scores(rows: Rows) -> list[float | None]:
    column = build_reviews(rows).columns["review_score"]
    assert isinstance(column, Numbers)
    return [None if np.isnan(value) else value for value in column.values.tolist()]


def test_a_review_is_the_mean_of_its_rated_criteria_and_none_without_any() -> None:
    assert scores(criteria()) == [0.75, 0.0, None]


def test_a_critical_criterion_below_the_middle_makes_the_review_nothing() -> None:
    rows = criteria()
    failed = rows.with_columns({"score": numbers(5, 2, 1, None, None)})
    assert scores(failed) == [0.0, 0.0, None]
    assert scores(rows)[0] == 0.75, "the middle itself has not failed"


def test_the_settings_weights_go_before_the_file_s_however_the_criterion_is_spelled() -> None:
    assert scores(weighted(criteria(), {"tone": 3.0})) == [(3 * 1 + 0.5) / 4, 0.0, None]
