"""Was a promised time kept? One row per ticket and promise: due, done, met, decided."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cx_cli.facts.fact_table import Fact, FactTable, Working, claims, first_known, flags, instants
from cx_cli.normalise.rows import NEVER, Bools, Column, Flags, Floats, Instants, Numbers, Rows, Words
from cx_cli.normalise.tables import TICKETS

_DUE = {"first_reply": "first_reply_due_at", "resolution": "resolution_due_at"}
_MET = {"first_reply": "first_reply_met", "next_reply": "next_reply_met", "resolution": "resolution_met"}


def targets_of(tickets: Rows, kind: str, kept: Collection[str]) -> Rows:
    """The promises of one kind of these tickets, with the ticket's ``kept`` columns; without due instant and flag a
    ticket has none."""
    created, finished = instants(tickets, "created_at"), instants(tickets, "resolved_at")
    due, met = instants(tickets, _DUE.get(kind, "")), claims(tickets, _MET[kind])
    done = instants(tickets, "first_replied_at") if kind == "first_reply" else finished
    made = np.flatnonzero((due != NEVER) | (met >= 0))
    columns: dict[str, Column] = {
        **{name: column for name, column in tickets.columns.items() if name in kept},
        "promise": Words(np.zeros(tickets.n, dtype=np.int32), (kind,)),
        "due_at": Instants(np.where(due == NEVER, first_known(finished, created), due)),
        "promised_at": Instants(due),
        "done_at": Instants(done),
        "finished": flags(finished != NEVER),
        "flagged_met": Flags(met),
    }
    promises = Rows(tickets.n, columns)
    return promises if len(made) == tickets.n else promises.take(made)


def undecided(targets: Rows, seen: int) -> Bools:
    """The promises whose outcome depends on an ``as_of`` later than ``seen``."""
    due, done = instants(targets, "promised_at"), instants(targets, "done_at")
    return (due != NEVER) & (done == NEVER) & (due >= seen)


def _outcome(rows: Rows, working: Working) -> tuple[Bools, Bools]:
    """Met and missed. On the deadline is met; running past it is missed; a flag counts where no instant is due."""
    due, done = instants(rows, "promised_at"), instants(rows, "done_at")
    flag, finished = claims(rows, "flagged_met"), claims(rows, "finished") == 1
    as_of = np.iinfo(np.int64).max if working.as_of is None else working.as_of
    timed, over = due != NEVER, done != NEVER
    met = np.where(timed, over & (done <= due), (flag == 1) & finished)
    missed = np.where(timed, np.where(over, done > due, due < as_of), flag == 0)
    return met, missed


def _met(rows: Rows, working: Working) -> Column:
    met, missed = _outcome(rows, working)
    return flags(met, met | missed)


def _decided(rows: Rows, working: Working) -> Column:
    met, missed = _outcome(rows, working)
    return flags(met | missed)


def _margin(rows: Rows, working: Working) -> Column:
    due, done = instants(rows, "promised_at"), instants(rows, "done_at")
    known = (due != NEVER) & (done != NEVER)
    margin: Floats = np.where(known, due - np.where(known, done, 0), 0).astype(np.float64)
    return Numbers(np.where(known, margin, np.nan))


TARGET_FACTS = FactTable(
    "targets",
    TICKETS,
    (
        Fact("met", "flag", (), _met, "done by the due instant, or flagged as met"),
        Fact("decided", "flag", (), _decided, "met, missed, or still running past its due time"),
        Fact("margin_seconds", "number", (), _margin, "due less done; negative is late"),
    ),
    own_columns=(
        ("promise", "text"),
        ("due_at", "instant"),
        ("promised_at", "instant"),
        ("done_at", "instant"),
        ("finished", "flag"),
        ("flagged_met", "flag"),
    ),
)
