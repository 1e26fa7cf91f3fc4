"""What have customers written: posts about the brand, and comments on surveys, end to end?"""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import FactTable, instants
from cx_cli.facts.surveys import answer_instants
from cx_cli.normalise.evaluate import Evaluator
from cx_cli.normalise.rows import Instants, Ints, Rows, Words
from cx_cli.normalise.tables import MENTIONS

READ_OF = {
    "mentions": frozenset({"posted_at", "text"}),
    "surveys": frozenset({"answered_at", "sent_at", "ticket_id", "comment"}),
}
"""The columns of each table that texts are made of."""
_WORDS = {"mentions": "text", "surveys": "comment"}


def texts_of(table: str, rows: Rows) -> Rows:
    """The rows of mentions or surveys that say anything, as texts with the columns that they have beside."""
    words = rows.columns.get(_WORDS[table])
    if not isinstance(words, Words):
        words = Words(np.full(rows.n, -1, dtype=np.int32), ())
    at = instants(rows, "posted_at") if table == "mentions" else answer_instants(rows)
    texts = rows.with_columns({"text": words, "said_at": Instants(at)})
    return texts.take(np.flatnonzero(words.known()))


class Texts:
    """The texts that a condition holds for, kept to be read at the end."""

    def __init__(self, where: str, zone: str) -> None:
        self._where, self._zone = where, zone
        self._parts: dict[str, list[Rows]] = {}

    def forget(self, table: str) -> None:
        """Leaves out the texts of a table that is read again."""
        self._parts.pop(table, None)

    def add(self, table: str, texts: Rows) -> None:
        """Takes note of texts of a table."""
        if self._where:
            texts = texts.take(np.flatnonzero(Evaluator(texts, self._zone).true(self._where)))
        self._parts.setdefault(table, []).append(texts)

    def dated(self) -> tuple[list[str], Ints]:
        """Every text, and its instant."""
        cells: list[str] = []
        seconds = [np.empty(0, dtype=np.int64)]
        for rows in (part for parts in self._parts.values() for part in parts):
            words = rows.columns["text"]
            assert isinstance(words, Words)
            cells += [cell or "" for cell in words.cells()]
            seconds.append(instants(rows, "said_at"))
        return cells, np.concatenate(seconds)


TEXT_FACTS = FactTable("texts", MENTIONS, (), own_columns=(("said_at", "instant"),))
"""A row per post or comment with words."""
