"""Scores and their scales, with answers by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from cx_cli.errors import UsageError
from cx_cli.normalise.scores import SCORE_WORDS, Scale, decide_scale, parse_scores
from cx_cli.normalise.values import NumberFormat

POINT, COMMA = NumberFormat("."), NumberFormat(",")
NAN = float("nan")


def one(cell: str | None, fmt: NumberFormat = POINT) -> tuple[float, bool, float, float]:
    values, bad, low, high = parse_scores(pa.array([cell], pa.string()), fmt)
    return float(values[0]), bool(bad[0]), float(low[0]), float(high[0])


@pytest.mark.parametrize(
    ("cell", "fmt", "expected"),
    [
        ("4", POINT, (4, False, NAN, NAN)),
        ("4.5", POINT, (4.5, False, NAN, NAN)),
        ("4,5", COMMA, (4.5, False, NAN, NAN)),
        ("4/5", POINT, (4, False, NAN, 5)),
        ("4 / 5", COMMA, (4, False, NAN, 5)),
        ("4,5/5", COMMA, (4.5, False, NAN, 5)),
        ("9 out of 10", POINT, (9, False, NAN, 10)),
        ("4 su 5", POINT, (4, False, NAN, 5)),
        ("4 din 5 stele", POINT, (4, False, NAN, 5)),
        ("4 stars", POINT, (4, False, NAN, NAN)),
        ("5 - Very satisfied", POINT, (5, False, NAN, NAN)),
        ("10 (Extremely likely)", POINT, (10, False, NAN, NAN)),
        ("Good", POINT, (1, False, 0, 1)),
        ("BAD", POINT, (0, False, 0, 1)),
        ("good with comment", POINT, (1, False, 0, 1)),
        ("Okay", POINT, (0.5, False, 0, 1)),
        ("Mulţumit", POINT, (1, False, 0, 1)),  # with the cedilla of Romanian Excel
        ("", POINT, (NAN, False, NAN, NAN)),
        (None, POINT, (NAN, False, NAN, NAN)),
        ("N/A", POINT, (NAN, False, NAN, NAN)),
        ("4,5", POINT, (NAN, True, NAN, NAN)),
        ("4.5/5", COMMA, (NAN, True, NAN, NAN)),
        ("5/5", POINT, (5, False, NAN, 5)),
        ("6/5", POINT, (NAN, True, NAN, NAN)),
        ("Offered", POINT, (NAN, True, NAN, NAN)),
        ("Unoffered", POINT, (NAN, True, NAN, NAN)),
        ("2 - 3", POINT, (NAN, True, NAN, NAN)),
        ("4/5/2026", POINT, (NAN, True, NAN, NAN)),
    ],
)
def test_a_score_is_read_or_refused(
    cell: str | None, fmt: NumberFormat, expected: tuple[float, bool, float, float]
) -> None:
    np.testing.assert_equal(one(cell, fmt), tuple(float(part) if part is not part else part for part in expected))


def test_cells_of_every_kind_stand_in_one_column() -> None:
    values, bad, low, high = parse_scores(pa.array(["5", "Good", None, "what", "3/5"]), POINT)
    np.testing.assert_equal(values, [5, 1, NAN, NAN, 3])
    np.testing.assert_equal(low, [NAN, 0, NAN, NAN, NAN])
    np.testing.assert_equal(high, [NAN, 1, NAN, NAN, 5])
    assert bad.tolist() == [False, False, False, True, False]


def test_the_callers_words_go_first() -> None:
    values, bad, _, _ = parse_scores(pa.array(["Così così", "good"]), POINT, {"così così": 0.5, "good": 0.0})
    assert values.tolist() == [0.5, 0.0]
    assert not bad.any()


def test_every_word_is_found_under_its_own_spelling() -> None:
    values, bad, _, _ = parse_scores(pa.array([word.upper() for word in SCORE_WORDS]), POINT)
    assert values.tolist() == list(SCORE_WORDS.values())
    assert not bad.any()


@pytest.mark.parametrize("text", ["1..5", "0..100", "-1..1", "0.5..5"])
def test_a_scale_is_read_and_written_the_same(text: str) -> None:
    assert str(Scale.parse(text)) == text
    assert Scale.parse(f" {text.replace('..', ' .. ')} ") == Scale.parse(text)


def test_good_bad_is_a_scale() -> None:
    assert Scale.parse("Good/Bad") == Scale(0, 1)


@pytest.mark.parametrize("text", ["", "5", "5..1", "1..1", "1-5", "a..b", "1..."])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as told:
        Scale.parse(text)
    assert told.value.slug == "scale"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 5], "1..5"),
        ([3], "1..5"),
        ([4.5, 1], "1..5"),
        ([0, 1], "0..1"),
        ([0, 0], "0..1"),
        ([6, 2], "1..7"),
        ([8, 2], "1..10"),
        ([8, 0], "0..10"),
        ([0, 1, 2], "0..10"),
        ([11, 3], "0..100"),
        ([87.5], "0..100"),
        ([101], None),
        ([-1, 3], None),
        ([], None),
        ([NAN, NAN], None),
        ([NAN, 4], "1..5"),
        ([1, 1], None),  # the best of 0..1 or the worst of 1..5
        ([5] * 18 + [9], "1..10"),  # too few to have one that is off
        ([5] * 19 + [9], "1..5"),
        ([5] * 19 + [9, 9], "1..10"),
        ([5] * 298 + [9, 9], "1..5"),
        ([5] * 297 + [9, 9, 9], "1..5"),
        ([5] * 296 + [9, 9, 9, 9], "1..10"),
        ([5] * 99 + [0], "1..5"),
    ],
)
def test_the_smallest_scale_that_fits_all_but_a_few_is_the_scale(values: list[float], expected: str | None) -> None:
    scale = decide_scale("csat", np.array(values, dtype=np.float64))
    assert (None if scale is None else str(scale)) == expected


def test_words_are_good_or_bad_and_nps_and_ces_have_their_own_scale() -> None:
    assert str(decide_scale("csat", np.array([1.0, 1.0]), words=True)) == "0..1"
    assert str(decide_scale("nps", np.array([5.0]))) == "0..10"
    assert str(decide_scale("ces", np.array([5.0]))) == "1..7"


def test_a_scale_holds_its_ends_and_nothing_beyond_or_missing() -> None:
    held = Scale(1, 5).holds(np.array([0.9, 1, 5, 5.1, NAN]))
    assert held.tolist() == [False, True, True, False, False]
