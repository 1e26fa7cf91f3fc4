"""What do the data files say of each export format, and of the words that headers and cells use anywhere?

Two kinds of file, both TOML and both read once: ``profiles/NAME.toml`` describes one export format,
``aliases.toml`` the headers and words of exports that no profile knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any

from cx_cli.frozen import frozen
from cx_cli.shipped import shipped

HERE = Path(__file__).parent
REMAINING = "remaining"
"""The unit of a column of time that is left, read as a claim: it was met unless the cell has a minus."""
UNITS = ("s", "ms", "m", "h", "d", "excel", REMAINING)
_SIGNS = re.compile(r"[\W_]+")
_SIGNS_OF_ALIASES = frozenset("~!+*")


@frozen
class Origin:
    """Where a canonical column comes from.

    ``unit``: ``s m h d ms`` for durations, ``s ms excel`` for instants; None when the header doesn't say.
    ``timezone`` is the zone that the header itself names (``Created (UTC)``). ``or_instant`` is the instant column
    that the header feeds instead when its cells turn out to be instants (``First Response Time`` is both in use).
    """

    headers: tuple[str, ...] = ()
    unit: str | None = None
    value: str | None = None
    formula: str | None = None
    timezone: str | None = None
    or_instant: str | None = None


@frozen
class Layout:
    """How one file feeds one table.

    ``values`` maps a folded cell to its meaning, per canonical column. ``missing`` are further folded cells that mean
    "no value". ``keep`` is ``rows``, or ``newest`` where a ticket has many rows and the newest counts. ``hints`` are
    headers that serve nothing but look like a canonical column.
    """

    table: str
    profile: str
    columns: Mapping[str, Origin]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    date_order: str | None = None
    keep: str = "rows"
    anchor: str | None = None
    """The header of a column in which every row has a cell; a row without one goes on with the row before it."""
    hints: tuple[tuple[str, str], ...] = ()


@frozen
class Profile:
    """One export format: ``detect`` are sets of header keys, any of which gives it away."""

    name: str
    table: str
    title: str
    status: str
    source: str
    traps: tuple[str, ...]
    detect: tuple[frozenset[str], ...]
    columns: Mapping[str, tuple[Origin, ...]]
    ignore: frozenset[str]
    values: Mapping[str, Mapping[str, str]]
    missing: frozenset[str]
    date_order: str | None
    keep: str
    also: tuple[str, ...] = ()
    """Profiles of other tables that the same file feeds: a history only where a ticket has several rows."""
    written_by: str = ""
    """The header of the ids of those who wrote, whose roles a file of users says."""
    roles: tuple[str, ...] = ()
    """In a file of users the headers of the id and the role."""
    thread: tuple[str, ...] = ()
    """The headers of a message's id and of the one it answers, which make threads."""
    anchor: str | None = None
    refuse: str | None = None
    """Why a file of this format is none that KPIs can be computed from."""


@frozen
class Alias:
    """A header that may mean a column. ``keys`` are joined; ``weak`` proves no table; ``inverted`` negates."""

    keys: tuple[str, ...]
    weak: bool = False
    inverted: bool = False
    pattern: re.Pattern[str] | None = None


@frozen
class Aliases:
    """``tables``: table -> column -> aliases, both by priority; ``kinds``: kind of survey -> headers of its score.

    ``words``: column -> folded cell -> meaning. ``marks``: table -> column -> how much it says for the table.
    ``whole``: table -> column -> (aliases, columns that those headers include).
    """

    tables: Mapping[str, Mapping[str, tuple[Alias, ...]]]
    kinds: Mapping[str, tuple[Alias, ...]]
    words: Mapping[str, Mapping[str, str]]
    inverted: Mapping[str, str]
    marks: Mapping[str, Mapping[str, int]]
    whole: Mapping[str, Mapping[str, tuple[tuple[Alias, ...], tuple[str, ...]]]]


def fold(text: str) -> str:
    """Lower case, without accents and invisible signs, every other run of signs one ``_``; signs alone stay.

    >>> fold(" Priorità (1-4) "), fold("Data creării"), fold("?")
    ('priorita_1_4', 'data_crearii', '?')
    """
    plain = text.casefold() if text.isascii() else _unaccented(text)
    return _SIGNS.sub("_", plain).strip("_") or plain.strip()


def _unaccented(text: str) -> str:
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text.replace("\u00df", "ss"))
        if unicodedata.category(sign) not in ("Mn", "Cf")
    )
    return unicodedata.normalize("NFKC", plain).casefold()


def key(text: str) -> str:
    """What two spellings of one header share: the folded text without blanks.

    >>> key("CustomerID") == key("customer id")
    True
    """
    compact = text.replace(" ", "")
    if compact.isascii() and compact.isalnum():  # thousands of aliases are, and are folded at each start
        return compact.lower()
    return fold(text).replace("_", "")


