"""Are durations, percents and numbers written and read as a person means them?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.errors import UsageError
from cx_cli.units import format_change, format_duration, format_value, parse_duration, parse_number, parse_percent

UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@given(st.integers(10, 4_000 * 86_400), st.booleans())
def test_a_written_duration_is_off_by_at_most_half_its_smaller_unit(seconds: int, days: bool) -> None:
    parts = re.findall(r"([\d,]+)([smhd])", format_duration(seconds, days=days))
    told = sum(int(number.replace(",", "")) * UNIT[unit] for number, unit in parts)
    assert abs(told - seconds) <= UNIT[parts[-1][1]] / 2
    assert len(parts) <= 2
    assert days or parts[0][1] != "d"


@given(st.integers(0, 500), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_of_all_its_parts_is_their_sum(d: int, h: int, m: int, s: int) -> None:
    assert parse_duration(f"{d}d {h}h {m}m {s}s") == d * 86400 + h * 3600 + m * 60 + s


@pytest.mark.parametrize("bare", ["90", "0", " 1.5 ", "-3"])
def test_a_bare_number_is_refused_as_a_duration_and_the_way_out_is_said(bare: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_duration(bare)
    assert refused.value.slug == "duration"
    assert parse_duration(refused.value.fix or "") == float(bare)


@pytest.mark.parametrize("word", ["", "-", "h", "1x", "4h 1d", "1h 1h", "1,5h", "1e3s", "nan", "٤h", "1h\x00"])
def test_what_is_no_duration_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(word)


@pytest.mark.parametrize("word", ["", "90", "9O%", "%", "1e2%", "inf%"])
def test_what_is_no_percent_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        parse_percent(word)


@pytest.mark.parametrize("word", ["", "1 000", "nan", "inf", "1e3", "0x1"])
def test_what_is_no_plain_number_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        parse_number(word)


@given(st.floats(0, 100))
def test_a_share_reads_as_none_or_all_only_when_it_is(share: float) -> None:
    told = format_value(share, "percent")
    assert (told == "0.0%") <= (share == 0)
    assert (told == "100.0%") <= (share > 99.9999)


@pytest.mark.parametrize("unit", ["count", "percent", "points", "seconds", "score", "number"])
@given(st.floats(-1e9, 1e9))
def test_no_value_is_written_as_minus_zero(unit: str, value: float) -> None:
    assert not re.fullmatch(r"-0(\.0+)?[%s]?", format_value(value, unit))


@pytest.mark.parametrize("unit", ["percent", "points", "seconds", "score"])
@given(difference=st.floats(-1e6, 1e6).filter(lambda d: abs(d) > 1e-6))
def test_a_change_names_its_direction_and_a_size_that_is_not_zero(unit: str, difference: float) -> None:
    for better, up in (("higher", "better"), ("lower", "worse"), ("neither", "higher")):
        told = format_change(difference, unit, better)
        assert told.startswith("↑" if difference > 0 else "↓")
        assert told.endswith(up) == (difference > 0)
        assert re.search("[1-9]", told)
