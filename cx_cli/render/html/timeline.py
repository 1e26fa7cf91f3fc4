"""How does a figure stand now, against the period before and a year ago, and how did it run?"""

from __future__ import annotations

import math
from collections.abc import Iterable

from cx_cli.frozen import frozen
from cx_cli.language import Language
from cx_cli.periods import a_year_before, label_of, parse_label
from cx_cli.render.grid import Cell
from cx_cli.render.html import charts
from cx_cli.render.html.charts import Drawing
from cx_cli.render.html.figures import PERIODS
from cx_cli.render.kpis import NOTHING, OPEN_MARK, Kpi, Point, Slice, Statistic
from cx_cli.render.safe import harmless
from cx_cli.render.times import Times


@frozen
class Timeline:
    """The periods of a breakdown in the reader's language; ``keys`` are the labels of a slice beside its period."""

    times: Times
    language: Language

    def columns(self) -> list[tuple[str, bool]]:
        """The titles over :meth:`cells`, and whether numbers stand below."""
        say, times = self.language.say, self.times
        titles = [(self._heading(times.latest), True), (say("95 % interval"), True), ("n", True)]
        if times.previous:
            titles += [(self._heading(times.previous), True), (say("change"), False)]
        return titles + ([(say("trend"), False)] if len(times.periods) > 1 else [])

    def cells(self, kpi: Kpi, statistic: Statistic, keys: Slice = ()) -> Iterable[Cell | Drawing]:
        """The newest whole period with interval and n, the one before, the change, and the trend."""
        now = self.latest(statistic, keys)
        yield from (kpi.value(now), kpi.interval(now), kpi.n(now))
        if self.times.previous:
            before = self._at(self.times.previous, statistic, keys)
            yield from (kpi.value(before), kpi.change(now, before, whole=self._whole(self.times.previous)))
        if len(self.times.periods) > 1:
            yield self.trend(kpi, statistic, keys)

    def latest(self, statistic: Statistic, keys: Slice = ()) -> Point:
        return self._at(self.times.latest, statistic, keys)

    def changes(self, kpi: Kpi, statistic: Statistic) -> Iterable[tuple[str, Cell]]:
        """Against the period before and the same period a year ago, where they have a value."""
        for period in (self.times.previous, _a_year_before(self.times.latest)):
            before = NOTHING if period is None else self._at(period, statistic, ())
            if period is not None and not math.isnan(before.value):
                change = kpi.change(self.latest(statistic), before, whole=self._whole(period))
                yield self.language.period(period), change

    def trend(self, kpi: Kpi, statistic: Statistic, keys: Slice = ()) -> Drawing:
        shown = self.times.periods[-PERIODS:]
        values = [self._at(period, statistic, keys).value for period in shown]
        first, last = self.language.period(shown[0]), self.language.period(shown[-1])
        title = self.language.say("{kpi}: trend from {first} to {last}", kpi=kpi.title, first=first, last=last)
        return charts.spark(values, [period not in self.times.unfinished for period in shown], title)

    def told(self) -> str:
        """The newest period that is over, and the one before it."""
        latest = self.language.period(self.times.latest)
        if self.times.previous is None:
            return latest
        previous = self.language.period(self.times.previous)
        return self.language.say("{latest}, against {previous}", latest=latest, previous=previous)

    def _at(self, period: str, statistic: Statistic, keys: Slice) -> Point:
        return statistic.points.get(self.times.slice_of(period, keys), NOTHING)

    def _whole(self, before: str) -> bool:
        return not {before, self.times.latest} & self.times.unfinished

    def _heading(self, period: str) -> str:
        return self.language.period(harmless(period)) + (f" {OPEN_MARK}" if period in self.times.unfinished else "")


def _a_year_before(label: str) -> str | None:
    """The label of the same period of the year before, where that year has it."""
    found = parse_label(label)
    number = a_year_before(*found) if found else None
    return None if found is None or number is None else label_of(found[0], number)
