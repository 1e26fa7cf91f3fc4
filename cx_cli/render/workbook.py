"""Where does a value stand in a workbook, and in which format?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from cx_cli.render.safe import harmless

Value = str | float | datetime
Kind = Literal["line", "column", "bar"]
Cells = tuple[int, int, int, int]
"""The first row and column of some cells, and the last."""
_COLOURS = ("#1F5FBF", "#C98A1B")
_A4 = 9
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
_CHART_ROWS, _CHART_WIDE = 16, 640
_GREY = {"color": "#D5D9DE"}
_HEAD_WIDE, _LABEL_WIDE = 14, 36


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
            made.repeat_rows(0)
        made.set_landscape()
        made.set_paper(_A4)
        made.fit_to_pages(1, 0)
        return Sheet(self, made)

    def chart(self, kind: Kind) -> Any:
        return self._book.add_chart({"type": kind})

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
        self._left = False
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
            self._widen(column, min(len(title), _HEAD_WIDE))
        lines = [math.ceil(len(title) / (_HEAD_WIDE if column else _LABEL_WIDE)) for column, title in enumerate(titles)]
        self._sheet.set_row(self.at, 15 * max(1, *lines))
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

    def chart(self, kind: Kind, title: str, series: Sequence[tuple[str, Cells]], names: Cells, unit: str) -> None:
        """A chart below all rows: of each series its name and cells; ``names`` are the cells of what they are of."""
        chart, sheet = self._book.chart(kind), self._sheet.get_name()
        for i, (name, cells) in enumerate(series):
            colour = {"color": _COLOURS[i % len(_COLOURS)]}
            drawn = {
                "line": {**colour, "width": 2.25},
                "marker": {"type": "circle", "size": 5, "fill": colour, "border": colour},
            }
            look = drawn if kind == "line" else {"fill": colour, "gap": 60}
            chart.add_series({"name": name, "categories": [sheet, *names], "values": [sheet, *cells], **look})
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"none": True} if len(series) == 1 else {"position": "bottom"})
        values = {"num_format": _FORMATS.get(unit, "General"), "major_gridlines": {"visible": True, "line": _GREY}}
        if kind == "bar":  # the first row stands on top, as in the table
            chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
            chart.set_x_axis(values)
        else:
            chart.set_y_axis(values)
        chart.set_size({"width": _CHART_WIDE, "height": 280})
        self._left = not self._left  # two of them stand side by side
        self.at += _CHART_ROWS * self._left
        place = {"x_offset": 0 if self._left else _CHART_WIDE + 20, "description": title}
        self._sheet.insert_chart(self.at - _CHART_ROWS + 1, 0, chart, place)

    def heat(self, cells: Cells) -> None:
        """Shades these cells, the darker the more there is in one."""
        shades = {"type": "2_color_scale", "min_color": "#F3F7FD", "max_color": "#457FC9"}
        self._sheet.conditional_format(*cells, shades)

    def _widen(self, column: int, width: int) -> None:
        if width + 2 > self._widths.get(column, 9):
            self._widths[column] = width + 2
            self._sheet.set_column(column, column, width + 2)


def _written(value: float, unit: str, below: bool) -> tuple[float, str]:
    """The number as a spreadsheet counts: days, parts of one; and its format."""
    if unit == "seconds":
        return (value / 3_600, _HOURS) if below else (value / _DAY, _FORMATS["seconds"])
    return (value / 100 if unit == "percent" else value), _FORMATS.get(unit, "")
