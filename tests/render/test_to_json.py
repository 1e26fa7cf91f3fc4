"""Is the JSON exactly cx.report/1, whatever the report holds?"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.render.to_json import render
from cx_cli.render.values import numbers
from cx_cli.results.result import Input, Issue, Unavailable
from tests.render import fakes


def read(report: Any) -> dict[str, Any]:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    found: dict[str, Any] = json.loads(render(report), parse_constant=refuse)
    return found


def two_months() -> Any:
    """Two metrics over two months and two channels, one value missing, one month incomplete."""
    slices = [("2026-01", "chat"), ("2026-01", None), ("2026-02", "chat")]
    whole = [
        fakes.series("first_reply_time", "median", [(5400.0, 312, 5100.5, 5760.25)]),
        fakes.series("csat", None, [(87.5, 8, 52.9, 97.8)]),
    ]
    sliced = [
        fakes.series("first_reply_time", "median", [(3600, 2, math.nan, math.nan), (60, 1, 1, 2)], [0, 2]),
        fakes.series("csat", None, [(50, 2, 1, 99), (math.nan, 0, math.nan, math.nan), (100, 1, 20, 100)]),
    ]
    return fakes.report(
        [fakes.run("csat"), fakes.run("first_reply_time")],
        [
            fakes.breakdown((), [()], whole),
            fakes.breakdown(("period", "channel"), slices, sliced, [False, False, True]),
        ],
        issues=[Issue("t.csv", "tickets", "closed_at", 88, "bad-date", 14, "31/02/2024")],
        unavailable=[Unavailable("reply_time", "messages.sent_at")],
    )


def test_the_keys_are_those_of_the_contract_in_its_order() -> None:
    found = read(two_months())
    assert list(found) == ["schema", "inputs", "settings", "metrics", "values", "issues", "unavailable"]
    assert found["schema"] == "cx.report/1"
    keys = ["path", "table", "profile", "rows", "loaded", "duplicates", "excluded", "rejected", "sha256"]
    assert list(found["inputs"][0]) == keys
    keys = ["timezone", "period", "by", "since", "until", "as_of", "clock", "definitions"]
    assert list(found["settings"]) == keys
    keys = ["name", "title", "unit", "better", "facts", "at", "formula", "variant"]
    assert list(found["metrics"][0]) == keys
    assert list(found["values"][0]) == ["metric", "statistic", "slice", "value", "n", "low", "high", "note"]
    assert found["issues"] == [
        {"path": "t.csv", "table": "tickets", "column": "closed_at", "line": 88, "problem": "bad-date", "n": 14,
         "example": "31/02/2024"}
    ]  # fmt: skip
    assert found["unavailable"] == [{"metric": "reply_time", "needs": "messages.sent_at"}]


def test_the_values_come_by_metric_the_whole_first_and_say_what_they_are() -> None:
    rows = [tuple(row.values()) for row in read(two_months())["values"]]
    jan, none, feb = (
        {"period": m, "channel": c} for m, c in (("2026-01", "chat"), ("2026-01", None), ("2026-02", "chat"))
    )
    assert rows == [
        ("csat", None, {}, 87.5, 8, 52.9, 97.8, None),
        ("csat", None, jan, 50, 2, 1, 99, None),
        ("csat", None, none, None, 0, None, None, "no data"),
        ("csat", None, feb, 100, 1, 20, 100, "incomplete"),
        ("first_reply_time", "median", {}, 5400.0, 312, 5100.5, 5760.25, None),
        ("first_reply_time", "median", jan, 3600, 2, None, None, None),
        ("first_reply_time", "median", feb, 60, 1, 1, 2, "incomplete"),
    ]
    assert list(read(two_months())["values"][1]["slice"]) == ["period", "channel"]


def test_n_is_written_without_decimals_where_it_is_whole() -> None:
    made = [fakes.series("csat", None, [(1, 1234567, 0, 2)])]
    text = render(fakes.report([fakes.run("csat")], [fakes.breakdown((), [()], made)]))
    assert '"n": 1234567,' in text


@pytest.mark.parametrize(
    ("bys", "told"),
    [((), []), ((("period", "agent"),), ["period", "agent"]), ((("period",), ("agent",)), [["period"], ["agent"]])],
)
def test_by_is_the_list_of_columns_or_of_lists(bys: tuple[tuple[str, ...], ...], told: object) -> None:
    slices = {("period",): ("2026-01",), ("agent",): ("Ana",), ("period", "agent"): ("2026-01", "Ana")}
    made = [fakes.breakdown(by, [slices[by]], []) for by in bys]
    report = fakes.report([], [fakes.breakdown((), [()], []), *made])
    assert read(report)["settings"]["by"] == told


def test_an_empty_report_is_valid() -> None:
    found = read(fakes.report([], [fakes.breakdown((), [()], [])], inputs=[]))
    assert (found["inputs"], found["metrics"], found["values"], found["issues"]) == ([], [], [], [])


def test_no_character_that_steers_a_terminal_or_hides_gets_through() -> None:
    evil = 'a\x1b[31m"\\\u202eb\u200bc\x07\x9b\n{'
    made = [fakes.series("csat", None, [(1, 1, 1, 1)])]
    report = fakes.report(
        [fakes.run("csat", title=evil)],
        [fakes.breakdown((), [()], []), fakes.breakdown(("channel",), [(evil,)], made)],
        inputs=[Input(evil, "tickets", "generic", 1, 1, 0, 0, 0, "00")],
        issues=[Issue(evil, "tickets", evil, 1, "bad-date", 1, evil)],
        unavailable=[Unavailable("nps", evil)],
        where=evil,
    )
    text = render(report)
    assert not any(char in text for char in "\x1b\x07\x9b\u202e\u200b")
    assert "\\u001b" not in text
    assert read(report)["values"][0]["slice"] == {"channel": 'a[31m"\\bc {'}


def test_the_condition_is_stated_when_there_is_one() -> None:
    report = fakes.report([], [fakes.breakdown((), [()], [])], where="priority == 'urgent'")
    assert read(report)["settings"]["where"] == "priority == 'urgent'"


def test_a_large_report_keeps_every_value() -> None:
    report = fakes.helpdesk(("period", "channel"), ("agent",))
    n = sum(len(series.values) for breakdown in report.breakdowns for series in breakdown.series)
    assert len(read(report)["values"]) == n


@given(st.lists(st.floats()))
def test_a_number_reads_back_the_same_and_what_is_none_is_marked(values: list[float]) -> None:
    texts = numbers(np.array(values, dtype=np.float64), "null")
    for value, text in zip(values, texts, strict=True):
        assert (text == "null") if not math.isfinite(value) else json.loads(text) == value
        assert text != "-0"
