"""Which table goes into which Parquet file?"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from cx_cli.commands.emit import say, unwritable, whole, writable
from cx_cli.commands.find_files import Found
from cx_cli.commands.open_files import opened
from cx_cli.commands.question import of_all, request_of
from cx_cli.commands.rejects import rejects_to
from cx_cli.errors import UsageError
from cx_cli.language import language_of
from cx_cli.normalise.tables import TABLES
from cx_cli.render.to_parquet import write
from cx_cli.results.accounts import Accounts
from cx_cli.results.canonical_tables import Whole, canonical_tables
from cx_cli.settings import Settings

_ENDING = ".parquet"


def run_convert(files: Sequence[str], settings: Settings, params: Mapping[str, Any], found: Found) -> None:
    """Reads the files, and writes each table with what became of its rows; nothing if too many were rejected."""
    request = request_of(of_all(settings))
    output = str(settings.output)
    one_file = output.endswith(_ENDING) and "{table}" not in output
    with opened(files, settings, found, beside=not one_file) as open_files:
        say(open_files.notes, params, language_of(settings.locale))
        feeds = open_files.feeds
        tables = [name for name in TABLES if any(feed.table.name == name for feed in feeds)]
        paths = _paths(settings.output, tables, [one.path for one in found.named])
        audit = rejects_to(params.get("rejects"), feeds)
        accounts = Accounts()
        for table in canonical_tables(feeds, request, accounts):
            own = [feed for feed in feeds if feed.table is table.table]
            if audit is not None:
                audit(accounts, frozenset())
            accounts.refuse_too_many(own, settings.max_rejected)
            told = _write(table, accounts, request.timezone, paths[table.table.name])
            say([told], params, language_of(settings.locale))


def _write(table: Whole, accounts: Accounts, timezone: str, path: Path) -> str:
    """Writes the table, and says what went where."""
    inputs = accounts.inputs(table.feeds, frozenset())
    try:
        with whole(path) as file:
            write(table, inputs, timezone, file)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    rows, gone = sum(one.rows for one in inputs), sum(one.rows - one.loaded for one in inputs)
    left = f"; {gone:,} that no report counts are left out" if gone else ""
    return f"{path}: {table.table.name}, {table.rows.n:,} of {rows:,} rows{left}"


def _paths(output: str | None, tables: Sequence[str], inputs: Collection[Path]) -> dict[str, Path]:
    """The file of each table. Refuses what would write two tables into one file, or over what is read."""
    if output in (None, "-"):
        raise UsageError(
            "cx convert writes files: -o OUT.parquet is missing",
            slug="output",
            fix="cx convert FILE -o tickets.parquet",
        )
    said = str(output)
    if "{table}" in said:
        paths = {name: Path(said.replace("{table}", name)) for name in tables}
    elif said.endswith(("/", os.sep)) or Path(said).is_dir():
        Path(said).mkdir(exist_ok=True)
        paths = {name: Path(said) / f"{name}{_ENDING}" for name in tables}
    elif len(tables) > 1 and said.endswith(_ENDING):
        stem = said.removesuffix(_ENDING)
        raise UsageError(
            f"-o {said}: the files hold {len(tables)} tables, and each goes into a file of its own",
            slug="output",
            facts=[("tables", ", ".join(tables))],
            fix=f"-o '{stem}-{{table}}{_ENDING}'   # or a folder: -o {stem}/",
        )
    else:
        paths = {name: Path(said) for name in tables}
    for path in paths.values():
        _check(path, inputs)
    return paths


def _check(path: Path, inputs: Collection[Path]) -> None:
    if path.suffix != _ENDING:
        raise UsageError(f"-o {path}: cx convert writes Parquet", slug="output", fix=f"-o {path.with_suffix(_ENDING)}")
    if any(os.path.realpath(path) == os.path.realpath(one) for one in inputs):
        raise unwritable(path, "it is one of the files that are read")
    writable(path)
