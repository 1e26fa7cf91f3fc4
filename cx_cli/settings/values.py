"""Is this what the setting may be, and what does it come to?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cx_cli.errors import CxError, UsageError
from cx_cli.periods import KINDS
from cx_cli.suggest import nearest
from cx_cli.units import parse_duration, parse_percent

Reader = Callable[[Any, str], Any]
"""From a value and the place it stands in to what it comes to; a wrong one is a UsageError that names the place."""

FORMATS = ("table", "plain", "json", "csv", "html", "markdown", "xlsx")
_SIZES = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}


def wrong(place: str, message: str, *, fix: str | None = None, facts: Iterable[tuple[str, str]] = ()) -> UsageError:
    return UsageError(f"{place} {message}", slug="settings", facts=list(facts), fix=fix)


def refuse_unknown(said: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    """Refuses a key that isn't known; ``place`` is how the table is called in its file."""
    names = list(known)
    for key in said:
        if key not in names:
            close = nearest(key, names)
            raise UsageError(
                f"{place}: unknown key {key!r}" + (f"; did you mean {close!r}?" if close else ""),
                slug="settings",
                facts=[("known", ", ".join(sorted(names)))],
            )


def text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise wrong(place, f"must be text, not {value!r}", fix=f'"{value}"')
    return value


def instant(value: Any, place: str) -> str:
    """A date or an instant, which TOML can also write without quotes."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return text(value, place)


def one_of(*known: str) -> Reader:
    def read(value: Any, place: str) -> str:
        if value in known:
            return str(value)
        close = nearest(str(value), known)
        raise wrong(
            place,
            f"can't be {value!r}" + (f"; did you mean {close!r}?" if close else ""),
            facts=[("known", ", ".join(known))],
        )

    return read


def words(value: Any, place: str) -> tuple[str, ...]:
    """A list of words, as a list, as text with commas, or as several such texts."""
    listed = value if isinstance(value, list | tuple) else [value]
    found = [part.strip() for item in listed for part in text(item, place).split(",")]
    return tuple(dict.fromkeys(word for word in found if word))


def slicings(value: Any, place: str) -> tuple[tuple[str, ...], ...]:
    """One or several lists of columns. Empty text is the totals alone.

    >>> slicings(["period,channel", "agent"], "--by"), slicings("", "--by"), slicings(["period", "agent"], "by")
    ((('period', 'channel'), ('agent',)), ((),), (('period', 'agent'),))
    """
    if isinstance(value, list) and all(isinstance(item, list) for item in value):
        each = value
    elif isinstance(value, list) and not place.startswith("--"):
        each = [value]
    else:
        each = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_columns(item, place) for item in each)) or ((),)


def _columns(value: Any, place: str) -> tuple[str, ...]:
    found = [part.strip() for item in (value if isinstance(value, list) else [value]) for part in _split(item, place)]
    named = [name for name in found if name]
    for name in named:
        if named.count(name) > 1:
            raise wrong(place, f"names the column {name!r} twice")
    return tuple(named)


def _split(value: Any, place: str) -> list[str]:
    return text(value, place).split(",")


def statistics(value: Any, place: str) -> tuple[str, ...]:
    found = words(value, place)
    for name in found:
        if not re.fullmatch(r"mean|median|min|max|p\d{1,2}(\.\d+)?", name):
            close = nearest(name, ("mean", "median", "min", "max", "p90"))
            raise wrong(
                place,
                f"{name!r} is no statistic" + (f"; did you mean {close!r}?" if close else ""),
                facts=[("known", "mean, median, min, max, and percentiles such as p90 or p99.5")],
            )
    if not found:
        raise wrong(place, "names no statistic", fix="mean,median,p90")
    return found


def share(value: Any, place: str) -> float:
    return _said(parse_percent, value, place) / 100


def duration(value: Any, place: str) -> float:
    seconds = _said(parse_duration, value, place)
    if seconds < 0:
        raise wrong(place, f"can't be negative: {value!r}")
    return seconds


def _said(parse: Callable[[str], float], value: Any, place: str) -> float:
    """A value that units.py reads; a bare number is told what it lacks as the text would be."""
    said = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else text(value, place)
    try:
        return parse(said)
    except CxError as error:
        fix = f'"{error.fix}"' if error.fix else None
        raise UsageError(f"{place}: {error.message}", slug=error.slug, facts=error.facts, fix=fix) from None


def size(value: Any, place: str) -> int:
    """Bytes of ``4GB``, ``500 MB`` or a bare number of them.

    >>> size("4GB", "max_size") == 4 << 30
    True
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?B)?", str(value).strip().upper().replace("IB", "B"))
    if isinstance(value, bool) or found is None:
        raise wrong(place, f"{value!r} is no size", fix='"4GB"')
    return int(float(found[1]) * _SIZES[found[2] or ""])


def positive(value: Any, place: str) -> float:
    """A number of at least 0, such as years or a weight."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise wrong(place, f"{value!r} must be a number of 0 or more")
    return float(value)


def switch(value: Any, place: str) -> bool:
    """On or off; a variable says it in words."""
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    said = value if isinstance(value, bool) else known.get(str(value).strip().lower())
    if said is None:
        raise wrong(place, f"must be true or false, not {value!r}", fix="true")
    return said


def whole(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise wrong(place, f"must be a whole number from 1, not {value!r}")
    return value


def sign(value: Any, place: str) -> str:
    if not isinstance(value, str) or len(value) != 1:
        raise wrong(place, f"must be one character, not {value!r}", fix='";"')
    return value


def texts(value: Any, place: str) -> tuple[str, ...]:
    """Text or a list of texts, commas and all."""
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise wrong(place, "is an empty list")
    return tuple(text(item, place) for item in listed)


def table(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise wrong(place, f"must be a table, not {value!r}")
    return value


def tables(depth: int) -> Reader:
    """A table of tables, that many deep."""

    def read(value: Any, place: str) -> Mapping[str, Any]:
        inner = tables(depth - 1) if depth > 1 else None
        found = table(value, place)
        return {key: inner(item, f"{place}.{key}") if inner else item for key, item in found.items()}

    return read


period = one_of(*KINDS)
