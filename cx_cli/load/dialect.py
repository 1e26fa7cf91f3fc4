"""How does a text file mark its cells and records, and where is its header?"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from cx_cli.frozen import frozen
from cx_cli.load.header_rows import Record, header_of

csv.field_size_limit(1 << 30)
DELIMITERS = ",;\t|"
BLANK = " "
"""As a delimiter it means any number of blanks; those at the ends of a line mark no cell."""
_LOOKED_AT = 200


@frozen
class Dialect:
    """``begins`` is where the data begin, in bytes of the UTF-8 text, and ``line`` their first line, from 1."""

    delimiter: str
    headers: tuple[str, ...]
    begins: int
    line: int
    carriage_returns: bool
    """The records end in a bare CR, which is no record end to the readers."""
    escapes: bool = False
    """A backslash stands before a quote that belongs to the text."""
    more_headers: tuple[int, ...] = ()
    """Lines of further header rows: sub-questions, units, what a machine calls the columns."""

    def plain(self, text: bytes) -> bytes:
        """The text as the readers take it, byte for byte as long: records end in LF, a quote in a cell is doubled."""
        if self.carriage_returns:
            text = text.replace(b"\r", b"\n")
        return unescaped(text) if self.escapes else text


def records(text: str) -> Iterator[str]:
    """The records of a text with their line ends (LF, CRLF or CR); a line end inside quotes ends none."""
    start = 0
    quotes = 0
    for line in re.finditer(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text):
        quotes += line.group().count('"')
        if quotes % 2 == 0:
            yield text[start : line.end()]
            start, quotes = line.end(), 0
    if start < len(text):
        yield text[start:]


def decide_dialect(
    text: str, *, delimiter: str | None = None, header_line: int | None = None, header: tuple[str, ...] | None = None
) -> Dialect | None:
    """The dialect of a file that begins like this; None for a file without a header. What is given is not decided.

    A ``sep=`` line is obeyed. Else the delimiter is the one that most records agree on.
    """
    carriage_returns = "\n" not in text and "\r" in text
    if carriage_returns:
        text = text.replace("\r", "\n")
    begins, line = 0, 1
    if (said := re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)) is not None:
        delimiter = delimiter or said[1]
        begins, line = said.end(), 2
    text, escapes = _without_escapes(text, begins, delimiter)
    found = _records(text[begins:], line, begins)
    if delimiter is None:
        delimiter = _decide_delimiter([record for record, _, _ in found])
    rows = [Record(tuple(cells_of(record, delimiter)), at, end) for record, at, end in found]
    if header is not None:
        return Dialect(delimiter, unique(header), begins, line, carriage_returns, escapes)
    names, heads = header_of(rows, header_line)
    if not heads:
        return None
    before = text[: heads[-1].end]
    more = tuple(row.line for row in heads[1:])
    return Dialect(
        delimiter, unique(names), len(before.encode()), line_ends(before) + 1, carriage_returns, escapes, more
    )


def unescaped(text: bytes) -> bytes:
    """The text with every quote behind a backslash doubled instead; two backslashes are one of the text.

    >>> unescaped(rb'"say \"hi\" \\\\"').decode()
    '"say ""hi"" \\\\\\\\"'
    """
    return re.sub(rb'\\(["\\])', lambda found: b'""' if found[1] == b'"' else found[0], text)


def _without_escapes(text: str, begins: int, delimiter: str | None) -> tuple[str, bool]:
    """The text, unescaped where more of its records are then quoted as they should be, and whether it was."""
    if '\\"' not in text:
        return text, False
    mended = unescaped(text.encode()).decode()
    marks = (delimiter,) if delimiter else tuple(DELIMITERS)
    regular = [
        max(sum(_is_regular(record, mark) for record, _, _ in _records(one[begins:], 1, 0)) for mark in marks)
        for one in (text, mended)
    ]
    return (mended, True) if regular[1] > regular[0] else (text, False)


def _is_regular(record: str, mark: str) -> bool:
    """Whether a record of two cells or more has its quotes where they belong."""
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}][^{mark}]*|)'
    return re.fullmatch(rf"{cell}(?:{re.escape(mark)}{cell})+", record) is not None


def unique(headers: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The headers trimmed; an empty one is named by its place, a repeated one by its count.

    >>> unique(["Labels", "", "Labels"])
    ('Labels', 'column_2', 'Labels_2')
    """
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, header in enumerate(headers, 1):
        name = " ".join(header.replace("\ufeff", "").split()) or f"column_{place}"
        seen[name] += 1
        while seen[name] > 1 and f"{name}_{seen[name]}" in (*headers, *names):
            seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(names)


def line_ends(text: str) -> int:
    """How many lines end in the text, by LF, CRLF or CR."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def cells_of(record: str, delimiter: str) -> list[str]:
    """The cells of one record."""
    if delimiter == BLANK:
        record = collapsed(record.encode()).decode()
    return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])


def collapsed(text: bytes) -> bytes:
    """The text with one blank between two cells, and none at the ends of a line.

    >>> collapsed(b" 00004  19970101   29.33\r\n")
    b'00004 19970101 29.33\r\n'
    """
    return re.sub(rb"(?m)^ +| +(?=\r?$)| +(?= )", b"", text)


def _decide_delimiter(found: list[str]) -> str:
    """The sign that most records agree on; blanks where there is no such sign and all agree on three cells or more."""
    best = max(DELIMITERS, key=lambda mark: _agreement(found, mark))
    share, width = _agreement(found, BLANK)
    return BLANK if share == 1 and width >= 3 and _agreement(found, best)[1] < 2 else best


def _records(text: str, line: int, offset: int) -> list[tuple[str, int, int]]:
    """The first records that are not blank, the line each begins on, and where it ends."""
    found: list[tuple[str, int, int]] = []
    for record in records(text):
        offset += len(record)
        if record.strip():
            found.append((record.rstrip("\r\n"), line, offset))
        line += line_ends(record)
        if len(found) >= _LOOKED_AT:
            break
    return found


def _agreement(found: list[str], mark: str) -> tuple[float, int]:
    """The share of records with the most usual number of cells, then that number; one cell is no agreement."""
    widths = Counter(len(cells_of(record, mark)) for record in found)
    width, n = max(widths.items(), key=lambda pair: (pair[1] if pair[0] > 1 else 0, pair[0]), default=(1, 0))
    return (n / len(found), width) if width > 1 else (0.0, 0)
