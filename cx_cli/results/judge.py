"""Does each rule hold? The unrounded value decides."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from datetime import datetime

from cx_cli.frozen import frozen
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.labels import label_key
from cx_cli.results.comparison import Baseline, Compared, change_of, is_better
from cx_cli.results.figures import Figure, Figures, Slice
from cx_cli.results.judged_period import Judged
from cx_cli.results.result import Label, MetricRun, Report
from cx_cli.results.rules import N, Rule
from cx_cli.results.verdict import Effect, Verdict
from cx_cli.settings.checks import Policy, RuleSettings

Labels = tuple[tuple[str, Label], ...]
Remembered = Callable[[MetricRun, str | None, Labels, str], Compared | None]
"""The value of a slice in a period that an earlier run has kept, if any has."""


@frozen
class Case:
    """A rule, what is said beside it, and the least move that counts, in the metric's unit."""

    rule: Rule
    said: RuleSettings
    at_least: float = 0.0


@frozen
class Evidence:
    """What rules are judged by. ``now`` is in UTC seconds; with ``strict`` what would be a warning fails. ``kept_as``
    are the labels under which a baseline and a history know a slice, where people have other names there."""

    report: Report
    now: int
    judged: Judged | None = None
    has_period: bool = False
    baseline: Baseline | None = None
    remembered: Remembered = field(default=lambda *_: None)
    strict: bool = False
    kept_as: Callable[[Labels], Labels] = field(default=lambda labels: labels)


def judge(cases: Sequence[Case], evidence: Evidence) -> tuple[Verdict, ...]:
    """A verdict per rule and group, in the order of the rules; a rule has one at least."""
    judging = _Judging(evidence)
    return tuple(verdict for case in cases for verdict in judging.verdicts(case))


def slicing_of(rule: Rule, has_period: bool) -> tuple[str, ...]:
    """The breakdown that the rule reads."""
    return (*([PERIOD] if has_period else []), *rule.columns)


