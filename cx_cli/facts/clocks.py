"""By which calendar does the time of each row run?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np

from cx_cli.facts.business_time import BusinessTime
from cx_cli.frozen import frozen
from cx_cli.normalise.evaluate import Evaluator
from cx_cli.normalise.expression import columns_of
from cx_cli.normalise.rows import Ints, Rows
from cx_cli.settings.calendars import DEFAULT, OpenHours

HOURS = "[hours]"
"""Stands among the columns that a fact of business time needs: there where the settings have a calendar for it."""


@frozen
class Clocks:
    """The calendars by name; a row's is the first whose ``where`` holds for it, else the default one.

    The default is ``[hours]``, or the only calendar without a ``where``; None where there is neither.
    """

    calendars: Mapping[str, BusinessTime] = field(default_factory=dict)
    zone: str = "UTC"

    @property
    def default(self) -> BusinessTime | None:
        general = [time for time in self.calendars.values() if not time.hours.where]
        return self.calendars.get(DEFAULT) or (general[0] if len(general) == 1 else None)

    @property
    def chosen(self) -> tuple[BusinessTime, ...]:
        """The calendars that rows may run by, in the order in which they are tried."""
        special = [time for time in self.calendars.values() if time.hours.where]
        return (*special, *([self.default] if self.default else []))

    def columns(self) -> frozenset[str]:
        """The columns that the choice of a calendar hangs on."""
        return frozenset().union(*(columns_of(time.hours.where) for time in self.chosen if time.hours.where))

    def codes(self, rows: Rows) -> Ints:
        """Which of the ``chosen`` calendars each row runs by, -1 for none."""
        found = np.full(rows.n, -1, dtype=np.int64)
        evaluator = Evaluator(rows, self.zone)
        for code, time in enumerate(self.chosen):
            if not time.hours.where:
                found[found < 0] = code
            elif columns_of(time.hours.where) <= rows.columns.keys():
                found[evaluator.true(time.hours.where) & (found < 0)] = code
        return found

    def elapsed(self, codes: Ints, starts: Ints, ends: Ints) -> Ints:
        """Business seconds of spans that run by the calendars of these codes. All instants are known."""
        if len(self.chosen) == 1:
            return self.chosen[0].elapsed(starts, ends)
        found = np.zeros(len(starts), dtype=np.int64)
        for code, time in enumerate(self.chosen):
            here = np.flatnonzero(codes == code)
            found[here] = time.elapsed(starts[here], ends[here])
        return found


def clocks_of(calendars: Mapping[str, OpenHours], zone: str) -> Clocks:
    """The calendars of the settings; ``zone`` is the report's. A zone or region that there isn't is refused."""
    return Clocks({name: BusinessTime(hours, zone) for name, hours in calendars.items()}, zone)
