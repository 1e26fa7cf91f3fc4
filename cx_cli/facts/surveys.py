"""Was the customer satisfied? Survey rows, those inside ticket and call exports included."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cx_cli.facts.fact_table import Fact, FactTable, Problem, Working, first_known, flags, instants, numbers
from cx_cli.facts.lending import DATED
from cx_cli.normalise.canonical import PLACE
from cx_cli.normalise.rows import NEVER, SOMETIME, Bools, Column, Instants, Ints, Rows, Words
from cx_cli.normalise.tables import SURVEYS

SATISFIED = 0.75
"""The share of the scale from which a score is satisfied: 4-5 of 5, 6-7 of 7, 8-10 of 10, good of good/bad."""
DISSATISFIED = 0.25


def ratings_of(table: str, rows: Rows, kind: str, column: str, offered: Bools | None, kept: Collection[str]) -> Rows:
    """The ratings inside a ticket or call export as survey rows, with the export's ``kept`` columns.

    A rating without a date of its own is dated by its ticket's resolved_at, else created_at (a call's by started_at).
    ``offered`` are the rows that say a survey was sent; without it only rated rows are rows.
    """
    dates = ("started_at",) if table == "calls" else ("resolved_at", "created_at")
    wanted = {*kept, *dates, column, f"{column}_low", f"{column}_high", PLACE}
    chosen = numbers(rows, column) == numbers(rows, column)
    if offered is not None:
        chosen = chosen | offered
    rows = Rows(rows.n, {name: cells for name, cells in rows.columns.items() if name in wanted})
    rows = rows.take(np.flatnonzero(chosen))
    dated = first_known(*(instants(rows, name) for name in dates))
    rated = rows.columns[column].known()
    columns: dict[str, Column] = {
        **rows.columns,
        "kind": Words(np.zeros(rows.n, dtype=np.int32), (kind,)),
        "score": rows.columns[column],
        "scale_low": rows.columns[f"{column}_low"],
        "scale_high": rows.columns[f"{column}_high"],
        "answered_at": Instants(np.where(rated, dated, NEVER)),
    }
    if offered is not None:
        columns["sent_at"] = Instants(dated)
    else:
        columns["sent_at"] = Instants(np.full(rows.n, NEVER, dtype=np.int64))
    return Rows(rows.n, columns)


def _position(rows: Rows) -> tuple[Bools, Bools, Bools]:
    """Whether the score is known, satisfied, dissatisfied."""
    score, low, high = (numbers(rows, name) for name in ("score", "scale_low", "scale_high"))
    with np.errstate(invalid="ignore", divide="ignore"):
        place = (score - low) / (high - low)
        return ~np.isnan(score), place >= SATISFIED - 1e-12, place <= DISSATISFIED + 1e-12


def _satisfied(rows: Rows, working: Working) -> Column:
    known, good, _ = _position(rows)
    return flags(good, known)


def _dissatisfied(rows: Rows, working: Working) -> Column:
    known, _, bad = _position(rows)
    return flags(bad, known)


def _answered(rows: Rows, working: Working) -> Column:
    return flags(~np.isnan(numbers(rows, "score")))


def answer_instants(rows: Rows) -> Ints:
    """When the answer came; else when it was asked for; else its ticket's resolved_at or created_at."""
    return first_known(*(instants(rows, name) for name in ("answered_at", "sent_at", DATED)))


def _answered_at(rows: Rows, working: Working) -> Column:
    """The instant of the answer; where no file has any, it was given some time."""
    answered = answer_instants(rows)
    if working.undated:
        answered_rows = np.flatnonzero(~np.isnan(numbers(rows, "score")))
        if len(answered_rows):
            working.problems.append(Problem("answered_at", "undated", answered_rows, lambda row: ""))
        answered = np.full(rows.n, SOMETIME, dtype=np.int64)
    return Instants(np.where(np.isnan(numbers(rows, "score")), NEVER, answered))


SURVEY_FACTS = FactTable(
    "surveys",
    SURVEYS,
    (
        Fact("answered", "flag", (("score",),), _answered, "the customer gave a score"),
        Fact(
            "answered_at",
            "instant",
            (("answered_at", "score"), ("sent_at", "score")),
            _answered_at,
            "when the score was given, else when it was asked for, else the ticket's resolved_at or created_at",
        ),
        Fact("satisfied", "flag", (("score",),), _satisfied, "the upper quarter of the scale: 4-5 of 5, 8-10 of 10"),
        Fact("dissatisfied", "flag", (("score",),), _dissatisfied, "the lower quarter of the scale: 1-2 of 5"),
    ),
    own_columns=(("scale_low", "number"), ("scale_high", "number")),
)
