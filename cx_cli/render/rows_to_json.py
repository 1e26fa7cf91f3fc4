"""How do the rows behind a number read for a machine?"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any

from cx_cli.render.safe import harmless
from cx_cli.render.to_json import input_entry, settings_of
from cx_cli.results.listing import Listing
from cx_cli.results.row_cells import Cell, Listed

_AT_ONCE = 1 << 12


def render(listing: Listing) -> str:
    """The listing as ``cx.tickets/1``, one line per row."""
    return b"".join(parts(listing)).decode()


def parts(listing: Listing) -> Iterator[bytes]:
    """The same in UTF-8, some rows at a time."""
    yield (
        f'{{"schema": "cx.tickets/1",\n "inputs": {_listed(map(input_entry, listing.report.inputs))},\n'
        f' "settings": {_text(settings_of(listing.report))},\n "metric": {_text(_metric(listing))},\n'
        f' "slice": {_text(_labels(listing))},\n "show": {_text(listing.show)},\n'
        f' "values": {_listed(_values(listing))},\n "n": {_text(_number(listing.n))}, "n_of": {_text(listing.n_of)},\n'
        f' "counts": {_text(_counts(listing))},\n "reasons": {_listed(_reasons(listing))},\n "rows": ['
    ).encode()
    for begin in range(0, len(listing.rows), _AT_ONCE):
        lines = ",\n  ".join(_text(_row(listing, row)) for row in listing.rows[begin : begin + _AT_ONCE])
        yield f"{',' if begin else ''}\n  {lines}".encode()
    yield b"\n ]}\n" if listing.rows else b"]}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _listed(entries: Iterable[Any]) -> str:
    text = ",\n  ".join(map(_text, entries))
    return f"[\n  {text}\n ]" if text else "[]"


def _metric(listing: Listing) -> dict[str, Any]:
    metric = listing.run.metric
    return {
        "name": metric.name,
        "title": harmless(metric.title),
        "unit": metric.unit,
        "better": metric.better,
        "facts": metric.facts,
        "at": metric.at,
        "where": harmless(metric.where) or None,
        "formula": harmless(listing.run.formula),
        "variant": listing.run.variant,
    }


def _labels(listing: Listing) -> dict[str, str | None]:
    return {harmless(name): None if label is None else harmless(label) for name, label in listing.slice.items()}


def _values(listing: Listing) -> Iterator[dict[str, Any]]:
    for figure in listing.figures:
        numbers = {name: _number(getattr(figure, name)) for name in ("value", "n", "low", "high")}
        yield {"statistic": figure.statistic, **numbers}


def _counts(listing: Listing) -> dict[str, int | None]:
    counts = listing.counts
    names = ("rows", "counted", "not_counted", "elsewhere", "hit", "missed")
    return {**{name: getattr(counts, name) for name in names}, "listed": len(listing.rows)}


def _reasons(listing: Listing) -> Iterator[dict[str, Any]]:
    for text, n in listing.reasons:
        yield {"reason": harmless(text), "n": n}


def _row(listing: Listing, row: Listed) -> dict[str, Any]:
    return {
        "key": {name: _cell(cell) for name, cell in zip(listing.key, row.key, strict=True)},
        "path": None if row.path is None else harmless(row.path),
        "line": row.line,
        "at": row.at,
        "slice": {harmless(name): _cell(label) for name, label in zip(listing.by, row.labels, strict=True)},
        "columns": {harmless(name): _cell(cell) for name, cell in zip(listing.columns, row.columns, strict=True)},
        "n": None if row.n is None else _number(row.n),
        "counted": row.counted,
        "missed": row.missed,
        "reason": None if row.reason is None else harmless(row.reason),
    }


def _cell(cell: Cell) -> Any:
    if isinstance(cell, str):
        return harmless(cell)
    return _number(cell) if isinstance(cell, float) else cell


def _number(value: float) -> int | float | None:
    """A whole number as one; None for what is none."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value
