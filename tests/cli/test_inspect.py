"""Does cx inspect show what was decided, also of a file that no report can be made of, and are all rejects told?"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import cx

MIXED = """ticket_id,created_at,resolved_at,channel,satisfaction
1,2026-01-05 10:00:00,2026-01-05 11:00:00,email,5
2,31/02/2026,2026-01-05 11:00:00,email,4
,2026-01-05 10:00:00,2026-01-05 11:00:00,"=HYPERLINK(""x"")",3
4,2026-01-05 10:00:00,bad,email,2
5,2026-01-05 10:00:00,2026-01-06 10:00:00,email,2,7
6,2026-01-05 10:00:00,2026-01-06 10:00:00,"two
lines",1
=7,31/04/2026,2026-01-06 10:00:00,email,2
8,2026-01-05 10:00:00,2026-01-06 10:00:00,email,abc
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mixed.csv").write_text(MIXED, encoding="utf-8")
    (tmp_path / "dates.csv").write_text(
        "Ticket ID,Created,Resolved,Agent Name\n1,03/04/2026 10:15,04/04/2026,Ana\n2,05/04/2026 10:15,06/04/2026,Bo\n",
        encoding="utf-8",
    )
    (tmp_path / "strange.csv").write_bytes("sep=;\nfoo;bar\nxò;2,5\ny;3,5\n".encode("cp1252"))
    return tmp_path


