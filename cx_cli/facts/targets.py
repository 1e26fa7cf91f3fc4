"""Was a promised time kept? One row per ticket and promise: due, done, met, decided."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cx_cli.facts.clocks import HOURS
from cx_cli.facts.fact_table import (
    Fact,
    FactTable,
    Working,
    business_elapsed,
    claims,
    first_known,
    flags,
    instants,
    numbers,
)
from cx_cli.normalise.rows import NEVER, Bools, Column, Flags, Floats, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.tables import TICKETS

NEAR = 0.9
"""A promise that is kept when more than this share of its time is used up is a near miss."""
STATES = ("met", "missed", "running", "running late")
_TIMED = frozenset({"used_seconds", "target_seconds", "near_miss"})
"""The columns that ask how long a promise took; for others nobody works that out."""
DUE = {"first_reply": "first_reply_due_at", "resolution": "resolution_due_at"}
MET = {"first_reply": "first_reply_met", "next_reply": "next_reply_met", "resolution": "resolution_met"}


def targets_of(tickets: Rows, kind: str, kept: Collection[str]) -> Rows:
    """The promises of one kind of these tickets, with the ticket's ``kept`` columns; without due instant and flag a
    ticket has none."""
    created, finished = instants(tickets, "created_at"), instants(tickets, "resolved_at")
    due, met = instants(tickets, DUE.get(kind, "")), claims(tickets, MET[kind])
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
    if not _TIMED.isdisjoint(kept):
        columns |= {"target_seconds": _between(created, due), "used_seconds": _between(created, done)}
    promises = Rows(tickets.n, columns)
    return promises if len(made) == tickets.n else promises.take(made)


def _between(starts: Ints, ends: Ints) -> Numbers:
    known = (starts != NEVER) & (ends != NEVER) & (ends >= starts)
    return Numbers(np.where(known, np.where(known, ends, 0) - np.where(known, starts, 0), np.nan).astype(np.float64))


def undecided(targets: Rows, seen: int) -> Bools:
    """The promises whose outcome depends on an ``as_of`` later than ``seen``."""
    due, done = instants(targets, "promised_at"), instants(targets, "done_at")
    return (due != NEVER) & (done == NEVER) & (due >= seen)


def _outcome(rows: Rows, working: Working) -> tuple[Bools, Bools]:
    """Met and missed. On the deadline is met; running past it is missed; a flag counts where no instant is due."""
    due, done = instants(rows, "promised_at"), instants(rows, "done_at")
    flag, finished = claims(rows, "flagged_met"), claims(rows, "finished") == 1
    as_of = np.iinfo(np.int64).max if working.as_of is None else working.as_of
    timed, over, late = due != NEVER, done != NEVER, done > due
    # Spelled out, because numpy chooses four times as slowly as it combines.
    met = (timed & over & ~late) | (~timed & (flag == 1) & finished)
    missed = (timed & ((over & late) | (~over & (due < as_of)))) | (~timed & (flag == 0))
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


def _margin_business(rows: Rows, working: Working) -> Column:
    """By the policy's calendar, pauses left out; by the ticket's where the promise is the export's own."""
    due, done = instants(rows, "promised_at"), instants(rows, "done_at")
    early, late = (
        business_elapsed(rows, np.where(right, first, NEVER), np.where(right, second, NEVER), working, "")
        for first, second, right in ((done, due, done <= due), (due, done, done > due))
    )
    spare = numbers(rows, "spare_seconds")
    return Numbers(np.where(np.isnan(spare), np.where(np.isnan(early), -late, early), spare))


def _near_miss(rows: Rows, working: Working) -> Column:
    met, _ = _outcome(rows, working)
    used, target = numbers(rows, "used_seconds"), numbers(rows, "target_seconds")
    return flags(met & (used > NEAR * target), ~(np.isnan(used) | np.isnan(target)))


def _state(rows: Rows, working: Working) -> Column:
    met, missed = _outcome(rows, working)
    late = missed & (instants(rows, "done_at") == NEVER)
    codes = np.where(met, 0, np.where(late, 3, np.where(missed, 1, 2)))
    return Words(codes.astype(np.int32), STATES)


def _due_in(rows: Rows, working: Working) -> Column:
    """Missing for what is done, and while as_of is not known: what is due by then runs late anyway."""
    due, done = instants(rows, "promised_at"), instants(rows, "done_at")
    known = (due != NEVER) & (done == NEVER)
    if working.as_of is None:
        return Numbers(np.full(rows.n, np.nan))
    return Numbers(np.where(known, np.where(known, due, 0) - working.as_of, np.nan).astype(np.float64))


TARGET_FACTS = FactTable(
    "targets",
    TICKETS,
    (
        Fact("met", "flag", (), _met, "done by the due instant, or flagged as met"),
        Fact("decided", "flag", (), _decided, "met, missed, or still running past its due time"),
        Fact("margin_seconds", "number", (), _margin, "due less done; negative is late"),
        Fact("margin_seconds_business", "number", ((HOURS,),), _margin_business, "due less done, in business time"),
        Fact("near_miss", "flag", (), _near_miss, "met, with more than 90 % of the target used up"),
        Fact("due_in_seconds", "number", (), _due_in, "as_of to the deadline of what is not done yet"),
        Fact("sla_state", "text", (), _state, "met, missed, running, or running late"),
    ),
    own_columns=(
        ("promise", "text"),
        ("due_at", "instant"),
        ("promised_at", "instant"),
        ("done_at", "instant"),
        ("finished", "flag"),
        ("flagged_met", "flag"),
        ("target_seconds", "number"),
        ("used_seconds", "number"),
        ("spare_seconds", "number"),
    ),
    labels=("promise",),
)
