"""How does a report read as one long table?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from cx_cli.language import Language
from cx_cli.render.safe import harmless
from cx_cli.render.values import in_order, note_of, numbers
from cx_cli.results.result import Breakdown, Report

FIELDS = ("metric", "statistic", "value", "n", "low", "high", "note")
VARIANT = "variant"
"""The last column, where some figure is not under the default definition."""
_FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""A spreadsheet takes a cell that begins so for a formula and runs it; the last four are the wide forms."""


def render(report: Report) -> str:
    """The values in long form: the slice's columns, then metric, statistic, value, n, low, high, note.

    With several ``--by`` the columns of all of them; the ones that a row isn't sliced by are empty. Where some metric
    ran under another variant than the default, a last column names the variant of each.
    """
    columns, fields = slice_columns(report), fields_of(report)
    lines = [",".join([*(cell(header_of(column, fields)) for column in columns), *fields])]
    lines += _values(report, columns)
    return "\n".join(lines) + "\n"


def for_spreadsheet(report: Report, language: Language) -> str:
    """The same table as a spreadsheet in that language opens it: its decimal sign, ``;`` between cells, a BOM."""
    columns = len(slice_columns(report))
    numeric = range(columns + FIELDS.index("value"), columns + FIELDS.index("high") + 1)
    made = io.StringIO()
    made.write("\ufeff")
    lines = csv.writer(made, delimiter=";", lineterminator="\r\n")
    for cells in csv.reader(io.StringIO(render(report))):
        lines.writerow([text.replace(".", language.decimal) if i in numeric else text for i, text in enumerate(cells)])
    return made.getvalue()


def slice_columns(report: Report) -> tuple[str, ...]:
    """Every column that some ``--by`` slices by, in order of appearance."""
    return tuple(dict.fromkeys(column for breakdown in report.breakdowns for column in breakdown.by))


def fields_of(report: Report) -> tuple[str, ...]:
    """The columns behind those of the slices."""
    return FIELDS if all(run.variant == "default" for run in report.metrics) else (*FIELDS, VARIANT)


def header_of(column: str, fields: Sequence[str] = FIELDS) -> str:
    """The slice column's header; the long form's own headers are taken.

    >>> header_of("channel"), header_of("note")
    ('channel', 'by_note')
    """
    return f"by_{column}" if column in fields else column


def _values(report: Report, columns: Sequence[str]) -> Iterator[str]:
    slices = [_slices(breakdown, columns) for breakdown in report.breakdowns]
    named = VARIANT in fields_of(report)
    ends = {run.metric.name: f",{cell(run.variant)}" if named else "" for run in report.metrics}
    for at, series in in_order(report):
        head, end = f"{cell(series.metric)},{series.statistic or ''}", ends[series.metric]
        incomplete = report.breakdowns[at].incomplete
        texts = (numbers(series.values, ""), numbers(series.n, ""), numbers(series.low, ""), numbers(series.high, ""))
        for place, value, n, low, high in zip(series.where.tolist(), *texts, strict=True):
            note = note_of(not value, incomplete[place]) or ""
            yield f"{slices[at][place]}{head},{value},{n},{low},{high},{note}{end}"


def _slices(breakdown: Breakdown, columns: Sequence[str]) -> list[str]:
    places = [breakdown.by.index(column) if column in breakdown.by else None for column in columns]
    known: dict[str | None, str] = {None: ""}
    for label in {label for labels in breakdown.slices for label in labels if label is not None}:
        known[label] = cell(label)
    return [
        "".join(["," if place is None else f"{known[labels[place]]}," for place in places])
        for labels in breakdown.slices
    ]


def cell(text: str) -> str:
    """A text cell that no reader breaks and no spreadsheet runs.

    >>> cell("=1+1"), cell("Rossi, Anna"), cell('the "A" team')
    ("'=1+1", '"Rossi, Anna"', '"the ""A"" team"')
    """
    if text.isascii() and text.isprintable() and text[:1] not in "=+-@" and '"' not in text and "," not in text:
        return text  # nearly every cell
    guarded = f"'{text}" if _FORMULA.match(text) else text
    shown = harmless(guarded)
    if _FORMULA.match(shown):
        shown = f"'{shown}"
    return '"' + shown.replace('"', '""') + '"' if re.search(r'[",\n\r]', shown) else shown
