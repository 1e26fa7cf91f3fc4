"""Which part of a cell is the day, the month, the year, the hour, given only the cell's shape?"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from cx_cli.frozen import frozen
from cx_cli.normalise.shapes import Span

# English, Italian, Romanian; full names and the short ones that exports use, without their dot.
_MONTH_NAMES = (
    "jan january gen gennaio ian ianuarie",
    "feb february febbraio februarie",
    "mar march marzo martie mart",
    "apr april aprile aprilie",
    "may mag maggio mai",
    "jun june giu giugno iun iunie",
    "jul july lug luglio iul iulie",
    "aug august ago agosto",
    "sep sept september set sett settembre septembrie",
    "oct october ott ottobre octombrie",
    "nov november novembre noiembrie noi",
    "dec december dic dicembre decembrie",
)
_WEEKDAY_NAMES = (
    "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday "
    "lun lunedì lunedi mar martedì martedi mer mercoledì mercoledi gio giovedì giovedi ven venerdì venerdi "
    "sab sabato dom domenica "
    "lu luni ma marți marţi marti mi mie miercuri jo joi vi vin vineri sâ sâm sâmbătă sambata du dum duminică duminica"
)
MONTHS = {name.encode(): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
WEEKDAYS = frozenset(name.encode() for name in _WEEKDAY_NAMES.split())

_WORD = rb"[a-z\x80-\xff]{2,12}"
_WEEKDAY = rb"(?:(?P<weekday>" + _WORD + rb")(?:\.|,|\., )? +|(?P<weekday2>" + _WORD + rb"), ?)?"
_YEAR = rb"'?(?P<year>0000|00)"
_DAY = rb"(?P<day>0{1,2})(?:st|nd|rd|th|\xc2\xba|\xc2\xb0)?"
_MONTH = rb"(?P<month>" + _WORD + rb")\.?"
ABBREVIATIONS = {
    name.encode(): 60 * minutes
    for names, minutes in (
        ("wet", 0), ("cet west", 60), ("cest eet", 120), ("eest msk", 180), ("aest", 600), ("aedt", 660),
        ("edt", -240), ("est cdt", -300), ("cst mdt", -360), ("mst pdt", -420), ("pst", -480),
    )
    for name in names.split()
}  # fmt: skip
"""Seconds east of UTC, always, of the zones that RFC 2822 and Europe's clocks name; BST and IST are several zones."""
_OFFSET = (
    rb"(?: ?\(?(?P<utc>z|utc|gmt)?(?: ?(?P<sign>[+-]|\xe2\x88\x92)(?P<off_h>00|0)(?::?(?P<off_m>00)(?::?00)?)?)?\)?)"
    rb"(?: \([a-z \x80-\xff]+\))?(?: ?\[?(?P<zone>[a-z]{3,4}|[a-z]+(?:/[a-z_-]+){1,2})\]?)?"
)
_CLOCK = (
    rb"(?P<hour>0{1,2})(?:(?P<colon>[:.])(?P<minute>00)(?:(?P=colon)(?P<second>00)(?:[.,]0{1,9})?)?)?"
    rb"(?: *(?P<half>[ap])\.? ?m\b\.?)?"
)
_BETWEEN = rb"(?:(?=[ ,t]) *+,? *+(?:t|at|alle ore|alle|ore|ora|la|-)? *+)"
_TIME = rb"(?:" + _BETWEEN + _CLOCK + _OFFSET + rb")?"


def _pattern(body: bytes) -> bytes:
    """Not compiled before it is used: ISO 8601 needs none of these, and they take as long as 10,000 rows."""
    return rb"(?s) *+'? *+" + _WEEKDAY + body + rb" *"


_NUMERIC = _pattern(rb"(?P<first>0000|00|0)(?P<mark>[/-]|\. ?)(?P<middle>0{1,2})(?P=mark)(?P<last>0000|00|0)" + _TIME)
_COMPACT = (
    rb" *+'? *+(?P<year>0000)(?P<month>00)(?P<day>00)"
    rb"(?:t(?P<hour>00)(?P<minute>00)(?P<second>00)?(?:[.,]0{1,9})?" + _OFFSET + rb")? *"
)
_NAMED = (
    _pattern(_DAY + rb"(?:[ /.-]|\. )?" + _MONTH + rb"(?:,? +|[/.-])?" + _YEAR + _TIME),
    _pattern(_MONTH + rb"[ /.-] *" + _DAY + rb"(?:,|, +| +|[/.-])" + _YEAR + _TIME),
    _pattern(rb"(?P<year>0000)[ /.-]" + _MONTH + rb"[ /.-]" + _DAY + _TIME),
    _pattern(_MONTH + rb" +" + _DAY + rb" +" + _CLOCK + _OFFSET + rb" +" + _YEAR),
)


