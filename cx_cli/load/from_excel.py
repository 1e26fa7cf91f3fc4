"""What text does a sheet of a workbook come to? A line of CSV for each of its rows, so that lines are rows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from cx_cli.errors import InputError
from cx_cli.suggest import nearest

DELIMITER = ","
_SHEETS = ("xl/workbook.xml", "xl/workbook.bin")


def is_workbook(path: Path) -> bool:
    """Whether a zip archive is a workbook of Excel, by what is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name in _SHEETS for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def sheet_names(path: Path, shown: str) -> list[str]:
    """The names of the sheets, in their order."""
    return list(_workbook(path, shown).sheet_names)


def sheet_as_text(path: Path, shown: str, sheet: str | None, max_size: int, *, zipped: bool) -> bytes:
    """The first sheet, or the one of that name, as CSV in UTF-8.

    Numbers come with a decimal point and as many digits as they have, dates and instants as ISO 8601, durations as
    hours:minutes:seconds, so that nothing of them is left to decide. The records are as wide as the sheet, except
    those of a preamble, which are as wide as they are filled.
    """
    if zipped:
        _refuse_bomb(path, shown, max_size)
    workbook = _workbook(path, shown)
    names = list(workbook.sheet_names)
    if sheet is not None and sheet not in names:
        close = nearest(sheet, names)
        raise InputError(
            f"{shown}: the workbook has no sheet {sheet!r}" + (f"; did you mean {close!r}?" if close else ""),
            slug="sheet",
            facts=[("sheets", ", ".join(names))],
        )
    try:
        rows = workbook.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)
    except Exception as error:  # the library's errors have no class in common
        raise _unreadable(shown, error) from error
    written = [[_text(cell) for cell in row] for row in rows]
    return _as_csv(written).encode("utf-8", "replace")


def _workbook(path: Path, shown: str) -> Any:
    import python_calamine

    try:
        workbook = python_calamine.load_workbook(str(path))
    except Exception as error:
        raise _unreadable(shown, error) from error
    if not workbook.sheet_names:
        raise InputError(f"{shown}: the workbook has no sheet", slug="empty")
    return workbook


def _unreadable(shown: str, error: Exception) -> InputError:
    return InputError(
        f"{shown}: the workbook can't be read: it is damaged, or locked with a password",
        slug="unreadable",
        facts=[("reason", " ".join(str(error).split())[:120])],
        fix="open it, and save it without a password",
    )


def _refuse_bomb(path: Path, shown: str, max_size: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            grown = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable(shown, error) from error
    if grown > max_size:
        raise InputError(
            f"{shown}: the workbook grows past {max_size:,} bytes", slug="too-large", fix='[limits] max_size = "16GB"'
        )


def _as_csv(rows: Sequence[Sequence[str]]) -> str:
    """The rows; an empty one is a blank line. What stands above the header is left as narrow as it is."""
    filled = [max((place for place, cell in enumerate(row, 1) if cell), default=0) for row in rows]
    usual = Counter(n for n in filled[len(filled) // 2 :] if n)
    width = max(filled, default=0)
    likely = max(usual.items(), key=lambda pair: (pair[1], pair[0]), default=(width, 0))[0]
    header = next((at for at, n in enumerate(filled) if n >= likely), 0)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=DELIMITER, lineterminator="\n")
    for at, row in enumerate(rows):
        if filled[at]:
            cells = row[: filled[at] if at < header else width]
            writer.writerow([*cells, *[""] * (0 if at < header else width - len(cells))])
        else:
            out.write("\n")
    return out.getvalue()


def _text(cell: Any) -> str:
    """A cell as text; a line break in it would be one of the file.

    >>> _text(3.0), _text(0.1), _text(timedelta(hours=27, minutes=5)), _text(datetime(2026, 1, 5, 9, 30))
    ('3', '0.1', '27:05:00', '2026-01-05 09:30:00')
    """
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case int():
            return str(cell)
        case datetime():
            return cell.isoformat(" ", "seconds")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            seconds = round(cell.total_seconds())
            sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
            return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return " ".join(str(cell).splitlines())