@cache
def profiles() -> Mapping[str, Profile]:
    """Every shipped profile by name."""
    return {path.stem: _profile(path) for path in sorted((HERE / "profiles").glob("*.toml"))}


@cache
def aliases() -> Aliases:
    """The shipped headers and words that need no profile."""
    data = shipped(HERE / "aliases.toml")
    kinds = {kind: tuple(map(_alias, listed)) for kind, listed in data["kinds"].items()}
    return Aliases(
        tables={
            table: {column: tuple(_expanded(listed, kinds)) for column, listed in columns.items()}
            for table, columns in data["headers"].items()
        },
        kinds=kinds,
        words={column: _by_cell(meanings) for column, meanings in data["words"].items()},
        inverted=_by_cell(data["inverted"]),
        marks=data["marks"],
        whole={
            table: {
                column: (tuple(map(_alias, said["headers"])), tuple(said["replaces"]))
                for column, said in columns.items()
            }
            for table, columns in data["whole"].items()
        },
    )


def read_origin(said: Any, place: str) -> tuple[Origin, ...]:
    """What a profile or ``[columns.TABLE]`` says of one column, as alternatives in order of preference.

    Raises ValueError, with ``place`` in its text, when it is none of the known forms.
    """
    match said:
        case str():
            return (Origin(headers=(said,)),)
        case [*parts] if parts and all(isinstance(part, str) for part in parts):
            return (Origin(headers=tuple(parts)),)
        case {"first_of": [*options], **rest} if not rest:
            return tuple(origin for option in options for origin in read_origin(option, place))
        case {"value": (str() | int() | float()) as value, **rest} if not rest:
            return (Origin(value=str(value).lower() if isinstance(value, bool) else str(value)),)
        case {"formula": str() as formula, **rest} if not rest:
            return (Origin(formula=formula),)
        case {"column": (str() | list()) as column, **rest} if not rest.keys() - {"unit"}:
            unit = rest.get("unit")
            if unit is not None and unit not in UNITS:
                raise ValueError(f"{place}: {unit!r} is no unit; known are {', '.join(UNITS)}")
            return tuple(Origin(headers=plain.headers, unit=unit) for plain in read_origin(column, place))
        case _:
            raise ValueError(f"{place}: {said!r} is no header, list of headers, value, formula or column with a unit")


def fold_values(values: Mapping[str, Any]) -> dict[str, str]:
    """``[values.TABLE.COLUMN]`` with folded cells and meanings as text."""
    return {
        fold(cell): str(meaning).lower() if isinstance(meaning, bool) else str(meaning)
        for cell, meaning in values.items()
    }


def _profile(path: Path) -> Profile:
    data = shipped(path)
    return Profile(
        name=path.stem,
        table=data.get("table", ""),
        title=data["title"],
        status=data["status"],
        source=data["source"],
        traps=tuple(data.get("traps", ())),
        detect=tuple(frozenset(map(key, together)) for together in data["detect"]),
        columns={name: read_origin(said, f"{path.name}: {name}") for name, said in data.get("columns", {}).items()},
        ignore=frozenset(map(key, data.get("ignore", []))),
        values={column: fold_values(cells) for column, cells in data.get("values", {}).items()},
        missing=frozenset(map(fold, data.get("missing", []))),
        date_order=data.get("date_order"),
        keep=data.get("keep", "rows"),
        also=tuple(data.get("also", ())),
        written_by=data.get("written_by", ""),
        roles=tuple(data.get("roles", ())),
        thread=tuple(data.get("thread", ())),
        anchor=data.get("anchor"),
        refuse=data.get("refuse"),
    )


def _expanded(listed: Iterable[str], kinds: Mapping[str, tuple[Alias, ...]]) -> Iterable[Alias]:
    for text in listed:
        if text.startswith("@"):
            yield from kinds[text[1:]]
        else:
            yield _alias(text)


def _alias(text: str) -> Alias:
    """``~`` weak, ``!`` inverted, ``a + b`` joined, ``*`` any text."""
    if _SIGNS_OF_ALIASES.isdisjoint(text):
        return Alias((key(text),))
    weak, inverted = "~" in text[:2], "!" in text[:2]
    keys = tuple(key(part) for part in text.lstrip("~!").split(" + "))
    pattern = None
    if "*" in text:
        pattern = re.compile(".*".join(key(part) for part in text.lstrip("~!").split("*")))
    return Alias(keys, weak, inverted, pattern)


def _by_cell(meanings: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(cell): meaning for meaning, cells in meanings.items() for cell in cells}
