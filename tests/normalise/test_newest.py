"""Is the newest row of each key kept, and can the order of the rows never be seen?"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.normalise.newest import newest_of
from cx_cli.normalise.rows import NEVER, Flags, Instants, Numbers, Rows, Words
from cx_cli.normalise.tables import TABLES

TICKETS = TABLES["tickets"]
Row = dict[str, Any]


def words(cells: list[str | None], shuffled: random.Random) -> Words:
    distinct = sorted({cell for cell in cells if cell is not None})
    shuffled.shuffle(distinct)
    return Words(
        np.array([-1 if cell is None else distinct.index(cell) for cell in cells], dtype=np.int32), tuple(distinct)
    )


def rows_of(rows: list[Row], seed: int = 0) -> Rows:
    dice = random.Random(seed)
    seconds = [NEVER if row["updated_at"] is None else row["updated_at"] for row in rows]
    return Rows(
        len(rows),
        {
            "ticket_id": words([row["ticket_id"] for row in rows], dice),
            "updated_at": Instants(np.array(seconds, dtype=np.int64)),
            "revision": Numbers(np.array([np.nan if row["revision"] is None else row["revision"] for row in rows])),
            "escalated": Flags(np.array([row["escalated"] for row in rows], dtype=np.int8)),
            "agent": words([row["agent"] for row in rows], dice),
            "#place": Instants(np.arange(len(rows), dtype=np.int64)),
        },
    )


def row(ticket_id: str | None, updated_at: int | None = 0, revision: float | None = None, **more: Any) -> Row:
    return {"ticket_id": ticket_id, "updated_at": updated_at, "revision": revision, "escalated": 0, "agent": "a"} | more


def kept(*rows: Row) -> list[int]:
    return newest_of(rows_of(list(rows)), TICKETS).tolist()


def test_the_newest_row_is_kept_wherever_it_stands() -> None:
    assert kept(row("1", 5), row("1", 9), row("2", 1), row("1", 7)) == [1, 2]


def test_a_row_without_an_instant_is_older_than_any() -> None:
    assert kept(row("1", None), row("1", -5)) == [1]
    assert kept(row("1", -5), row("1", None)) == [0]


def test_the_revision_decides_between_rows_of_one_instant_only() -> None:
    assert kept(row("1", 5, 1), row("1", 5, 3), row("1", 5, None), row("1", 4, 9)) == [1]


def test_rows_without_a_key_are_all_kept() -> None:
    assert kept(row(None), row(None), row("1"), row("1", 1)) == [0, 1, 3]


def test_keys_that_differ_by_blanks_are_one_and_by_case_or_zeros_are_not() -> None:
    assert kept(row("1", 1), row(" 1 ", 2), row("1\u200b", 3)) == [2]
    assert kept(row("a"), row("A"), row("7"), row("07")) == [0, 1, 2, 3]


def test_a_table_without_its_key_keeps_every_row() -> None:
    rows = rows_of([row("1"), row("1")])
    without = Rows(2, {name: column for name, column in rows.columns.items() if name != "ticket_id"})
    assert newest_of(without, TICKETS).tolist() == [0, 1]


def test_no_rows_keep_none() -> None:
    assert newest_of(rows_of([]), TICKETS).tolist() == []


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "ticket_id": st.none() | st.sampled_from(["1", "2", "3"]),
            "updated_at": st.none() | st.integers(0, 2),
            "revision": st.none() | st.sampled_from([0.0, 1.0]),
            "escalated": st.integers(-1, 1),
            "agent": st.none() | st.sampled_from(["a", "b", "B"]),
        }
    ),
    max_size=10,
)


def said(one: Row) -> tuple[Any, ...]:
    return tuple(one[name] for name in sorted(one))


@given(rows=ROWS, seed=st.integers(0, 99))
def test_what_is_kept_does_not_depend_on_the_order_of_the_rows_or_words(rows: list[Row], seed: int) -> None:
    other = list(rows)
    random.Random(seed).shuffle(other)
    first = sorted((said(rows[place]) for place in newest_of(rows_of(rows, seed), TICKETS)), key=repr)
    second = sorted((said(other[place]) for place in newest_of(rows_of(other, seed + 1), TICKETS)), key=repr)
    assert first == second


@given(rows=ROWS)
def test_every_key_is_kept_once_with_its_newest_instant_in_the_order_of_the_file(rows: list[Row]) -> None:
    places = newest_of(rows_of(rows), TICKETS).tolist()
    assert places == sorted(places)
    keys = [rows[place]["ticket_id"] for place in places]
    assert keys.count(None) == [one["ticket_id"] for one in rows].count(None)
    assert sorted(key for key in keys if key) == sorted({one["ticket_id"] for one in rows} - {None})

    def age(one: Row) -> tuple[float, float]:
        updated, revision = one["updated_at"], one["revision"]
        return (-1 if updated is None else updated, -1 if revision is None else revision)

    for place in places:
        if rows[place]["ticket_id"] is not None:
            same = [one for one in rows if one["ticket_id"] == rows[place]["ticket_id"]]
            assert age(rows[place]) == max(map(age, same))
