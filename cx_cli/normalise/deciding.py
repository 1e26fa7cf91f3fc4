"""How is one column of a file read, where a look at it may not settle that?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from cx_cli.errors import InputError
from cx_cli.normalise.columns import Kind, MisreadError, Reading, decide
from cx_cli.normalise.profile import Origin
from cx_cli.normalise.times import InstantFormat, Undecidable, decide_instants

Feed = Any
"""A :class:`cx_cli.normalise.feed.Feed`, which reads by what is decided here."""
_DAY_FIRST = ("it", "ro")
"""Locales that write the day first and decimals behind a comma."""


def decide_column(feed: Feed, name: str, kind: Kind, origin: Origin, words: Mapping[str, str]) -> Reading:
    """The reading from a look, from the whole column where a look leaves it open, then from the locale, then from the
    other columns of instants: one file writes them all alike.

    Raises InputError where the order of day and month can't be seen and nobody says it.
    """
    looked = {header: feed.looked.column(header) for header in origin.headers}
    said = feed.manner
    order = said.date_order or feed.layout.date_order

    def reading_of(cells: Mapping[str, Any], order: str | None = order) -> Reading:
        return decide(
            name,
            kind,
            origin,
            cells,
            zone=said.timezone,
            order=order,
            decimal=said.decimal,
            default_decimal=_default_decimal(feed),
            words=words,
        )

    try:
        found = reading_of(looked)
        if found.numbers.guessed and len(origin.headers) == 1 and not feed.export.seen_whole:
            found = reading_of({header: feed.column(header) for header in origin.headers})
        if found.numbers.guessed and said.locale:
            found = replace(found, numbers=replace(found.numbers, guessed=False))
        return found
    except MisreadError as error:
        if said.locale in _DAY_FIRST:
            return _in_locale(feed, reading_of, looked, origin)
        if len(origin.headers) > 1:
            raise _undecidable(feed, name, error.doubt, error.doubt.row) from error
        try:
            return reading_of({error.header: feed.column(error.header)})
        except MisreadError as still:
            if (beside := order_beside(feed, name)) is not None:
                return reading_of(looked, beside[0])
            raise _undecidable(feed, error.header, error.doubt, error.doubt.row) from still


def order_beside(feed: Feed, name: str) -> tuple[str, str] | None:
    """The order of day and month that the other columns of instants show, and the header of the first that does.

    None where none of them settles it, or two contradict each other.
    """
    found: dict[str, str] = {}
    for other, origin in feed.layout.columns.items():
        if other != name and len(origin.headers) == 1 and feed.table[other].kind == "instant":
            (header,) = origin.headers
            order = _shown(feed.looked.column(header)) or _shown(feed.column(header))
            if order is not None:
                found.setdefault(order, header)
    return next(iter(found.items())) if len(found) == 1 else None


def _shown(cells: Any) -> str | None:
    """The order of day and month that these cells can only have."""
    seen = decide_instants(cells.cast(pa.string())) if not pa.types.is_temporal(cells.type) else None
    return seen.order if isinstance(seen, InstantFormat) and seen.order in ("dmy", "mdy") else None


def _in_locale(feed: Feed, reading_of: Callable[..., Reading], looked: Mapping[str, Any], origin: Origin) -> Reading:
    """The reading where the look leaves the order open: the rest of the column's, else that of the locale."""
    if len(origin.headers) == 1:
        try:
            return reading_of({header: feed.column(header) for header in origin.headers})
        except MisreadError:
            pass
    return reading_of(looked, "dmy")


def _default_decimal(feed: Feed) -> str:
    """The decimal mark of a column that shows none: that of the locale, else the one that ; delimits for."""
    if feed.manner.locale:
        return "," if feed.manner.locale in _DAY_FIRST else "."
    return "," if getattr(feed.export, "delimiter", ",") == ";" else "."


def _undecidable(feed: Feed, column: str, doubt: Undecidable, row: int) -> InputError:
    line = _line_of_looked(feed, row)
    return InputError(
        f"{feed.path}{line}: the order of day and month in {column} can't be decided",
        slug="date-order",
        facts=[("first", f"{doubt.example}   is {doubt.first_reading} or {doubt.second_reading}")],
        fix=feed.manner.flag_hint.format(path=feed.path),
    )


def _line_of_looked(feed: Feed, row: int) -> str:
    """', line 12' of a row that was looked at, where that is known."""
    columns = feed.looked.columns
    if not columns or not 0 <= row < len(columns[0].chunk(0)):
        return ""
    return f", line {feed.export.line_of(feed.export.begins, row)}"
