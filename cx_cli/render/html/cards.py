"""Which KPIs head a page, each with its target, its changes and its trend?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cx_cli.frozen import frozen
from cx_cli.language import Language
from cx_cli.render.glance import CARDS, MOST_CARDS, lead
from cx_cli.render.grid import Cell, Tone
from cx_cli.render.html.charts import Drawing
from cx_cli.render.html.timeline import Timeline
from cx_cli.render.kpis import Kpi, Point, Statistic
from cx_cli.render.safe import harmless
from cx_cli.results.goals import Goal
from cx_cli.results.result import PromiseMade
from cx_cli.units import format_beside, format_duration

_PROMISED = {"first_reply_time": "first_reply", "resolution_time": "resolution"}
"""The durations that a policy promises something of."""
_MANY = 3


@frozen
class Card:
    """``targets`` say the limits that hold for the KPI, and of each whether the figure keeps to it."""

    title: str
    statistic: str
    value: Cell
    beside: tuple[str, ...]
    targets: tuple[Cell, ...]
    changes: tuple[tuple[str, Cell], ...]
    spark: Drawing | None


@frozen
class Cards:
    """Makes the cards of KPIs: of their newest whole period, or of the whole of the data without a ``line``."""

    line: Timeline | None
    language: Language
    goals: Mapping[str, Sequence[Goal]]
    promises: Sequence[PromiseMade]

    def of(self, kpis: Sequence[Kpi]) -> list[Card]:
        found = {kpi.run.metric.name: kpi for kpi in kpis}
        judged = [name for name in self.goals if name not in CARDS]
        chosen = [found[name] for name in (*CARDS, *judged) if name in found] or list(kpis)
        cards = [(kpi, card) for kpi in chosen if (card := self._card(kpi)) is not None]
        kept = {id(kpi) for kpi, _ in sorted(cards, key=lambda pair: not self._goals(pair[0]))[:MOST_CARDS]}
        return [card for kpi, card in cards if id(kpi) in kept]

    def _card(self, kpi: Kpi) -> Card | None:
        say, line = self.language.say, self.line
        statistic = lead(kpi)
        now = self._now(statistic)
        if math.isnan(now.value):
            return None
        n, interval = kpi.n(now).text, kpi.interval(now).text
        beside = [*([say("n {n}", n=n)] if n else []), *([interval] if interval else [])]
        several = line is not None and len(line.times.periods) > 1
        return Card(
            kpi.title,
            say(statistic.name) if statistic.name else "",
            self._value(kpi, statistic, now),
            tuple(beside),
            (*self._targets(kpi, statistic), *self._promised(kpi)),
            tuple(line.changes(kpi, statistic)) if line else (),
            line.trend(kpi, statistic) if line and several else None,
        )

    def _now(self, statistic: Statistic) -> Point:
        return self.line.latest(statistic) if self.line else statistic.total

    def _goals(self, kpi: Kpi) -> Sequence[Goal]:
        return self.goals.get(kpi.run.metric.name, ())

    def _value(self, kpi: Kpi, statistic: Statistic, now: Point) -> Cell:
        """With as many digits as it takes to stand on its side of the first target."""
        own = [goal.limit for goal in self._goals(kpi) if goal.statistic == statistic.name]
        cell = kpi.value(now)
        return replace(cell, text=self._beside(now.value, own[0], kpi)) if own else cell

    def _targets(self, kpi: Kpi, shown: Statistic) -> list[Cell]:
        say, cells = self.language.say, []
        named = {statistic.name: statistic for statistic in kpi.statistics}
        for goal in self._goals(kpi):
            statistic = named.get(goal.statistic)
            now = self._now(statistic) if statistic is not None else None
            if statistic is None or now is None or math.isnan(now.value):
                continue
            limit = harmless(f"{goal.rule.sentence.op} {goal.rule.sentence.limit}")
            met = goal.is_met(now.value)
            told = say("target {limit}: met", limit=limit) if met else say("target {limit}: missed", limit=limit)
            if statistic is not shown:
                told = f"{say(statistic.name or '')} {self._beside(now.value, goal.limit, kpi)}, {told}"
            few = bool(kpi.value(now).mark)
            cells.append(Cell(told, "faint" if few else _tone(met, goal)))
        return cells

    def _promised(self, kpi: Kpi) -> list[Cell]:
        """What the policies promise to a ticket."""
        kind = _PROMISED.get(kpi.run.metric.name)
        made = [one for one in self.promises if one.kind == kind]
        if not made:
            return []
        say = self.language.say
        if len(made) > _MANY:
            short, long = min(one.seconds for one in made), max(one.seconds for one in made)
            told = say("{low} to {high}", low=self._time(short), high=self._time(long))
            return [Cell(say("promised: {targets}", targets=told), "faint")]
        each = ", ".join(f"{self._time(one.seconds)} {harmless(one.policy)}" for one in made)
        return [Cell(say("promised: {targets}", targets=each), "faint")]

    def _time(self, seconds: int) -> str:
        """A promised time in the largest unit that it is whole in: 1h, 3d."""
        for size, unit in ((86_400, self.language.day), (3_600, "h"), (60, "m")):
            if seconds % size == 0:
                return f"{seconds // size}{unit}"
        return format_duration(seconds, language=self.language)

    def _beside(self, value: float, limit: float, kpi: Kpi) -> str:
        return format_beside(value, limit, kpi.run.metric.unit, days=kpi.days, language=self.language)


def _tone(met: bool, goal: Goal) -> Tone:
    return "better" if met else "worse" if goal.level == "error" else "strong"
