"""Do the reports of a check say what it found, and does text from a file stay text in each of them?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from junitparser import JUnitXml
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from cx_cli.render import (
    verdict_table,
    verdicts_to_github,
    verdicts_to_json,
    verdicts_to_junit,
    verdicts_to_markdown,
    verdicts_to_openmetrics,
)
from cx_cli.render.verdict_words import summary
from cx_cli.results.verdict import Checked
from tests.results.checking import check

TOML = """
[checks]
period = "2026-03"
[checks.rules]
"csat >= 90%" = "error"
"csat >= 95%" = "warn"
"csat >= 85%" = { decide = "interval" }
"csat >= 75%" = { min_n = 500 }
"iqs >= 3%" = { no_data = "pass" }
"ces >= 3" = "error"
"first_reply_time.median <= 1m" = "error"
"first_reply_time.max vs previous <= +10%" = "warn"
"""
HOSTILE = (
    "::error::x",
    "##[add-mask]x",
    "100%\u2028a,b:c",
    "<script>alert(1)</script>",
    "a|b `c` *d* [e](https://f.g)",
    '=HYPERLINK("x")\\n"',
    "\x1b]0;t\x07\ufffe\u202ex",
    "]]>",
)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return check(tmp_path_factory.mktemp("check"), toml=TOML)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """One survey of each agent, none of them satisfied."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        f'{i},csat,1,1..5,2026-03-10,"{name.replace(chr(34), chr(34) * 2)}"'
        for i, name in enumerate([*HOSTILE, *"abcdef"])
    ]
    lines = ["survey_id,kind,score,scale,answered_at,agent", *rows]
    (folder / "s.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return check(folder, "csat by agent >= 50%", files=[str(folder / "s.csv")])


def test_the_table_has_what_needs_a_reader_first_and_a_value_on_its_side_of_the_limit(checked: Checked) -> None:
    lines = verdict_table.plain(checked).splitlines()
    assert lines[0] == "period 2026-03 · UTC · as of 2026-03-31T23:59:59Z"
    rows = [re.split("  +", line) for line in lines[4:]]
    assert [row[0] for row in rows] == [
        *("fail", "no data", "no data", "warn", "warn", "too few", "inconclusive", "pass"),
    ]
    assert rows[0][:6] == ["fail", "csat >= 90%", "80.0%", ">= 90%", "100", "71.1% to 86.7%"]
    assert rows[4] == [
        *("warn", "first_reply_time.max vs previous <= +10%", "+20.0% (1m 40s to 2m 00s)", "<= +10%", "30"),
        "compared with 2026-02",
    ]
    assert summary(checked) == "cx check: FAILED 1 of 8 (3 warnings, 1 no data, 1 inconclusive)"


def test_junit_is_read_back_by_another_program(checked: Checked, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(verdicts_to_junit.render(checked), encoding="utf-8")
    found = JUnitXml.fromfile(str(path))
    assert (found.tests, found.failures, found.errors, found.skipped) == (8, 2, 0, 1)
    cases = {case.name: case for suite in found for case in suite}
    failed = cases["csat >= 90%"]
    assert failed.classname == "csat"
    (failure,) = failed.result
    assert (failure.type, failure.text) == (
        "fail",
        "80.0%, limit >= 90%, n 100, 95 % interval 71.1% to 86.7%, period 2026-03",
    )
    assert cases["ces >= 3"].result[0].type == "no data"
    warned = cases["csat >= 95%"]
    assert warned.is_passed
    assert warned.system_out.startswith("warn: 80.0%, limit >= 95%")
    assert cases["iqs >= 3%"].is_skipped


def test_openmetrics_is_read_back_by_another_program(checked: Checked, hostile: Checked) -> None:
    text = verdicts_to_openmetrics.render(checked)
    families = {family.name: family for family in text_string_to_metric_families(text)}
    values = {sample.labels["rule"]: sample.value for sample in families["cx_check_value"].samples}
    assert values["csat >= 90%"] == 80.0
    assert "ces >= 3" not in values
    failed = {sample.labels["rule"]: sample.value for sample in families["cx_check_failed"].samples}
    assert failed["csat >= 90%"] == 1
    assert failed["csat >= 95%"] == 0
    (last,) = families["cx_last_success_seconds"].samples
    assert last.value == 1_775_001_599  # 2026-03-31T23:59:59Z
    assert all(sample.timestamp is None for family in families.values() for sample in family.samples)
    samples = [
        sample
        for family in text_string_to_metric_families(verdicts_to_openmetrics.render(hostile))
        for sample in family.samples
        if sample.name == "cx_check_value"
    ]
    assert len(samples) == len(HOSTILE) + 6


def test_json_has_one_object_per_verdict_on_a_line_of_its_own(checked: Checked) -> None:
    text = verdicts_to_json.render(checked, 1)
    found = json.loads(text)
    assert (found["schema"], found["exit_code"]) == ("cx.check/1", 1)
    assert found["summary"] == {
        "verdicts": 8,
        "pass": 1,
        "warn": 2,
        "fail": 1,
        "too_few": 1,
        "no_data": 2,
        "inconclusive": 1,
        "warnings": 3,
    }
    first = found["verdicts"][0]
    assert {key: first[key] for key in ("rule", "level", "verdict", "metric", "statistic", "slice", "value", "n")} == {
        "rule": "csat >= 90%",
        "level": "error",
        "verdict": "fail",
        "metric": "csat",
        "statistic": None,
        "slice": {"period": "2026-03"},
        "value": 80.0,
        "n": 100,
    }
    assert sum(line.startswith('  {"rule"') for line in text.splitlines()) == 8
    assert (found["settings"]["period"], found["settings"]["judged"]) == ("2026-03", "2026-03")
    changed = found["verdicts"][-1]
    assert (changed["unit"], changed["change"], changed["compared"]) == ("percent_change", 20.0, 100.0)


def test_the_page_on_rules_shows_the_fields_that_there_are(checked: Checked) -> None:
    page = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")
    shown = json.loads(page.partition("```json\n")[2].partition("```")[0])
    found = json.loads(verdicts_to_json.render(checked, 1))
    assert list(shown) == list(found)
    assert list(shown["summary"]) == list(found["summary"])
    assert list(shown["verdicts"][0]) == list(found["verdicts"][0])


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_annotations_are_ten_of_a_kind_at_most_and_one_line_each_whatever_a_file_says(hostile: Checked) -> None:
    lines = verdicts_to_github.render(hostile).removesuffix("\n").split("\n")
    assert len(lines) == 10
    assert lines[-1] == f"::error title=cx check::and {len(HOSTILE) + 6 - 9} more, see the table in the log"
    titles = []
    for line in lines[:-1]:
        # the runner: properties up to the next ::, key=value between commas
        found = re.fullmatch("::error title=([^:,\r\n]*)::([^\r\n]*)", line)
        assert found, line
        assert not re.search("%(?!25|0D|0A|3A|2C)", found[1] + found[2])
        titles.append(unescaped(found[1]))
        assert unescaped(found[2]).startswith("fail: 0.0%, limit >= 50%, n 1, 95 % interval ")
    assert any("::error::x" in title for title in titles)
    assert any("100% a,b:c" in title for title in titles)


def test_the_table_beside_annotations_holds_no_command(hostile: Checked) -> None:
    table = verdicts_to_github.without_commands(verdict_table.plain(hostile))
    assert "::error::x" in table  # inside a line it is text
    assert not re.search("^\\s*::|##\\[", table, re.MULTILINE)


def test_ten_failures_are_all_shown_and_warnings_are_counted_by_themselves(tmp_path: Path) -> None:
    rules = [f"csat >= {90 + i / 10}%" for i in range(10)]
    found = verdicts_to_github.render(check(tmp_path, *rules, warn=[f"csat >= {95 + i / 10}%" for i in range(12)]))
    kinds = [line.split(" ")[0] for line in found.splitlines()]
    assert (kinds.count("::error"), kinds.count("::warning")) == (10, 10)
    assert "more" not in found.split("::warning")[0]
    assert found.endswith("::and 3 more, see the table in the log\n")


def test_junit_holds_against_what_xml_can_not_say(hostile: Checked, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(verdicts_to_junit.render(hostile), encoding="utf-8")
    names = {case.name for suite in JUnitXml.fromfile(str(path)) for case in suite}
    assert len(names) == len(HOSTILE) + 6
    assert "csat by agent >= 50% [agent=<script>alert(1)</script>]" in names
    assert "csat by agent >= 50% [agent=]]>]" in names
    assert not any(char in name for name in names for char in "\x1b\x07\ufffe\u202e")


def test_markdown_cells_are_text_and_rows_stay_rows(hostile: Checked) -> None:
    text = verdicts_to_markdown.render(hostile)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(HOSTILE) + 6
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 8, row
    assert "<" not in text
    assert "https://" not in text
    assert r"a\|b \`c\` \*d\* \[e\](https&#58;//f.g)" in text
    assert "&lt;script&gt;" in text


def test_a_table_too_large_for_a_summary_is_cut_between_rows_and_says_so(
    hostile: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = verdicts_to_markdown.render(hostile)
    monkeypatch.setattr(verdicts_to_markdown, "MOST_BYTES", len(whole.encode()) - 200)
    cut = verdicts_to_markdown.render(hostile)
    left_out = int(re.search(r"^(\d+) more verdicts are left out", cut, re.MULTILINE)[1])  # type: ignore[index]
    rows = [line for line in cut.splitlines() if line.startswith("|")]
    assert left_out + len(rows) == 2 + len(HOSTILE) + 6
    assert all(row.endswith("|") for row in rows)


@pytest.mark.parametrize("width", [50, 72, 100])
def test_in_a_narrow_terminal_no_line_is_wider_and_nothing_is_cut(checked: Checked, width: int) -> None:
    lines = ["".join(text for text, _ in line) for line in verdict_table.lines_of(checked, width)]
    if width > 60:
        assert max(map(len, lines)) <= width
    told = " ".join(" ".join(lines).split())
    for word in ("first_reply_time.max", "+20.0% (1m 40s to 2m 00s)", "71.1% to 86.7%", "the 95 % interval reaches"):
        assert word in told


def test_the_terminal_lines_hold_no_control_characters(hostile: Checked) -> None:
    text = verdict_table.plain(hostile)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", text)
