"""How do the rows behind failed rules read as a table?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli.render.safe import harmless
from cx_cli.render.to_csv import cell as cell_of
from cx_cli.render.verdict_words import number
from cx_cli.results.breaches import Breach
from cx_cli.results.row_cells import Cell, said

_HEAD = ("rule", "period", "group")
_TAIL = ("at", "value", "path", "line", "reason")


def render(breaches: Sequence[Breach]) -> str:
    """A line per rule and row: the rule, its period and group, what the row is known by, its date, its value in the
    metric's unit where it has one, and where it stands. A text that a spreadsheet would run has a ``'`` in front."""
    keys = tuple(dict.fromkeys(name for breach in breaches for name in breach.key)) or ("ticket_id",)
    lines = [",".join((*_HEAD, *keys, *_TAIL))]
    lines += [",".join(map(_told, row)) for breach in breaches for row in _rows(breach, keys)]
    return "\n".join(lines) + "\n"


def _rows(breach: Breach, keys: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    verdict = breach.verdict
    group = ", ".join(f"{column}={'' if label is None else label}" for column, label in verdict.slice)
    for row, value in zip(breach.rows, breach.values, strict=True):
        known = dict(zip(breach.key, row.key, strict=True))
        line = None if row.line is None else float(row.line)
        tail = (row.at, value, row.path, line, row.reason)
        yield (verdict.rule.text, verdict.period, group, *(known.get(name) for name in keys), *tail)


def _told(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return number(cell)
    return cell_of(harmless(cell)) if isinstance(cell, str) else said(cell)
