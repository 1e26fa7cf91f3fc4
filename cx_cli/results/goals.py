"""Which limits does a KPI have to keep to, and does a figure of it keep to them?"""

from __future__ import annotations

from collections.abc import Iterable

from cx_cli.frozen import frozen
from cx_cli.results.rules import N, Rule
from cx_cli.results.verdict import Checked
from cx_cli.settings.checks import Level


@frozen
class Goal:
    """The limit of a rule that is about a KPI as a whole: ``statistic`` is None for a KPI with one value."""

    rule: Rule
    level: Level

    @property
    def statistic(self) -> str | None:
        return self.rule.statistic

    @property
    def limit(self) -> float:
        return self.rule.limit

    def is_met(self, value: float) -> bool:
        """Whether the unrounded value is on the right side of the limit."""
        return self.rule.holds(value)


def goals_of(checked: Checked | None) -> dict[str, tuple[Goal, ...]]:
    """The goals of each metric in the order of the rules, those of rules that fail a check first.

    A rule on a group, on n, or on a change is no goal of the KPI.
    """
    found: dict[str, dict[str, Goal]] = {}
    for verdict in checked.verdicts if checked is not None else ():
        rule = verdict.rule
        if rule.metric is not None and _is_of_all(rule):
            found.setdefault(rule.metric.name, {})[rule.text] = Goal(rule, verdict.level)
    return {name: tuple(_errors_first(goals.values())) for name, goals in found.items()}


def _is_of_all(rule: Rule) -> bool:
    return not rule.columns and rule.sentence.against is None and rule.statistic != N


def _errors_first(goals: Iterable[Goal]) -> list[Goal]:
    return sorted(goals, key=lambda goal: goal.level != "error")
