"""How many seconds do the cells of a column of durations mean?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Bools, Floats
from cx_cli.normalise.shapes import Alike, Span, shapes, text_array
from cx_cli.normalise.values import NumberFormat, decide_decimal, parse_numbers
from cx_cli.suggest import nearest

UNIT_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
_UNIT_TITLES = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_UNIT_WORDS = {
    "ms": "ms msec millisecond milliseconds",
    "s": "s sec secs second seconds secondo secondi secundă secunde",
    "m": "m min mins minute minutes minuto minuti minut",
    "h": "h hr hrs hour hours ora ore oră",
    "d": "d day days g gg giorno giorni zi zile",
    "w": "w wk wks week weeks settimana settimane săptămână săptămâni",
}
_UNIT_OF = {word.encode(): unit for unit, words in _UNIT_WORDS.items() for word in words.split()}

_DAYS = rb"(?:(?P<days>0{1,9})(?: ?(?:days?|d|giorni|giorno|gg?|zile|zi),? *(?P<plus>\+)?|\.(?=00:00:00)))?"
_CLOCK = re.compile(
    rb" *+'? *+(?P<sign>-|\xe2\x88\x92)? *" + _DAYS + rb"(?P<first>0{1,9}):(?P<second>00)"
    rb"(?::(?P<third>00)(?:[.,](?P<part>0{1,9}))?)? *"
)
_PIECE = re.compile(
    rb"(?P<whole>0{1,12})(?:[.,](?P<part>0{1,9}))? ?(?P<unit>[a-z\x80-\xff]+)\.?(?: *(?:,|and|e|\xc8\x99i|si) +| *)"
)
_ISO = re.compile(rb"p(?:0+w)?(?:0+(?:[.,]0+)?d)?(?:t(?:0+(?:[.,]0+)?h)?(?:0+(?:[.,]0+)?m)?(?:0+(?:[.,]0+)?s)?)?")
_ISO_PIECE = re.compile(rb"(?P<whole>0{1,12})(?:[.,](?P<part>0{1,9}))?(?P<unit>[wdhms])")
_SIGN = re.compile(rb" *+'? *+(?P<sign>-|\xe2\x88\x92)? *")


@frozen
class DurationFormat:
    """What a column's plain numbers count (ms, s, m, h, d, w); clock text and text with units say it themselves."""

    unit: str = "s"
    wording: str = "seconds"

    def describe(self) -> str:
        return self.wording


def decide_duration(cells: Sequence[str] | Any, unit: str | None) -> DurationFormat | None:
    """How these cells write durations; None when fewer than half of them are durations.

    ``unit`` is what plain numbers count, from the header, the profile or the user; seconds when None.

    >>> decide_duration(["27:10:00", "0:02:23"], None).describe()
    'hours:minutes:seconds'
    """
    if unit is not None and unit not in UNIT_SECONDS:
        likely = nearest(unit, UNIT_SECONDS)
        raise UsageError(
            f"there is no unit of time named {unit!r}",
            slug="unit",
            facts=[("units", ", ".join(UNIT_SECONDS))],
            fix=f'unit = "{likely}"' if likely else None,
        )
    column = text_array(cells if isinstance(cells, pa.Array | pa.ChunkedArray) else pa.array(cells, pa.string()))
    fmt = DurationFormat(unit or "s", _UNIT_TITLES[unit or "s"])
    seconds, bad = parse_durations(column, fmt, decide_decimal(column))
    n_read = int((~np.isnan(seconds)).sum())
    if not n_read or int(bad.sum()) > n_read:
        return None
    sized = sorted(((len(alike.rows), alike.text) for alike in shapes(column)), key=lambda pair: -pair[0])
    for _, text in sized:
        if wording := _wording(text):
            return DurationFormat(fmt.unit, wording)
    return fmt


def _wording(text: bytes) -> str | None:
    if found := _CLOCK.fullmatch(text):
        return "hours:minutes:seconds" if found["third"] else "hours:minutes"
    rest = text[_SIGN.match(text).end() :].strip()  # type: ignore[union-attr]
    if rest.startswith(b"p"):
        return "ISO 8601 duration"
    return "numbers with units" if re.search(rb"0 ?[a-z]", rest) else None


def parse_durations(column: Any, fmt: DurationFormat, number_format: NumberFormat) -> tuple[Floats, Bools]:
    """The column as seconds, NaN where missing or bad, and which cells are bad.

    Plain numbers count ``fmt.unit``. Clock text is hours:minutes or hours:minutes:seconds, of any number of
    hours, maybe negative. A day is 24 hours.
    """
    if pa.types.is_duration(column.type):
        ticks, bad = parse_numbers(column.cast(pa.int64()), number_format)
        return ticks / {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit], bad
    numbers, bad = parse_numbers(column, number_format)
    scale = UNIT_SECONDS[fmt.unit]
    seconds = numbers / 1000 if fmt.unit == "ms" else numbers * scale
    if not bad.any():
        return seconds, bad
    array = text_array(column)
    for alike in shapes(pc.if_else(pa.array(bad), array, pa.scalar(None, array.type))):
        read = _clock(alike) or _pieces(alike)
        if read is not None:
            seconds[alike.rows], bad[alike.rows] = read
    return seconds, bad


def _clock(alike: Alike) -> tuple[Floats, Bools] | None:
    found = _CLOCK.fullmatch(alike.text)
    if found is None:
        return None

    def part(name: str) -> Floats:
        if not found[name]:
            return np.zeros(len(alike.rows))
        return alike.number(found.span(name)).astype(np.float64)

    minutes, third = part("second"), part("third")
    bad = (minutes > 59) | (third > 59)
    days = part("days") * 86_400
    clock = part("first") * 3600 + minutes * 60 + third + _fraction(alike, found)
    sign = -1.0 if found["sign"] else 1.0
    seconds = sign * days + clock if found["plus"] else sign * (days + clock)
    return np.where(bad, np.nan, seconds), bad


def _pieces(alike: Alike) -> tuple[Floats, Bools] | None:
    """'1d 4h', '3h 12m', '45 min', 'PT1H30M': every unit once."""
    found = _SIGN.match(alike.text)
    at = found.end() if found else 0
    end = len(alike.text.rstrip())
    total = np.zeros(len(alike.rows))
    piece = _PIECE
    if alike.text[at : at + 1] == b"p":
        if not _ISO.fullmatch(alike.text, at, end):
            return None
        piece = _ISO_PIECE
    units = []
    pieces = list(piece.finditer(alike.text, at, end))
    if piece is _PIECE and (not pieces or b"".join(match[0] for match in pieces) != alike.text[at:end]):
        return None
    for match in pieces:
        unit = _UNIT_OF.get(match["unit"])
        if unit is None:
            return None
        units.append(unit)
        number = alike.number(match.span("whole")) + _fraction(alike, match)
        total += number / 1000 if unit == "ms" else number * UNIT_SECONDS[unit]
    if not units or len(set(units)) < len(units):
        return None
    sign = -1.0 if found and found["sign"] else 1.0
    return sign * total, np.zeros(len(total), dtype=np.bool_)


def _fraction(alike: Alike, found: re.Match[bytes]) -> Floats | float:
    span: Span = found.span("part")
    return alike.number(span) / 10.0 ** (span[1] - span[0]) if found["part"] else 0.0
