"""Are rows of one label in one slice, however the label is written, and is every row in a slice?"""

from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.metrics.slices import Grouping, Groups, Labels, Slices, split_tags, tags_of, words_of
from cx_cli.normalise.rows import NEVER, Flags, Instants, Numbers, Rows, Words

Cells = list[str | None]
SHORTENED = (1_234_567.0, 123_456.7, 0.123456789, -1_000_000.0)


def words(cells: Cells) -> Words:
    distinct = list(dict.fromkeys(cell for cell in cells if cell is not None))
    codes = [-1 if cell is None else distinct.index(cell) for cell in cells]
    return Words(np.array(codes, dtype=np.int32), tuple(distinct))


def rows(**columns: Cells) -> Rows:
    n = len(next(iter(columns.values())))
    return Rows(n, {name: words(cells) for name, cells in columns.items()})


def labels_of(groups: Groups, *pieces: Rows) -> list[list[tuple[str | None, ...]]]:
    """The label tuples of each row of each piece; with tags several for a row."""
    numbered = []
    for piece in pieces:
        groups.count_spellings(piece)
        numbered.append(groups.number(piece))
    tuples = groups.label_tuples()
    return [[tuples[number] for number in found] for _, found in numbered]


SPELLINGS = ["e-mail", "E-Mail", "E-MAIL", " e-mail ", "e-mail\u200b", "\uff45-\uff4d\uff41\uff49\uff4c"]


@pytest.mark.parametrize("other", SPELLINGS[1:])
def test_spellings_of_case_blanks_and_unicode_form_are_one_label(other: str) -> None:
    ((first, second),) = labels_of(Groups(("channel",)), rows(channel=["e-mail", other]))
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [("José", unicodedata.normalize("NFD", "José")), ("Straße", "STRASSE"), ("Ana  Rossi", "ana\u00a0rossi")],
)
def test_names_are_one_label_in_every_form(one: str, other: str) -> None:
    ((first, second),) = labels_of(Groups(("agent",)), rows(agent=[one, other]))
    assert first == second


@pytest.mark.parametrize(("one", "other"), [("email", "e-mail"), ("Jose", "José"), ("a b", "ab"), ("1", "1.0")])
def test_different_words_are_different_labels(one: str, other: str) -> None:
    ((first, second),) = labels_of(Groups(("agent",)), rows(agent=[one, other]))
    assert first != second


def test_the_most_frequent_spelling_is_shown() -> None:
    ((*found,),) = labels_of(Groups(("agent",)), rows(agent=["ANA", "Ana", "Ana", "ana", None]))
    assert found == [("Ana",)] * 4 + [(None,)]


def test_of_two_spellings_as_frequent_the_first_in_order_is_shown_whatever_came_first() -> None:
    for cells in (["ana", "ANA"], ["ANA", "ana"]):
        ((first, _),) = labels_of(Groups(("agent",)), rows(agent=list(cells)))
        assert first == ("ANA",)


def test_frequencies_add_up_over_pieces() -> None:
    pieces = [rows(agent=["ANA", "ANA", "ana"]), rows(agent=["ana", "ana", "bo"])]
    found = labels_of(Groups(("agent",)), *pieces)
    assert found[0][0] == ("ana",)


def test_a_spelling_with_more_blanks_counts_for_the_clean_one() -> None:
    ((first, *_),) = labels_of(Groups(("agent",)), rows(agent=["ANA", "ANA", "Ana", " Ana", "Ana "]))
    assert first == ("Ana",)


def test_empty_and_invisible_words_are_no_label() -> None:
    ((*found,),) = labels_of(Groups(("agent",)), rows(agent=["", "\u200b", "  ", None]))
    assert found == [(None,)] * 4


WORD = st.none() | st.sampled_from(["a", "A", "b", "B ", "c", "é", "e\u0301"])
PIECES = st.lists(st.lists(st.tuples(WORD, WORD, WORD), min_size=1, max_size=8), min_size=1, max_size=4)


def key(cell: str | None) -> str | None:
    return None if cell is None else unicodedata.normalize("NFC", cell).strip().casefold()


@given(pieces=PIECES)
def test_groups_of_several_columns_are_the_distinct_tuples(pieces: list[list[tuple[str | None, ...]]]) -> None:
    names = ("agent", "channel", "team")
    groups = Groups(names)
    found = labels_of(
        groups, *(rows(**{name: [row[i] for row in piece] for i, name in enumerate(names)}) for piece in pieces)
    )
    for piece, labels in zip(pieces, found, strict=True):
        assert [tuple(map(key, label)) for label in labels] == [tuple(map(key, row)) for row in piece]
    distinct = {tuple(map(key, row)) for piece in pieces for row in piece}
    assert len(groups.label_tuples()) == len(distinct)


@given(pieces=PIECES)
def test_groups_absorbed_are_the_groups_of_all(pieces: list[list[tuple[str | None, ...]]]) -> None:
    names = ("agent", "channel", "team")
    tables = [rows(**{name: [row[i] for row in piece] for i, name in enumerate(names)}) for piece in pieces]
    together = Groups(names)
    expected = labels_of(together, *tables)
    merged = Groups(names)
    numbers = []
    for table in tables:
        alone = Groups(names)
        alone.count_spellings(table)
        _, own = alone.number(table)
        numbers.append(merged.absorb(alone)[own])
    tuples = merged.label_tuples()
    assert [[tuples[number] for number in found] for found in numbers] == expected


