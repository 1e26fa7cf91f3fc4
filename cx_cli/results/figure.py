"""Which values does a rounded figure from a dashboard stand for?"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.units import SECONDS_IN, parse_duration

_NUMBER = re.compile(r"([-+\u2212]?)\s*(\d+)(?:\.(\d+))?\s*(%?)")
_LAST = re.compile(r"(\d+)(?:\.(\d+))?\s*([wdhms])\s*$", re.IGNORECASE)
_CLOCK = re.compile(r"(\d+):(\d\d)(?::(\d\d))?")


@frozen
class Figure:
    """``value`` as written, in the unit of machine output, and the bounds it was rounded from: ``low`` in, ``high``
    not (below zero it is the other way round). ``units`` are those it may be in."""

    text: str
    value: float
    low: float
    high: float
    units: tuple[str, ...]

    def covers(self, value: float) -> bool:
        """Whether the value, rounded as the figure is, gives the figure."""
        return self.low < value <= self.high if self.value < 0 else self.low <= value < self.high


def figure_of(text: str) -> Figure:
    """The figure that a user read somewhere: ``82.4``, ``82.4%``, ``4h 12m``, ``1.5h``, ``1:30:00``.

    >>> figure_of("82.4").low, figure_of("82.4").high, figure_of("82.4%").units
    (82.35, 82.45, ('percent', 'points'))
    >>> figure_of("4h 12m").low, figure_of("4h 12m").high, figure_of("1.5h").high
    (15090.0, 15150.0, 5580.0)
    >>> figure_of("4,5")
    Traceback (most recent call last):
    cx_cli.errors.UsageError: --against '4,5' is no figure
    """
    written = text.strip()
    if found := _NUMBER.fullmatch(written):
        value = Fraction(f"{found[2]}.{found[3] or 0}") * (-1 if found[1] in ("-", "\N{MINUS SIGN}") else 1)
        units = ("percent", "points") if found[4] else ("percent", "points", "score", "number", "count")
        return _around(written, value, Fraction(1, 10 ** len(found[3] or "")), units)
    if (clock := _CLOCK.fullmatch(written)) and int(clock[2]) < 60 and int(clock[3] or 0) < 60:
        seconds = Fraction(int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0))
        return _around(written, seconds, Fraction(1 if clock[3] else 60), ("seconds",))
    if last := _LAST.search(written):
        try:
            seconds = Fraction(parse_duration(written))
        except UsageError:
            pass
        else:
            step = Fraction(SECONDS_IN[last[3].lower()], 10 ** len(last[2] or ""))
            return _around(written, seconds, step, ("seconds",))
    raise UsageError(
        f"--against {text!r} is no figure",
        slug="figure",
        facts=[("forms", "82.4, 82.4%, 4h 12m, 1.5h, 1:30:00; a point for decimals, nothing between thousands")],
        fix=f"--against {_mended(written)}",
    )


def _around(text: str, value: Fraction, step: Fraction, units: tuple[str, ...]) -> Figure:
    """The values that are rounded to this one where the last place counts ``step``."""
    low, high = float(value - step / 2), float(value + step / 2)
    return Figure(text, float(value), low, high, units)


def _mended(text: str) -> str:
    """The figure as it may have been meant: ``82,4`` with a point, ``1,234`` without its mark."""
    thousands = re.fullmatch(r"([-+]?\d{1,3})(?:[,' ]\d{3})+", text)
    candidate = re.sub(r"[,' ]", "", text) if thousands else text.replace(",", ".")
    return candidate if _NUMBER.fullmatch(candidate) and not math.isinf(float(candidate.rstrip("% "))) else "82.4"
