"""Which rows go on with the row before them, and are none of their own? Those without a cell that every row has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cx_cli.normalise.canonical import Batch, Parsed, Plan, canonical


def without_further_rows(parsed: Parsed, anchor: str | None) -> tuple[Parsed, int]:
    """The rows that have a cell in the column ``anchor``, and how many others there were.

    Such are the further line items of an order whose own cells stand on its first row, and second rows of a header.
    """
    if anchor is None:
        return parsed, 0
    kept = np.flatnonzero(np.asarray(parsed.table.column(anchor).is_valid()))
    return replace(parsed, table=parsed.table.take(kept), rows=kept), parsed.table.num_rows - len(kept)


def canonical_rows(plan: Plan, parsed: Parsed, anchor: str | None) -> Batch:
    """The canonical rows of parsed pieces; those that go on with another are excluded."""
    parsed, n_further = without_further_rows(parsed, anchor)
    batch = canonical(plan, parsed)
    batch.n_rows, batch.n_excluded = batch.n_rows + n_further, batch.n_excluded + n_further
    return batch
