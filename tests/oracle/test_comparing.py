"""Does the comparison see a number that is off, a slice too few and a slice too many?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.oracle import dice, helpdesk, reading
from tests.oracle.catalogue_by_hand import expected
from tests.oracle.comparing import differences
from tests.oracle.oracle import View

VIEW = View(dice.AS_OF, ("period", "channel"), "quarter", "Europe/Rome")
FACTS = reading.read(helpdesk.export(1))


CELLS = expected(FACTS, VIEW)


def rows(*metrics: str) -> list[dict[str, Any]]:
    """The oracle's own cells, of these metrics or all, in the form of a report."""
    return [
        {
            "metric": metric,
            "statistic": statistic,
            "slice": dict(slice_),
            "value": cell.value,
            "n": cell.n,
            "low": cell.interval[0] if cell.interval else None,
            "high": cell.interval[1] if cell.interval else None,
            "note": "no data" if cell.value is None else None,
        }
        for metric, cells in CELLS.items()
        if not metrics or metric in metrics
        for (statistic, slice_), cell in cells.items()
    ]


def test_the_oracle_agrees_with_itself() -> None:
    assert differences({"values": rows()}, FACTS, VIEW) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.update(value=row["value"] * (1 + 1e-8)),
        lambda row: row.update(value=None, note="no data"),
        lambda row: row.update(n=row["n"] + 1),
        lambda row: row.update(note="no data"),
        lambda row: row.update(high=(row["high"] or 1e9) * 1.001),
        lambda row: row["slice"].update(channel="carrier pigeon"),
    ],
)
def test_one_changed_cell_is_a_difference(change: Callable[[dict[str, Any]], None]) -> None:
    for metric in ("csat", "first_reply_time", "reply_time", "sla_resolution", "pickup_rate"):
        report = rows(metric)
        assert not differences({"values": report}, FACTS, VIEW, names={metric})
        some = [row for row in report if row["value"] and row["low"] and row["slice"]]
        change(some[0])
        assert differences({"values": report}, FACTS, VIEW, names={metric}), metric


def test_a_slice_on_one_side_only_is_a_difference_unless_it_is_empty() -> None:
    report = rows()
    del report[0]
    assert len(differences({"values": report}, FACTS, VIEW)) == 1
    extra = {"metric": "backlog", "statistic": None, "slice": {"period": "1999-Q1", "channel": None}, "low": None}
    zero = extra | {"value": 0, "n": 0, "high": None, "note": None}
    assert differences({"values": [*rows(), zero]}, FACTS, VIEW) == []
    assert len(differences({"values": [*rows(), zero | {"value": 1, "n": 1}]}, FACTS, VIEW)) == 1
