"""What will the customers of a slice spend? Their purchases as histories, and the two models fitted to them."""

from __future__ import annotations

import numpy as np

from cx_cli.metrics.calendar import DAY
from cx_cli.metrics.keyed_states import Purchases
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results import bg_nbd, gamma_gamma
from cx_cli.results.distribution import Figures
from cx_cli.results.rollup import RollUp, Target

PARAMETERS = ("r", "alpha", "a", "b", "p", "q", "v", "log_likelihood")
"""What is told of the models beside the value: BG/NBD in weeks, Gamma-Gamma in the money of the amounts."""
_WEEK = 7.0


def models_of(
    purchases: Purchases, rollup: RollUp, target: Target, ends_before: int, horizon_weeks: float
) -> dict[str | None, Figures]:
    """The expected spending per customer over the horizon, under None, and each parameter.

    ``ends_before`` is the second at which the first day without data begins. A slice of a period has no value: the
    models need the whole history of a customer.
    """
    found = np.full((len(PARAMETERS) + 1, len(target)), np.nan)
    n = np.zeros(len(target))
    if not rollup.grouping.dated:
        groups, customers, seconds, amounts = purchases.joined()
        places = target.places(rollup.groups(groups), np.zeros(len(groups), dtype=np.int64))
        for place in np.unique(places[places >= 0]).tolist():
            rows = np.flatnonzero((places == place) & (seconds < ends_before))
            histories = _histories(customers[rows], seconds[rows] // DAY, amounts[rows], ends_before // DAY - 1)
            n[place] = len(histories[0])
            found[:, place] = _fitted(*histories, horizon_weeks)
    none = np.full(len(target), np.nan)
    return {name: Figures(values, n, none, none) for name, values in zip((None, *PARAMETERS), found, strict=True)}


def _histories(customers: Ints, days: Ints, amounts: Floats, last_day: int) -> tuple[Ints, Floats, Floats, Floats]:
    """Of each customer the days with a repeat purchase, recency and age in weeks, and the mean of what such a day
    brought; purchases of one day are one."""
    visits, where = np.unique((customers << 32) | (days + (1 << 31)), return_inverse=True)
    spent = np.bincount(where, weights=np.nan_to_num(amounts), minlength=len(visits))
    owners, day = visits >> 32, (visits & 0xFFFFFFFF) - (1 << 31)
    first = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]])) if len(visits) else np.zeros(0, int)
    n = np.diff(np.concatenate([first, [len(visits)]]))
    last = first + n - 1
    total = np.add.reduceat(spent, first) - spent[first] if len(first) else spent
    means = np.where(n > 1, total / np.maximum(n - 1, 1), np.nan)
    return n - 1, (day[last] - day[first]) / _WEEK, (last_day - day[first]) / _WEEK, means


def _fitted(x: Ints, recency: Floats, age: Floats, means: Floats, horizon_weeks: float) -> Floats:
    nothing = np.full(len(PARAMETERS) + 1, np.nan)
    if not len(x):
        return nothing
    order = np.lexsort((age, recency, x))
    different = [part[order][1:] != part[order][:-1] for part in (x, recency, age)]
    begins = np.concatenate([[True], np.logical_or.reduce(different)])
    where = np.empty(len(x), dtype=np.int64)
    where[order] = np.cumsum(begins) - 1
    alike = order[begins]
    buyers = bg_nbd.Buyers(x[alike], recency[alike], age[alike], np.bincount(where).astype(np.float64))
    counts = bg_nbd.fit(buyers)
    if counts is None:
        return nothing
    told = np.array([counts.r, counts.alpha, counts.a, counts.b])
    repeat = (x > 0) & (means > 0)
    values = gamma_gamma.fit(x[repeat], means[repeat])
    if values is None:
        return np.concatenate([[np.nan], told, np.full(3, np.nan), [counts.log_likelihood]])
    visits = counts.expected(buyers, horizon_weeks)[where]
    worth = float(np.mean(visits * values.expected(np.where(repeat, x, 0), means)))
    return np.array([worth, *told, values.p, values.q, values.v, counts.log_likelihood])
