"""Does a spreadsheet get numbers, dates and charts, and nothing that runs?"""

from __future__ import annotations

import io
import math
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from cx_cli.render import to_xlsx
from cx_cli.results.result import Issue
from tests.render import fakes

HOSTILE = ("=HYPERLINK(1)", "@SUM(A1)", "http://example.org/x", "[a]:*?/\\'b", "x" * 40_000, "a\x01b")


@pytest.fixture(scope="module")
def made() -> bytes:
    return to_xlsx.render(fakes.helpdesk(("period",), ("period", "channel")))


def read(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def row_of(sheet: Any, title: str, statistic: str | None = None) -> dict[str, Any]:
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == title and row[1].value == statistic:
            return dict(zip(heads, row, strict=False))
    raise AssertionError(f"no row {title}")


def test_every_section_is_a_sheet_with_its_head_in_sight(made: bytes) -> None:
    book = read(made)
    named = ["Report", "Demand", "Speed", "Service levels", "Backlog", "Quality", "Voice of the customer", "Calls"]
    assert book.sheetnames[:8] == named
    assert {"By period, channel", "Method", "Issues"} <= {*book.sheetnames}
    assert all(book[name].freeze_panes == "B2" for name in book.sheetnames[1:])
    assert len(book["Speed"]._charts) == 2


def test_numbers_are_numbers_in_the_unit_of_a_spreadsheet(made: bytes) -> None:
    report, book = fakes.helpdesk(("period",), ("period", "channel")), read(made)
    months = report.breakdowns[1]
    at = months.slices.index(("2026-03",))
    (median,) = (s for s in months.series if (s.metric, s.statistic) == ("first_reply_time", "median"))
    (csat,) = (s for s in months.series if s.metric == "csat")
    reply = row_of(book["Speed"], "First reply time", "median")
    assert reply["Mar 2026"].value.total_seconds() == pytest.approx(median.values[at], abs=1)
    assert reply["Mar 2026"].number_format == "[h]:mm:ss"
    share = row_of(book["Voice of the customer"], "Customer satisfaction")
    assert share["Mar 2026"].value == pytest.approx(csat.values[at] / 100)
    assert share["Mar 2026"].number_format == "0.0%"
    assert share["n"].value == csat.n[at]
    front = book["Report"]
    instants = [row[1].value for row in front.iter_rows() if isinstance(row[1].value, datetime)]
    assert instants == [datetime(2026, 4, 11, 16, 42)]


def test_what_there_is_not_is_an_empty_cell_and_no_zero(made: bytes) -> None:
    report = fakes.helpdesk(("period",))
    (ces,) = (s for s in report.breakdowns[1].series if s.metric == "ces")
    assert math.isnan(ces.values[0])
    row = row_of(read(made)["Voice of the customer"], "Customer effort score")
    assert row["Mar 2025 ·"].value is None


def test_a_duration_below_zero_is_in_hours_because_a_spreadsheet_shows_none() -> None:
    report = fakes.helpdesk(("period",))
    months = report.breakdowns[1]
    lowered = tuple(
        replace(s, values=-s.values) if (s.metric, s.statistic) == ("first_reply_time", "median") else s
        for s in months.series
    )
    (median,) = (s for s in lowered if (s.metric, s.statistic) == ("first_reply_time", "median"))
    made = to_xlsx.render(replace(report, breakdowns=(report.breakdowns[0], replace(months, series=lowered))))
    cell = row_of(read(made)["Speed"], "First reply time", "median")["Mar 2026"]
    assert cell.value == pytest.approx(median.values[months.slices.index(("2026-03",))] / 3600)
    assert cell.number_format.endswith('" h"')


def test_nothing_in_a_file_becomes_a_formula_a_link_or_a_broken_sheet() -> None:
    report = fakes.helpdesk(("period",), ("channel",), channels=(*HOSTILE, None), where=HOSTILE[0])
    issues = tuple(Issue(text, "tickets", text, 1, "bad-date", 1, text) for text in HOSTILE)
    made = to_xlsx.render(replace(report, issues=issues))
    book = read(made)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[2]} <= {cell.value for cell in cells}
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not any("external" in name.lower() for name in names)


def test_the_same_report_is_the_same_bytes(made: bytes) -> None:
    assert to_xlsx.render(fakes.helpdesk(("period",), ("period", "channel"))) == made
