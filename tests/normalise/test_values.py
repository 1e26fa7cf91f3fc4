"""Numbers and flags, with answers by hand and against Python's own reading of numbers."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.normalise.values import (
    FALSE_WORDS,
    MISSING,
    TRUE_WORDS,
    NumberFormat,
    decide_decimal,
    parse_flags,
    parse_numbers,
)

POINT, COMMA = NumberFormat("."), NumberFormat(",")


def numbers(cells: list[str | None], fmt: NumberFormat) -> list[float | str | None]:
    """None for missing, 'bad' for bad."""
    values, bad = parse_numbers(pa.array(cells, pa.string()), fmt)
    assert np.isnan(values[bad]).all()
    return [
        "bad" if off else None if math.isnan(value) else float(value) for value, off in zip(values, bad, strict=True)
    ]


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1.234,5"], ","),
        (["1,234.5"], "."),
        (["2,5"], ","),
        (["2.5"], "."),
        (["1,234"], "."),
        (["1.234"], "."),
        (["1.234", "1.234.567"], ","),
        (["1,234", "1,234,567"], "."),
        (["0,125"], ","),
        (["0.125"], "."),
        (["1234,567"], ","),
        (["1.234", "0,5"], ","),
        (["2,5", "3,5", "2.5"], ","),
        (["2.5", "3.5", "2,5"], "."),
        (["€ 1.234,50"], ","),
        (["12,5%"], ","),
        (["7", "8"], "."),
        ([], "."),
        (["12.03.2026"], "."),
        (["a,b", "c,d"], "."),
    ],
)
def test_the_decimal_mark_is_what_most_cells_show(cells: list[str], decimal: str) -> None:
    assert decide_decimal(cells).decimal == decimal


@pytest.mark.parametrize(
    ("cell", "fmt", "value"),
    [
        ("4", POINT, 4.0),
        ("-4.5", POINT, -4.5),
        ("1,234", POINT, 1234.0),
        ("1,234,567.25", POINT, 1234567.25),
        ("1.234.567,25", COMMA, 1234567.25),
        ("1 234,5", COMMA, 1234.5),
        ("1\u202f234,5", COMMA, 1234.5),
        ("1'234.5", POINT, 1234.5),
        ("2,5", COMMA, 2.5),
        (",5", COMMA, 0.5),
        (".5", POINT, 0.5),
        ("5.", POINT, 5.0),
        (" '7 ", POINT, 7.0),
        ("+7", COMMA, 7.0),
        ("\u22127,5", COMMA, -7.5),
        ("87%", POINT, 87.0),
        ("87,5 %", COMMA, 87.5),
        ("€ 1.234,50", COMMA, 1234.5),
        ("-$1,234.50", POINT, -1234.5),
        ("$-3", POINT, -3.0),
        ("12 lei", COMMA, 12.0),
        ("5 EUR", POINT, 5.0),
        ("EUR 1234567890123456,5", COMMA, 1234567890123456.5),
        ("1.03006E+13", POINT, 1.03006e13),
        ("1,03006E+13", COMMA, 1.03006e13),
        ("1e3 EUR", POINT, 1000.0),
        ("0,1234567890123456789", COMMA, 0.1234567890123456789),
        ("12345678901234567890123", COMMA, 12345678901234567890123.0),
        ("62,572030410805404", COMMA, 62.572030410805404),  # digits over a power of ten would be one bit off
        ("2,5", POINT, "bad"),
        ("1,23,456", POINT, "bad"),
        ("1,2345", POINT, "bad"),
        ("1.234,5", POINT, "bad"),
        ("1,234.5", COMMA, "bad"),
        ("2.5", COMMA, "bad"),
        ("inf", POINT, "bad"),
        ("1e400", POINT, "bad"),
        ("--4", POINT, "bad"),
        (".", POINT, "bad"),
        ("4/5", POINT, "bad"),
        ("four", POINT, "bad"),
        ("1 2", POINT, "bad"),
        ("٤", POINT, "bad"),
        ("x" * 100, POINT, "bad"),
    ],
)
def test_a_number_is_read_or_refused(cell: str, fmt: NumberFormat, value: float | str) -> None:
    assert numbers([cell], fmt) == [value]
    # beside a cell that only the careful way can tell
    assert numbers([cell, "?", None], fmt) == [value, "bad", None]


@pytest.mark.parametrize("fmt", [POINT, COMMA])
def test_words_for_missing_are_missing_numbers(fmt: NumberFormat) -> None:
    words = sorted(MISSING)
    assert numbers([*words, *(word.upper() for word in words), " n/a ", None], fmt) == [None] * (2 * len(words) + 2)


def test_typed_columns_are_numbers_already() -> None:
    for column in (pa.array([1, None]), pa.array([1.0, None]), pa.chunked_array([pa.array([1], pa.int8()), [None]])):
        values, bad = parse_numbers(column, COMMA)
        assert values[0] == 1
        assert np.isnan(values[1])
        assert not bad.any()
    assert parse_numbers(pa.array([float("inf")]), POINT)[1].tolist() == [True]


@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=10), careful=st.booleans())
def test_every_number_is_read_back_exactly(values: list[float], careful: bool) -> None:
    written = [repr(value) for value in values]
    tail = ["?"] if careful else []
    assert numbers(written + tail, POINT) == values + ["bad"] * careful
    assert numbers([cell.replace(".", ",") for cell in written], COMMA) == values


@given(values=st.lists(st.integers(-(10**12), 10**12), max_size=10))
def test_grouped_thousands_are_read_back(values: list[int]) -> None:
    assert numbers([f"{value:,}.50" for value in values], POINT) == [math.copysign(abs(v) + 0.5, v) for v in values]
    dotted = [f"{value:,}".replace(",", ".") + ",0" for value in values]
    assert numbers(dotted, COMMA) == [float(value) for value in values]


@pytest.mark.parametrize(
    ("cells", "claim"),
    [
        (["true", "TRUE", " Yes ", "y", "1", "1.0", "T", "sì", "Si", "VERO", "da", "Adevărat", "met", "'1"], 1),
        (["false", "FALSE", "No", "n", "0", "0.0", "f", "falso", "nu", "fals", "Missed"], 0),
        (["Within SLA", "SLA met"], 1),
        (["SLA Violated", "not  met"], 0),
        (["", "N/A", "-", "null", None], -1),
    ],
)
def test_a_claim_is_read_in_three_languages(cells: list[str | None], claim: int) -> None:
    flags, bad = parse_flags(pa.array(cells))
    assert flags.tolist() == [claim] * len(cells)
    assert not bad.any()


def test_words_that_may_mean_either_are_bad() -> None:
    cells = ["answered", "abandoned", "unanswered", "maybe", "2", "yes no"]
    flags, bad = parse_flags(pa.array(cells))
    assert bad.all()
    assert flags.tolist() == [-1] * len(cells)


def test_no_word_is_both_yes_and_no_or_missing() -> None:
    assert not TRUE_WORDS & FALSE_WORDS
    assert not (TRUE_WORDS | FALSE_WORDS) & MISSING


def test_typed_flags_are_claims_already() -> None:
    for column in (
        pa.array([True, False, None]),
        pa.array([1, 0, None]),
        pa.array([1.0, 0.0, None]),
        pa.chunked_array([pa.array(["yes"]), pa.array(["no", None])]),
        pa.array(["yes", "no", None]).dictionary_encode(),
        pa.array(["x", "yes", "no", None]).slice(1),
    ):
        flags, bad = parse_flags(column)
        assert flags.tolist() == [1, 0, -1]
        assert not bad.any()
    assert parse_flags(pa.array([None, None]))[0].tolist() == [-1, -1]
    assert parse_flags(pa.array([], pa.string()))[0].tolist() == []