def test_a_column_that_a_file_does_not_have_is_no_label() -> None:
    first, second = labels_of(Groups(("agent", "team")), rows(agent=["a"], team=["x"]), rows(agent=["a"]))
    assert (first, second) == ([("a", "x")], [("a", None)])


def test_so_many_labels_that_no_table_holds_their_pairs_are_still_told_apart() -> None:
    n = 3000
    cells: Cells = [f"a{i}" for i in range(n)]
    other: Cells = [f"c{i % 2999}" for i in range(n)]
    ((*found,),) = labels_of(Groups(("agent", "customer_id")), rows(agent=cells, customer_id=other))
    assert found == list(zip(cells, other, strict=True))


def test_no_columns_are_one_group() -> None:
    groups = Groups(())
    assert groups.number(rows(agent=["a", "b"]))[1].tolist() == [0, 0]
    assert groups.label_tuples() == [()]


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("vip", ["vip"]),
        ("vip refund", ["vip", "refund"]),
        ("vip, refund request", ["vip", "refund request"]),
        ("vip;refund request", ["vip", "refund request"]),
        ("vip|refund", ["vip", "refund"]),
        ("vip,vip", ["vip"]),
        (",,vip,", ["vip"]),
        ("['vip', 'refund']", ["vip", "refund"]),
        ('["vip", "refund"]', ["vip", "refund"]),
        ("", []),
        (" , ", []),
    ],
)
def test_tags_are_split(cell: str, tags: list[str]) -> None:
    assert list(split_tags(cell)) == tags


def test_a_list_of_one_tag_is_that_tag() -> None:
    assert list(split_tags("['vip']")) == ["vip"]


def test_a_row_is_in_one_group_per_tag_and_in_none_twice() -> None:
    cells: Cells = ["vip,refund", None, "vip", " ", "refund;VIP"]
    groups = Groups(("tag", "agent"))
    table = rows(tags=cells, agent=["a", "b", "c", "d", "e"])
    groups.count_spellings(table)
    spread, numbers = groups.number(table)
    assert spread is not None
    tuples = groups.label_tuples()
    found = Counter((int(row), tuples[number]) for row, number in zip(spread, numbers, strict=True))
    assert found == {
        (0, ("vip", "a")): 1,
        (0, ("refund", "a")): 1,
        (1, (None, "b")): 1,
        (2, ("vip", "c")): 1,
        (3, (None, "d")): 1,
        (4, ("refund", "e")): 1,
        (4, ("vip", "e")): 1,
    }


def test_tags_that_differ_only_by_case_are_one_group_of_a_row() -> None:
    groups = Groups(("tag",))
    table = rows(tags=["VIP,vip"])
    groups.count_spellings(table)
    _, numbers = groups.number(table)
    assert len(set(numbers.tolist())) == len(numbers), "the row would count twice in its own slice"


def test_without_tags_every_row_is_once_without_a_label() -> None:
    spread, tags = tags_of(rows(agent=["a", "b"]))
    assert (spread.tolist(), tags.cells()) == ([0, 1], [None, None])


@given(
    pieces=st.lists(
        st.lists(st.tuples(st.integers(0, 40), st.integers(-50, 700)), min_size=0, max_size=10), min_size=1, max_size=5
    )
)
def test_slices_are_the_distinct_pairs_in_order_of_appearance(pieces: list[list[tuple[int, int]]]) -> None:
    slices = Slices()
    numbers = []
    for piece in pieces:
        pairs = np.array(piece, dtype=np.int64).reshape(-1, 2)
        numbers.append(slices.number(pairs[:, 0], pairs[:, 1]).tolist())
    groups, periods = slices.pairs()
    known = list(zip(groups.tolist(), periods.tolist(), strict=True))
    assert len(set(known)) == len(known) == len(slices)
    assert [[known[number] for number in found] for found in numbers] == pieces


def test_the_joint_grouping_has_every_column_once() -> None:
    joint = Grouping.joint([Grouping(("period", "agent")), Grouping(("channel", "agent")), Grouping(())])
    assert (joint.by, joint.columns, joint.dated) == (
        ("period", "agent", "channel"),
        ("agent", "channel"),
        True,
    )


def test_any_column_can_be_labels() -> None:
    assert words_of(Flags(np.array([1, 0, -1], dtype=np.int8))).cells() == ["true", "false", None]
    numbers = Numbers(np.array([1.0, 2.5, np.nan, 1234567.0, -3.0]))
    assert words_of(numbers).cells()[:3] == ["1", "2.5", None]
    instants = Instants(np.array([0, NEVER, 86_400], dtype=np.int64))
    assert words_of(instants).cells() == ["1970-01-01T00:00:00Z", None, "1970-01-02T00:00:00Z"]


@pytest.mark.parametrize("value", [1.0, 999_999.0, *SHORTENED])
def test_numbers_as_labels_are_told_apart_as_they_are_written(value: float) -> None:
    near = np.nextafter(value, np.inf) if value != int(value) else value + 1
    first, second = words_of(Numbers(np.array([value, near]))).cells()
    assert first != second
    assert first is not None
    assert float(first) == value
    assert value != int(value) or "." not in first


def test_labels_absorbed_keep_their_counts() -> None:
    one, other = Labels(), Labels()
    for labels, cells in ((one, ["ANA", "bo"]), (other, ["ana", "ana", "cy"])):
        labels.codes(words(list(cells)))
        labels.count(words(list(cells)))
    table = one.absorb(other)
    assert one.chosen() == [None, "ana", "bo", "cy"]
    assert table.tolist() == [0, 1, 3]
