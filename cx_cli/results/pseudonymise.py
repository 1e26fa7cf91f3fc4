"""How does a report read without the names of agents and customers?"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cx_cli.normalise.expression import columns_of
from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.normalise.tables import TABLES
from cx_cli.results.listing import Listing
from cx_cli.results.result import Breakdown, Issue, Label, Report, RunSettings, Series
from cx_cli.results.row_cells import Cell

_HARMLESS = ("instant", "seconds", "number", "flag", "score")
"""Kinds of column whose cells name nobody."""
_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""


def pseudonymised(report: Report, names: Pseudonyms) -> Report:
    """The report with other names for people: in labels, in the condition of ``--where`` and in the examples of issues.

    An example that may name somebody in passing (a subject, a record that is too long) is left out. Slices stand in
    the order of their new names, because the old order would tell something of the old ones.
    """
    return replace(
        report,
        settings=_settings(report.settings, names),
        breakdowns=tuple(_breakdown(one, names) for one in report.breakdowns),
        issues=tuple(_issue(one, names) for one in report.issues),
    )


def pseudonymised_rows(listing: Listing, names: Pseudonyms) -> Listing:
    """The rows behind a number with other names for people, in keys, labels and columns."""

    def hidden(columns: Sequence[str], cells: Sequence[Cell]) -> tuple[Cell, ...]:
        pairs = zip(columns, cells, strict=True)
        return tuple(_shown(names, name, cell) if isinstance(cell, str) else cell for name, cell in pairs)

    rows = (
        replace(
            row,
            key=hidden(listing.key, row.key),
            labels=tuple(_shown(names, name, label) for name, label in zip(listing.by, row.labels, strict=True)),
            columns=hidden(listing.columns, row.columns),
        )
        for row in listing.rows
    )
    return replace(
        listing,
        report=pseudonymised(listing.report, names),
        slice={name: _shown(names, name, label) for name, label in listing.slice.items()},
        rows=tuple(rows),
    )


def _settings(settings: RunSettings, names: Pseudonyms) -> RunSettings:
    """The settings, with another name for everybody whom the condition of ``--where`` names."""
    column = next(filter(names.hides, sorted(columns_of(settings.where))), None) if settings.where else None
    if settings.where is None or column is None:
        return settings

    def hidden(found: re.Match[str]) -> str:
        return repr(names.name(column, str(ast.literal_eval(found[0]))))

    return replace(settings, where=re.sub(_QUOTED, hidden, settings.where))


def _breakdown(breakdown: Breakdown, names: Pseudonyms) -> Breakdown:
    if not any(map(names.hides, breakdown.by)):
        return breakdown
    slices = [
        tuple(_shown(names, column, label) for column, label in zip(breakdown.by, labels, strict=True))
        for labels in breakdown.slices
    ]
    order = sorted(range(len(slices)), key=lambda at: tuple((label is None, label or "") for label in slices[at]))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return replace(
        breakdown,
        slices=tuple(slices[at] for at in order),
        incomplete=tuple(breakdown.incomplete[at] for at in order),
        series=tuple(_series(one, places) for one in breakdown.series),
    )


def _shown(names: Pseudonyms, column: str, label: Label) -> Label:
    return names.name(column, label) if label is not None and names.hides(column) else label


def _series(series: Series, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Series:
    where = places[series.where]
    order = np.argsort(where, kind="stable")
    return replace(
        series,
        where=where[order],
        values=series.values[order],
        n=series.n[order],
        low=series.low[order],
        high=series.high[order],
    )


def _issue(issue: Issue, names: Pseudonyms) -> Issue:
    if not issue.example or issue.problem == "unused-header":
        return issue
    return replace(issue, example=hidden_cell(issue.table, issue.column, issue.example, names))


def hidden_cell(table: str, column: str | None, text: str, names: Pseudonyms) -> str | None:
    """What may be shown of a cell: a person's other name, or the cell where no words can stand."""
    if column is not None and names.hides(column):
        return names.name(column, text)
    known = table in TABLES and column is not None and column in TABLES[table]
    return text if known and TABLES[table][str(column)].kind in _HARMLESS else None
