"""How is a duration, a percent or a number written, and how is a written one read?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from cx_cli.errors import UsageError
from cx_cli.language import ENGLISH, Language

MISSING = "\N{EN DASH}"
"""What stands where there is no value; never a zero."""

SECONDS_IN = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_WORDS = {"higher": ("better", "worse"), "lower": ("worse", "better"), "neither": ("higher", "lower")}


def parse_duration(text: str) -> float:
    """Seconds of a duration that a person wrote: parts of w, d, h, m, s, the longest unit first, a sign in front.

    A bare number is a :class:`UsageError` (slug ``duration``), because seconds, minutes and hours are all in use.

    >>> parse_duration("60s"), parse_duration("4h"), parse_duration("1d"), parse_duration("1h 30m")
    (60.0, 14400.0, 86400.0, 5400.0)
    >>> parse_duration("-1.5h")
    -5400.0
    >>> parse_duration("90")
    Traceback (most recent call last):
    cx_cli.errors.UsageError: a duration needs a unit: '90' could be seconds, minutes or hours
    """
    written = text.strip()
    if re.fullmatch(rf"[-+]?{_NUMBER}", written):
        raise UsageError(
            f"a duration needs a unit: {written!r} could be seconds, minutes or hours",
            slug="duration",
            facts=[("units", "s, m, h, d, w")],
            fix=f"{written}s",
        )
    shape = "".join(rf"(?:({_NUMBER})\s*{unit}\s*)?" for unit in reversed(SECONDS_IN))
    found = re.fullmatch(rf"([-+]?)\s*{shape}", written.lower())
    if not found or not any(found.groups()[1:]):
        raise UsageError(
            f"{text!r} is not a duration",
            slug="duration",
            facts=[("units", "s, m, h, d, w, the longest first")],
            fix="1h 30m",
        )
    parts = zip(found.groups()[1:], reversed(SECONDS_IN.values()), strict=True)
    seconds = math.fsum(float(part) * unit for part, unit in parts if part)
    return -seconds if found[1] == "-" else seconds


def parse_percent(text: str) -> float:
    """0..100 of a percent that a person wrote; without its sign it is refused, since 0.9 and 90 both occur.

    >>> parse_percent("90%"), parse_percent("+2.5 %"), parse_percent("-10%")
    (90.0, 2.5, -10.0)
    >>> parse_percent("0.9")
    Traceback (most recent call last):
    cx_cli.errors.UsageError: a percent needs its sign: '0.9'
    """
    found = re.fullmatch(rf"([-+]?{_NUMBER})\s*(%?)", text.strip())
    if not found:
        raise UsageError(f"{text!r} is not a percent", slug="percent", fix="90%")
    if not found[2]:
        raise UsageError(f"a percent needs its sign: {text.strip()!r}", slug="percent", fix=f"{found[1]}%")
    return float(found[1])


def parse_number(text: str) -> float:
    """A plain number that a person wrote, with a point for its decimals.

    >>> parse_number(" -4.5 ")
    -4.5
    >>> parse_number("4,5")
    Traceback (most recent call last):
    cx_cli.errors.UsageError: '4,5' is not a number
    """
    if not re.fullmatch(rf"[-+]?{_NUMBER}", text.strip()):
        raise UsageError(f"{text!r} is not a number", slug="number", fix="4.5")
    return float(text)


def format_duration(seconds: float, *, days: bool = True, language: Language = ENGLISH) -> str:
    """The two most significant units, rounded; ``days=False`` keeps to hours, as business time must.

    A day of business time isn't 24 hours, so ``1d`` would say something that isn't so.

    >>> [format_duration(s) for s in (0, 0.4, 2.5, 45, 125, 11_520, 352_800, -90)]
    ['0s', '0.4s', '2.5s', '45s', '2m 05s', '3h 12m', '4d 2h', '-1m 30s']
    >>> [format_duration(s) for s in (59.6, 3_599.7, 86_399)]
    ['1m 00s', '1h 00m', '1d 0h']
    >>> format_duration(352_800, days=False), format_duration(0.001), format_duration(math.nan) == MISSING
    ('98h 00m', '<0.1s', True)
    """
    return language.signs(_duration(seconds, days, language.day))


def _duration(seconds: float, days: bool, day: str) -> str:
    if not math.isfinite(seconds):
        return MISSING
    if 0 < abs(seconds) < 0.05:
        return "<0.1s" if seconds > 0 else ">-0.1s"
    if seconds < 0:
        return "-" + _duration(-seconds, days, day)
    if seconds == 0:
        return "0s"
    if seconds < 9.95:
        return f"{seconds:.1f}".removesuffix(".0") + "s"
    whole = math.floor(seconds + 0.5)
    if whole < 60:
        return f"{whole}s"
    if whole < 3_600:
        return f"{whole // 60}m {whole % 60:02}s"
    minutes = math.floor(seconds / 60 + 0.5)
    if minutes < 1_440 or not days:
        return f"{minutes // 60:,}h {minutes % 60:02}m"
    hours = math.floor(seconds / 3_600 + 0.5)
    return f"{hours // 24:,}{day} {hours % 24}h"


def format_value(value: float, unit: str, *, days: bool = True, language: Language = ENGLISH) -> str:
    """A KPI's value in its unit; NaN is the mark of a missing value.

    A share that is nearly none or nearly all is not printed as none or all.

    >>> format_value(1234, "count"), format_value(87.31, "percent"), format_value(42, "points")
    ('1,234', '87.3%', '+42')
    >>> format_value(4.0812, "score"), format_value(11_520, "seconds"), format_value(12.345, "number")
    ('4.08', '3h 12m', '12.35')
    >>> format_value(99.97, "percent"), format_value(0.01, "percent"), format_value(100, "percent")
    ('>99.9%', '<0.1%', '100.0%')
    >>> format_value(math.nan, "percent") == MISSING, format_value(0, "count"), format_value(0, "points")
    (True, '0', '0')
    """
    if not math.isfinite(value):
        return MISSING
    if unit == "seconds":
        return format_duration(value, days=days, language=language)
    if unit == "percent":
        return language.signs(_percent(value)) + language.percent
    if unit == "points":
        return language.signs(("+" if value > 0 else "") + _trimmed(value, 1))
    return language.signs(_fixed(value, 2) if unit == "score" else _trimmed(value, 2))


def format_beside(value: float, limit: float, unit: str, *, days: bool = True, language: Language = ENGLISH) -> str:
    """The value with as many digits as it takes to stand on its side of the limit; ``pp`` are percentage points.

    >>> format_beside(89.96, 90, "percent"), format_beside(90, 90, "percent"), format_beside(99.97, 99.95, "percent")
    ('89.96%', '90.0%', '99.97%')
    >>> format_beside(14_401, 14_400, "seconds"), format_beside(14_400.25, 14_400, "seconds")
    ('4h 0m 1s', '4h 0m 0.2s')
    >>> format_beside(4.4999, 4.5, "score"), format_beside(1_234, 1_000, "count"), format_beside(-2.01, -2, "pp")
    ('4.4999', '1,234', '-2.01 pp')
    """
    if not math.isfinite(value):
        return MISSING
    for text, shown in _finer(value, unit, days):
        if (shown > limit) - (shown < limit) == (value > limit) - (value < limit):
            return _in_words(text, unit, language)
    return _in_words(f"{value!r}{_ENDS.get(unit, '')}", unit, language)


def _in_words(text: str, unit: str, language: Language) -> str:
    """A figure that was written the English way, in the signs and units of the language."""
    end, told = _ENDS.get(unit, ""), language.signs(text)
    if unit == "seconds":
        return told.replace("d", language.day)
    return told.removesuffix(end) + {"percent": language.percent, "pp": " " + language.say("pp")}.get(unit, "")


_ENDS = {"percent": "%", "pp": " pp", "seconds": "s"}


def _finer(value: float, unit: str, days: bool) -> Iterator[tuple[str, float]]:
    """The value in ever more digits, each time with the number that a reader takes it for."""
    if unit == "seconds":
        texts = [format_duration(value, days=days), *(_whole_duration(value, digits, days) for digits in range(10))]
        for text in texts:
            if text[0] not in "<>":
                yield text, parse_duration(text.replace(",", ""))
        return
    end = _ENDS.get(unit, "")
    if not end:
        text = format_value(value, unit)
        yield text, float(text.replace(",", ""))
    for digits in range(1, 16):
        text = f"{value:,.{digits}f}"
        shown = float(text.replace(",", ""))
        if unit != "percent" or shown not in (0, 100) or shown == value:  # nearly all is not all
            yield text + end, shown


def _whole_duration(seconds: float, digits: int, days: bool) -> str:
    """Every unit down to seconds, of which as many decimals."""
    left = round(abs(seconds), digits)
    parts: list[str] = []
    for name in ("d", "h", "m") if days else ("h", "m"):
        number, left = divmod(left, SECONDS_IN[name])
        if number or parts:
            parts.append(f"{int(number):,}{name}")
    return ("-" if seconds < 0 else "") + " ".join([*parts, f"{left:.{digits}f}s"])


def format_change(difference: float, unit: str, better: str, *, days: bool = True, language: Language = ENGLISH) -> str:
    """A difference as arrow, size and word; the word follows ``better`` (higher, lower, neither), not the sign.

    A difference too small for the printed digits is still told apart from none.

    >>> format_change(2.1, "percent", "higher"), format_change(-725, "seconds", "lower")
    ('↑ 2.1 pp better', '↓ 12m 05s better')
    >>> format_change(-3, "points", "higher"), format_change(120, "count", "neither")
    ('↓ 3 pts worse', '↑ 120 higher')
    >>> format_change(0.0, "score", "higher"), format_change(0.004, "percent", "lower")
    ('→ same', '↑ <0.1 pp worse')
    """
    if not math.isfinite(difference):
        return MISSING
    if math.isclose(difference, 0, abs_tol=1e-9):
        return "→ " + language.say("same")
    size = abs(difference)
    if unit == "seconds":
        told = _duration(size, days, language.day)
    elif unit in ("percent", "points"):
        told = "<0.1" if size < 0.05 else _fixed(size, 1) if unit == "percent" else _trimmed(size, 1)
    elif unit == "score":
        told = "<0.01" if size < 0.005 else _fixed(size, 2)
    else:
        told = _trimmed(size, 2)
    size_word = {"percent": " " + language.say("pp"), "points": " " + language.say("pts")}.get(unit, "")
    arrow, word = ("↑", _WORDS[better][0]) if difference > 0 else ("↓", _WORDS[better][1])
    return f"{arrow} {language.signs(told)}{size_word} {language.say(word)}"


def direction(difference: float, better: str) -> str:
    """What a difference is: better, worse, higher, lower or same; a word of English, whatever the reader's language.

    >>> direction(-3, "lower"), direction(2, "neither"), direction(0.0, "higher")
    ('better', 'higher', 'same')
    """
    if not math.isfinite(difference) or math.isclose(difference, 0, abs_tol=1e-9):
        return "same"
    return _WORDS[better][0 if difference > 0 else 1]


def _percent(value: float) -> str:
    if 0 < value < 0.05:
        return "<0.1"
    if 99.95 <= value < 100 and not math.isclose(value, 100):
        return ">99.9"
    return _fixed(value, 1)


def _fixed(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def _trimmed(value: float, digits: int) -> str:
    """Without decimals where the number is whole; two significant digits where rounding would leave a zero."""
    if math.isclose(value, round(value), rel_tol=1e-12, abs_tol=1e-9):
        return f"{round(value):,}"
    return f"{value:.2g}" if abs(value) < 0.5 * 10**-digits else _fixed(value, digits)
