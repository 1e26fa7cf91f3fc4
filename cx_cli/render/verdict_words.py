"""How does a verdict read: its name, value, limit, n, interval and reason, in the same words in every format?"""

from __future__ import annotations

import math

from cx_cli.language import ENGLISH, Language
from cx_cli.render.safe import harmless
from cx_cli.results.rules import Rule
from cx_cli.results.verdict import Checked, Verdict
from cx_cli.units import MISSING, format_beside, format_value

NOBODY = "(none)"


class Words:
    """The words for the verdicts of one check, all of them :func:`~cx_cli.render.safe.harmless`."""

    def __init__(self, checked: Checked, language: Language = ENGLISH):
        self.language = language
        runs = checked.report.metrics
        self._business = {run.metric.name for run in runs if run.clock == "business"}  # a day isn't 24 hours there

    def name(self, verdict: Verdict) -> str:
        """The rule, with the group that the verdict is of: ``csat by agent >= 70% [agent=Ana]``."""
        rule = verdict.rule
        groups = [pair for pair in verdict.slice if pair[0] in rule.sentence.by]
        told = ", ".join(f"{column}={NOBODY if label is None else label}" for column, label in groups)
        return harmless(f"{rule.text} [{told}]" if told else rule.text)

    def told(self, verdict: Verdict) -> str:
        """The rule as a reader says it: the KPI's title, statistic, group and limit, what it compares with."""
        rule, say = verdict.rule, self.language.say
        if rule.metric is None:
            subject = say("Age of the newest record of {table}", table=rule.table)
        else:
            subject = say(rule.metric.title) + (f", {say(rule.statistic)}" if rule.statistic else "")
        labels = [say("(none)") if label is None else label for _, label in verdict.slice]
        groups = " · ".join(labels or rule.columns)
        against = {"previous": say("change on the period before"), "last-year": say("change on the year before")}
        change = against.get(rule.sentence.against or "", "")
        parts = [subject, *filter(None, (groups, change))]
        return harmless(f"{' · '.join(parts)} {self.limit(verdict)}")

    def subject(self, verdict: Verdict) -> str:
        """Metric and statistic: ``first_reply_time.p90``."""
        rule = verdict.rule
        return harmless(f"{rule.sentence.metric}.{rule.statistic}" if rule.statistic else rule.sentence.metric)

    def limit(self, verdict: Verdict) -> str:
        return harmless(f"{verdict.rule.sentence.op} {verdict.rule.sentence.limit}")

    def value(self, verdict: Verdict) -> str:
        """The judged figure: of a rule with vs the change, and both values behind it."""
        if verdict.value is None:
            return MISSING
        days, rule = self._days(verdict), verdict.rule
        if rule.sentence.against is None:
            return format_beside(verdict.value, rule.limit, rule.unit, days=days, language=self.language)
        if verdict.compared is None:
            return format_value(verdict.value, rule.unit, days=days, language=self.language)
        before, now = (
            format_value(number, rule.unit, days=days, language=self.language)
            for number in (verdict.compared, verdict.value)
        )
        moved = self.language.say("{low} to {high}", low=before, high=now)
        if verdict.change is None and verdict.compared:  # nobody has judged it
            return moved
        return f"{self._change(verdict)} ({moved})"

    def n(self, verdict: Verdict) -> str:
        return "" if verdict.n is None else format_value(verdict.n, "count", language=self.language)

    def interval(self, verdict: Verdict) -> str:
        rule = verdict.rule
        bounds = [MISSING if one is None else one for one in (verdict.low, verdict.high)]
        if bounds == [MISSING, MISSING] or rule.sentence.against is not None:
            return ""
        days, language = self._days(verdict), self.language
        low, high = (
            b if isinstance(b, str) else format_beside(b, rule.limit, rule.unit, days=days, language=language)
            for b in bounds
        )
        return language.say("{low} to {high}", low=low, high=high)

    def remark(self, verdict: Verdict) -> str:
        """Why the rule could not be judged, or what should be known of the value."""
        say = self.language.say
        found = [self.language.retell(verdict.reason)] if verdict.reason else []
        if verdict.compared_period:
            found.append(say("compared with {period}", period=verdict.compared_period))
        if verdict.incomplete:
            whole = say("the data do not cover {period} whole", period=verdict.period)
            found.append(whole if verdict.period else say("incomplete"))
        return harmless("; ".join(found))

    def sentence(self, verdict: Verdict) -> str:
        """All of it in one line: ``79.7%, limit >= 85%, n 700, 95 % interval 76.6% to 82.5%``."""
        parts = [f"{self.value(verdict)}, limit {self.limit(verdict)}"]
        if verdict.n is not None:
            parts.append(f"n {self.n(verdict)}")
        if interval := self.interval(verdict):
            parts.append(f"95 % interval {interval}")
        if verdict.period:
            parts.append(f"period {verdict.period}")
        if remark := self.remark(verdict):
            parts.append(remark)
        if verdict.tickets:
            more = verdict.n_tickets - len(verdict.tickets)
            told = ", ".join(map(harmless, verdict.tickets)) + (f" and {more:,} more" if more > 0 else "")
            parts.append(f"{verdict.tickets_are} {told}")
        return ", ".join(parts)

    def _change(self, verdict: Verdict) -> str:
        rule = verdict.rule
        if verdict.change is None:
            return self.language.say("from nothing")
        unit = "percent" if rule.relative else "pp" if rule.unit == "percent" else rule.unit
        text = format_beside(verdict.change, rule.limit, unit, days=self._days(verdict), language=self.language)
        return text if text[0] in "+-" or not verdict.change else f"+{text}"

    def _days(self, verdict: Verdict) -> bool:
        metric = verdict.rule.metric
        return metric is None or metric.name not in self._business


def outcome(checked: Checked, language: Language = ENGLISH) -> str:
    """What it comes to: ``FAILED 2 of 9 (1 warning)``."""
    return summary(checked, language).removeprefix("cx check: ")


def summary(checked: Checked, language: Language = ENGLISH) -> str:
    """The last line: ``cx check: FAILED 2 of 9 (1 warning)``."""
    say, of = language.say, len(checked.verdicts)
    warned, lacking = checked.warnings, checked.without_data if checked.failed else 0
    open_ = checked.counts["inconclusive"]
    beside = [
        *([say("1 warning") if warned == 1 else say("{n} warnings", n=warned)] if warned else []),
        *([say("{n} no data", n=lacking)] if lacking else []),
        *([say("{n} inconclusive", n=open_)] if open_ else []),
    ]
    told = f" ({', '.join(beside)})" if beside else ""
    if checked.failed:
        return say("cx check: FAILED {n} of {of}", n=checked.failed, of=of) + told
    if checked.without_data:
        return say("cx check: NO DATA {n} of {of}", n=checked.without_data, of=of) + told
    return say("cx check: PASSED {n} of {of}", n=checked.counts["pass"], of=of) + told


def number(value: float | None) -> str:
    """A number for a machine: the shortest text that reads back the same.

    >>> number(90.0), number(79.71428571428572), number(None)
    ('90', '79.71428571428572', '')
    """
    if value is None or not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def unit_of(rule: Rule) -> str:
    """What the judged figure is in: the metric's unit, or percent of change."""
    return "percent_change" if rule.relative else "percentage_points" if _in_points(rule) else rule.unit


def _in_points(rule: Rule) -> bool:
    return rule.sentence.against is not None and rule.unit == "percent"
