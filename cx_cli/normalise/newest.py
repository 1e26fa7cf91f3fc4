"""Which row of each key counts? The newest; rows changed at the same instant are told apart by what they say."""

from __future__ import annotations

import numpy as np

from cx_cli.normalise.ids import lossy_codes, numbered
from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.rows import Flags, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.tables import Table
from cx_cli.normalise.vocabulary import ranks


def newest_of(rows: Rows, table: Table) -> Ints:
    """The rows to keep, in the order of the file. A row without a key is kept, and so is one whose key a spreadsheet
    has rounded: it may be anybody's. The order of rows and files can't be seen: rows that no instant and no revision
    tells apart are compared cell by cell."""
    keys = cleaned_keys(rows, table)
    if (keys < 0).all():
        return np.arange(rows.n)
    keyed = np.flatnonzero(keys >= 0)
    order = keyed[order_of(*(part[keyed] for part in _precedence(rows, table)), keys[keyed])]
    last = np.ones(len(order), dtype=np.bool_)
    last[:-1] = keys[order[1:]] != keys[order[:-1]]
    return np.sort(np.concatenate([order[last], np.flatnonzero(keys < 0)]))


def cleaned_keys(rows: Rows, table: Table) -> Ints:
    """The key of each row as a number, -1 for a row without one that tells it apart, or where the rows have no key as
    it is written."""
    key = rows.columns.get(table.key or "")
    if not isinstance(key, Words):
        return np.full(rows.n, -1, dtype=np.int64)
    keys, ids = numbered(key)
    lossy = lossy_codes(ids)
    return np.where(np.isin(keys, lossy), -1, keys) if lossy else keys


def _precedence(rows: Rows, table: Table) -> list[np.ndarray[tuple[int], np.dtype[np.generic]]]:
    """Sort keys, the least weighty first: every other column, then the revision, then the newest instant."""
    first = [name for name in (table.newest or "", "revision") if name in rows.columns]
    others = sorted(
        name for name in rows.columns if name not in first and name != table.key and not name.startswith("#")
    )
    return [_sortable(rows, name) for name in [*others, *reversed(first)]]


def _sortable(rows: Rows, name: str) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    match rows.columns[name]:
        case Instants(seconds):
            return seconds
        case Numbers(values):
            return np.nan_to_num(values, nan=-np.inf)
        case Flags(values):
            return values
        case Words(codes, words):
            return np.append(ranks(words), -1)[codes]
