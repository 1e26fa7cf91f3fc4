"""How is a file read back that cx itself has written as Parquet? As it was meant, with nothing decided anew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from cx_cli.frozen import frozen
from cx_cli.normalise.canonical import SCORES
from cx_cli.normalise.columns import OFFERED
from cx_cli.normalise.profile import Layout, Origin
from cx_cli.normalise.scores import Scale
from cx_cli.normalise.tables import TABLES

KEY = b"cx"
"""The metadata of the file in which it says so."""
SOURCE_FILE, SOURCE_LINE = "source_file", "source_line"
_SCHEMA = "cx.convert/1"


@frozen
class Converted:
    """What a converted file says of itself: its layout, and the scales of its ratings by kind of survey."""

    layout: Layout
    scales: Mapping[str, Scale]


def converted(headers: Sequence[str], metadata: Mapping[bytes, bytes]) -> Converted | None:
    """What the metadata of a Parquet file say; None for one that is not by ``cx``, or by a version unlike this one."""
    try:
        told = json.loads(metadata.get(KEY, b"null"))
        table = TABLES[told["table"]]
        if told["schema"] != _SCHEMA or not all(name in headers for name in table.required):
            return None
        scales = {str(kind): Scale(float(low), float(high)) for kind, (low, high) in told["scales"].items()}
        kind = told["kind"]
    except (ValueError, KeyError, TypeError):
        return None
    columns = {name: Origin((name,)) for name in headers if name in table}
    if kind is not None:
        columns["kind"] = Origin(value=str(kind))
    words = {name: {OFFERED: OFFERED} for name in SCORES.get(table.name, ()) if name in columns}
    return Converted(Layout(table.name, "canonical", columns, words), scales)
