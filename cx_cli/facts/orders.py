"""Which order is it? One row per order out of its lines, with what the customer had ordered before."""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import FactTable, claims, instants, numbers
from cx_cli.normalise.ids import numbered
from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.rows import NEVER, Bools, Column, Flags, Floats, Ints, Numbers, Rows, Words
from cx_cli.normalise.tables import ORDERS
from cx_cli.normalise.vocabulary import ranks

_EVER = np.iinfo(np.int64).max


def build_orders(lines: Rows) -> Rows:
    """The orders. Lines of one order_id are one order: amounts and margins add up, the first instant counts, and the
    customer, channel and other words are those of its first line (of the smallest word, where two are as early). A
    line without an order_id is an order of its own. The order of rows can't be seen."""
    if not lines.n:
        return lines.with_columns({"earlier_order": Flags(np.zeros(0, dtype=np.int8))})
    order = _orders(lines)
    n = int(order.max()) + 1
    if n == lines.n:
        return lines.with_columns({"earlier_order": Flags(_earlier(lines).astype(np.int8))})
    ordered_at = instants(lines, "ordered_at")
    rows = order_of(*_ranks(lines), ordered_at, order)
    first = rows[np.concatenate([[True], order[rows][1:] != order[rows][:-1]])]
    columns: dict[str, Column] = dict(lines.take(first).columns)
    for name in ("amount", "margin"):
        if name in lines.columns:
            columns[name] = Numbers(_total(order, numbers(lines, name), n))
    if "referred" in lines.columns:
        columns["referred"] = _any(order, lines, "referred", n)
    orders = Rows(n, columns)
    return orders.with_columns({"earlier_order": Flags(_earlier(orders).astype(np.int8))})


def _orders(lines: Rows) -> Ints:
    """The number of each line's order."""
    ids = lines.columns.get("order_id")
    if not isinstance(ids, Words):
        return np.arange(lines.n, dtype=np.int64)
    found, known = numbered(ids)
    alone = np.flatnonzero(found < 0)
    found[alone] = len(known) + np.arange(len(alone))
    return np.unique(found, return_inverse=True)[1]


def _ranks(lines: Rows) -> list[Ints]:
    """The lines' words as numbers in the order of the alphabet, to choose one where all else is the same."""
    found = []
    for name in sorted(lines.columns):
        column = lines.columns[name]
        if isinstance(column, Words) and not name.startswith("#"):
            found.append(np.append(ranks(column.words), len(column.words))[column.codes])
    return found


def _total(order: Ints, values: Floats, n: int) -> Floats:
    """The sum of the lines that have a value, in the order of size so that the rows' order can't be seen; NaN where
    none has."""
    rows = np.lexsort((values, order))
    rows = rows[~np.isnan(values[rows])]
    sums = np.bincount(order[rows], weights=values[rows], minlength=n)
    return np.where(np.bincount(order[rows], minlength=n) > 0, sums, np.nan)


def _any(order: Ints, lines: Rows, name: str, n: int) -> Flags:
    """True where a line says so, else false where one denies it, else missing."""
    found = np.full(n, -1, dtype=np.int8)
    np.maximum.at(found, order, claims(lines, name))
    return Flags(found)


def _earlier(orders: Rows) -> Bools:
    """Whether the customer has an order before this one, of any period; at the same second none is earlier."""
    customers = orders.columns["customer_id"]
    assert isinstance(customers, Words)
    customer, known = numbered(customers)
    ordered_at = instants(orders, "ordered_at")
    first = np.full(len(known) + 1, _EVER, dtype=np.int64)
    np.minimum.at(first, customer, np.where(ordered_at == NEVER, _EVER, ordered_at))
    return (customer >= 0) & (first[customer] < ordered_at)


ORDER_FACTS = FactTable(
    "orders",
    ORDERS,
    (),
    own_columns=(("earlier_order", "flag"),),
    build=build_orders,
    build_needs=frozenset({"order_id", "customer_id", "ordered_at"}),
)
