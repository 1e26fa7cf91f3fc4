"""How old are the tickets that are open at the end? From what the backlog's age is worked out of, without a reading."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cx_cli.facts.time_labels import AGE, AGE_BUCKETS, age_codes
from cx_cli.metrics.slices import Grouping
from cx_cli.metrics.tally import Tally
from cx_cli.results.reading import Horizon, Reader
from cx_cli.results.request import Run
from cx_cli.results.result import Breakdown, Series
from cx_cli.results.rollup import RollUp

_BACKLOG, _AGES = "backlog", "backlog_age"


def open_ages(tally: Tally, runs: Sequence[Run], horizon: Horizon) -> tuple[Breakdown, ...]:
    """The backlog at the end by ``age_bucket``; none without the default backlog and its age, or without a ticket."""
    named = {run.shown.metric.name: run for run in runs if run.shown.variant == "default"}
    if _BACKLOG not in named or _AGES not in named:
        return ()
    ages = Reader(RollUp(tally, Grouping(())), horizon).ages_at_the_end(named[_AGES].formula)
    if not len(ages):
        return ()
    counts = np.bincount(age_codes(ages), minlength=len(AGE_BUCKETS)).astype(np.float64)
    nothing = np.full(len(counts), np.nan)
    series = Series(_BACKLOG, None, np.arange(len(counts)), counts, counts, nothing, nothing)
    slices = tuple((label,) for label in AGE_BUCKETS)
    return (Breakdown((AGE.name,), slices, (False,) * len(slices), (series,), further=True),)
