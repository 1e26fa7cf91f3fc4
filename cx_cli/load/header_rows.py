"""Which of a file's first records are its header, and what are its columns called?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cx_cli.frozen import frozen

_VALUE = re.compile(r"[\s'\"(+\-\u2212]*\d")
"""A number or a date begins so, and hardly ever a header."""
_FOR_MACHINES = "ImportId"
"""What Qualtrics has in every cell of its third header row."""
_ANSWERS = ("Response", "Open-Ended Response", "Other (please specify)")
_LOOKED_AT = 12


@frozen
class Record:
    """The cells of a record, the line it begins on, and where it ends in the text."""

    cells: tuple[str, ...]
    line: int
    end: int

    @property
    def n_filled(self) -> int:
        return sum(bool(cell.strip()) for cell in self.cells)

    @property
    def has_value(self) -> bool:
        return any(_VALUE.match(cell) for cell in self.cells) and not self.is_for_machines

    @property
    def is_for_machines(self) -> bool:
        return any(_FOR_MACHINES in cell for cell in self.cells)


def header_of(records: Sequence[Record], header_line: int | None = None) -> tuple[list[str], list[Record]]:
    """The names of the columns, and the records that name them; none where there is no header.

    The header is the record with the most names above the first one with numbers or dates: lines before it are a
    preamble. One right under it that names columns again is a further header row, and names what the header leaves
    empty.
    """
    width = usual_width([record.cells for record in records])
    if header_line is not None:
        heads = [record for record in records if record.line == header_line]
    else:
        heads = _heads(records, width)
    if not heads:
        return [], []
    names = list(heads[0].cells)
    for record in heads[1:]:
        names = [name if name.strip() else more for name, more in zip(names, _padded(record.cells, names), strict=True)]
    if not any(name.strip() for name in names[width:]):
        names = names[:width]
    return [*names, *(f"column_{place}" for place in range(len(names) + 1, width + 1))], heads


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most records have, those of the first half left out: a preamble may be long."""
    looked = rows[max(1, len(rows) // 2) :] or rows
    widths = Counter(len(cells) for cells in looked)
    first = len(rows[0]) if rows else 1
    return max(widths.items(), key=lambda pair: (pair[1], pair[0] == first, pair[0]), default=(1, 0))[0]


def _heads(records: Sequence[Record], width: int) -> list[Record]:
    needed = width - _empty_at_the_end(records, width)
    wide = [place for place, record in enumerate(records) if len(record.cells) >= needed]
    if not wide:
        return []
    data = [place for place in wide if records[place].has_value and 2 * records[place].n_filled >= needed]
    first = next((place for place in data if place > wide[0]), None)
    if first is None or first - wide[0] > _LOOKED_AT:
        return [records[wide[0]]]
    above = [place for place in wide if place < first] if wide[0] not in data else [wide[0]]
    head = max(above, key=lambda place: (records[place].n_filled, -place))
    more = []
    for record in records[head + 1 : first]:
        if not _names_more(record, records[head], records[first:]):
            break
        more.append(record)
    return [records[head], *more]


def _names_more(record: Record, header: Record, below: Sequence[Record]) -> bool:
    """Whether this is one more header row, and no row that lacks a cell or has a bad one.

    It is what a machine calls the columns, or words alone that name a column without a name, are what SurveyMonkey
    calls an answer, or stand in two columns or more that hold a number or a date in all of the records below.
    """
    if record.is_for_machines or any(one.is_for_machines for one in below[:1]):
        return True
    if not record.n_filled or any(sign.isdigit() for cell in record.cells for sign in cell):
        return False
    filled = [place for place, cell in enumerate(record.cells) if cell.strip()]
    if any(place >= len(header.cells) or not header.cells[place].strip() for place in filled):
        return True
    if all(record.cells[place].strip() in _ANSWERS for place in filled):
        return True
    rows = [one.cells for one in below[:20] if len(one.cells) == len(record.cells)]
    return len(rows) > 1 and sum(all(_VALUE.match(cells[place]) for cells in rows) for place in filled) > 1


def _empty_at_the_end(records: Sequence[Record], width: int) -> int:
    """How many of the last columns are empty in every record below the first: a delimiter ends each line."""
    rows = [record.cells for record in records[1:] if len(record.cells) == width]
    n = 0
    while rows and n < width - 1 and not any(cells[width - 1 - n].strip() for cells in rows):
        n += 1
    return n


def _padded(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    return [*cells, *([""] * len(names))][: len(names)]
