"""How does a series of figures look as an inline drawing that needs no script?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from cx_cli.frozen import frozen

Kind = Literal["line", "bars", "heat"]
_WIDE, _HIGH = 520.0, 190.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 12.0, 12.0, 26.0
_EDGE = 30.0
"""A name closer to the right edge than this ends where its period stands."""
_SPARK_WIDE, _SPARK_HIGH = 120.0, 28.0
_LABELS = 6
"""At most so many periods are named below a chart."""
SHADES = 5
"""The steps of a heat grid, the lightest for the fewest."""


@frozen
class Mark:
    """A figure of a chart: where it stands, what it says when asked, and whether its period is over."""

    value: float
    told: str
    label: str
    low: float = math.nan
    high: float = math.nan
    whole: bool = True


@frozen
class Shape:
    """What the template draws: a tag, its attributes, and the title that a pointer or a screen reader finds."""

    tag: Literal["path", "rect", "circle", "line", "text"]
    attributes: tuple[tuple[str, str], ...]
    text: str = ""


@frozen
class Drawing:
    """An SVG by its size and shapes; ``title`` says in a sentence what there is to see."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    kind: str


def spark(values: Sequence[float], whole: Sequence[bool], title: str) -> Drawing:
    """A line without axes; the last period that is over is dotted, those that aren't are not drawn as the others."""
    known = [v for v, over in zip(values, whole, strict=True) if over and not math.isnan(v)] or [
        v for v in values if not math.isnan(v)
    ]
    low, high = min(known, default=0.0), max(known, default=0.0)
    places = [
        (4 + i * (_SPARK_WIDE - 8) / max(len(values) - 1, 1), _between(v, low, high, _SPARK_HIGH - 4, 4))
        for i, v in enumerate(values)
    ]
    shapes = _lines(places, values, whole)
    last = max((i for i, v in enumerate(values) if whole[i] and not math.isnan(v)), default=None)
    if last is not None:
        shapes.append(_shape("circle", "dot", cx=places[last][0], cy=places[last][1], r=2.5))
    return Drawing(_SPARK_WIDE, _SPARK_HIGH, tuple(shapes), title, "spark")


def bar(value: float, most: float, title: str) -> Drawing:
    """A bar in a cell of a table, as long as the cell where the value is the greatest."""
    long = 0.0 if math.isnan(value) or not most > 0 else max(value / most * _SPARK_WIDE, 1.0)
    bars = (_shape("rect", "bar k0", x=0, y=8, width=long, height=12),) if long else ()
    return Drawing(_SPARK_WIDE, _SPARK_HIGH, bars, title, "spark")


def line(marks: Sequence[Mark], ticks: Sequence[tuple[float, str]], title: str) -> Drawing:
    """A line over the periods, with the band of the intervals behind it."""
    scale = _Scale(ticks)
    places = [(_across(i, len(marks)), scale.y(mark.value)) for i, mark in enumerate(marks)]
    shapes = [*_axis(scale, ticks), *_names(marks, lambda i: places[i][0])]
    shapes += _band(marks, places, scale)
    shapes += _lines(places, [mark.value for mark in marks], [mark.whole for mark in marks])
    for (x, y), mark in zip(places, marks, strict=True):
        if not math.isnan(mark.value):
            kind = "dot" if mark.whole else "dot open"
            shapes.append(_shape("circle", kind, f"{mark.label}: {mark.told}", cx=x, cy=y, r=3.5))
    return Drawing(_WIDE, _HIGH, tuple(shapes), title, "line")


def bars(groups: Sequence[Sequence[Mark]], ticks: Sequence[tuple[float, str]], title: str) -> Drawing:
    """Bars side by side for each period; each inner sequence is one of the things that are counted."""
    scale = _Scale(ticks)
    n, kinds = len(groups[0]), len(groups)
    room = (_WIDE - _LEFT - _RIGHT) / max(n, 1)
    wide = room * 0.76 / kinds
    shapes = [*_axis(scale, ticks), *_names(groups[0], lambda i: _LEFT + (i + 0.5) * room)]
    for kind, marks in enumerate(groups):
        for i, mark in enumerate(marks):
            if not math.isnan(mark.value):
                top, zero = scale.y(max(mark.value, 0.0)), scale.y(min(mark.value, 0.0))
                shapes.append(
                    _shape(
                        "rect",
                        f"bar k{kind}" + ("" if mark.whole else " open"),
                        f"{mark.label}: {mark.told}",
                        x=_LEFT + i * room + room * 0.12 + kind * wide,
                        y=top,
                        width=wide * 0.92,
                        height=max(zero - top, 0.5),
                    )
                )
    return Drawing(_WIDE, _HIGH, tuple(shapes), title, "bars")


def heat(rows: Sequence[Sequence[Mark]], row_names: Sequence[str], column_names: Sequence[str], title: str) -> Drawing:
    """A grid of shaded cells; the shade of a cell is its part of the fullest one's figure."""
    most = max((mark.value for row in rows for mark in row if not math.isnan(mark.value)), default=0.0)
    left, top, wide, high = 40.0, 16.0, 19.5, 20.0
    shapes = [
        _shape("text", "name", text=name, x=left + i * wide + wide / 2, y=11.0, anchor="middle")
        for i, name in enumerate(column_names)
        if i % 3 == 0
    ]
    for j, (name, row) in enumerate(zip(row_names, rows, strict=True)):
        shapes.append(_shape("text", "name", text=name, x=left - 8, y=top + j * high + 14, anchor="end"))
        for i, mark in enumerate(row):
            shade = 0 if not mark.value > 0 or not most else min(SHADES, 1 + int(mark.value / most * SHADES * 0.9999))
            shapes.append(
                _shape(
                    "rect",
                    f"heat h{shade}",
                    f"{mark.label}: {mark.told}",
                    x=left + i * wide + 1,
                    y=top + j * high + 1,
                    width=wide - 2,
                    height=high - 2,
                )
            )
    return Drawing(left + wide * len(column_names) + 4, top + high * len(rows) + 4, tuple(shapes), title, "heat")


