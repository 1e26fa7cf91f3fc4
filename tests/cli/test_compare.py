"""Does cx compare put two spans, or two saved reports, beside each other, and say which and why?"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cx_cli.commands.compare_spans import is_saved
from cx_cli.commands.find_files import find_files
from cx_cli.commands.run_compare import run_compare, run_compare_saved
from cx_cli.errors import InputError, UsageError
from cx_cli.settings import load_settings
from tests.cli.program import Done, all_of

MONTHS = {  # channel: tickets resolved with one reply, and with two
    1: {"chat": (80, 20), "email": (20, 80)},
    2: {"chat": (17, 3), "email": (60, 140)},
}
"""By hand: chat goes from 80 to 85 %, email from 20 to 30 %, and the whole from 100/200 = 50 to 77/220 = 35 %."""


def export() -> str:
    lines = ["ticket_id,created_at,first_replied_at,resolved_at,agent_replies,reopens,channel,agent"]
    for month, channels in MONTHS.items():
        first, number, days = date(2026, month, 1), 0, {1: 31, 2: 28}[month]
        for channel, (one, two) in channels.items():
            for replies in [1] * one + [2] * two:
                day = first + timedelta(days=number % days)
                times = f"{day} 09:00,{day} 10:{number % 60:02},{day} 12:00"
                lines.append(f"{month}-{number},{times},{replies},0,{channel},{'Ana' if number % 3 else 'Bo'}")
                number += 1
    lines.append("x,2026-03-01 00:00,,,,,chat,Ana")  # so that February is over
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare")
    (folder / "t.csv").write_text(export())
    return folder


@pytest.fixture(scope="module")
def runs(folder: Path) -> dict[str, Done]:
    for name, month in (("old", 1), ("new", 2)):
        bounds = ("--since", f"2026-0{month}-01", "--until", f"2026-0{month + 1}-01")
        report = ("report", "t.csv", *bounds, "--by", "channel", "-q", "--timezone", "UTC", "-o", f"{name}.json")
        assert all_of(folder, {name: report})[name].code == 0
    text = (folder / "new.json").read_text()
    (folder / "other.json").write_text(text.replace('"timezone": "UTC"', '"timezone": "Europe/Rome"'))
    (folder / "future.json").write_text(text.replace("cx.report/1", "cx.report/9"))
    (folder / "broken.json").write_text("[" * 100_000)
    return all_of(
        folder,
        {
            "json": ("compare", "t.csv", "--format", "json", "--timezone", "UTC"),
            "plain": ("compare", "t.csv", "--metric", "first_contact_resolution", "--format", "plain", "-q"),
            "saved": ("compare", "old.json", "new.json", "--format", "json"),
            "future": ("compare", "old.json", "future.json"),
            "broken": ("compare", "old.json", "broken.json"),
            "mixed": ("compare", "old.json", "t.csv"),
        },
    )


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *names: str, **params: object) -> str:
    """What the command prints, without a process of its own."""
    paths = [str(folder / name) for name in names]
    flags: dict[str, Any] = {"quiet": True, "format": "json", **params}
    settings = load_settings(flags, {}, folder)
    if is_saved(paths, settings):
        run_compare_saved(paths, settings, flags)
    else:
        run_compare(paths, settings, flags, find_files(paths, settings))
    return capsys.readouterr().out


def change(found: dict[str, Any], metric: str, statistic: str | None = None) -> dict[str, Any]:
    (one,) = (one for one in found["changes"] if (one["metric"], one["statistic"]) == (metric, statistic))
    return dict(one)


def drivers(found: dict[str, Any], metric: str, column: str) -> dict[str, Any]:
    (one,) = (one for one in found["drivers"] if (one["metric"], one["by"]) == (metric, column))
    return dict(one)


def test_the_newest_whole_month_stands_against_the_one_before_it(runs: dict[str, Done]) -> None:
    found = json.loads(runs["json"].out)
    assert found["schema"] == "cx.compare/1"
    assert [(found[side]["label"], found[side]["whole"]) for side in ("older", "newer")] == [
        ("2026-01", True),
        ("2026-02", True),
    ]
    created = change(found, "tickets_created")
    assert (created["older"]["value"], created["newer"]["value"], created["change"]) == (200, 220, 20)
    assert (created["noise"], created["low"], created["percent"]) == ("not known", None, 10)
    solved = change(found, "first_contact_resolution")
    assert (solved["older"]["value"], solved["newer"]["value"], solved["change"]) == (50, 35, -15)
    assert (solved["noise"], solved["direction"], solved["small"]) == ("more than noise", "worse", False)


def test_the_parts_are_those_worked_out_by_hand_and_the_paradox_has_its_name(runs: dict[str, Done]) -> None:
    found = drivers(json.loads(runs["json"].out), "first_contact_resolution", "channel")
    # w chat 100/200 and 20/220, email 100/200 and 200/220; r chat .80 and .85, email .20 and .30
    chat = Fraction(1, 2) * (Fraction(1, 2) + Fraction(1, 11)) * 5
    email = Fraction(1, 2) * (Fraction(1, 2) + Fraction(10, 11)) * 10
    assert Fraction(found["exact"][1]) == chat + email
    assert found["within"] == pytest.approx(float(chat + email))
    assert Fraction(found["exact"][0]) + Fraction(found["exact"][1]) == -15 == found["change"]
    exact = [sum(map(Fraction, part["exact"])) for part in found["parts"]]
    assert sum(exact) == -15
    assert (found["simpsons_paradox"], found["groups_went"]) == (True, "better")
    page = runs["plain"].out
    assert (
        "Simpson's paradox in First contact resolution by channel: every group got better and the whole worse" in page
    )
    assert "more than noise" in page


def test_two_saved_reports_say_what_the_files_do(runs: dict[str, Done]) -> None:
    files, saved = json.loads(runs["json"].out), json.loads(runs["saved"].out)
    assert saved["newer"]["path"] == "new.json"
    assert saved["notes"] == []
    for metric, statistic in (("first_contact_resolution", None), ("first_reply_time", "median"), ("backlog", None)):
        one, other = change(files, metric, statistic), change(saved, metric, statistic)
        assert one == other
    told = [drivers(found, "first_contact_resolution", "channel") for found in (files, saved)]
    assert told[0] == told[1]


def test_what_is_no_report_is_refused(runs: dict[str, Done]) -> None:
    assert [runs[name].code for name in ("future", "broken", "mixed")] == [3, 3, 2]
    assert "future.json: no saved report of cx" in runs["future"].err
    assert "cx.report/9" in runs["future"].err
    assert "broken.json: this is not JSON" in runs["broken"].err
    assert "Traceback" not in runs["broken"].err


@pytest.mark.usefixtures("runs")
def test_a_damaged_report_is_refused_and_another_zone_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(asked(folder, capsys, "old.json", "other.json"))
    assert found["notes"] == ["The reports differ in timezone: UTC before, Europe/Rome now."]
    text = (folder / "new.json").read_text()
    for wrong in (
        text.replace('"n": 220', '"n": "220"', 1),
        text.replace('"unit": "percent"', '"unit": "furlong"'),
        text.replace('"values": [', '"worth": ['),
        text.replace('"value": 220', '"value": ' + "9" * 400, 1),
    ):
        assert wrong != text
        (folder / "damaged.json").write_text(wrong)
        with pytest.raises(InputError, match="damaged"):
            asked(folder, capsys, "old.json", "damaged.json")


@pytest.mark.usefixtures("runs")
def test_what_only_files_can_say_is_not_asked_of_saved_reports(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="--since has no meaning"):
        asked(folder, capsys, "old.json", "new.json", since="2026-01-01")
    found = json.loads(asked(folder, capsys, "old.json", "new.json", by=["agent"], metric=["reopen_rate"]))
    assert [one["metric"] for one in found["changes"]] == ["reopen_rate"]
    assert found["notes"] == ["No change is split by agent: both reports would have to be made with --by agent."]


@pytest.mark.parametrize(
    ("params", "older", "newer"),
    [
        ({"since": "2026-02-01", "until": "2026-03-01"}, "2026-01-01..2026-02-01", "2026-02-01..2026-03-01"),
        ({"since": "2026-02-10", "until": "2026-02-17"}, "2026-02-03..2026-02-10", "2026-02-10..2026-02-17"),
        ({"against": "2026-01-05..2026-01-19"}, "2026-01-05..2026-01-19", "2026-02"),
        ({"period": "week"}, "2026-W07", "2026-W08"),
        (
            {"since": "2026-02-28T12:00", "until": "2026-02-28T18:00", "against": "last-year"},
            "2025-02-28T12:00:00Z..2025-02-28T18:00:00Z",
            "2026-02-28T12:00:00Z..2026-02-28T18:00:00Z",
        ),
    ],
)
def test_spans_are_those_that_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str], params: dict[str, str], older: str, newer: str
) -> None:
    found = json.loads(asked(folder, capsys, "t.csv", metric=["tickets_created"], **params))
    assert (found["older"]["label"], found["newer"]["label"]) == (older, newer)
    rows = list(csv.DictReader(io.StringIO(export())))
    for side in ("older", "newer"):
        since, until = (found[side][end].replace("T", " ").rstrip("Z") for end in ("since", "until"))
        counted = sum(since <= f"{row['created_at']}:00" < until for row in rows)
        assert change(found, "tickets_created")[side]["value"] == counted


def test_spans_of_dates_have_the_figures_of_the_months_that_they_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_dates = json.loads(asked(folder, capsys, "t.csv", since="2026-02-01", until="2026-03-01"))
    of_months = json.loads(asked(folder, capsys, "t.csv"))
    assert of_dates["drivers"] == of_months["drivers"]
    for one, other in zip(of_dates["changes"], of_months["changes"], strict=True):
        assert one == other


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"since": "2026-02-01"}, "needs both ends"),
        ({"against": "last-yeer"}, "did you mean 'last-year'"),
        ({"by": ["chanel"]}, "did you mean 'channel'"),
    ],
)
def test_what_is_no_span_or_column_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], params: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        asked(folder, capsys, "t.csv", **params)


@pytest.mark.parametrize(
    ("params", "told"), [({"period": "year"}, "no year whole"), ({"against": "last-year"}, "2025")]
)
def test_a_span_that_the_data_do_not_have_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], params: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        asked(folder, capsys, "t.csv", **params)


def test_a_span_that_the_data_cover_in_part_is_said_to_be(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(asked(folder, capsys, "t.csv", since="2026-01-01", until="2026-02-01", metric=["reopen_rate"]))
    assert (found["older"]["whole"], found["newer"]["whole"]) == (False, True)
    assert found["notes"] == ["The data don't cover 2025-12-01..2026-01-01 whole."]


def test_csv_and_markdown_hold_the_same_and_run_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = export().replace("Ana", "=cmd|calc").replace("Bo", "<b>@team</b>")
    (folder / "hostile.csv").write_text(hostile)
    asked_of = {"metric": ["first_contact_resolution"], "by": ["agent"]}
    rows = list(csv.DictReader(io.StringIO(asked(folder, capsys, "hostile.csv", **{**asked_of, "format": "csv"}))))
    parts = [row for row in rows if row["record"] == "part"]
    assert sorted(row["label"] for row in parts) == ["'=cmd|calc", "<b>@team</b>"]
    assert sum(float(row["mix"]) + float(row["within"]) for row in parts) == pytest.approx(-15, abs=1e-12)
    text = asked(folder, capsys, "hostile.csv", **{**asked_of, "format": "markdown"})
    assert "=cmd\\|calc" in text
    assert "<b>" not in text
    widths = {
        line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("| KPI") or "---" in line
    }
    assert widths
    assert "### 2026-02 against 2026-01" in text


def test_an_own_group_gets_its_anomaly_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = "".join(f"s{i},2026-02-18 09:00,,,,,phone,Ana\n" for i in range(60))
    (folder / "spike.csv").write_text(export() + more)
    found = json.loads(asked(folder, capsys, "spike.csv", metric=["tickets_created"]))
    (odd,) = (one for one in found["anomalies"] if one["kind"] == "day")
    assert (odd["volume"], odd["label"], odd["n"] - round(odd["usual"]) >= 59) == (
        "Tickets created",
        "2026-02-18",
        True,
    )
    assert {"by": "channel", "label": "phone", "n": 60, "usual": 0} in odd["made_of"]


@pytest.mark.usefixtures("runs")
def test_nobody_is_named_where_people_are_to_be_hidden(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = asked(folder, capsys, "t.csv")
    hidden = asked(folder, capsys, "t.csv", pseudonymise=True, pseudonym_key="a key that is long enough")
    assert '"Ana"' in plain
    assert not {'"Ana"', '"Bo"'} & set(hidden.replace(",", " ").split())
    assert [one["exact"] for one in json.loads(hidden)["drivers"]] == [
        one["exact"] for one in json.loads(plain)["drivers"]
    ]
    for name, month in (("old", 1), ("new", 2)):
        bounds = ("--since", f"2026-0{month}-01", "--until", f"2026-0{month + 1}-01")
        saved = (
            "report",
            "t.csv",
            *bounds,
            "--by",
            "agent",
            "-q",
            "--where",
            f"agent != 'Bo{month}'",
            "-o",
            f"{name}2.json",
        )
        assert all_of(folder, {name: saved})[name].code == 0
    assert "Bo" in asked(folder, capsys, "old2.json", "new2.json")
    hidden = asked(folder, capsys, "old2.json", "new2.json", pseudonymise=True)
    assert "Ana" not in hidden
    assert "Bo" not in hidden
