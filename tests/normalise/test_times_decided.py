"""Which order do day and month stand in, and is it a column of instants at all: answers by hand."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.csv
import pytest

from cx_cli.normalise.times import InstantFormat, Undecidable, arrow_type, decide_instants, parse_instants
from tests.normalise.reading_times import UTC_ZONE, decided, parsed, shown


def test_undecidable_tells_a_cell_and_its_two_readings() -> None:
    cells = ["05/05/2026 09:00", "03/04/2026 10:15", "04/03/2026 10:15"]
    assert decide_instants(cells) == Undecidable("03/04/2026 10:15", "3 April", "4 March")


@pytest.mark.parametrize(("order", "expected"), [("dmy", "2026-04-03"), ("mdy", "2026-03-04")])
def test_the_order_that_the_user_gives_decides(order: str, expected: str) -> None:
    assert shown(parsed(["03/04/2026"], order=order)) == [f"{expected} 00:00:00"]


def test_the_users_order_is_not_doubted() -> None:
    assert parsed(["13/04/2026", "03/04/2026"], order="mdy").bad.tolist() == [True, False]


def test_the_order_ymd_says_nothing_of_a_column_whose_year_is_last() -> None:
    assert isinstance(decide_instants(["03/04/2026"], order="ymd"), Undecidable)
    assert shown(parsed(["13/04/2026"], order="ymd")) == ["2026-04-13 00:00:00"]
    assert shown(parsed(["26/04/03"], order="ymd")) == ["2026-04-03 00:00:00"]
    assert shown(parsed(["20260403"], order="ymd")) == ["2026-04-03 00:00:00"]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["01/02/2026", "13/02/2026"], "dmy"),
        (["01/02/2026", "02/13/2026"], "mdy"),
        (["13/02/2026", "14/02/2026", "02/13/2026"], "dmy"),
        (["13/02/2026", "02/14/2026", "02/13/2026"], "mdy"),
        (["24/04/26", "25/04/26", "26/04/26"], "dmy"),
        (["04/24/26", "04/25/26"], "mdy"),
        (["98/04/03"], "ymd"),
        (["03/04/98", "30/04/98"], "dmy"),
    ],
)
def test_the_majority_of_telling_cells_settles_the_order(cells: list[str], order: str) -> None:
    assert decided(cells).order == order


def test_cells_that_contradict_the_majority_are_bad() -> None:
    assert parsed(["13/02/2026", "14/02/2026", "02/13/2026"]).bad.tolist() == [False, False, True]


def test_a_draw_between_two_orders_is_undecidable() -> None:
    assert decide_instants(["13/02/2026", "02/14/2026"]) == Undecidable("13/02/2026", "13 February", "no date")


def test_two_digit_years_that_may_stand_in_front_are_undecidable() -> None:
    told = decide_instants(["26/04/03", "26/04/15", "26/05/01"])
    assert told == Undecidable("26/04/03", "26 April 2003", "3 April 2026")


def test_days_equal_to_their_months_are_read_but_settle_nothing_for_other_cells() -> None:
    fmt = decided(["05/05/2026", "7/7/2026"])
    read = parse_instants(pa.array(["05/05/2026", "05/06/2026", "2026-05-06"]), fmt, UTC_ZONE)
    assert shown(read) == ["2026-05-05 00:00:00", None, "2026-05-06 00:00:00"]
    assert read.bad.tolist() == [False, True, False]


def test_an_ambiguous_cell_in_a_column_of_another_form_is_bad() -> None:
    fmt = decided(["2026-05-05", "3 Apr 2026"])
    assert parse_instants(pa.array(["03/04/2026"]), fmt, UTC_ZONE).bad.tolist() == [True]


@pytest.mark.parametrize(
    "cells",
    [[], ["a", "b"], ["10:15"], ["1.234,5"], ["4/5"], ["17", "18"], ["12345678901"], ["0000000001"], ["31/02/2024"]],
)
def test_other_columns_are_no_instants(cells: list[str]) -> None:
    assert decide_instants(cells) is None


def test_a_column_is_one_of_instants_when_half_of_it_is() -> None:
    assert decide_instants(["2026-01-01", "x"]) is not None
    assert decide_instants(["2026-01-01", "x", "y"]) is None


def test_cells_that_mean_no_value_do_not_count() -> None:
    fmt = decide_instants(["", "n/a", "-", "\\N", "2026-01-01"])
    assert isinstance(fmt, InstantFormat)
    assert arrow_type(fmt) == pa.timestamp("s")
    assert decide_instants(["", "n/a"]) is None