def ticks_of(values: Sequence[float], unit: str) -> tuple[float, ...]:
    """Round figures that the values lie between, four or five of them; a count and a duration begin at zero.

    >>> ticks_of([13, 48], "count"), ticks_of([71.0, 92.5], "percent")
    ((0.0, 10.0, 20.0, 30.0, 40.0, 50.0), (70.0, 75.0, 80.0, 85.0, 90.0, 95.0))
    """
    known = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    if unit in ("count", "seconds", "number"):
        low = min(low, 0.0)
    if high == low:
        high = low + (abs(low) or 1.0)
    step = _round_step((high - low) / 4, unit)
    first = math.floor(low / step)
    last = math.ceil(high / step - 1e-9)
    return tuple(round(i * step, 9) for i in range(first, last + 1))


_STEPS_OF_TIME = (1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 432_000)


def _round_step(rough: float, unit: str) -> float:
    if unit == "seconds":
        for step in _STEPS_OF_TIME:
            if step >= rough:
                return float(step)
        return 864_000.0 * math.ceil(rough / 864_000)
    size = 10.0 ** math.floor(math.log10(rough))
    wide = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    return max(wide, 1.0) if unit == "count" else wide


class _Scale:
    def __init__(self, ticks: Sequence[tuple[float, str]]):
        self.low, self.high = ticks[0][0], ticks[-1][0]

    def y(self, value: float) -> float:
        return _between(value, self.low, self.high, _HIGH - _BOTTOM, _TOP)


def _between(value: float, low: float, high: float, bottom: float, top: float) -> float:
    if math.isnan(value):
        return math.nan
    part = 0.5 if high == low else (min(max(value, low), high) - low) / (high - low)
    return bottom + (top - bottom) * part


def _across(i: int, n: int) -> float:
    return _LEFT + 8 + i * (_WIDE - _LEFT - _RIGHT - 16) / max(n - 1, 1)


def _axis(scale: _Scale, ticks: Sequence[tuple[float, str]]) -> list[Shape]:
    shapes = []
    for value, told in ticks:
        y = scale.y(value)
        shapes.append(_shape("line", "grid", x1=_LEFT, x2=_WIDE - _RIGHT, y1=y, y2=y))
        shapes.append(_shape("text", "name", text=told, x=_LEFT - 8, y=y + 4, anchor="end"))
    return shapes


def _names(marks: Sequence[Mark], x: object) -> list[Shape]:
    assert callable(x)
    every = max(1, math.ceil(len(marks) / _LABELS))
    return [
        _shape(
            "text",
            "name" if place % 2 == 0 else "name thin",
            text=marks[i].label,
            x=x(i) if x(i) < _WIDE - _EDGE else _WIDE - 2,
            y=_HIGH - 8,
            anchor="middle" if x(i) < _WIDE - _EDGE else "end",
        )
        for place, i in enumerate(range(len(marks) - 1, -1, -every))
    ]


def _lines(places: Sequence[tuple[float, float]], values: Sequence[float], whole: Sequence[bool]) -> list[Shape]:
    """The runs of periods that are over and have a value, each as one path; a lone one is a dot elsewhere."""
    shapes = []
    there = [not math.isnan(value) and over for value, over in zip(values, whole, strict=True)]
    for known, run in groupby(range(len(values)), key=lambda i: there[i]):
        points = [places[i] for i in run]
        if known and len(points) > 1:
            shapes.append(_shape("path", "line", d="M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)))
    return shapes


def _band(marks: Sequence[Mark], places: Sequence[tuple[float, float]], scale: _Scale) -> list[Shape]:
    shapes = []
    bounded = [not math.isnan(mark.low + mark.high + mark.value) and mark.whole for mark in marks]
    for known, run in groupby(range(len(marks)), key=lambda i: bounded[i]):
        inside = list(run)
        if known and len(inside) > 1:
            over = [f"{places[i][0]:.1f} {scale.y(marks[i].high):.1f}" for i in inside]
            under = [f"{places[i][0]:.1f} {scale.y(marks[i].low):.1f}" for i in reversed(inside)]
            shapes.append(_shape("path", "band", d="M" + "L".join([*over, *under]) + "Z"))
    return shapes


def _short(number: float) -> str:
    """A coordinate in as few signs as a drawing needs."""
    return f"{number:.1f}".removesuffix(".0")


def _shape(
    tag: Literal["path", "rect", "circle", "line", "text"],
    kind: str,
    title: str = "",
    *,
    text: str = "",
    d: str = "",
    anchor: str = "",
    **numbers: float,
) -> Shape:
    attributes = [("class", kind), *((name, _short(number)) for name, number in numbers.items())]
    attributes += [("d", d)] if d else []
    attributes += [("text-anchor", anchor)] if anchor else []
    return Shape(tag, tuple(attributes), text or title)
