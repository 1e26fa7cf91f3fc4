"""How much business time did a ticket spend in each status?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cx_cli.facts.clocks import Clocks
from cx_cli.facts.fact_table import instants
from cx_cli.facts.history import TIMED, Histories
from cx_cli.facts.pauses import stays_of
from cx_cli.normalise.rows import NEVER, Column, Ints, Numbers, Rows


def business_in_status(
    tickets: Rows, theirs: Rows, places: Ints, histories: Histories, clocks: Clocks
) -> Mapping[str, Column]:
    """The columns ``new_seconds_business`` ... of the tickets, up to the last solve; NaN without one, or a calendar.

    ``theirs`` is what the history says of each ticket, and ``places`` which of its tickets each is (-1: none).
    """
    codes, resolved = clocks.codes(tickets), instants(theirs, "resolved_at")
    known = (places >= 0) & (resolved != NEVER) & (codes >= 0)
    stays = stays_of(tickets, places, histories)
    until = resolved[stays.row]
    ends = np.where((stays.end == NEVER) | (stays.end > until), until, stays.end)
    here = np.flatnonzero(known[stays.row] & (stays.start < ends))
    row, status = stays.row[here], stays.status[here]
    seconds = clocks.elapsed(codes[row], stays.start[here], ends[here])
    found: dict[str, Column] = {}
    for code, name in enumerate(TIMED):
        spent = np.bincount(row[status == code], weights=seconds[status == code], minlength=tickets.n)
        found[f"{name}_seconds_business"] = Numbers(np.where(known, spent, np.nan))
    return found
