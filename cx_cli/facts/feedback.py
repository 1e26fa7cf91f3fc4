"""Which customers have answered a survey, and did they recommend the company? Labels that their orders take."""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import first_known, instants, numbers
from cx_cli.facts.lending import DATED
from cx_cli.normalise.canonical import SCORES
from cx_cli.normalise.ids import id_keys, places_among
from cx_cli.normalise.rows import Bools, Rows, Words

FEEDBACK = ("no answer", "answered")
NPS_GROUPS = ("detractor", "passive", "promoter")
LABELS = ("feedback", "nps_group")
"""The labels of an order: whether its customer has answered any survey, and the group of their newest NPS answer."""
NEEDS = frozenset({"customer_id", "ticket_id", "kind", "score", "answered_at", "sent_at"})
"""The columns of surveys that they are worked out from."""


class Feedback:
    """What customers have answered; an order takes it, whatever number of answers there is."""

    def __init__(self) -> None:
        self._answers: dict[str, dict[str, tuple[int, float] | None]] = {}

    def forget(self, table: str) -> None:
        """Leaves out what this table has said: its rows are read again."""
        self._answers.pop(table, None)

    def add(self, table: str, rows: Rows) -> None:
        """Takes note of who has answered in rows of a table: surveys, or tickets and calls with ratings."""
        customers = rows.columns.get("customer_id")
        if not isinstance(customers, Words):
            return
        found = self._answers.setdefault(table, {})
        scores = ("score",) if table == "surveys" else tuple(SCORES[table])
        keys = tuple(id_keys(customers.words))
        for column in scores:
            answered = np.flatnonzero(~np.isnan(numbers(rows, column)) & customers.known())
            nps = _is_nps(rows, table, column)
            at = first_known(*(instants(rows, name) for name in _dates(table)))
            score = numbers(rows, column)
            for row in answered.tolist():
                key = keys[customers.codes[row]]
                said = (int(at[row]), -float(score[row])) if nps[row] else None
                before = found.get(key)
                found[key] = said if before is None else before if said is None else max(before, said)

    def lend(self, orders: Rows) -> Rows:
        """The orders with the labels of their customers."""
        customers = orders.columns["customer_id"]
        assert isinstance(customers, Words)
        answers: dict[str, tuple[int, float] | None] = {}
        for said in self._answers.values():
            for key, one in said.items():
                before = answers.get(key)
                answers[key] = one if before is None else before if one is None else max(before, one)
        place = places_among(customers, tuple(answers))
        groups = np.array([*(_group(one) for one in answers.values()), -1], dtype=np.int32)
        return orders.with_columns(
            {
                "feedback": Words((place >= 0).astype(np.int32), FEEDBACK),
                "nps_group": Words(groups[place], NPS_GROUPS),
            }
        )


def _dates(table: str) -> tuple[str, ...]:
    if table == "surveys":
        return ("answered_at", "sent_at", DATED)
    return ("started_at",) if table == "calls" else ("resolved_at", "created_at")


def _is_nps(rows: Rows, table: str, column: str) -> Bools:
    if table != "surveys":
        return np.full(rows.n, SCORES[table][column] == "nps")
    kind = rows.columns["kind"]
    assert isinstance(kind, Words)
    return np.array([*(word == "nps" for word in kind.words), False], dtype=np.bool_)[kind.codes]


def _group(said: tuple[int, float] | None) -> int:
    """The place of the group in NPS_GROUPS, -1 without an answer."""
    if said is None:
        return -1
    score = -said[1]
    return 2 if score >= 9 else 1 if score > 6 else 0
