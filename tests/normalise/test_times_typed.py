"""Columns that pyarrow reads by itself, or holds in another way, mean the same instants."""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone

import pyarrow as pa
import pyarrow.csv
import pytest

from cx_cli.normalise.rows import NEVER
from cx_cli.normalise.times import (
    InstantFormat,
    arrow_type,
    decide_instants,
    parse_instants,
)
from cx_cli.normalise.zones import Zone
from tests.normalise.reading_times import UTC_ZONE, decided, shown

NATIVE = {
    "2026-04-03": pa.timestamp("s"),
    "2026-04-03 10:15:20": pa.timestamp("s"),
    "2026-04-03T10:15": pa.timestamp("s"),
    "2026-04-03 10:15:20.5": pa.timestamp("ms"),
    "2026-04-03 10:15:20.123456": pa.timestamp("us"),
    "2026-04-03 10:15:20.1234567": pa.timestamp("ns"),
    "2026-04-03T10:15:20Z": pa.timestamp("s", "UTC"),
    "2026-04-03T10:15:20+02:00": pa.timestamp("s", "UTC"),
    "2026-04-03T10:15:20.123-0330": pa.timestamp("ms", "UTC"),
}


@pytest.mark.parametrize("cell", NATIVE)
def test_the_csv_reader_reads_a_native_format_to_the_same_instants(cell: str) -> None:
    fmt, zone = decided([cell]), Zone("America/New_York")
    kind = arrow_type(fmt)
    assert kind == NATIVE[cell]
    table = pyarrow.csv.read_csv(
        io.BytesIO(f"at,x\n{cell},1\n,2\n".encode()),
        convert_options=pyarrow.csv.ConvertOptions(column_types={"at": kind}),
    )
    read, text = parse_instants(table["at"], fmt, zone), parse_instants(pa.array([cell, None]), fmt, zone)
    assert read.seconds.tolist() == text.seconds.tolist()
    assert read.seconds[1] == NEVER
    assert not read.bad.any()


@pytest.mark.parametrize(
    "cells",
    [
        ["29/02/2024"],
        ["2026-04-03 10:15", "2026-04-03 10:15Z"],
        ["2026-04-03 10:15:20 -0500"],
        ["2026-04-03 10:15:20 UTC"],
        ["2026-4-3"],
        ["2026-04-03", "3 Apr 2026"],
        ["1509487847"],
        ["2026-04-03", "bad"],
    ],
)
def test_what_the_csv_reader_would_refuse_is_read_as_text(cells: list[str]) -> None:
    assert arrow_type(decided(cells)) is None


def test_a_cell_unlike_the_native_ones_costs_only_itself() -> None:
    fmt = decided(["2026-04-03 10:15:20"])
    cells = ["2026-04-03 10:15:20", "2026-02-31 10:15:20", "2026-04-03 10:15:20.5", "2026-04-03T10:15:20Z", None]
    read = parse_instants(pa.array(cells), fmt, Zone("Europe/Rome"))
    assert read.bad.tolist() == [False, True, False, False, False]
    assert shown(read) == ["2026-04-03 08:15:20", None, "2026-04-03 08:15:20", "2026-04-03 10:15:20", None]


def test_years_out_of_range_are_bad_in_native_columns_too() -> None:
    read = parse_instants(pa.array(["1900-01-01", "2101-01-01", "2026-01-01"]), decided(["2026-01-01"]), UTC_ZONE)
    assert read.bad.tolist() == [True, True, False]
    assert shown(read) == [None, None, "2026-01-01 00:00:00"]


def test_typed_columns_are_instants_already() -> None:
    day = datetime(2026, 7, 1, 12, 0, 0, 999_999)
    rome = Zone("Europe/Rome")
    naive = pa.array([day, None], pa.timestamp("us"))
    aware = pa.array([day.replace(tzinfo=timezone(timedelta(hours=2)))], pa.timestamp("ns", "UTC"))
    for array in (naive, pa.chunked_array([naive])):
        assert shown(parse_instants(array, InstantFormat(), rome)) == ["2026-07-01 10:00:00", None]
    assert shown(parse_instants(aware, InstantFormat(), rome)) == ["2026-07-01 10:00:00"]
    assert shown(parse_instants(pa.array([day.date()]), InstantFormat(), rome)) == ["2026-06-30 22:00:00"]
    numbers = parse_instants(pa.array([1509487847.5, None, float("inf")]), InstantFormat(unit="s"), rome)
    assert (shown(numbers), numbers.bad.tolist()) == (["2017-10-31 22:10:47", None, None], [False, False, True])
    whole = parse_instants(pa.array([1509487847123]), InstantFormat(unit="ms"), rome)
    assert shown(whole) == ["2017-10-31 22:10:47"]


def test_the_way_the_text_is_held_makes_no_difference() -> None:
    cells = ["29/2/2016 01:16", None, "1/3/2016 9:05", "bad", "29/2/2016 01:16", ""]
    plain, fmt = pa.array(cells), InstantFormat("dmy")
    expected = parse_instants(plain, fmt, UTC_ZONE)
    assert shown(expected)[::2] == ["2016-02-29 01:16:00", "2016-03-01 09:05:00", "2016-02-29 01:16:00"]
    forms = [
        plain.cast(pa.large_string()),
        plain.cast(pa.string_view()),
        plain.dictionary_encode(),
        pa.chunked_array([plain.slice(0, 2), plain.slice(2)]),
        pa.concat_arrays([pa.array(["x", None, "yy"]), plain, pa.array(["z"])]).slice(3, 6),
    ]
    for form in forms:
        read = parse_instants(form, fmt, UTC_ZONE)
        assert read.seconds.tolist() == expected.seconds.tolist()
        assert read.bad.tolist() == expected.bad.tolist() == [False, False, False, True, False, False]


def test_empty_and_all_null_columns_are_read() -> None:
    for column in (pa.array([], pa.string()), pa.array([None, None], pa.string()), pa.array([None, None])):
        read = parse_instants(column, InstantFormat(), UTC_ZONE)
        assert (read.seconds == NEVER).all()
        assert not read.bad.any()
    assert decide_instants(pa.array([None, None])) is None
