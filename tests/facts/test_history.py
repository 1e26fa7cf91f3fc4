"""Do the changes of a ticket say what became of it?"""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.facts.history import histories_of, with_first_status
from cx_cli.normalise.canonical import PLACE
from cx_cli.normalise.rows import NEVER, Instants, Numbers, Rows, Words
from tests.facts.history_by_hand import ORDER, Change, histories

CREATED = 1_000


def words(cells: list[str | None]) -> Words:
    known = tuple(dict.fromkeys(cell for cell in cells if cell is not None))
    return Words(np.array([-1 if cell is None else known.index(cell) for cell in cells], dtype=np.int32), known)


def rows_of(changes: list[Change]) -> Rows:
    """Each change as a row of its field; statuses in the words of some product."""
    said = {"resolved": "Solved", "on_hold": "On-hold", "new": "New"}
    rows = [(c, "status", said.get(c.status or "", c.status)) for c in changes if c.status is not None]
    rows += [(c, "agent", c.agent) for c in changes if c.agent is not None]
    return Rows(
        len(rows),
        {
            "ticket_id": words([change.ticket for change, _, _ in rows]),
            "changed_at": Instants(np.array([change.at for change, _, _ in rows], dtype=np.int64)),
            "created_at": Instants(np.full(len(rows), CREATED, dtype=np.int64)),
            "field": words([field for _, field, _ in rows]),
            "new": words([new for _, _, new in rows]),
            "revision": Numbers(np.array([float(change.revision) for change, _, _ in rows])),
            PLACE: Instants(np.arange(len(rows), dtype=np.int64)),
        },
    )


def told(changes: list[Change]) -> dict[str, dict[str, object]]:
    found = histories_of(rows_of(changes))
    tickets = with_first_status(found.tickets)
    cells: dict[str, list[object]] = {}
    for name, column in tickets.columns.items():
        if isinstance(column, Instants):
            cells[name] = [None if second == NEVER else second for second in column.seconds.tolist()]
        elif isinstance(column, Numbers):
            cells[name] = [None if np.isnan(value) else int(value) for value in column.values.tolist()]
        elif isinstance(column, Words):
            cells[name] = list(column.cells())
    return {ticket: {name: values[row] for name, values in cells.items()} for row, ticket in enumerate(found.ids)}


CHANGES = st.lists(
    st.builds(
        Change,
        ticket=st.sampled_from("ab"),
        at=st.integers(CREATED, CREATED + 12),
        status=st.none() | st.sampled_from(ORDER),
        agent=st.none() | st.sampled_from(["Ana", "Bo", "Ciro"]),
        revision=st.integers(0, 1),
    ),
    max_size=14,
)


@given(changes=CHANGES, seed=st.randoms(use_true_random=False))
def test_any_changes_make_the_history_that_plain_python_makes_of_them(changes: list[Change], seed: object) -> None:
    changes = [change for change in changes if change.status or change.agent]
    expected = histories(changes, dict.fromkeys("ab", CREATED))
    shuffled = changes[:]
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    found = told(shuffled)
    assert found.keys() == expected.keys()
    for ticket, history in expected.items():
        for name in ("first_resolved_at", "resolved_at", "reopens", "solves", "status"):
            assert found[ticket][name] == getattr(history, name), (ticket, name)
        if any(change.agent for change in changes):
            assert found[ticket]["agent"] == history.agent
            assert found[ticket]["first_assigned_at"] == history.first_assigned_at
        if history.resolved_at is not None:
            seconds = {name: found[ticket][f"{name}_seconds"] for name in ORDER[:4]}
            assert seconds == history.seconds


def test_closing_without_a_solve_resolves_and_closing_after_one_is_no_new_solve() -> None:
    found = told([Change("1", 2000, "closed"), Change("2", 2000, "resolved"), Change("2", 3000, "closed")])
    assert [(found[ticket]["resolved_at"], found[ticket]["solves"]) for ticket in "12"] == [(2000, 1), (2000, 1)]


def test_a_ticket_that_is_open_again_is_not_resolved_but_has_been() -> None:
    found = told([Change("1", 2000, "resolved"), Change("1", 3000, "open")])["1"]
    assert (found["resolved_at"], found["first_resolved_at"], found["reopens"]) == (None, 2000, 1)


def test_the_agent_is_who_had_the_ticket_at_the_last_solve() -> None:
    changes = [Change("1", 1500, None, "Ana"), Change("1", 2000, "resolved"), Change("1", 2500, None, "Bo")]
    assert told(changes)["1"]["agent"] == "Ana"


def test_a_change_that_is_there_twice_counts_once() -> None:
    once = [Change("1", 2000, "resolved"), Change("1", 2100, "open"), Change("1", 2200, "resolved")]
    assert told(once * 2) == told(once)


def test_an_id_as_text_and_as_a_number_is_one_ticket() -> None:
    found = told([Change("17", 2000, "resolved"), Change("17.0", 3000, "open"), Change("017", 2500, "open")])
    assert {ticket: found[ticket]["reopens"] for ticket in found} == {"17": 1, "017": 0}
