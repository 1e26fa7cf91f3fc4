"""Are ids held, joined and matched as a few lines of plain Python would have them, however badly they are written?"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from cx_cli.normalise.columns import Reading, read
from cx_cli.normalise.ids import id_key, is_lossy, lossy_codes, numbered, places_among
from cx_cli.normalise.rows import Rows, Words, end_to_end
from cx_cli.normalise.vocabulary import Ids, chained, places_in, ranks

PLAIN = ["0", "7", "17", "-3", "103006", "9223372036854775807", "-9223372036854775808"]
NASTY = [
    *("007", "00", "-0", "-07", "+7", "7.0", "17.00", "7.5", "0x1F", "0xFFFFFFFFF", "1E5", "1e12", "1.03006E+13"),
    *("'1E+10", " 7", "17 ", "\u200b7", "1 7", "1-7", "-", "--7", "7-", "9223372036854775808", "AB-1", "ab-1", "Ab-2"),
    *("cafè", "ae12", "\u0661\u0662", "1e\u0661\u0662", "8f14e45f-ceea", "2026-01-01", "1/7", ".7"),
]
plain = st.lists(st.sampled_from(PLAIN) | st.integers(-(1 << 63), (1 << 63) - 1).map(str), max_size=8)
nasty = st.lists(
    st.sampled_from(PLAIN + NASTY) | st.text("0123456789.eE+- abB", min_size=1, max_size=6).filter(str.strip),
    max_size=8,
)
ids = plain | nasty


def column(cells: list[str | None]) -> Words:
    """The cells as a file's column of ids is read."""
    table = pa.table({"Id": pa.array(cells, pa.string())})
    found = read(Reading("ticket_id", "id", ("Id",), pa.string()), table).column
    assert isinstance(found, Words)
    return found


def is_whole(word: str) -> bool:
    try:
        return str(int(word)) == word and -(1 << 63) <= int(word) < 1 << 63
    except ValueError:
        return False


@given(ids)
@example(["0xFFFFFFFFF"])
@example(["7", "9223372036854775808"])
def test_ids_are_numbers_only_where_each_reads_back(words: list[str]) -> None:
    held = Ids.of(words)
    assert list(held) == words
    assert [held[place] for place in range(len(words))] == words
    assert held.are_numbers == (bool(words) and all(map(is_whole, words)))


@given(st.lists(st.none() | st.sampled_from([*PLAIN, *NASTY, "", "missing"]), max_size=8) | plain)
def test_a_column_of_ids_reads_as_its_cells_without_the_blanks_round_them(cells: list[str | None]) -> None:
    told = [cell.strip() if cell is not None else None for cell in cells]
    assert column(cells).cells() == [None if cell in ("", "missing") else cell for cell in told]


@given(st.lists(ids, min_size=1, max_size=4))
def test_pieces_end_to_end_have_the_cells_of_all(pieces: list[list[str]]) -> None:
    parts = [Rows(len(cells), {"ticket_id": column([*cells])}) for cells in pieces]
    parts.append(Rows(1, {}))
    joined = end_to_end(parts).columns["ticket_id"]
    assert isinstance(joined, Words)
    assert joined.cells() == [*(cell.strip() for cells in pieces for cell in cells), None]


@given(ids, ids)
def test_words_chained_are_those_of_both(first: list[str], second: list[str]) -> None:
    for one in (Ids.of(first), tuple(first)):
        assert list(chained(one, Ids.of(second))) == first + second


@given(ids)
def test_ids_are_one_where_their_keys_are(words: list[str]) -> None:
    numbers, keys = numbered(column([*words, None]))
    assert [keys[number] for number in numbers[:-1].tolist()] == [id_key(word) for word in words]
    assert numbers[-1] == -1
    assert len(set(keys)) == len(keys)


@given(ids, ids)
@example(["AB-1", "17"], ["ab-1", "17.0"])
def test_ids_are_found_among_others_as_a_dictionary_finds_them(words: list[str], others: list[str]) -> None:
    known = list(dict.fromkeys(id_key(word) for word in others))
    folded = [word.lower() for word in known]

    def place(word: str) -> int:
        key = id_key(word)
        if re.fullmatch(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+", key):
            return -1  # a spreadsheet has cut it short
        if key in known:
            return known.index(key)
        return folded.index(key.lower()) if folded.count(key.lower()) == 1 else -1

    assert places_among(column([*words]), Ids.of(known)).tolist() == [place(word) for word in words]


@given(st.lists(st.integers(-9, 9), max_size=9), st.lists(st.integers(-9, 9) | st.just(1 << 40), max_size=9))
def test_the_place_of_an_id_that_is_there_twice_is_the_first(words: list[int], known: list[int]) -> None:
    found = places_in(pa.array(words, pa.int64()), pa.array(known, pa.int64()))
    assert found.tolist() == [known.index(word) if word in known else -1 for word in words]


@given(nasty)
@example(["1e\u0661\u0662", "'1E+10", " 1.5e12 ", "ae12"])
def test_the_ids_that_a_spreadsheet_has_rounded_are_those_looked_at_one_by_one(words: list[str]) -> None:
    assert lossy_codes(words) == [code for code, word in enumerate(words) if is_lossy(word)]


@given(ids)
def test_ids_are_ranked_as_text(words: list[str]) -> None:
    words = list(dict.fromkeys(words))
    order = sorted(words)
    assert ranks(Ids.of(words)).tolist() == [order.index(word) for word in words] == ranks(words).tolist()
    assert ranks(Ids.of(words)).dtype == np.int64
