"""How do the decisions on files read for a machine?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cx_cli.render.safe import harmless
from cx_cli.render.to_json import input_entry, issue_entry
from cx_cli.render.to_settings import column_lines, file_lines, unknown_lines, value_lines
from cx_cli.results.inspection import ColumnSeen, Decision, FileSeen, Inspection

_BETWEEN = ",\n  "


def render(inspection: Inspection) -> str:
    """``cx.inspect/1``: a line per file, and ``inputs`` and ``issues`` as in ``cx.report/1``."""
    inputs = [input_entry(entry) for seen in inspection.files for entry in seen.accounts]
    return (
        f'{{"schema": "cx.inspect/1",\n "files": {_listed(map(_file, inspection.files))},\n'
        f' "inputs": {_listed(inputs)},\n "issues": {_listed(map(issue_entry, inspection.issues))}}}\n'
    )


def settings_text(seen: FileSeen) -> str:
    """The part of cx.toml that says how the file is read."""
    return "\n".join(_settings(seen)) + "\n"


def _settings(seen: FileSeen) -> Iterator[str]:
    yield from file_lines(seen)
    yield ""
    yield from column_lines([seen], seen.table.value) if seen.table is not None else unknown_lines(seen)
    yield from value_lines([seen])


def _file(seen: FileSeen) -> dict[str, Any]:
    profile, refusal = seen.profile, seen.refusal
    return {
        "path": harmless(seen.path),
        "size": seen.size,
        "sha256": seen.sha256,
        "container": _decision(seen.container),
        "sheet": _decision(seen.sheet),
        "encoding": _decision(seen.encoding),
        "delimiter": _decision(seen.delimiter),
        "header": _decision(seen.header),
        "table": _decision(seen.table),
        "tables": list(seen.tables),
        "profile": None
        if profile is None
        else {
            "name": profile.name,
            "title": profile.title,
            "sure": profile.sure,
            "source": profile.source,
            "traps": list(profile.traps),
        },
        "timezone": _decision(seen.timezone),
        "date_order": _decision(seen.date_order),
        "decimal": _decision(seen.decimal),
        "columns": [_column(one) for one in seen.columns],
        "unused": [{"header": harmless(header), "meant": column} for header, column in seen.hints],
        "rows": [input_entry(entry) for entry in seen.accounts],
        "settings": settings_text(seen),
        "error": None
        if refusal is None
        else {
            "slug": refusal.slug,
            "message": harmless(refusal.message),
            "facts": [[word, harmless(text)] for word, text in refusal.facts],
            "fix": None if refusal.fix is None else harmless(refusal.fix),
        },
    }


def _column(one: ColumnSeen) -> dict[str, Any]:
    return {
        "headers": list(map(harmless, one.headers)),
        "role": one.role,
        "name": harmless(one.name),
        "column": one.column,
        "type": one.kind,
        "format": None if one.format is None else harmless(one.format),
        "why": None if one.why is None else harmless(one.why),
        "date_order": one.date_order,
        "decimal": one.decimal,
        "unit": one.origin.unit if one.origin else None,
        "cells": one.cells,
        "empty": one.empty,
        "bad": one.bad,
        "understood": one.understood,
        "examples": list(map(harmless, one.examples)),
    }


def _decision(decision: Decision | None) -> dict[str, str] | None:
    return None if decision is None else {"value": harmless(decision.value), "why": harmless(decision.why)}


def _listed(entries: Any) -> str:
    text = _BETWEEN.join(json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in entries)
    return f"[\n  {text}\n ]" if text else "[]"
