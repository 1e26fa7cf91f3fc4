"""Are the rows behind a failed rule the ones that break it, and no others?"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from cx_cli.app import run
from cx_cli.commands.run_check import check_files
from cx_cli.render.breaches_to_csv import render
from cx_cli.render.verdicts_to_junit import render as to_junit
from cx_cli.results.breaches import Breach
from cx_cli.results.verdict import Checked
from cx_cli.settings import load_settings
from tests.results.checking import write


def broken(folder: Path, *rules: str, **params: object) -> tuple[Checked, tuple[Breach, ...]]:
    given = {"require": list(rules), "as_of": "2026-03-31", "timezone": "UTC", "quiet": True, **params}
    given.setdefault("check_period", "2026-03")
    return check_files(write(folder), load_settings(given, {}, folder), given, rows=True)


def ids(folder: Path, rule: str, **params: object) -> list[str]:
    _, breaches = broken(folder, rule, **params)
    (breach,) = breaches
    return [str(row.key[0]) for row in breach.rows]


MARCH_BY_MAIL = [f"M{i}" for i in range(0, 30, 3)]
"""The ten tickets of March whose first reply took two minutes; the others took one."""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("first_reply_time.p90 <= 90s", MARCH_BY_MAIL),
        ("first_reply_time.p90 < 2m", MARCH_BY_MAIL),  # a value at the limit is past it
        ("first_reply_time.p90{channel=chat} <= 30s", [f"M{i}" for i in range(30) if i % 3]),
        ("first_reply_time.max vs previous <= +1%", MARCH_BY_MAIL),  # February took 100 s
        ("first_reply_time.median >= 90s", [f"M{i}" for i in range(30) if i % 3]),
        ("first_reply_time.n <= 3", [f"M{i}" for i in range(30)]),
        ("tickets_created{channel=email} <= 3", MARCH_BY_MAIL),
        ("csat >= 90%", [str(i) for i in (*range(45, 50), *range(85, 100))]),  # those that were not satisfied
        ("csat{agent=Ana} <= 50%", [str(i) for i in range(45)]),  # those that were
    ],
)
def test_they_are_those_on_the_wrong_side(tmp_path: Path, rule: str, expected: list[str]) -> None:
    assert sorted(ids(tmp_path, rule)) == sorted(expected)


def test_without_a_period_they_are_of_all_rows(tmp_path: Path) -> None:
    assert len(ids(tmp_path, "tickets_created <= 3", check_period=None)) == 50


def test_the_furthest_past_the_limit_come_first(tmp_path: Path) -> None:
    found = ids(tmp_path, "first_reply_time.max <= 80s", check_period=None)
    assert set(found[:10]) == set(MARCH_BY_MAIL)  # 120 s
    assert set(found[10:]) == {f"F{i}" for i in range(20)}  # 100 s


def test_each_group_that_fails_has_its_own_and_what_holds_has_none(tmp_path: Path) -> None:
    checked, breaches = broken(tmp_path, "csat by agent >= 80%", "csat >= 10%", "iqs >= 3%", "tickets.newest_age <= 1m")
    assert [one.verdict for one in checked.verdicts] == ["pass", "fail", "pass", "no data", "fail"]
    (breach,) = breaches
    assert breach.verdict.slice == (("agent", "Bo"),)
    assert len(breach.rows) == 15


def test_a_failure_names_its_first_five_and_how_many_more(tmp_path: Path) -> None:
    checked, _ = broken(tmp_path, "first_reply_time.p90 <= 90s", "csat >= 90%", "csat >= 10%")
    first, second, third = checked.verdicts
    assert (first.tickets, first.n_tickets, first.tickets_are) == (("M0", "M3", "M6", "M9", "M12"), 10, "tickets")
    assert (second.tickets[:2], second.n_tickets, second.tickets_are) == (("45", "46"), 20, "surveys")
    assert third.tickets == ()
    given = {"require": ["csat >= 90%"], "quiet": True}
    (only,) = check_files(write(tmp_path), load_settings(given, {}, tmp_path), given, ids=True)[0].verdicts
    assert (only.tickets, only.n_tickets) == (("45", "46", "47", "48", "49"), 21)  # and the one of February
    text = to_junit(checked)
    assert "period 2026-03, tickets M0, M3, M6, M9, M12 and 5 more</failure>" in text
    assert "surveys 45, 46, 47, 48, 49 and 15 more</failure>" in text


def test_the_list_has_a_line_per_rule_and_row_and_replaces_an_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    words = ["check", "tickets.csv", "surveys.csv", "--as-of", "2026-03-31", "--timezone", "UTC", "-q"]
    words += ["--period", "2026-03", "--list-failures", "rows.csv", "--require"]
    assert run([*words, "first_reply_time.p90 <= 90s", "--require", "csat by agent >= 75%"]) == 1
    with open("rows.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["rule"] for row in rows) == {"first_reply_time.p90 <= 90s": 10, "csat by agent >= 75%": 15}
    assert rows[0] == {
        "rule": "first_reply_time.p90 <= 90s",
        "period": "2026-03",
        "group": "",
        "ticket_id": "M0",
        "survey_id": "",
        "at": "2026-03-01T08:00:00Z",
        "value": "120",
        "path": "tickets.csv",
        "line": "22",
        "reason": "",
    }
    assert (rows[-1]["group"], rows[-1]["survey_id"], rows[-1]["value"]) == ("agent=Bo", "99", "")
    assert run([*words, "csat >= 10%"]) == 0
    assert Path("rows.csv").read_text(encoding="utf-8").count("\n") == 1


def test_a_cell_that_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('ticket_id,created_at,agent\n"=1+1",2026-03-01T08:00:00Z,Ana\n', encoding="utf-8")
    given = {"require": ["tickets_created <= 0"], "timezone": "UTC", "quiet": True}
    _, breaches = check_files([str(path)], load_settings(given, {}, tmp_path), given, rows=True)
    assert ",'=1+1," in render(breaches)
