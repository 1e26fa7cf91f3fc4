"""Durations in every form that exports use, with answers by hand."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.errors import UsageError
from cx_cli.normalise.durations import DurationFormat, decide_duration, parse_durations
from cx_cli.normalise.values import NumberFormat

POINT, COMMA = NumberFormat("."), NumberFormat(",")


def seconds(cells: list[str | None], unit: str = "s", fmt: NumberFormat = POINT) -> list[float | str | None]:
    """None for missing, 'bad' for bad."""
    values, bad = parse_durations(pa.array(cells, pa.string()), DurationFormat(unit), fmt)
    assert np.isnan(values[bad]).all()
    return [
        "bad" if off else None if math.isnan(value) else float(value) for value, off in zip(values, bad, strict=True)
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("90", 90.0),
        ("90.5", 90.5),
        ("-90", -90.0),
        ("0:02:23", 143.0),  # 2 minutes 23 seconds
        ("00:00:00", 0.0),
        ("27:10:05", 97805.0),  # 27 h = 97200 s
        ("1234:00:00", 4442400.0),
        ("12:34", 45240.0),  # hours and minutes
        ("-12:34", -45240.0),
        ("\u22120:30", -1800.0),
        ("0:02:23.5", 143.5),
        ("1 day, 2:03:04", 93784.0),
        ("2 days 03:04:05", 183845.0),
        ("0 days 00:02:23.500000", 143.5),
        ("-1 days +23:59:00", -60.0),
        ("1.02:03:04", 93784.0),
        ("1d 4h", 100800.0),
        ("3h 12m", 11520.0),
        ("3h12m", 11520.0),
        ("45 min", 2700.0),
        ("1.5 hours", 5400.0),
        ("1,5 ore", 5400.0),
        ("2 giorni e 3 ore", 183600.0),
        ("2 zile și 3 ore", 183600.0),
        ("1 week", 604800.0),
        ("1 hour, 2 minutes and 3 seconds", 3723.0),
        ("1 min.", 60.0),
        ("250 ms", 0.25),
        ("-5m", -300.0),
        ("PT1H30M", 5400.0),
        ("P1DT2H", 93600.0),
        ("P1W", 604800.0),
        ("PT0.5S", 0.5),
        ("-PT5M", -300.0),
        (" '0:02:23 ", 143.0),
        ("n/a", None),
        ("", None),
        (None, None),
        ("0:60:00", "bad"),
        ("0:00:60", "bad"),
        ("1:2:3", "bad"),
        ("P1Y", "bad"),
        ("P1M", "bad"),
        ("P", "bad"),
        ("PT", "bad"),
        ("1h 2h", "bad"),
        ("5 parsecs", "bad"),
        ("h", "bad"),
        ("1h x 2m", "bad"),
        ("9:41 AM", "bad"),
        ("2026-04-03 10:15", "bad"),
    ],
)
def test_a_duration_is_read_or_refused(cell: str | None, expected: float | str | None) -> None:
    assert seconds([cell]) == [expected]


@pytest.mark.parametrize(
    ("unit", "expected"), [("ms", 0.09), ("s", 90.0), ("m", 5400.0), ("h", 324000.0), ("d", 7776000.0)]
)
def test_plain_numbers_count_the_unit_and_clock_text_does_not(unit: str, expected: float) -> None:
    assert seconds(["90", "0:01:30"], unit) == [expected, 90.0]


def test_plain_numbers_have_the_decimal_mark_of_the_column() -> None:
    assert seconds(["1,5", "1.000"], "h", COMMA) == [5400.0, 3_600_000.0]
    assert seconds(["1,5"], "h", POINT) == ["bad"]


@pytest.mark.parametrize(
    ("cells", "unit", "described"),
    [
        (["27:10:00"], None, "hours:minutes:seconds"),
        (["-12:34", "1:00"], None, "hours:minutes"),
        (["12", "13.5"], "m", "minutes"),
        (["12", "13,5"], "h", "hours"),
        (["12"], None, "seconds"),
        (["1d 4h"], None, "numbers with units"),
        (["PT1H"], None, "ISO 8601 duration"),
        (["", "x", "0:01:00"], None, "hours:minutes:seconds"),
    ],
)
def test_a_column_of_durations_is_recognised(cells: list[str], unit: str | None, described: str) -> None:
    fmt = decide_duration(cells, unit)
    assert fmt is not None
    assert (fmt.describe(), fmt.unit) == (described, unit or "s")


@pytest.mark.parametrize("cells", [[], ["", "n/a"], ["x", "y", "0:01:00"], ["2026-04-03"], ["9:41 AM"]])
def test_other_columns_are_no_durations(cells: list[str]) -> None:
    assert decide_duration(cells, None) is None


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UsageError) as told:
        decide_duration(["1"], "mins")
    assert told.value.slug == "unit"


def test_typed_columns_are_durations_already() -> None:
    fmt = DurationFormat("m")
    assert parse_durations(pa.array([1500, None], pa.duration("ms")), fmt, POINT)[0][0] == 1.5
    values, bad = parse_durations(pa.array([2, None]), fmt, POINT)
    assert values[0] == 120
    assert np.isnan(values[1])
    assert not bad.any()


@given(values=st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=10))
def test_every_duration_is_read_back_from_every_form(values: list[int]) -> None:
    def parts(value: int) -> tuple[str, int, int, int]:
        rest, second = divmod(abs(value), 60)
        hour, minute = divmod(rest, 60)
        return "-" if value < 0 else "", hour, minute, second

    broken = [parts(value) for value in values]
    forms = [
        [f"{sign}{hour}:{minute:02}:{second:02}" for sign, hour, minute, second in broken],
        [f"{sign}{hour}h {minute}m {second}s" for sign, hour, minute, second in broken],
        [f"{sign}PT{hour}H{minute}M{second}S" for sign, hour, minute, second in broken],
        [str(value) for value in values],
    ]
    for cells in forms:
        assert seconds(cells) == values
    assert seconds([cell for cells in forms for cell in cells]) == values * len(forms)
