"""How do two saved reports stand beside each other?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from cx_cli.errors import InputError
from cx_cli.metrics.metric import BETTER, UNITS
from cx_cli.results.change import changes_of
from cx_cli.results.compare import unsplit
from cx_cli.results.contrast import Contrast, Drivers, Figure, Key, Measure, Note, Side, note
from cx_cli.results.drivers import drivers_of
from cx_cli.results.result import Label

SCHEMA = "cx.report/1"
_SETTINGS = ("timezone", "clock", "definitions", "where", "calendars")
"""What two reports must agree in for their figures to be of one thing."""


def compare_saved(
    older: tuple[str, Any],
    newer: tuple[str, Any],
    min_n: int,
    metrics: tuple[str, ...] = (),
    columns: tuple[str, ...] | None = None,
) -> Contrast:
    """Two parsed documents, each with its path. Their figures are those of the whole of the data; changes are split by
    the columns that both are sliced by alone. Raises InputError for what is no report of cx."""
    sides, found = [], []
    for path, document in (older, newer):
        with_measures = _read(path, document)
        sides.append(with_measures[0])
        found.append(with_measures[1])
    old, new = sides
    every = {**found[1], **{key: one for key, one in found[0].items() if key not in found[1]}}.values()
    wanted = [one for one in every if (not metrics or one.metric in metrics) and "across(" not in one.formula]
    shared = tuple(column for column in new.groups if column in old.groups)
    chosen = shared if columns is None else tuple(column for column in columns if column in shared)
    changes = changes_of(tuple(wanted), old, new, min_n)
    drivers = tuple(drivers_of(changes, old, new, chosen, min_n))
    notes = (*_differences(older[1], newer[1], found[0], found[1]), *_absent(columns or (), shared, drivers))
    return Contrast(old, new, changes, drivers, min_n, notes=notes)


def _absent(columns: tuple[str, ...], shared: tuple[str, ...], drivers: tuple[Drivers, ...]) -> Iterator[Note]:
    for column in columns:
        if column not in shared:
            yield note(
                "No change is split by {column}: both reports would have to be made with --by {column}.", column=column
            )
    yield from unsplit([column for column in columns if column in shared], drivers)


def _read(path: str, document: Any) -> tuple[Side, dict[Key, Measure]]:
    said = document.get("schema") if isinstance(document, dict) else None
    if said != SCHEMA:
        raise InputError(
            f"{path}: no saved report of cx",
            slug="no-report",
            facts=[("schema", repr(said)[:60] if said is not None else "none"), ("wanted", SCHEMA)],
            fix=f"cx report FILE -o {path}",
        )
    try:
        entries = {str(one["name"]): one for one in document["metrics"]}
        settings = document["settings"]
        figures: dict[Key, Figure] = {}
        groups: dict[str, dict[Key, dict[Label, Figure]]] = {}
        for row in document["values"]:
            key, figure, labels = _row(row)
            if not labels:
                figures[key] = figure
            elif len(labels) == 1:
                ((column, label),) = labels.items()
                if column != "period":
                    groups.setdefault(column, {}).setdefault(key, {})[label] = figure
        measures = {key: _measure(key, entries[key[0]]) for key in figures}
        since, until = (settings[name] if isinstance(settings[name], str) else None for name in ("since", "until"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        told = f"{type(error).__name__}: {error}"
        raise InputError(
            f"{path}: a saved report of cx, but damaged",
            slug="no-report",
            facts=[("found", told[:100])],
            fix=f"cx report FILE -o {path}",
        ) from None
    return Side(path, figures, groups, since, until, None, path), measures


def _row(row: Mapping[str, Any]) -> tuple[Key, Figure, dict[str, Label]]:
    statistic = row["statistic"]
    labels = {str(column): None if label is None else str(label) for column, label in row["slice"].items()}
    figure = Figure(*(_number(row[name]) for name in ("value", "n", "low", "high")))
    return (str(row["metric"]), None if statistic is None else str(statistic)), figure, labels


def _number(value: Any) -> float | None:
    """A finite number; NaN, which JSON has not but Python reads, is none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value) if math.isfinite(value) else None


def _measure(key: Key, entry: Mapping[str, Any]) -> Measure:
    formula, unit, better = (str(entry[name]) for name in ("formula", "unit", "better"))
    if unit not in UNITS or better not in BETTER:
        raise ValueError(f"{key[0]} is in {unit}, {better} is better")
    return Measure(
        key[0],
        key[1],
        str(entry["title"]),
        unit,
        better,
        formula,
        str(entry.get("variant", "default")),
        str(entry.get("clock", "calendar")),
        unit == "count" or formula.partition(" / ")[2] in ("days()", "(days() / 7)"),
    )


def _differences(
    older: Mapping[str, Any], newer: Mapping[str, Any], before: Mapping[Key, Measure], now: Mapping[Key, Measure]
) -> Iterator[Note]:
    """What the two reports don't agree in, so that a change may come from there."""
    for name in _SETTINGS:
        then, today = older["settings"].get(name), newer["settings"].get(name)
        if then != today:
            yield note(
                "The reports differ in {setting}: {before} before, {now} now.",
                setting=name,
                before=_said(then),
                now=_said(today),
            )
    told: set[str] = set()
    for key in now.keys() & before.keys():
        if before[key].formula != now[key].formula or before[key].clock != now[key].clock:
            told.add(key[0])
    if told:
        yield note("Under another definition or clock than before: {kpis}.", kpis=", ".join(sorted(told)))
    if new := _only(now, before):
        yield note("Not in the older report: {kpis}.", kpis=new)
    if gone := _only(before, now):
        yield note("Not in the newer report: {kpis}.", kpis=gone)


def _only(here: Mapping[Key, Measure], there: Mapping[Key, Measure]) -> str:
    """The KPIs that one of the two has alone."""
    return ", ".join(sorted({key[0] for key in here} - {key[0] for key in there}))


def _said(setting: Any) -> str:
    return "\N{EN DASH}" if setting is None else str(setting)