def inspected(folder: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = cx(folder, "inspect", *arguments, "--format", "json")
    assert done.code == code, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_the_accounts_and_issues_are_those_of_the_report(folder: Path) -> None:
    seen = inspected(folder, "mixed.csv")
    report = json.loads(cx(folder, "report", "mixed.csv", "--format", "json").out)
    assert seen["schema"] == "cx.inspect/1"
    assert seen["inputs"] == report["inputs"]
    assert seen["issues"] == report["issues"]
    assert [(one["problem"], one["line"]) for one in seen["issues"] if one["problem"] == "ragged"] == [("ragged", 6)]


def test_each_column_says_how_it_is_written_and_how_much_of_it_is_understood(folder: Path) -> None:
    (file,) = inspected(folder, "mixed.csv")["files"]
    columns = {one["name"]: one for one in file["columns"]}
    created = columns["created_at"]
    assert (created["cells"], created["bad"], created["understood"]) == (7, 2, 5 / 7)
    assert created["format"] == "year-month-day hour:minute:second, in UTC"
    assert columns["satisfaction"]["format"] == "scores, csat 1..5"
    assert (columns["ticket_id"]["empty"], columns["channel"]["type"]) == (1, "text")
    assert file["encoding"]["value"] == "utf-8"
    assert file["profile"]["name"] == "canonical"


def test_every_rejected_row_is_in_the_rejects_with_its_line_and_reason(folder: Path) -> None:
    done = cx(folder, "report", "mixed.csv", "--rejects", "rejects.csv", "--format", "json")
    rejects = rows_of(folder / "rejects.csv")
    assert [(one["line"], one["column"], one["value"], one["reason"]) for one in rejects] == [
        ("3", "created_at", "31/02/2026", "bad-date"),
        ("4", "ticket_id", "", "missing"),
        ("6", "", "5,2026-01-05 10:00:00,2026-01-06 10:00:00,email,2,7", "ragged"),
        ("9", "created_at", "31/04/2026", "bad-date"),
        ("10", "satisfaction", "abc", "bad-score"),
    ]
    counted = Counter((one["file"], one["table"]) for one in rejects)
    inputs = json.loads(done.out)["inputs"]
    assert {(one["path"], one["table"]): one["rejected"] for one in inputs} == counted
    cx(folder, "inspect", "mixed.csv", "--rejects", "again.csv")
    assert (folder / "again.csv").read_bytes() == (folder / "rejects.csv").read_bytes()


def test_rejects_are_written_also_when_they_are_too_many(folder: Path) -> None:
    bad = "".join(f'{i},"=1+{i}[31m",x\n' for i in range(30)).replace("[31m", "\x1b[31m", 1)
    (folder / "bad.csv").write_text(f"ticket_id,created_at,agent\n1,2026-01-01,Ana\n{bad}", encoding="utf-8")
    for command in ("report", "inspect"):
        done = cx(folder, command, "bad.csv", "--rejects", "r.csv")
        assert (done.code, "[too-many-rejected]" in done.err) == (3, True)
        rejects = rows_of(folder / "r.csv")
        assert len(rejects) == 30
        assert rejects[0]["value"] == "'=1+0[31m"
    assert "31 = 1 loaded" in done.out
    assert cx(folder, "report", "bad.csv", "--rejects", "no/r.csv").code == 2
    assert cx(folder, "report", "bad.csv", "--rejects", "-").code == 2


def test_a_file_with_undecidable_dates_is_shown_before_it_is_refused(folder: Path) -> None:
    report = cx(folder, "report", "dates.csv")
    done = cx(folder, "inspect", "dates.csv")
    assert (done.code, report.code) == (3, 3)
    assert done.err == report.err
    assert "03/04/2026 10:15 is 3 April or 4 March" in " ".join(done.out.split())
    assert "Agent Name" in done.out
    (file,) = inspected(folder, "dates.csv", code=3)["files"]
    assert file["error"]["slug"] == "date-order"
    assert [one["format"] for one in file["columns"]] == ["words", None, None, "words"]
    assert inspected(folder, "dates.csv", "--date-order", "mdy")["files"][0]["columns"][1]["date_order"] == "mdy"


def test_a_file_of_no_known_table_shows_its_headers_and_what_is_needed(folder: Path) -> None:
    seen = inspected(folder, "strange.csv", "mixed.csv", code=3)
    strange, mixed = seen["files"]
    assert (strange["encoding"]["value"], strange["delimiter"]["why"]) == ("cp1252", "the first line says sep=")
    assert (strange["header"]["value"], strange["error"]["slug"]) == ("line 2", "unknown-table")
    assert [(one["role"], one["type"], one["examples"]) for one in strange["columns"]] == [
        ("unknown", "text", ["xò", "y"]),
        ("unknown", "number", ["2,5", "3,5"]),
    ]
    assert mixed["error"] is None
    assert mixed["rows"][0]["rows"] == 8


def test_what_to_put_into_cx_toml_is_toml_that_reads_the_same(folder: Path) -> None:
    before = inspected(folder, "mixed.csv")
    text = before["files"][0]["settings"]
    said = tomllib.loads(text)["files"]["mixed.csv"]
    assert (said["table"], said["profile"]) == ("tickets", "canonical")
    (folder / "cx.toml").write_text(text, encoding="utf-8")
    assert inspected(folder, "mixed.csv")["inputs"] == before["inputs"]


@pytest.mark.parametrize(
    ("data", "slug"),
    [(b"", "empty"), (b'ticket_id,created_at\n1,"2026-01-01\n2,2026\n', "quotes"), (b"PAR1xxxx", "unreadable"),
     (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "not-text"), (b"a\n", "unknown-table")],
)  # fmt: skip
def test_a_broken_file_is_shown_as_far_as_it_goes(folder: Path, data: bytes, slug: str) -> None:
    (folder / "broken").write_bytes(data)
    done = cx(folder, "inspect", "broken")
    assert (done.code, f"[{slug}]" in done.err, "broken  " in done.out) == (3, True, True)


def test_an_instant_outside_ascii_far_down_the_file_is_counted_all_the_same(folder: Path) -> None:
    rows = [f"{i},2026-01-0{1 + i % 9} 10:00:00,Ana\n".encode() for i in range(60_000)]
    rows[25_000] = "x,2026-01-01 10:00:00,Nicolò\n".encode("cp1252")
    (folder / "late.csv").write_bytes(b"ticket_id,created_at,agent\n" + b"".join(rows))
    (file,) = inspected(folder, "late.csv")["files"]
    assert [one["cells"] for one in file["columns"]] == [60_000] * 3
    assert file["rows"][0]["loaded"] == 60_000
    assert file["encoding"]["value"] == "cp1252"
