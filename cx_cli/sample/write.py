"""Which bytes are a table as CSV, and the truth as JSON?

The csv module quotes by rules that changed between Pythons; these few lines don't.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from cx_cli.sample.clock import iso
from cx_cli.sample.tables import Cell, Kind, SampleTable


def write_csv(table: SampleTable, path: Path) -> None:
    """UTF-8 without a mark, ``,`` between cells, a bare line feed at each line's end."""
    kinds = list(table.columns.values())
    lines = [",".join(table.columns)]
    lines += [",".join(map(_cell, kinds, row)) for row in table.rows]
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def write_json(content: Mapping[str, object], path: Path) -> None:
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_bytes((text + "\n").encode("utf-8"))


def _cell(kind: Kind, value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return iso(value) if kind == "instant" else str(value)
    if any(mark in value for mark in ',"\n\r'):
        return '"' + value.replace('"', '""') + '"'
    return value