class _Judging:
    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self.report = evidence.report
        self.figures = Figures(evidence.report)
        self.runs = {run.metric.name: run for run in evidence.report.metrics}
        self.lacking = {one.metric: one.needs for one in evidence.report.unavailable}

    def verdicts(self, case: Case) -> Iterator[Verdict]:
        if case.rule.metric is None:
            yield self._freshness(case)
            return
        judged = self.evidence.judged
        blank = Verdict(case.rule, case.said.level, "no data", "fail", period=judged.label if judged else None)
        needs = self.lacking.get(case.rule.metric.name)
        if needs is not None:
            yield self._without_data(case, blank, f"needs {needs.removeprefix('--')}")
        elif self.evidence.has_period and judged is None:
            yield self._without_data(case, blank, "the files have no dated row")
        elif judged is not None and judged.reason:
            yield self._without_data(case, blank, judged.reason)
        else:
            yield from self._sliced(case, blank)

    def _freshness(self, case: Case) -> Verdict:
        assert self.report.seen is not None
        newest = self.report.seen.newest.get(case.rule.table)
        blank = Verdict(case.rule, case.said.level, "no data", "fail")
        if newest is None:
            return self._without_data(case, blank, f"needs {case.rule.table} with a date")
        age = float(self.evidence.now - newest)
        return self._settled(case, replace(blank, value=age), case.rule.holds(age))

    def _sliced(self, case: Case, blank: Verdict) -> Iterator[Verdict]:
        assert case.rule.metric is not None
        if lost := self._unknown(case.rule):
            yield self._without_data(case, blank, lost)
            return
        by, run = slicing_of(case.rule, self.evidence.has_period), self.runs[case.rule.metric.name]
        statistic = statistic_of(case.rule, run)
        figures = self.figures.of(by, case.rule.metric.name, statistic)
        if figures is None:
            lacks = f"by {case.rule.metric.by.split(',')[0]}" if case.rule.metric.by else "all of the data, no period"
            yield self._without_data(case, blank, f"{case.rule.metric.name} is said of {lacks}")
            return
        fixed = self._fixed(case.rule)
        slices = [labels for labels in figures if self._is_meant(labels, fixed, blank.period)]
        if not case.rule.sentence.by:
            slices = [self._whole(blank.period, fixed)]
        found = [self._judged(case, blank, labels, figures.get(labels), run, statistic) for labels in slices]
        kept = [one for one in found if not (one.verdict == "no data" and self._is_nobody(case.rule, one))]
        yield from kept or [self._without_data(case, blank, "there is no group")]

    def _unknown(self, rule: Rule) -> str:
        """What the rule names that no file has, '' where all is there; a check refuses it, a report only says so."""
        assert self.report.seen is not None
        labels = self.report.seen.labels
        for column in rule.columns:
            if column not in labels:
                return f"no file has a column {column}"
        for column, value in rule.sentence.where:
            if value and label_key(value) not in map(label_key, labels[column]):
                return f"no row has {value} in {column}"
        return ""

    def _fixed(self, rule: Rule) -> tuple[Label, ...]:
        """The labels that the rule names, spelt as the report has them."""
        assert self.report.seen is not None
        spelt = []
        for column, value in rule.sentence.where:
            known = {label_key(label): label for label in self.report.seen.labels.get(column, ())}
            spelt.append(known[label_key(value)] if value else None)
        return tuple(spelt)

    def _whole(self, period: str | None, fixed: tuple[Label, ...]) -> Slice:
        return (*([period] if self.evidence.has_period else []), *fixed)

    def _is_meant(self, labels: Slice, fixed: tuple[Label, ...], period: str | None) -> bool:
        head = self._whole(period, fixed)
        return labels[: len(head)] == head

    @staticmethod
    def _is_nobody(rule: Rule, verdict: Verdict) -> bool:
        """Whether a group is what has no label: rows without an agent need not have a value."""
        return any(label is None for column, label in verdict.slice if column in rule.sentence.by)

    def _judged(
        self, case: Case, blank: Verdict, labels: Slice, figure: Figure | None, run: MetricRun, statistic: str | None
    ) -> Verdict:
        rule = case.rule
        place = tuple(zip(rule.columns, labels[len(labels) - len(rule.columns) :], strict=True))
        blank = replace(blank, slice=place)
        figure = figure or Figure(0.0 if _is_true_zero(rule) else None, 0.0)
        value = figure.n if rule.statistic == N else figure.value
        if value is None:
            return self._without_data(case, replace(blank, n=figure.n), "no rows" if not figure.n else "no value")
        found = replace(blank, value=value, n=figure.n, incomplete=figure.incomplete)
        if rule.statistic != N:
            found = replace(found, low=figure.low, high=figure.high)
        n = figure.n
        if rule.sentence.against is not None:
            compared = self._compared(rule, place, run, statistic)
            if compared.value is None:
                policy = case.said.no_baseline or case.said.no_data
                return self._without_data(case, found, compared.reason, policy)
            n = min(n, compared.n)
            found = replace(found, compared=compared.value, compared_period=compared.period)
        if not rule.counts and n < case.said.min_n:
            effect = self._effect(case, case.said.too_few)
            least = case.said.min_n
            reason = f"n is under {least} in what it is compared with" if n < figure.n else f"n is under {least}"
            return replace(found, verdict="too few", effect=effect, reason=reason)
        return self._weighed(case, found)

    def _weighed(self, case: Case, found: Verdict) -> Verdict:
        assert found.value is not None
        rule, value = case.rule, found.value
        if found.compared is not None:
            move = value - found.compared
            change = change_of(rule, value, found.compared)
            found = replace(found, change=change if math.isfinite(change) else None)
            if rule.holds(change) or is_better(rule, move):  # an improvement never trips
                return self._settled(case, found, True)
            if abs(move) < case.at_least:
                reason = f"the move is under at_least {case.said.at_least}"
                return replace(self._settled(case, found, True), reason=reason)
            return self._settled(case, found, False)
        holds = rule.holds(value)
        if not holds and case.said.decide == "interval":
            bound = found.high if rule.sentence.op in (">=", ">") else found.low
            if bound is None or rule.holds(bound):
                reason = "the 95 % interval reaches the limit" if bound is not None else "no interval is known"
                return replace(found, verdict="inconclusive", effect="pass", reason=reason)
        return self._settled(case, found, holds)

    def _settled(self, case: Case, found: Verdict, holds: bool) -> Verdict:
        if holds:
            return replace(found, verdict="pass", effect="pass")
        effect = self._effect(case, "fail")
        return replace(found, verdict="fail" if effect == "fail" else "warn", effect=effect)

    def _without_data(self, case: Case, found: Verdict, reason: str, policy: Policy | None = None) -> Verdict:
        effect = self._effect(case, policy or case.said.no_data)
        return replace(found, verdict="no data", effect=effect, reason=reason)

    def _effect(self, case: Case, policy: Policy) -> Effect:
        """A rule of level warn does no more than warn, unless warnings fail."""
        if policy == "pass":
            return "pass"
        strict = self.evidence.strict
        return "fail" if strict or (policy == "fail" and case.said.level == "error") else "warn"

    def _compared(self, rule: Rule, place: Labels, run: MetricRun, statistic: str | None) -> Compared:
        judged, against = self.evidence.judged, rule.sentence.against
        if against == "baseline":
            return self._baseline(rule, place, run, statistic)
        assert judged is not None
        period = judged.previous if against == "previous" else judged.a_year_ago
        if period is None:
            return Compared(None, reason=f"there is no {judged.label} of the year before")
        assert rule.metric is not None
        figures = self.figures.of(slicing_of(rule, True), rule.metric.name, statistic) or {}
        figure = figures.get((period, *(label for _, label in place)))
        covered = self.figures.of((PERIOD,), rule.metric.name, statistic) or {}
        whole = covered.get((period,))
        if whole is not None and not whole.incomplete:
            figure = figure or Figure(0.0 if _is_true_zero(rule) else None, 0.0)
            value = figure.n if rule.statistic == N else figure.value
            return Compared(value, figure.n, period, f"{period} has no value to compare with")
        kept = self.evidence.remembered(
            run, N if rule.statistic == N else statistic, self.evidence.kept_as(place), period
        )
        return kept or Compared(None, reason=f"the data do not cover {period} whole")

    def _baseline(self, rule: Rule, place: Labels, run: MetricRun, statistic: str | None) -> Compared:
        baseline, judged = self.evidence.baseline, self.evidence.judged
        if baseline is None:
            return Compared(None, reason="there is no baseline: --baseline report.json")
        if different := baseline.differs(rule, run.formula, self.report.settings.clock):
            return Compared(None, reason=different)
        return baseline.of(rule, self.evidence.kept_as(place), statistic, judged.label if judged else None)


def statistic_of(rule: Rule, run: MetricRun) -> str | None:
    """The statistic of the series that the rule reads; n stands beside every one."""
    return run.statistics[0] if rule.statistic == N else rule.statistic


def known_from(iso: str) -> int:
    """The UTC second of an instant as reports write it."""
    return int(datetime.fromisoformat(iso).timestamp())


def _is_true_zero(rule: Rule) -> bool:
    """Whether nothing seen is a zero: a count of events is, a share or a duration of nothing is no value."""
    return rule.unit == "count"
