"""Did a self-service visit do without a ticket, and who came to the help centre and who to the desk?"""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import FactTable, claims, flags, instants
from cx_cli.facts.time_labels import time_labels
from cx_cli.normalise.ids import id_keys, numbered, places_among
from cx_cli.normalise.rows import NEVER, Flags, Instants, Rows, Words
from cx_cli.normalise.tables import SESSIONS

WITHIN = 86_400
"""A ticket that follows a visit within a day came of it."""


def with_outcome(sessions: Rows, tickets: Rows | None) -> Rows:
    """The visits with ``resolved``: what the file says; where it says nothing, whether no ticket came of the visit: it
    names none, and its customer opened none within a day. Missing where no ticket file tells."""
    said = claims(sessions, "resolved")
    named = sessions.columns.get("ticket_id")
    followed = named.known() if named is not None else np.zeros(sessions.n, dtype=np.bool_)
    known = np.full(sessions.n, named is not None)
    if tickets is not None and isinstance(visitor := sessions.columns.get("customer_id"), Words):
        followed = followed | _followed(sessions, visitor, tickets)
        known = known | visitor.known()
    return sessions.with_columns({"resolved": Flags(np.where(said >= 0, said, flags(~followed, known).values))})


def contacts_of(rows: Rows, at: str, *, by_session: bool) -> Rows:
    """Visits, or tickets, as contacts of a customer; ids are written alike, so that both can be counted together."""
    column = rows.columns.get("customer_id")
    words = column if isinstance(column, Words) else Words(np.full(rows.n, -1, dtype=np.int32), ())
    alike = Words(words.codes, id_keys(words.words))
    return rows.with_columns(
        {
            "customer_id": alike,
            "contacted_at": Instants(instants(rows, at)),
            "by_session": Flags(np.full(rows.n, int(by_session), dtype=np.int8)),
            "by_ticket": Flags(np.full(rows.n, int(not by_session), dtype=np.int8)),
        }
    )


def _followed(sessions: Rows, visitor: Words, tickets: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether the visitor opened a ticket from the visit's beginning on, within a day."""
    owner = tickets.columns["customer_id"]
    assert isinstance(owner, Words)
    ids = numbered(owner)[1]
    customer, opened = places_among(owner, ids), instants(tickets, "created_at")
    rows = np.flatnonzero((customer >= 0) & (opened != NEVER))
    # one number that grows with customer, then time
    keys = np.sort(customer[rows] * (1 << 40) + opened[rows])
    whose, started = places_among(visitor, ids), instants(sessions, "started_at")
    wanted = whose * (1 << 40) + started
    following = np.searchsorted(keys, wanted)
    found = np.append(keys, np.iinfo(np.int64).max)[following]
    return (whose >= 0) & (found - wanted <= WITHIN)


SESSION_FACTS = FactTable("sessions", SESSIONS, (*time_labels("started_at"),))
CONTACT_FACTS = FactTable(
    "contacts",
    SESSIONS,
    (),
    own_columns=(("contacted_at", "instant"), ("by_session", "flag"), ("by_ticket", "flag")),
)
"""Visits and tickets end to end."""
