"""How good was the work? One row per quality review out of its criteria."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cx_cli.facts.fact_table import FactTable, claims, instants, numbers
from cx_cli.normalise.ids import numbered
from cx_cli.normalise.labels import label_key
from cx_cli.normalise.rows import NEVER, Column, Floats, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.tables import REVIEWS
from cx_cli.normalise.vocabulary import ranks

_PASSED = 0.5
"""A critical criterion below the middle of its scale has failed."""


def weighted(criteria: Rows, weights: Mapping[str, float]) -> Rows:
    """The criteria with the weights that the settings give by name; the others keep the file's."""
    column = criteria.columns.get("criterion")
    if not weights or not isinstance(column, Words):
        return criteria
    said = {label_key(name): weight for name, weight in weights.items()}
    table = np.array([*(said.get(label_key(word), np.nan) for word in column.words), np.nan])[column.codes]
    return criteria.with_columns({"weight": Numbers(np.where(np.isnan(table), numbers(criteria, "weight"), table))})


def build_reviews(criteria: Rows) -> Rows:
    """The reviews. ``review_score`` is 0..1: the weighted mean of (score - low) / (high - low) over the criteria that
    are rated, 0 where a critical one has failed, missing where none is rated. A criterion without a weight weighs 1.
    The earliest instant is the review's, and the smallest of its agents, teams ... in the order of the alphabet."""
    ids = criteria.columns["review_id"]
    assert isinstance(ids, Words)
    review, names = numbered(ids)
    n = len(names)
    score, low, high = (numbers(criteria, name) for name in ("score", "low", "high"))
    weight = numbers(criteria, "weight")
    weight = np.where(np.isnan(weight), 1.0, weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        place = (score - low) / (high - low)
    rated = np.isfinite(place)
    failed = rated & (claims(criteria, "critical") == 1) & (place < _PASSED)
    weights = _sum(review, np.where(rated, weight, 0.0), n)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _sum(review, np.where(rated, weight * place, 0.0), n) / weights
    mean[np.bincount(review[failed], minlength=n) > 0] = 0.0
    has_any = np.bincount(review[rated], minlength=n) > 0
    columns: dict[str, Column] = {
        **{name: _first(review, column, n) for name, column in criteria.columns.items() if isinstance(column, Words)},
        "review_id": Words(np.arange(n, dtype=np.int32), names),
        "reviewed_at": Instants(_earliest(review, instants(criteria, "reviewed_at"), n)),
        "review_score": Numbers(np.where(has_any, mean, np.nan)),
        "points": Numbers(np.where(has_any, _sum(review, np.where(rated, weight * score, 0.0), n), np.nan)),
        "possible_points": Numbers(np.where(has_any, _sum(review, np.where(rated, weight * high, 0.0), n), np.nan)),
    }
    columns |= {
        name: Instants(_earliest(review, column.seconds, n))
        for name, column in criteria.columns.items()
        if name.startswith("#") and isinstance(column, Instants)
    }
    return Rows(n, columns)


def _sum(review: Ints, values: Floats, n: int) -> Floats:
    """Sums in the order of size, so that the rows' order can't be seen."""
    rows = np.lexsort((values, review))
    return np.bincount(review[rows], weights=values[rows], minlength=n).astype(np.float64)


def _earliest(review: Ints, seconds: Ints, n: int) -> Ints:
    found = np.full(n, np.iinfo(np.int64).max, dtype=np.int64)
    known = seconds != NEVER
    np.minimum.at(found, review[known], seconds[known])
    return np.where(found == np.iinfo(np.int64).max, NEVER, found)


def _first(review: Ints, column: Words, n: int) -> Words:
    places = np.append(ranks(column.words), len(column.words))
    found = np.full(n, len(column.words), dtype=np.int64)
    np.minimum.at(found, review, places[column.codes])
    return Words(np.append(np.argsort(places[:-1]), -1).astype(np.int32)[found], column.words)


REVIEW_FACTS = FactTable(
    "reviews",
    REVIEWS,
    (),
    own_columns=(("review_score", "number"), ("points", "number"), ("possible_points", "number")),
    build=build_reviews,
    build_needs=frozenset({"review_id", "reviewed_at", "criterion", "score", "low", "high", "weight", "critical"}),
)
