"""Does a workbook come to the rows of its sheet, with dates as dates and lines that are rows?"""

from __future__ import annotations

import datetime as d
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cx_cli.errors import InputError
from cx_cli.load.from_excel import sheet_as_text
from tests.cli.program import cx

ROWS: list[list[Any]] = [
    ["Report of April"],
    [],
    ["Ticket ID", "Created", "First response", "Resolved", "Agent", "CSAT", "Reopens"],
    [
        10300600000001,
        d.datetime(2026, 4, 3, 10, 15, 30),
        d.datetime(2026, 4, 3, 11, 15, 30),
        None,
        "Ana\nMaria",
        4.5,
        0,
    ],
    [2, d.datetime(2026, 4, 13, 10, 15), None, d.datetime(2026, 4, 14), "Bo", 5, 1],
    [],
    ["three", "31/02/2026", None, None, "Bo", None, None],
    [4, d.date(2026, 4, 5), None, None, True, 3, 0],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tickets"
    for row in ROWS:
        sheet.append(row)
    other = book.create_sheet("Calls")
    other.append(["Call ID", "Started", "Handle time", "Answered"])
    other.append([1, d.datetime(2026, 4, 1, 9), d.timedelta(hours=27, minutes=3), True])
    book.save(tmp_path / "book.bin")
    return tmp_path


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cx(folder, "report", "book.bin", "--by", "", "--format", "json").out)
    return found


def test_the_first_sheet_is_read_whatever_the_file_is_called(folder: Path) -> None:
    (tickets, surveys) = report(folder)["inputs"]
    assert [tickets[name] for name in ("table", "rows", "loaded", "rejected")] == ["tickets", 4, 3, 1]
    assert [surveys[name] for name in ("table", "rows", "loaded")] == ["surveys", 4, 3]
    values = {(one["metric"], one["statistic"]): one["value"] for one in report(folder)["values"]}
    assert values["first_reply_time", "median"] == 3600
    assert values["resolution_time", "median"] == 13.75 * 3600


def test_a_line_is_a_row_of_the_sheet(folder: Path) -> None:
    (bad,) = [one for one in report(folder)["issues"] if one["problem"] == "bad-date"]
    assert (bad["line"], bad["example"]) == (7, "31/02/2026")


def test_another_sheet_can_be_named(folder: Path) -> None:
    (folder / "cx.toml").write_text('[files."book.bin"]\nsheet = "Calls"\n', encoding="utf-8")
    found = report(folder)
    assert [one["table"] for one in found["inputs"]] == ["calls"]
    values = {(one["metric"], one["statistic"]): one["value"] for one in found["values"]}
    assert values["handle_time", "mean"] == 97_380
    seen = json.loads(cx(folder, "inspect", "book.bin", "--format", "json").out)["files"][0]
    assert seen["sheet"] == {"value": "Calls", "why": "said in cx.toml"}
    (folder / "cx.toml").write_text('[files."book.bin"]\nsheet = "Cals"\n', encoding="utf-8")
    done = cx(folder, "report", "book.bin")
    assert (done.code, "did you mean 'Calls'?" in done.err) == (3, True)


def test_numbers_dates_and_durations_leave_nothing_to_decide(folder: Path) -> None:
    text = sheet_as_text(folder / "book.bin", "book.bin", None, 1 << 20, zipped=True).decode()
    assert text.splitlines()[:5] == [
        "Report of April",
        "",
        "Ticket ID,Created,First response,Resolved,Agent,CSAT,Reopens",
        "10300600000001,2026-04-03 10:15:30,2026-04-03 11:15:30,,Ana Maria,4.5,0",
        "2,2026-04-13 10:15:00,,2026-04-14,Bo,5,1",
    ]
    assert "27:03:00" in sheet_as_text(folder / "book.bin", "book.bin", "Calls", 1 << 20, zipped=True).decode()


def test_a_workbook_that_grows_too_large_is_refused(folder: Path) -> None:
    with pytest.raises(InputError) as refused:
        sheet_as_text(folder / "book.bin", "book.bin", None, 100, zipped=True)
    assert refused.value.slug == "too-large"
