"""What do we tell a user whose file is no known table, or of two, or has a header that is nearly a column?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches

from cx_cli.errors import InputError
from cx_cli.normalise.fit import Fit
from cx_cli.normalise.profile import aliases, key

_SHORTEST = 5
"""A shorter header is close to too many names to be called a typo."""


class NoTableError(InputError):
    """A table of a connector that is none of the ten; beside files that are one it is left out."""


def unknown(fits: Sequence[Fit], others: Sequence[Fit] = ()) -> InputError:
    """No table fits; the nearest one, what it lacks, and which header may be meant; of the ``others`` one that would
    lack nothing."""
    best = max(fits, key=lambda fit: fit.score(()))
    name, headers = best.table.name, best.headers.texts
    error = NoTableError if best.headers.of_a_connector else InputError
    facts = [("columns", _listed(headers))]
    if not best.score(()):
        return error(
            "no table fits the columns",
            slug="unknown-table",
            facts=facts,
            fix=f"cx report {name}=FILE --config cx.toml",
        )
    told, fix = [], f"{name}=FILE"
    for column in best.missing:
        meant = _closest(column, best)
        told.append(f"{column} is missing" + (f"; is {meant!r} meant?" if meant else ""))
        if meant or column == best.missing[0]:
            fix = _setting(name, column, meant)
    found = [f"{column} ({origin.headers[0]})" for column, origin in best.columns.items() if origin.headers]
    facts.insert(0, ("found", _listed(found)))
    whole = [fit for fit in others if fit.proven and not fit.missing]
    if whole:
        other = max(whole, key=lambda fit: fit.score(())).table.name
        facts.insert(1, ("or", f"name it {other}=... to read no more than the {other} in it"))
    if told:
        return error(
            f"no table fits the columns; the nearest is {name}: " + ", ".join(told),
            slug="unknown-table",
            facts=facts,
            fix=fix,
        )
    return error(
        f"no table fits the columns; {name} comes nearest, but an id and a date alone don't make it that",
        slug="unknown-table",
        facts=facts,
        fix=fix,
    )


def ambiguous(fits: Sequence[Fit]) -> InputError:
    """Two tables fit equally well."""
    names = [fit.table.name for fit in fits]
    return InputError(
        f"the columns fit {' and '.join(names)} equally well",
        slug="ambiguous-table",
        facts=[(fit.table.name, _listed([*fit.columns])) for fit in fits],
        fix=f"{names[0]}=FILE",
    )


def aggregated(title: str, reason: str, headers: Sequence[str]) -> InputError:
    """The file is a report, with counts and averages where a KPI needs the rows behind them."""
    return InputError(
        f"this is a report of figures that are worked out already ({title}): {reason}",
        slug="aggregated",
        facts=[("columns", _listed(headers))],
    )


def hints(fit: Fit) -> tuple[tuple[str, str], ...]:
    """(header, column) where a header that serves nothing is a slip of the keyboard from an unserved column's name."""
    free = [text for text in sorted(fit.free) if len(key(text)) >= _SHORTEST]
    if not free:
        return ()
    names = {column.name: _names(column.name, fit) for column in fit.table.columns}
    known = {name for listed in names.values() for name in listed}
    near: dict[str, str] = {}
    for column, listed in names.items():
        if column not in fit.columns:
            for slip in (slip for name in listed for slip in _slips(name)):
                near.setdefault(slip, column)
    found = []
    for text in free:
        meant = {near[slip] for slip in _slips(key(text)) if slip in near}
        if len(meant) == 1 and key(text) not in known:
            found.append((text, meant.pop()))
    return tuple(found)


def _names(column: str, fit: Fit) -> list[str]:
    """The keys a column goes by that are long enough to be misspelt; of a duration its own name alone."""
    listed = aliases().tables[fit.table.name].get(column, ())
    if fit.table[column].kind == "seconds":
        listed = ()
    words = [key(column), *(alias.keys[0] for alias in listed if len(alias.keys) == 1 and not alias.pattern)]
    return [word for word in words if len(word) >= _SHORTEST]


def _slips(word: str) -> set[str]:
    """The word and what is left of it without one letter; two words that share one are a slip apart.

    A slip is a letter missing, added, changed or swapped with its neighbour.
    """
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _closest(column: str, fit: Fit) -> str | None:
    """The unserved header that is a slip from one of the column's names, or spelt much like its own name."""
    slips = {slip for name in _names(column, fit) for slip in _slips(name)}
    for text in sorted(fit.free):
        if len(key(text)) >= _SHORTEST and slips & _slips(key(text)):
            return text
    near = get_close_matches(key(column), [key(text) for text in fit.free], n=1, cutoff=0.8)
    return next((text for text in sorted(fit.free) if key(text) == near[0]), None) if near else None


def _setting(table: str, column: str, header: str | None) -> str:
    if column == "kind":
        return f'columns.{table}.kind = {{ value = "csat" }}   # at the top of cx.toml; or nps, ces'
    written = json.dumps(header, ensure_ascii=False) if header else '"THE HEADER"'
    return f"columns.{table}.{column} = {written}   # at the top of cx.toml"


def _listed(words: Sequence[str], most: int = 10) -> str:
    shown = ", ".join(words[:most])
    return shown + (f" and {len(words) - most} more" if len(words) > most else "")
