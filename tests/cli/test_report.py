"""Does ``cx report`` read what it is given and answer what it is asked?"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.cli.program import cx, tickets, value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(tickets(90), encoding="utf-8")
    return tmp_path


def test_a_file_of_a_header_alone_has_totals_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(tickets(0), encoding="utf-8")
    found = cx(tmp_path, "report", "h.csv", "--format", "json").json()
    assert found["inputs"][0]["rows"] == 0
    assert found["settings"]["as_of"] is None
    assert value(found, "tickets_created") == 0
    assert value(found, "resolution_time", "median") is None
    assert cx(tmp_path, "report", "h.csv").code == 0


def test_a_file_of_one_row_is_a_report(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(tickets(1), encoding="utf-8")
    found = cx(tmp_path, "report", "one.csv", "--format", "json").json()
    assert value(found, "tickets_created", period="2026-01") == 1
    assert value(found, "resolution_time", "median") == 7200
    assert cx(tmp_path, "report", "one.csv").code == 0


def test_five_bad_dates_are_five_rejected_rows_and_the_rest_is_reported(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(tickets(100, bad=(3, 20, 30, 40, 50)), encoding="utf-8")
    found = cx(tmp_path, "report", "bad.csv", "--format", "json").json()
    (entry,) = found["inputs"]
    assert (entry["rows"], entry["loaded"], entry["rejected"]) == (100, 95, 5)
    assert entry["rows"] == entry["loaded"] + entry["duplicates"] + entry["excluded"] + entry["rejected"]
    (issue,) = (issue for issue in found["issues"] if issue["problem"] == "bad-date")
    assert (issue["column"], issue["line"], issue["n"]) == ("created_at", 5, 5)
    assert issue["example"] == "31/02/2026 25:00"
    assert value(found, "tickets_created") == 95


def test_standard_input_and_a_packed_file_are_read_as_the_file_itself(folder: Path) -> None:
    data = (folder / "t.csv").read_bytes()
    (folder / "t.csv.gz").write_bytes(gzip.compress(data))
    plain = cx(folder, "report", "t.csv", "--format", "csv", "-q")
    piped = cx(folder, "report", "-", "--format", "csv", "-q", stdin=data)
    packed = cx(folder, "report", "tickets=t.csv.gz", "--format", "csv", "-q")
    assert plain.code == 0
    assert plain.out == piped.out == packed.out


def test_a_folder_is_its_readable_files_each_once(folder: Path) -> None:
    (folder / "truth.json").write_text("{}", encoding="utf-8")
    (folder / "t.csv.gz").write_bytes(gzip.compress((folder / "t.csv").read_bytes()))
    (folder / "u.parquet").write_bytes(b"PAR1 damaged, and not to be looked at")
    (folder / "u.csv").write_text(tickets(1).replace("\n0,", "\n90,"), encoding="utf-8")
    done = cx(folder, "report", ".", "--format", "json", "--metric", "tickets_created")
    assert [entry["path"] for entry in done.json()["inputs"]] == ["t.csv", "u.csv"]
    assert value(done.json(), "tickets_created") == 91
    assert ".: read 2 files; left out t.csv.gz, truth.json, u.parquet" in done.err
    globbed = cx(folder, "report", "*.csv", "--format", "json", "--metric", "tickets_created")
    assert globbed.json()["values"] == done.json()["values"]


def test_the_question_can_be_narrowed(folder: Path) -> None:
    words = [
        *("--by", "channel", "--by", "period,agent", "--period", "quarter", "--metric", "tickets_created"),
        *("--metric", "resolution_time", "--statistic", "p50,max", "--where", "priority == 'urgent'"),
        *("--since", "2026-01-05", "--until", "2026-02-10T12:00", "--timezone", "Europe/Rome"),
        *("--as-of", "2026-04-01", "--definitions", "default", "--format", "json"),
    ]
    found = cx(folder, "report", "t.csv", *words).json()
    assert found["settings"] == {
        "timezone": "Europe/Rome", "period": "quarter", "by": [["channel"], ["period", "agent"]],
        "since": "2026-01-04T23:00:00Z", "until": "2026-02-10T11:00:00Z", "as_of": "2026-04-01T21:59:59Z",
        "clock": "calendar", "definitions": "default", "where": "priority == 'urgent'",
    }  # fmt: skip
    asked = [("tickets_created", None), ("resolution_time", "p50"), ("resolution_time", "max")]
    assert list(dict.fromkeys((row["metric"], row["statistic"]) for row in found["values"])) == asked
    expected = [
        i for i in range(0, 90, 5) if (1 + i % 3 == 1 and 1 + i % 28 >= 5) or (1 + i % 3 == 2 and 1 + i % 28 <= 10)
    ]
    assert value(found, "tickets_created") == len(expected)
    assert value(found, "tickets_created", period="2026-Q1", agent="Ana") == sum(i % 2 == 0 for i in expected)
    assert [row["slice"] for row in found["values"][:2]] == [{}, {"channel": "chat"}]


def test_totals_only(folder: Path) -> None:
    found = cx(folder, "report", "t.csv", "--by", "", "--format", "json").json()
    assert found["settings"]["by"] == []
    assert {str(row["slice"]) for row in found["values"]} == {"{}"}
    assert cx(folder, "report", "t.csv", "--by", "").out.count("Whole of the data") == 1


def test_a_metric_that_lacks_a_column_is_named_and_fails_nothing(folder: Path) -> None:
    found = cx(folder, "report", "t.csv", "--format", "json", "--metric", "reply_time,csat").json()
    assert {entry["metric"]: entry["needs"] for entry in found["unavailable"]} == {
        "reply_time": "messages.sent_at",
        "csat": "surveys(csat).score",
    }
    assert (found["metrics"], found["values"]) == ([], [])
    assert cx(folder, "report", "t.csv", "--metric", "csat").code == 0


def test_ratings_in_a_ticket_export_that_says_who_the_customer_is_are_a_survey(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text(
        "ticket_id,created_at,resolved_at,customer_id,satisfaction\n"
        "1,2026-03-01T08:00:00Z,2026-03-01T09:00:00Z,A,5\n"
        "2,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z,A,2\n"
    )
    report = cx(tmp_path, "report", "tickets.csv", "--format", "json").json()
    assert value(report, "csat") == 50.0
