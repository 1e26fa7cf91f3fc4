"""What happened to a call: was it answered or abandoned, how long did it wait, how long was it handled?"""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import Fact, FactTable, Working, claims, flags, numbers
from cx_cli.normalise.rows import Column, Numbers, Rows
from cx_cli.normalise.tables import CALLS

HANDLE_PARTS = ("talk_seconds", "hold_seconds", "wrap_seconds")


def _answered(rows: Rows, working: Working) -> Column:
    """As the export says; else a call that was not abandoned was answered."""
    answered, abandoned = claims(rows, "answered"), claims(rows, "abandoned")
    known = (answered >= 0) | (abandoned >= 0)
    return flags(np.where(answered >= 0, answered == 1, abandoned == 0), known)


def _abandoned(rows: Rows, working: Working) -> Column:
    """As the export says; else a call that was not answered was abandoned."""
    answered, abandoned = claims(rows, "answered"), claims(rows, "abandoned")
    known = (answered >= 0) | (abandoned >= 0)
    return flags(np.where(abandoned >= 0, abandoned == 1, answered == 0), known)


def _handle_seconds(rows: Rows, working: Working) -> Column:
    """Talk, hold and wrap-up; a part missing in a row counts 0, a row without any part has none."""
    parts = [numbers(rows, name) for name in HANDLE_PARTS if name in rows.columns]
    known = np.logical_or.reduce([~np.isnan(part) for part in parts])
    return Numbers(np.where(known, np.sum([np.nan_to_num(part) for part in parts], axis=0), np.nan))


CALL_FACTS = FactTable(
    "calls",
    CALLS,
    (
        Fact("answered", "flag", (("answered",), ("abandoned",)), _answered, "an agent took it"),
        Fact("abandoned", "flag", (("abandoned",), ("answered",)), _abandoned, "the caller hung up first"),
        Fact(
            "handle_seconds",
            "number",
            tuple((name,) for name in HANDLE_PARTS),
            _handle_seconds,
            "talk + hold + wrap-up, of the parts that the export has",
        ),
    ),
)
