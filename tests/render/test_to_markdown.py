"""Does a report in Markdown stay a report, whatever its labels say?"""

from __future__ import annotations

import re
from dataclasses import replace

from cx_cli.render import to_markdown
from cx_cli.results.result import Issue
from cx_cli.units import format_value
from tests.render import fakes

HOSTILE = ("a|b", "two\nlines", "<img src=x>", "# head", "@channel", "`x`", "[l](http://e.org)", "---")


def columns_of(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def tables(text: str) -> list[list[str]]:
    return [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]


def test_the_cards_head_the_sections_and_every_figure_is_in_a_table() -> None:
    report = fakes.helpdesk(("period",), ("channel",))
    text = to_markdown.render(report)
    months = report.breakdowns[1]
    (csat,) = (series for series in months.series if series.metric == "csat")
    value = format_value(csat.values[months.slices.index(("2026-03",))], "percent")
    assert re.search(rf"^\| Customer satisfaction \| {re.escape(value)} \|", text, re.M)
    heads = re.findall(r"^## (.*)$", text, re.M)
    assert heads[:3] == ["At a glance", "Demand", "Speed"]
    assert heads[-2:] == ["By channel", "Method"]
    assert "<svg" not in text


def test_a_label_can_not_leave_its_cell() -> None:
    report = fakes.helpdesk(("period",), ("channel",), channels=(*HOSTILE, None), where=HOSTILE[2])
    text = to_markdown.render(replace(report, issues=tuple(Issue(t, "tickets", t, 1, t, 1, t) for t in HOSTILE)))
    found = tables(text)
    assert len(found) > 5
    for table in found:
        assert {columns_of(line) for line in table} == {columns_of(table[0])}
    outside = [line for line in text.splitlines() if not line.startswith("|")]
    assert not any(line.startswith("# ") for line in outside[1:])
    for wrong in ("<img", "@channel", " `x`", " [l](", "\n# head"):
        assert wrong not in text
    assert "&#64;channel" in text
