"""Which priority did a ticket have at an instant?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cx_cli.facts.history import Priorities
from cx_cli.normalise.profile import fold
from cx_cli.normalise.rows import NEVER, Ints, Rows, Words

CREATION = 0
"""An instant before every change."""
_BITS = 33
"""So many bits hold the seconds of an instant up to the year 2242."""


def with_priority_at(rows: Rows, places: Ints, changes: Priorities, at: Ints) -> Rows:
    """The rows with the priority that the ticket of each had at its instant; NEVER is now, as its row says.

    ``places`` says which ticket of the changes each is (-1: none). A ticket without a change has always had its own.
    """
    own = rows.columns.get("priority")
    own = own if isinstance(own, Words) else Words(np.full(rows.n, -1, dtype=np.int32), ())
    words, table = _spelled(own.words, changes.words)
    keys = (changes.ticket << _BITS) | np.clip(changes.at, 0, (1 << _BITS) - 1)
    wanted = (places << _BITS) | np.clip(at, 0, (1 << _BITS) - 1)
    last = np.searchsorted(keys, wanted, side="right") - 1
    first = np.searchsorted(keys, places << _BITS)
    ticket = np.append(changes.ticket, -1)
    asked = (places >= 0) & (at != NEVER)
    changed = asked & (last >= 0) & (ticket[last] == places)
    before = asked & ~changed & (ticket[first] == places)
    found = own.codes.astype(np.int64)
    found = np.where(changed, table[np.append(changes.new, -1)[last]], found)
    found = np.where(before, table[np.append(changes.old, -1)[first]], found)
    return rows.with_columns({"priority": Words(found.astype(np.int32), words)})


def _spelled(own: Sequence[str], others: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """The words of both, those of the changes as the rows spell them, and the code of each of the changes' words."""
    words = list(own)
    known = {fold(word): code for code, word in enumerate(own)}
    codes = []
    for word in others:
        if fold(word) not in known:
            known[fold(word)] = len(words)
            words.append(word)
        codes.append(known[fold(word)])
    return tuple(words), np.array([*codes, -1], dtype=np.int64)
