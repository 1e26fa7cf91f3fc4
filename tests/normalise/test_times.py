"""Instants in every form that exports use, with answers by hand."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.csv
import pytest

from cx_cli.normalise.rows import NEVER
from cx_cli.normalise.times import (
    InstantFormat,
    parse_instants,
)
from cx_cli.normalise.zones import Zone
from tests.normalise.reading_times import UTC_ZONE, decided, parsed, shown


@pytest.mark.parametrize(
    ("cell", "utc", "described"),
    [
        ("2026-04-03 10:15:20", "2026-04-03 10:15:20", "year-month-day hour:minute:second"),
        ("2026-04-03T10:15:20Z", "2026-04-03 10:15:20", "year-month-day hour:minute:second with offset"),
        ("2026-04-03T10:15Z", "2026-04-03 10:15:00", "year-month-day hour:minute with offset"),
        ("2026-04-03", "2026-04-03 00:00:00", "year-month-day"),
        ("2026-04-03 10", "2026-04-03 10:00:00", "year-month-day hour"),
        ("2026-04-03 10:15:20.999999", "2026-04-03 10:15:20", "year-month-day hour:minute:second"),
        ("2026-04-03 10:15:20,9", "2026-04-03 10:15:20", "year-month-day hour:minute:second"),
        ("2026-04-03T00:15:20+02:00", "2026-04-02 22:15:20", "year-month-day hour:minute:second with offset"),
        ("2026-04-03T10:15:20.5+0530", "2026-04-03 04:45:20", "year-month-day hour:minute:second with offset"),
        ("2012-01-01 11:13:25 -0500", "2012-01-01 16:13:25", "year-month-day hour:minute:second with offset"),
        ("2026-04-03 10:15:20 UTC", "2026-04-03 10:15:20", "year-month-day hour:minute:second with offset"),
        ("2026-04-03 10:15 (UTC+01:00)", "2026-04-03 09:15:00", "year-month-day hour:minute with offset"),
        ("20171114T214508Z", "2017-11-14 21:45:08", "year month day hour:minute:second with offset"),
        ("29/2/2016 01:16", "2016-02-29 01:16:00", "day/month/year hour:minute"),
        ("29-02-2016 01:16", "2016-02-29 01:16:00", "day-month-year hour:minute"),
        ("29.2.2016 1:16:05", "2016-02-29 01:16:05", "day.month.year hour:minute:second"),
        ("29. 2. 2016", "2016-02-29 00:00:00", "day.month.year"),
        ("29/02/2016, 01.16", "2016-02-29 01:16:00", "day/month/year hour:minute"),
        ("6/21/2025 16:14", "2025-06-21 16:14:00", "month/day/year hour:minute"),
        ("6/23/25 07:00 AM", "2025-06-23 07:00:00", "month/day/two-digit year hour:minute AM/PM"),
        ("2026/4/3 9:05", "2026-04-03 09:05:00", "year/month/day hour:minute"),
        ("12/Mar/24 9:41 AM", "2024-03-12 09:41:00", "day/month's name/two-digit year hour:minute AM/PM"),
        ("3 apr 2026", "2026-04-03 00:00:00", "day month's name year"),
        ("3 apr. 2026, 10:15", "2026-04-03 10:15:00", "day month's name year hour:minute"),
        ("Mar 3, 2026 10:00", "2026-03-03 10:00:00", "month's name day year hour:minute"),
        ("March 3rd, 2026 at 10:00 p.m.", "2026-03-03 22:00:00", "month's name day year hour:minute AM/PM"),
        ("03-APR-2026", "2026-04-03 00:00:00", "day-month's name-year"),
        ("2026-Apr-03 10:15", "2026-04-03 10:15:00", "year-month's name-day hour:minute"),
        ("lunedì 3 agosto 2026 alle ore 10:15", "2026-08-03 10:15:00", "day month's name year hour:minute"),
        ("1º gennaio 2026", "2026-01-01 00:00:00", "day month's name year"),
        ("marți, 3 martie 2026, 10:15", "2026-03-03 10:15:00", "day month's name year hour:minute"),
        ("mar 3 mar 2026", "2026-03-03 00:00:00", "day month's name year"),
        ("3 iunie 2026 ora 10:15", "2026-06-03 10:15:00", "day month's name year hour:minute"),
        (
            "Tue Oct 31 22:10:47 +0000 2017",
            "2017-10-31 22:10:47",
            "month's name day year hour:minute:second with offset",
        ),
        (
            "Tue Oct 31 2017 22:10:47 GMT+0100 (Central European Time)",
            "2017-10-31 21:10:47",
            "month's name day year hour:minute:second with offset",
        ),
        ("  '2026-04-03 10:15  ", "2026-04-03 10:15:00", "year-month-day hour:minute"),
        ("4/23/26, 9:41\u202fAM", "2026-04-23 09:41:00", "month/day/two-digit year hour:minute AM/PM"),
        ("1509487847", "2017-10-31 22:10:47", "seconds since 1970"),
        ("1509487847999", "2017-10-31 22:10:47", "milliseconds since 1970"),
    ],
)
def test_a_form_that_exports_use_is_read(cell: str, utc: str, described: str) -> None:
    fmt = decided([cell])
    read = parse_instants(pa.array([cell]), fmt, UTC_ZONE)
    assert (shown(read), read.bad.tolist(), fmt.describe()) == ([utc], [False], described)


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("12:00 AM", 0),
        ("12:59 am", 0),
        ("1:00 AM", 1),
        ("11:00 AM", 11),
        ("12:00 PM", 12),
        ("1:00 PM", 13),
        ("07:00PM", 19),
        ("9 pm", 21),
        ("00:15 AM", 0),
        ("13:05 PM", 13),
        ("0:15 PM", None),
        ("13:05 AM", None),
        ("24:00", None),
        ("23:60", None),
        ("23:59:60", None),
    ],
)
def test_twelve_o_clock_and_impossible_clocks(clock: str, hour: int | None) -> None:
    read = parse_instants(pa.array([f"29/02/2024 {clock}"]), InstantFormat("dmy"), UTC_ZONE)
    assert read.bad.tolist() == [hour is None]
    if hour is not None:
        assert shown(read)[0] is not None
        assert int(read.seconds[0]) % 86_400 // 3600 == hour


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2024",
        "29/02/2023",
        "29/02/2100",
        "00/01/2024",
        "01/00/2024",
        "01/13/2024",
        "32/01/2024",
        "01/01/1969",
        "01/01/2101",
        "01/01/69",
        "31 feb 2024",
        "2024-02-31",
        "1900-01-01",
        "9999-12-31 00:00:00",
        "2024-01-01 10:00:00+24:00",
        "2024-01-01 10:00:00+01:60",
        "1970-01-01 00:00:00+02:00",
        "3 foo 2024",
        "foo 3 apr 2024",
        "01/02-2024",
        "01/02/2024 10",
        "1 Feb 2024 10",
        "1/2/2024/3",
        "10:15",
        "04/2024",
        "1/2/3",
        "001/01/2024",
        "2024-01-01 10:00 IST",
        "2024-01-01 10:00 Mars/Olympus",
        "20240101",
        "1700000000",
        "gelöscht",
        "x" * 300,
    ],
)
def test_what_is_no_instant_is_bad_and_never_another_day(cell: str) -> None:
    read = parse_instants(pa.array([cell, "05/05/2024"]), InstantFormat("dmy"), UTC_ZONE)
    assert read.bad.tolist() == [True, False]
    assert shown(read) == [None, "2024-05-05 00:00:00"]


def test_null_and_the_words_for_missing_are_missing_and_not_bad() -> None:
    cells = [None, "", "  ", "N/A", "-", "NULL", "\\N", "0000-00-00 00:00:00", "0000-00-00"]
    read = parse_instants(pa.array(cells), InstantFormat(), UTC_ZONE)
    assert not read.bad.any()
    assert (read.seconds == NEVER).all()


@pytest.mark.parametrize(
    ("unit", "cell", "utc"),
    [
        ("s", "0", "1970-01-01 00:00:00"),
        ("s", "951782400", "2000-02-29 00:00:00"),
        ("s", "1509487847.987", "2017-10-31 22:10:47"),
        ("ms", "1509487847987", "2017-10-31 22:10:47"),
        ("excel", "25569", "1970-01-01 00:00:00"),
        ("excel", "46115.4270833333", "2026-04-03 10:15:00"),  # 10:15 as spreadsheets write it
        ("excel", "46115,5", "2026-04-03 12:00:00"),
        ("excel", "45000.41666666666", "2023-03-15 10:00:00"),
        ("s", "4133980800", None),  # 2101
        ("s", "-1", None),
        ("s", "1.5E+9", None),
        ("excel", "1", None),
        ("excel", "99999999", None),
    ],
)
def test_numbers_in_a_unit(unit: str, cell: str, utc: str | None) -> None:
    read = parsed([cell], unit=unit)
    assert (shown(read), read.bad.tolist()) == ([utc], [utc is None])


def test_spreadsheet_days_are_local_and_epoch_seconds_are_not() -> None:
    rome = Zone("Europe/Rome")
    assert shown(parsed(["46115.5"], rome, unit="excel")) == ["2026-04-03 10:00:00"]
    assert shown(parsed(["1509487847"], rome, unit="s")) == ["2017-10-31 22:10:47"]


def test_an_offset_is_honoured_beside_naive_cells_of_the_zone() -> None:
    read = parsed(["2026-07-01 12:00", "2026-07-01 12:00Z", "2026-07-01 12:00-04:00"], Zone("Europe/Rome"))
    assert shown(read) == ["2026-07-01 10:00:00", "2026-07-01 12:00:00", "2026-07-01 16:00:00"]


def test_gaps_and_overlaps_are_counted_with_a_row_to_show() -> None:
    cells = ["2026-03-01 02:30", "2026-03-29 02:30", "2026-10-25 02:30", "2026-10-25 02:45", None, "bad"]
    read = parse_instants(pa.array(cells), InstantFormat(), Zone("Europe/Rome"))
    assert (read.n_gap, read.first_gap, read.n_overlap, read.first_overlap) == (1, 1, 2, 2)
    assert shown(read)[1:3] == ["2026-03-29 01:30:00", "2026-10-25 00:30:00"]
    offset = parse_instants(pa.array(["2026-03-29 02:30+01:00"]), InstantFormat(), Zone("Europe/Rome"))
    assert (offset.n_gap, offset.first_gap) == (0, -1)
