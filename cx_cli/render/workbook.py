"""Where does a value stand in a workbook, and in which format?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cx_cli.render.safe import harmless

Value = str | float | datetime
_DAY = 86_400
_FORMATS = {
    "count": "#,##0",
    "percent": "0.0%",
    "points": "+0.0;-0.0;0.0",
    "score": "0.00",
    "number": "#,##0.00",
    "seconds": "[h]:mm:ss",
}
_HOURS = '0.00" h"'
"""A spreadsheet shows no duration below zero, so one is written in hours."""
_LONGEST = 32_000
"""A cell holds 32,767 characters."""
_CHART_ROWS = 16


class Workbook:
    """A workbook whose sheets have names that a spreadsheet takes. ``book`` is XlsxWriter's, which has few types."""

    def __init__(self, book: Any):
        self._book = book
        self._names: set[str] = set()
        self._formats: dict[str, Any] = {}

    def sheet(self, title: str, *, freeze: bool = True) -> Sheet:
        """A new sheet; its first row and column stay in sight where ``freeze``."""
        made = self._book.add_worksheet(self._name(title))
        if freeze:
            made.freeze_panes(1, 1)
        return Sheet(self, made)

    def chart(self) -> Any:
        return self._book.add_chart({"type": "line"})

    def format(self, number: str = "", **more: Any) -> Any:
        """The format of a cell, each made once."""
        key = f"{number}{sorted(more.items())}"
        if key not in self._formats:
            told = {"num_format": number, **more} if number else more
            self._formats[key] = self._book.add_format(told)
        return self._formats[key]

    def _name(self, title: str) -> str:
        """At most 31 signs, none of which a sheet's name can't have, and no other sheet's."""
        bare = re.sub(r"[\[\]:*?/\\]", " ", harmless(title)).strip().strip("'")[:31].strip("' ") or "Sheet"
        name, number = bare, 2
        while name.casefold() in self._names or name.casefold() == "history":
            name, number = f"{bare[:27]} {number}", number + 1
        self._names.add(name.casefold())
        return name


class Sheet:
    """Rows one below the other; ``at`` is the number of the next."""

    def __init__(self, book: Workbook, sheet: Any):
        self.at = 0
        self._book = book
        self._sheet = sheet
        self._widths: dict[int, int] = {}
        self._head = 0
        self._columns = 0

    def title(self, text: str) -> None:
        self._sheet.write_string(self.at, 0, text, self._book.format(bold=True, font_size=16))
        self.at += 1

    def blank(self) -> None:
        self.at += 1

    def head(self, titles: Sequence[str]) -> None:
        """The titles of the rows below."""
        told = self._book.format(bold=True, bottom=1, text_wrap=True, valign="top")
        for column, title in enumerate(titles):
            self._sheet.write_string(self.at, column, title, told)
            self._widen(column, min(len(title), 14))
        self._head, self._columns = self.at, len(titles)
        self.at += 1

    def row(self, values: Sequence[Value], units: Sequence[str] = ()) -> None:
        """A row of texts, instants in UTC, and numbers of these units; what there is not stays empty."""
        below = any(isinstance(v, float) and v < 0 for v, u in zip(values, units, strict=False) if u == "seconds")
        for column, value in enumerate(values):
            unit = units[column] if column < len(units) else ""
            if isinstance(value, str):
                if text := harmless(value)[:_LONGEST]:
                    self._sheet.write_string(self.at, column, text)
                    self._widen(column, min(len(text), 36))
            elif isinstance(value, datetime):
                self._sheet.write_datetime(self.at, column, value, self._book.format("yyyy-mm-dd hh:mm:ss"))
                self._widen(column, 19)
            elif math.isfinite(value):
                number, shown = _written(value, unit, below)
                self._sheet.write_number(self.at, column, number, self._book.format(shown))
                self._widen(column, 11)
        self.at += 1

    def filtered(self) -> None:
        """The last table can be filtered by its head."""
        if self.at - 1 > self._head:
            self._sheet.autofilter(self._head, 0, self.at - 1, self._columns - 1)

    def line_chart(self, title: str, row: int, first: int, n: int, unit: str) -> None:
        """A line below all rows, of ``n`` cells of a row from column ``first`` on, their titles in the first row."""
        chart = self._book.chart()
        cells = [self._sheet.get_name(), row, first, row, first + n - 1]
        heads = [self._sheet.get_name(), 0, first, 0, first + n - 1]
        chart.add_series({"name": title, "categories": heads, "values": cells, "marker": {"type": "circle", "size": 5}})
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis({"num_format": _FORMATS.get(unit, "General"), "major_gridlines": {"visible": True}})
        chart.set_size({"width": 640, "height": 280})
        self._sheet.insert_chart(self.at + 1, 0, chart, {"description": title})
        self.at += _CHART_ROWS

    def _widen(self, column: int, width: int) -> None:
        if width + 2 > self._widths.get(column, 9):
            self._widths[column] = width + 2
            self._sheet.set_column(column, column, width + 2)


def _written(value: float, unit: str, below: bool) -> tuple[float, str]:
    """The number as a spreadsheet counts: days, parts of one; and its format."""
    if unit == "seconds":
        return (value / 3_600, _HOURS) if below else (value / _DAY, _FORMATS["seconds"])
    return (value / 100 if unit == "percent" else value), _FORMATS.get(unit, "")
