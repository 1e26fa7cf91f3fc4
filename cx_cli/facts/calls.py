"""What happened to a call: was it answered or abandoned, how long did it wait, how long was it handled?"""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import Fact, FactTable, Working, claims, flags, numbers
from cx_cli.normalise.rows import Column, Numbers, Rows
from cx_cli.normalise.tables import CALLS

HANDLE_PARTS = ("talk_seconds", "hold_seconds", "wrap_seconds")


def _answered(rows: Rows, working: Working) -> Column:
    return _claim(rows, "answered", "abandoned")


def _abandoned(rows: Rows, working: Working) -> Column:
    return _claim(rows, "abandoned", "answered")


def _claim(rows: Rows, name: str, opposite: str) -> Column:
    """As the export says; in an export without the column, the opposite of the other one."""
    if name in rows.columns:
        return rows.columns[name]
    other = claims(rows, opposite)
    return flags(other == 0, other >= 0)


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
