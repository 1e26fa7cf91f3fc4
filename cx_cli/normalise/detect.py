"""Which table and which export format does a file hold, and which header is which canonical column?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cx_cli.errors import UsageError
from cx_cli.normalise.fit import Fit, Settings, fit
from cx_cli.normalise.headers import Headers
from cx_cli.normalise.misfit import aggregated, ambiguous, hints, unknown
from cx_cli.normalise.profile import Layout, Origin, Profile, aliases, fold_values, key, profiles, read_origin
from cx_cli.normalise.tables import CHANGES, TABLES
from cx_cli.suggest import nearest

_WORDS = {"satisfaction": "rating", "score": "rating", "first_reply_met": "met", "resolution_met": "met"}
"""Columns whose words stand under another name in aliases.toml."""

_OF_STATUS = re.compile("stat(e|o|us)|stare")
_NO_PROFILE = ("generic", "canonical")


def detect(
    headers: Sequence[str],
    *,
    table: str | None = None,
    profile: str | None = None,
    columns: Mapping[str, Mapping[str, Any]] | None = None,
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
    kind_hint: str | None = None,
) -> Layout:
    """How a file with these headers is read.

    ``table`` and ``profile`` force the choice; ``columns`` and ``values`` are the settings of that name and win;
    ``kind_hint`` is the kind of a survey that no header names. Raises InputError when no table fits
    (``unknown-table``) or two fit equally (``ambiguous-table``), UsageError for a setting that can't be meant.
    """
    known = Headers.of(headers)
    said = _settings(columns or {})
    chosen = _profile(known, table, profile)
    if chosen and chosen.refuse:
        raise aggregated(chosen.title, chosen.refuse, headers)
    if chosen:
        found = fit(TABLES[chosen.table], known, said.get(chosen.table, {}), chosen, kind_hint)
        if not found.missing:
            return _layout(found, chosen.name, chosen, values or {})
        if profile:
            raise unknown([found])
    found = _best(known, table, said, kind_hint)
    return _layout(found, "canonical" if _is_canonical(found) else "generic", None, values or {})


def _profile(headers: Headers, table: str | None, forced: str | None) -> Profile | None:
    """The profile asked for, or the one whose detecting headers are all there; the more of them, the surer."""
    if table is not None and table not in TABLES:
        raise _unknown_word("table", table, TABLES)
    if forced in _NO_PROFILE:
        return None
    if forced is not None:
        if forced not in profiles():
            raise _unknown_word("profile", forced, [*profiles(), *_NO_PROFILE])
        if table not in (None, profiles()[forced].table):
            raise UsageError(
                f"the profile {forced} reads {profiles()[forced].table}, not {table}",
                slug="settings",
                fix=f"{profiles()[forced].table}=FILE",
            )
        return profiles()[forced]
    there = headers.by_key.keys()
    sure = {
        name: max((len(together) for together in one.detect if together <= there), default=0)
        for name, one in profiles().items()
        if table in (None, one.table)
    }
    best = max(sure, key=lambda name: (sure[name], name), default=None)
    if best and sure[best]:
        return profiles()[best]
    whole = _profile(headers, None, None) if table is not None else None
    beside = (profiles()[name] for name in (whole.also if whole else ()))
    return next((one for one in beside if one.table == table), None)


def _best(headers: Headers, table: str | None, said: Mapping[str, Settings], kind_hint: str | None) -> Fit:
    fits = [
        fit(one, headers, said.get(name, {}), kind_hint=kind_hint)
        for name, one in TABLES.items()
        if table in (None, name)
    ]
    log = next((one for one in fits if one.table is CHANGES and _is_status_log(one)), None)
    if table:
        if fits[0].missing and log is None:
            raise unknown(fits)
        return log or fits[0]
    exact = [one for one in fits if not one.missing and _is_canonical(one)]
    if len(exact) == 1:
        return exact[0]
    rivals = [one.table for one in fits if one.proven]
    top = max(one.score(rivals) for one in fits)
    best = [one for one in fits if one.score(rivals) == top and one.proven]
    whole = [one for one in best if not one.missing]
    if log is not None and (len(whole) < len(best) or not whole):
        return log
    if len(whole) < len(best) or not whole:
        raise unknown([one for one in best if one.missing] or fits, fits)
    if len(whole) > 1:
        raise ambiguous(whole)
    return whole[0]


def _is_status_log(found: Fit) -> bool:
    """Whether the rows are changes of one field, the status, which no column names; it is put in."""
    new = found.columns.get("new")
    if found.missing != ("field",) or new is None or not {"ticket_id", "new"} <= found.strong:
        return False
    if not any(map(_OF_STATUS.search, map(key, new.headers))):
        return False
    found.put("field", Origin(value="status"), strong=False)
    return True


def _is_canonical(found: Fit) -> bool:
    """Whether every header is the name of the column it serves."""
    own = {name for name, origin in found.columns.items() if origin.headers == (name,)}
    return own.issuperset(found.headers.texts)


def _layout(
    found: Fit, name: str, profile: Profile | None, values: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> Layout:
    table = found.table.name
    words = aliases().words
    meanings: dict[str, dict[str, str]] = {}
    for column in found.columns:
        meant = dict(words.get(_WORDS.get(column, column), {}))
        if column in found.inverted:
            meant = dict(aliases().inverted)
        if profile and profile.table == table:
            meant |= profile.values.get(column, {})
        meant |= fold_values(values.get(table, {}).get(column, {}))
        if meant:
            meanings[column] = meant
    return Layout(
        table=table,
        profile=name,
        columns=found.columns,
        values=meanings,
        missing=profile.missing if profile else frozenset(),
        date_order=profile.date_order if profile else None,
        keep=profile.keep if profile else "rows",
        anchor=found.headers.find(profile.anchor) if profile and profile.anchor else None,
        hints=hints(found),
    )


def _settings(columns: Mapping[str, Mapping[str, Any]]) -> dict[str, Settings]:
    read: dict[str, Settings] = {}
    for table, wanted in columns.items():
        if table not in TABLES:
            raise _unknown_word("table", table, TABLES, place=f"[columns.{table}]: ")
        try:
            read[table] = {name: read_origin(said, f"[columns.{table}] {name}") for name, said in wanted.items()}
        except ValueError as error:
            raise UsageError(
                str(error), slug="settings", fix=f'columns.{table}.ticket_id = "Header"   # at the top of cx.toml'
            ) from None
    return read


def _unknown_word(what: str, word: str, known: Any, place: str = "") -> UsageError:
    close = nearest(word, known)
    return UsageError(
        f"{place}{word!r} is no {what}" + (f"; did you mean {close!r}?" if close else ""),
        slug=f"unknown-{what}",
        facts=[("known", ", ".join(known))],
    )
