"""Does the benchmark notice when two programs' numbers differ?"""

from __future__ import annotations

import pytest

from benchmarks.agree import differences, values_of

PEER = {"channel": {"csat": {"2026-01|email": 75.0}, "backlog": {"2026-01|": 3}}, "agent": {}}


def row(metric: str, labels: dict[str, str | None], value: float | None, statistic: str | None = None) -> dict:
    return {"metric": metric, "statistic": statistic, "slice": labels, "value": value}


def report(*rows: dict) -> dict:
    return {"schema": "cx.report/1", "values": list(rows)}


def test_a_report_and_a_peer_with_the_same_numbers_agree():
    ours = report(
        row("csat", {}, 74.0),
        row("csat", {"period": "2026-01", "channel": "email"}, 75.00000000001),
        row("csat", {"period": "2026-01", "channel": "chat"}, None),
        row("backlog", {"period": "2026-01", "channel": None}, 3),
        row("tickets_created", {"period": "2026-01", "channel": "sms"}, 0),
    )
    assert differences(values_of(ours), values_of(PEER)) == []


@pytest.mark.parametrize(("csat", "n_found"), [(75.0, 0), (75.000001, 1), (0.0, 1), (None, 1), (-75.0, 1)])
def test_a_changed_or_missing_value_is_found(csat, n_found):
    ours = report(
        row("csat", {"period": "2026-01", "channel": "email"}, csat),
        row("backlog", {"period": "2026-01", "channel": None}, 3),
    )
    assert len(differences(values_of(ours), values_of(PEER))) == n_found


def test_a_value_that_only_one_has_is_found_on_either_side():
    more = report(row("ces", {"period": "2026-01", "agent": "Ana"}, 5.0, "mean"))
    key = ("agent", "ces.mean", "2026-01|Ana")
    assert differences(values_of(more), {}) == [(key, 5.0, None)]
    assert differences({}, values_of(more)) == [(key, None, 5.0)]
