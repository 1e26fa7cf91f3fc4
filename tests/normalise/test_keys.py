"""Are repeated keys never overlooked, whatever they look like and however the pieces fall?"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.normalise.keys import Keys, key_numbers, number_type
from cx_cli.normalise.rows import NEVER

KEYS = st.sampled_from(
    ["7", "007", " 7", "7 ", "+7", "-7", "7.0", "0", "00", "T-7", "t-7", "é", "e\u0301", "x" * 70, "x" * 71, ""]
) | st.sampled_from(["9" * 18, "9" * 19, "1" * 25, "abcdefgh", "abcdefgh\0", "abcdefgi"])


def numbers(cells: list[str | None]) -> list[int]:
    """The numbers of one piece of keys, read as the reader would type them after a look at this piece."""
    column = pa.array(cells, pa.string())
    return [int(number) for number in key_numbers(column.cast(number_type(column)))]


def meaning(cell: str) -> int | str:
    """What a key is told apart by: digits are the number that they are, if 64 bits hold it, else it is its text."""
    text = re.sub(r"^(-?[0-9]+)\.0+$", r"\1", "".join(sign for sign in cell if sign.isprintable()).strip())
    number = int(text) if re.fullmatch("-?[0-9]+", text) else None
    return text if number is None or abs(number) >= 2**63 else number


def may_repeat(*pieces: list[int]) -> bool:
    keys = Keys()
    for piece in pieces:
        keys.add(np.array(piece, dtype=np.int64))
    return keys.may_repeat()


@given(pieces=st.lists(st.lists(st.integers(-(2**40), 2**40) | st.integers(0, 9), max_size=6), max_size=5))
def test_equal_numbers_are_found_in_any_pieces(pieces: list[list[int]]) -> None:
    whole = [number for piece in pieces for number in piece]
    assert may_repeat(*pieces) is (len(set(whole)) < len(whole))


def test_numbers_far_apart_and_at_the_ends_are_told_apart() -> None:
    low, high = NEVER + 1, np.iinfo(np.int64).max
    assert not may_repeat([low, high], [0, -1])
    assert may_repeat([low, high], [high])


def test_no_keys_are_no_repeats_and_a_key_twice_in_one_piece_is_one() -> None:
    assert not may_repeat()
    assert not may_repeat([1])
    assert may_repeat([1, 1])


@given(cells=st.lists(KEYS.filter(bool) | st.integers(0, 30).map(str), min_size=1, max_size=12))
def test_the_same_key_has_the_same_number_and_different_ones_different_numbers(cells: list[str]) -> None:
    found = numbers(list(cells))
    meant = [meaning(cell) for cell in cells]
    assert len(set(found)) == len(set(meant))
    assert len(set(zip(meant, found, strict=True))) == len(set(meant))


@given(first=st.lists(KEYS, min_size=1, max_size=6), second=st.lists(KEYS, min_size=1, max_size=6))
def test_a_key_has_the_same_number_in_every_piece_however_the_piece_is_held(
    first: list[str], second: list[str]
) -> None:
    held = [pa.array(first), pa.array(second).dictionary_encode(), pa.chunked_array([first, second])]
    found: dict[str, int] = {}
    for column in held:
        cells = [cell.strip() for cell in column.to_pylist()]
        for cell, number in zip(cells, key_numbers(column).tolist(), strict=True):
            assert found.setdefault(cell, number) == number


def test_a_slice_of_a_column_has_the_numbers_of_its_cells() -> None:
    column = pa.array(["a", "bb", "ccc", "a", "bb"])
    assert key_numbers(column.slice(3)).tolist() == key_numbers(pa.array(["a", "bb"])).tolist()


def test_missing_keys_have_no_number() -> None:
    assert numbers([None, "7", None]) == [NEVER, 7, NEVER]
    assert key_numbers(pa.array([None, "T-1"], pa.string()))[0] == NEVER
    assert key_numbers(pa.array([None, "T-1"], pa.string()).dictionary_encode())[0] == NEVER


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "20"], pa.int64()),
        (["1", None], pa.int64()),
        (["1", "007"], pa.int64()),
        (["0", "-7"], pa.int64()),
        (["9" * 18], pa.int64()),
        (["1", "+7"], pa.string()),
        (["1", " 7"], pa.string()),
        (["1", "T-1"], pa.string()),
        (["1", "1.0"], pa.string()),
        (["9" * 19], pa.string()),
        ([None], pa.string()),
        ([], pa.string()),
    ],
)
def test_only_keys_of_digits_are_read_as_numbers(cells: list[str | None], kind: object) -> None:
    assert number_type(pa.array(cells, pa.string())) == kind


@given(cell=KEYS, beside=st.lists(KEYS, max_size=6))
def test_a_key_has_the_number_that_it_has_alone(cell: str, beside: list[str]) -> None:
    assert key_numbers(pa.array([*beside, cell]))[-1] == key_numbers(pa.array([cell]))[0]


def test_leading_zeros_may_repeat_and_texts_that_only_begin_alike_do_not() -> None:
    assert may_repeat(numbers(["7"]), numbers(["007"]))
    assert not may_repeat(numbers(["T-7", "T-07", "T-70"]), numbers(["7"]))
