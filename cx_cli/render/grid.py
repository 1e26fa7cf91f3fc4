"""How does a table fit a width without cutting a cell?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from cx_cli.frozen import frozen

Tone = Literal["plain", "strong", "faint", "better", "worse"]
Span = tuple[str, Tone]
Line = tuple[Span, ...]

GAP = "  "
BETWEEN = " · "
NARROWEST = 24
"""A longer label is folded, down to this width, before a column has to go."""


@frozen
class Cell:
    """``mark`` follows the text; texts of one column stay aligned whether marked or not."""

    text: str
    tone: Tone = "plain"
    mark: str = ""


@frozen
class Column:
    """``rank`` 0 stays in the table; where the width is short the highest rank moves below the row first.

    There ``aside`` says what the cell is, unless the cell says so itself.
    """

    title: str
    rank: int = 0
    right: bool = True
    aside: str | None = None


@frozen
class Row:
    """A line of a table; a heading or a note has no cells."""

    label: str
    cells: tuple[Cell, ...] = ()
    depth: int = 0
    tone: Tone = "plain"


@frozen
class Table:
    """``title`` heads the labels; ``columns`` are those to the right of them."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@frozen
class _Fit:
    """Widths that tables with the same columns share: of the labels, and of the columns that stay."""

    labels: int
    widths: tuple[int, ...]
    marks: tuple[int, ...]
    stay: tuple[int, ...]
    go: tuple[int, ...]


