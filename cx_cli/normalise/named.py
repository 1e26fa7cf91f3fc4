"""Does some file have every header that the settings name, and does every word mean what a KPI knows?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cx_cli.errors import UsageError
from cx_cli.normalise.columns import NO_VALUE
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.headers import Headers
from cx_cli.normalise.profile import read_origin
from cx_cli.normalise.tables import VOCABULARY
from cx_cli.suggest import nearest


def check_headers(feeds: Sequence[Feed], columns: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuses a header of ``[columns.TABLE]`` that none of the table's files has: what is written wins, and detection
    would silently take its place. Of several files of a table it is enough that one has it."""
    for table, wanted in columns.items():
        some = [Headers.of(feed.export.headers) for feed in feeds if feed.table.name == table]
        for name, said in wanted.items() if some else ():
            options = [option.headers for option in read_origin(said, f"[columns.{table}] {name}")]
            had = [all(map(headers.find, option)) for option in options for headers in some]
            if had and not any(had):
                raise _unknown_header(table, name, options[0], some)


def check_words(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Refuses a meaning in ``[values.TABLE.COLUMN]`` that no KPI knows, such as ``opn`` for a status."""
    for table, columns in values.items():
        for column, words in columns.items():
            known = VOCABULARY.get(column)
            for cell, meaning in words.items() if known else ():
                if known and meaning not in known and meaning != NO_VALUE:
                    close = nearest(str(meaning), known)
                    raise UsageError(
                        f"[values.{table}.{column}] {cell!r}: {meaning!r} is no {column}"
                        + (f"; did you mean {close!r}?" if close else ""),
                        slug="settings",
                        facts=[("known", ", ".join(sorted(known)))],
                    )


def _unknown_header(table: str, name: str, option: Sequence[str], some: Sequence[Headers]) -> UsageError:
    known = list(dict.fromkeys(text for headers in some for text in headers.texts))
    lacking = next((text for text in option if not any(headers.find(text) for headers in some)), option[0])
    close = nearest(lacking, known)
    return UsageError(
        f"[columns.{table}] {name}: no file of {table} has a column {lacking!r}"
        + (f"; did you mean {close!r}?" if close else ""),
        slug="unknown-column",
        facts=[("known", ", ".join(known))],
    )
