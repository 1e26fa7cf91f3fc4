"""Which two periods' texts are compared for themes?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cx_cli.facts.texts import Texts
from cx_cli.metrics.tally import Tally
from cx_cli.results.assemble import horizon_of, open_periods
from cx_cli.results.request import Request, Run

if TYPE_CHECKING:
    from cx_cli.results.themes import Themes


def themes_of(texts: Texts, tally: Tally, request: Request, runs: Sequence[Run], as_of: int | None) -> Themes | None:
    """The newest period that the data cover whole against the one before it, as the page sets them side by side; the
    newest of all where none is whole. None where no metric asks for themes."""
    if not any(run.formula.facts == "texts" for run in runs):
        return None
    from cx_cli.results.themes import compared

    cells, seconds = texts.dated()
    inside = tally.window.before_end(seconds)
    if tally.window.since is not None:
        inside &= seconds >= tally.window.since
    rows = np.flatnonzero(inside)
    if not len(rows):
        return compared((), ())
    periods = tally.calendar.periods(seconds[rows])
    seen = sorted(set(periods.tolist()))
    unfinished = open_periods(tally.calendar, set(seen), request, as_of, horizon_of(tally, request, runs, as_of))
    latest = next((period for period in reversed(seen) if period not in unfinished), seen[-1])
    previous = latest - 1 if seen[0] < latest else None
    now, then = ([cells[row] for row in rows[periods == period].tolist()] for period in (latest, latest - 1))
    label = tally.calendar.label
    return compared(now, then, label(latest), None if previous is None else label(previous))