@frozen
class Layout:
    """Where the parts of an instant stand in the cells of one shape; a named month is the number itself."""

    year: Span
    month: Span | int
    day: Span
    hour: Span | None = None
    minute: Span | None = None
    second: Span | None = None
    half: str = ""  # "a" or "p" where the clock has twelve hours
    sign: int = 0  # of the offset; 0 where the cell has none
    offset_hours: Span | None = None
    offset_minutes: Span | None = None
    has_zone: bool = False
    zone: str = ""  # the IANA zone that the cells name, in lower case
    east: int = 0  # the seconds of an abbreviation, such as CET
    name_at: int = -1  # where a named month stands

    @property
    def is_short(self) -> bool:
        """Whether the year has two digits."""
        return self.year[1] - self.year[0] == 2


@lru_cache(maxsize=8192)
def layout(shape: bytes, order: str) -> Layout | None:
    """How cells of this shape write an instant; ``order`` (dmy, mdy, ymd) settles three bare numbers.

    A year of four digits in front is always followed by month and day. None: no instant is written so.

    >>> layout(b"00/00/0000", "dmy").month
    (3, 5)
    >>> layout(b"0 apr 0000", "dmy").month
    4
    >>> layout(b"00:00", "dmy") is None
    True
    """
    if b"0" not in shape:
        return None
    if found := re.fullmatch(_NUMERIC, shape):
        return _numeric(found, order)
    for pattern in _NAMED:
        if found := re.fullmatch(pattern, shape):
            month = MONTHS.get(found["month"])
            if month and (read := _with_clock(found, found.span("year"), month, found.span("day"))):
                return replace(read, name_at=found.start("month"))
    found = re.fullmatch(_COMPACT, shape)
    if found and (order == "ymd" or found["hour"]):
        return _with_clock(found, found.span("year"), found.span("month"), found.span("day"))
    return None


def _numeric(found: re.Match[bytes], order: str) -> Layout | None:
    first, middle, last = found.span("first"), found.span("middle"), found.span("last")
    if len(found["first"]) == 4 or order == "ymd":
        year, month, day = first, middle, last
    elif order == "mdy":
        month, day, year = first, middle, last
    else:
        day, month, year = first, middle, last
    return _with_clock(found, year, month, day)


def _with_clock(found: re.Match[bytes], year: Span, month: Span | int, day: Span) -> Layout | None:
    parts = found.groupdict()
    weekday = parts.get("weekday") or parts.get("weekday2")
    if weekday and weekday not in WEEKDAYS:
        return None
    if not parts["hour"]:
        return Layout(year, month, day)
    if not (parts["minute"] or parts.get("half") or year[0] < day[0]):
        return None  # an hour alone is written in ISO 8601 only
    sign = {b"+": 1, None: 0}.get(parts["sign"], -1)
    zone = parts["zone"] or b""
    if zone and b"/" not in zone and zone not in ABBREVIATIONS:
        return None

    def span(name: str) -> Span | None:
        return found.span(name) if parts[name] else None

    return Layout(
        year,
        month,
        day,
        hour=span("hour"),
        minute=span("minute"),
        second=span("second"),
        half=(parts.get("half") or b"").decode(),
        sign=sign,
        offset_hours=span("off_h"),
        offset_minutes=span("off_m"),
        has_zone=bool(parts["utc"] or sign or zone in ABBREVIATIONS),
        zone=zone.decode() if b"/" in zone and not (parts["utc"] or sign) else "",
        east=0 if parts["utc"] or sign else ABBREVIATIONS.get(zone, 0),
    )


def wording(shape: bytes, order: str) -> str:
    """The shape in words, as a reader would say it.

    >>> wording(b"00/00/0000 00:00", "dmy")
    'day/month/year hour:minute'
    >>> wording(b"0000-00-00t00:00:00z", "dmy")
    'year-month-day hour:minute:second with offset'
    """
    found = layout(shape, order)
    if found is None:
        return "no instant"
    year = "two-digit year" if found.is_short else "year"
    month = ((found.name_at, -1), "month's name") if isinstance(found.month, int) else (found.month, "month")
    (first, second, third) = sorted([(found.year, year), month, (found.day, "day")])
    between = shape[first[0][1] : second[0][0]].strip().decode() if first[0][1] > 0 else ""
    mark = between if between in ("/", "-", ".") else " "
    date = mark.join(part for _, part in (first, second, third))
    clock = ":".join(word for word in ("hour", "minute", "second") if getattr(found, word))
    half = " AM/PM" if found.half else ""
    offset = "with offset" if found.has_zone else "with zone" if found.zone else ""
    return " ".join(part for part in (date, clock + half, offset) if part)
