"""Does every export format come to its table, its rows and the figures worked out by hand, and are reports refused?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cx_cli.normalise.profile import profiles
from tests.cli.program import cx
from tests.exports.written import AGGREGATED, EXPORTS, HOUR, Export


def report(folder: Path, name: str, export: Export) -> dict[str, Any]:
    done = cx(folder, "report", name, "--by", "", "--format", "json", *export.flags)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_comes_to_its_figures(tmp_path: Path, name: str) -> None:
    export = EXPORTS[name]
    (tmp_path / "export.csv").write_text(export.text, encoding="utf-8")
    found = report(tmp_path, "export.csv", export)
    entry = found["inputs"][0]
    assert (entry["profile"], entry["table"]) == (export.profile, export.table)
    assert (entry["rows"], entry["loaded"], entry["excluded"] + entry["rejected"]) == export.rows or (
        export.profile == "servicenow" and (entry["rows"], entry["loaded"], entry["duplicates"]) == (3, 2, 1)
    )
    assert entry["rejected"] == 0
    values = {(one["metric"], one["statistic"]): one["value"] for one in found["values"]}
    assert {figure: values.get(figure) for figure in export.figures} == pytest.approx(dict(export.figures))


@pytest.mark.parametrize("name", AGGREGATED)
def test_a_report_of_figures_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    (tmp_path / "report.csv").write_text(AGGREGATED[name], encoding="utf-8")
    done = cx(tmp_path, "report", "report.csv")
    assert (done.code, "[aggregated]" in done.err, "each row" in done.err) == (3, True, True), done.err


def test_zammad_is_read_from_its_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tickets: Created 2026-03"])
    sheet.append(["#", "Title", "State", "Priority", "Group", "Owner", "Customer", "Create Channel", "Created At",
                  "Updated At", "Closed At", "First Response At", "First Response In Min", "Close In Min"])  # fmt: skip
    sheet.append(["31001", "A", "closed", "2 normal", "Care", "Ana", "Cy", "email", "2026-03-02 10:00:00",
                  "2026-03-02 12:00:00", "2026-03-02 12:00:00", "2026-03-02 10:30:00", 30, 120])  # fmt: skip
    book.save(tmp_path / "export.xlsx")
    found = report(tmp_path, "export.xlsx", Export("zammad", "tickets", (1, 1, 0), ""))
    values = {(one["metric"], one["statistic"]): one["value"] for one in found["values"]}
    assert found["inputs"][0]["profile"] == "zammad"
    assert (values["first_reply_time", "median"], values["resolution_time", "median"]) == (1800, 2 * HOUR)


def test_every_documented_format_has_an_export_that_was_written_for_it() -> None:
    elsewhere = ("fivetran", "twitter", "pwc", "servicenow_log")  # held against real files, and what is said of them
    tested = {export.profile for export in EXPORTS.values()} | {"zammad"}
    assert {name for name, one in profiles().items() if not one.refuse and not name.startswith(elsewhere)} == tested


def test_a_layout_that_no_one_has_verified_is_no_profile() -> None:
    assert not [name for name in profiles() if name.startswith(("liveagent", "nextiva", "mopinion"))]