def width_of(text: str) -> int:
    """Columns that a terminal needs for the text: two for a wide character, none for a combining one.

    >>> width_of("Ana"), width_of("日本"), width_of("S\\u0326")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char) in ("Mn", "Me") else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def fold(text: str, width: int | None) -> list[str]:
    """The text in lines of at most ``width``, broken at blanks and slashes, inside a word only if need be.

    >>> fold("Billing and invoices", 11), fold("abcdefgh", 3), fold("", 3)
    (['Billing and', 'invoices'], ['abc', 'def', 'gh'], [''])
    """
    if width is None or width_of(text) <= width:
        return [text]
    lines, line = [], ""
    for piece in re.findall(r" +|[^ /]*/|[^ /]+", text):
        if width_of(line + piece) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = "" if piece.isspace() else piece
        while width_of(line) > width:
            end = max(1, next(i for i in range(1, len(line) + 1) if width_of(line[:i]) > width) - 1)
            lines.append(line[:end])
            line = line[end:]
    return [*lines, line.rstrip()] if line.strip() else lines


def pack(items: Sequence[str], width: int | None, indent: str = "", between: str = BETWEEN) -> list[str]:
    """The items side by side, a new line where the next doesn't fit; an item is folded only when it alone is too wide.

    >>> pack(["n 312", "total 4h 05m", "2026-01 3h 10m"], 24, "  ")
    ['  n 312 · total 4h 05m', '  2026-01 3h 10m']
    """
    room = None if width is None else max(1, width - width_of(indent))
    lines: list[str] = []
    for item in items:
        if lines and (room is None or width_of(lines[-1] + between + item) <= room):
            lines[-1] += between + item
        else:
            lines += fold(item, room)
    return [indent + line for line in lines]


def draw(tables: Sequence[Table], width: int | None) -> list[list[Line]]:
    """The lines of each table; those with the same columns stand under each other in the same places."""
    alike: dict[tuple[Column, ...], list[Table]] = {}
    for table in tables:
        alike.setdefault(table.columns, []).append(table)
    fits = {columns: _fit(group, width) for columns, group in alike.items()}
    return [_draw(table, fits[table.columns], width) for table in tables]


def _fit(tables: Sequence[Table], width: int | None) -> _Fit:
    columns = tables[0].columns
    rows = [row for table in tables for row in table.rows if row.cells]
    marks = tuple(max((width_of(row.cells[i].mark) for row in rows), default=0) for i in range(len(columns)))
    widths = tuple(
        max(width_of(column.title), *(width_of(row.cells[i].text) + marks[i] for row in rows), 0)
        for i, column in enumerate(columns)
    )
    stay = [i for i in range(len(columns)) if any(row.cells[i].text for row in rows)]
    labels = [_indent(row) + width_of(row.label) for row in rows] + [width_of(table.title) for table in tables]
    natural = max(labels, default=0)
    if width is None:
        return _Fit(natural, widths, marks, tuple(stay), ())

    def room() -> int:
        return width - sum(widths[i] + len(GAP) for i in stay)

    go: list[int] = []
    while room() < min(natural, NARROWEST):
        last = max(stay, key=lambda i: (columns[i].rank, i), default=None)
        if last is None or columns[last].rank == 0:
            break
        stay.remove(last)
        go.append(last)
    return _Fit(max(8, min(natural, room())), widths, marks, tuple(stay), tuple(sorted(go)))


def _draw(table: Table, fit: _Fit, width: int | None) -> list[Line]:
    titles = [Cell(table.columns[i].title, "strong") for i in fit.stay]
    lines = _beside(Row(table.title, tone="strong"), titles, table, replace(fit, marks=(0,) * len(fit.marks)))
    lines.append((("─" * (fit.labels + sum(fit.widths[i] + len(GAP) for i in fit.stay)), "faint"),))
    below = {i: [_aside(table.columns[i], row.cells[i]) if row.cells else "" for row in table.rows] for i in fit.go}
    across = {i: wide for i, texts in below.items() if (wide := max(map(width_of, texts), default=0))}
    for at, row in enumerate(table.rows):
        if not row.cells:
            lines += hanging("", row.label, width, indent=" " * _indent(row), tone=row.tone)
            continue
        lines += _beside(row, [row.cells[i] for i in fit.stay], table, fit)
        asides = [_filled(below[i][at], wide) for i, wide in across.items()]
        packed = pack(asides, width, " " * (_indent(row) + 4), GAP)
        lines += [((line.rstrip(), "faint"),) for line in packed if line.strip()]
    return lines


def _beside(row: Row, cells: Sequence[Cell], table: Table, fit: _Fit) -> list[Line]:
    """The label, folded if need be, with the cells on its first line."""
    indent = " " * _indent(row)
    first, *more = fold(row.label, fit.labels - len(indent))
    spans: list[Span] = [(_filled(indent + first, fit.labels), row.tone)]
    for i, cell in zip(fit.stay, cells, strict=True):
        text = cell.text + cell.mark + " " * (fit.marks[i] - width_of(cell.mark))
        filled = _filled(text, fit.widths[i], right=table.columns[i].right)
        spans += [(GAP, "plain"), (filled, cell.tone)]
    return [_trimmed(spans), *(((indent + line, row.tone),) for line in more)]


def _aside(column: Column, cell: Cell) -> str:
    if not cell.text:
        return ""
    said = column.title if column.aside is None else column.aside
    return f"{said} {cell.text}{cell.mark}".strip()


def hanging(word: str, text: str, width: int | None, *, indent: str = "", tone: Tone = "plain") -> list[Line]:
    """The text beside the word, its further lines under its first."""
    hang = indent + (_filled(word, width_of(word) + 2) if word else "")
    room = None if width is None else max(8, width - width_of(hang))
    first, *more = fold(text, room)
    spans: list[Span] = [(hang, "strong" if word else "plain"), (first, tone)]
    return [_trimmed(spans), *(((" " * width_of(hang) + line, tone),) for line in more)]


def _indent(row: Row) -> int:
    return 2 * row.depth


def _filled(text: str, width: int, *, right: bool = False) -> str:
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def _trimmed(spans: Sequence[Span]) -> Line:
    """Without blanks at the end of the line."""
    kept = list(spans)
    while kept and not kept[-1][0].strip():
        kept.pop()
    return (*kept[:-1], (kept[-1][0].rstrip(), kept[-1][1])) if kept else ()
