"""What does a rule ask, checked against the catalogue, so that no typo in it can pass?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cx_cli.errors import CxError
from cx_cli.frozen import frozen
from cx_cli.metrics.estimator import estimator_of
from cx_cli.metrics.formula import Formula, parse
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import find
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.tables import TABLES
from cx_cli.results.purchasing import PARAMETERS
from cx_cli.results.rule_text import Sentence, split_rule, wrong_rule
from cx_cli.suggest import nearest
from cx_cli.units import parse_duration, parse_number, parse_percent

FRESHNESS = "newest_age"
"""``TABLE.newest_age``: how long ago the newest instant of a table is."""
N = "n"
"""The statistic that is the number of rows behind a figure."""
_NAMED = ("mean", "median", "min", "max")
Definition = Callable[[str], Metric]
"""The metric of a name, under the variant that is to run."""


@frozen
class Rule:
    """``metric`` is None for the freshness of ``table``. ``unit`` is the judged figure's: of a relative limit it is
    ``change``, in percent of the value compared with. ``counts``: the figure is a count, which is no sample."""

    sentence: Sentence
    metric: Metric | None
    table: str
    statistic: str | None
    unit: str
    limit: float
    relative: bool
    counts: bool

    @property
    def text(self) -> str:
        return self.sentence.text

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it slices by."""
        return (*(column for column, _ in self.sentence.where), *self.sentence.by)

    def holds(self, value: float) -> bool:
        """Whether the unrounded value is on the right side of the limit."""
        match self.sentence.op:
            case "<=":
                return value <= self.limit
            case ">=":
                return value >= self.limit
            case "<":
                return value < self.limit
        return value > self.limit


def rule_of(text: str, metrics: Mapping[str, Metric], definition: Definition) -> Rule:
    """The rule of a sentence; an unknown metric, statistic or unit is a UsageError that quotes the rule."""
    said = split_rule(text)
    columns = [column for column, _ in said.where]
    for column in (*columns, *said.by):
        if column == PERIOD:
            raise wrong_rule(said.text, "the period is chosen by [checks] period", fix='period = "last-complete-week"')
        if [*columns, *said.by].count(column) > 1:
            raise wrong_rule(said.text, f"names the column {column!r} twice")
    if said.metric in TABLES and (said.statistic == FRESHNESS or said.metric not in metrics):
        return _freshness(said, metrics)
    if said.statistic == FRESHNESS:
        close = nearest(said.metric, TABLES)
        raise wrong_rule(
            said.text,
            f"there is no table {said.metric!r}" + (f"; did you mean {close!r}?" if close else ""),
            facts=[("tables", ", ".join(TABLES))],
        )
    try:
        metric = find(said.metric, metrics)
    except CxError as error:
        close = nearest(said.metric, metrics)
        fix = said.text.replace(said.metric, close, 1) if close else error.fix
        raise wrong_rule(said.text, error.message, fix=fix) from None
    metric = definition(metric.name)
    formula = parse(metric.formula, metric.facts, metric.at, metric.where, dict.fromkeys(metric.parameters, 0.0))
    _check_statistic(said, metric, formula)
    _check_columns(said, metric, formula)
    unit = "count" if said.statistic == N else metric.unit
    limit, relative = _limit(said, said.limit, unit)
    counts = unit == "count" or "days()" in metric.formula
    return Rule(said, metric, "", said.statistic, unit, limit, relative, counts)


def at_least_of(rule: Rule, text: str) -> float:
    """The least move that counts, in the metric's own unit."""
    if rule.sentence.against is None:
        raise wrong_rule(rule.text, "at_least is for rules with vs: it is the least move that counts")
    bare = text.strip().removesuffix("pp").rstrip() + "%" if text.strip().endswith("pp") else text
    if rule.unit == "percent" and bare == text:
        raise wrong_rule(rule.text, f"at_least {text!r} needs its unit: percentage points", fix='at_least = "2pp"')
    return abs(_read(rule.sentence, bare, rule.unit))


def check_interval(rule: Rule) -> None:
    """Refuses ``decide = "interval"`` where there is no interval to decide by."""
    if rule.sentence.against is not None:
        raise wrong_rule(rule.text, 'decide = "interval" is for values, and a change has no interval')
    metric = rule.metric
    has_one = metric is not None and rule.statistic != N and _has_interval(metric)
    if not has_one:
        raise wrong_rule(rule.text, f'decide = "interval": {rule.sentence.metric} has no interval', fix='"error"')


def _has_interval(metric: Metric) -> bool:
    formula = parse(metric.formula, metric.facts, metric.at, metric.where, dict.fromkeys(metric.parameters, 0.0))
    return formula.is_distribution() or estimator_of(formula, metric.unit) is not None


def _freshness(said: Sentence, metrics: Iterable[str]) -> Rule:
    close = next((name for name in metrics if name.startswith(f"{said.metric}_")), None)
    if said.statistic is None and close:
        fix = said.text.replace(said.metric, close, 1)
        raise wrong_rule(said.text, f"{said.metric} is a table and no metric; did you mean {close}?", fix=fix)
    if said.statistic != FRESHNESS:
        fix = f"{said.metric}.{FRESHNESS} {said.op} 36h"
        found = f"has no {said.statistic!r}" if said.statistic else "is a table and no metric"
        raise wrong_rule(said.text, f"{said.metric} {found}; did you mean {said.metric}.{FRESHNESS}?", fix=fix)
    if said.where or said.by or said.against:
        raise wrong_rule(said.text, f"{FRESHNESS} is of a whole table: it takes no column and nothing to compare with")
    limit, _ = _limit(said, said.limit, "seconds")
    return Rule(said, None, said.metric, FRESHNESS, "seconds", limit, False, True)


def _check_statistic(said: Sentence, metric: Metric, formula: Formula) -> None:
    asked, what = said.statistic, formula.what()
    if asked == N:
        return
    if what == "bg_nbd":
        allowed: tuple[str, ...] = PARAMETERS
    elif what == "survival":
        allowed = ("median", "p90")
    else:
        allowed = ("mean", "median", "p90", "min", "max") if formula.is_distribution() else ()
    if asked is None and formula.is_distribution() and what != "bg_nbd":
        median = said.text.replace(metric.name, f"{metric.name}.median", 1)
        raise wrong_rule(
            said.text,
            f"{metric.name} is a distribution, whose mean and median differ: say which",
            facts=[("known", ", ".join([*allowed, "any pNN", N]))],
            fix=median,
        )
    if asked is None or asked in allowed or (allowed and what != "bg_nbd" and _is_percentile(asked)):
        return
    if not allowed and (_is_percentile(asked) or asked in _NAMED):
        kind = "ratio" if "/" in metric.formula else "single figure"
        fix = said.text.replace(f"{metric.name}.{asked}", metric.name, 1)
        raise wrong_rule(said.text, f"{metric.name} is a {kind}, which has no {asked}", fix=fix)
    close = nearest(asked, (*allowed, N))
    raise wrong_rule(
        said.text,
        f"{metric.name} has no statistic {asked!r}" + (f"; did you mean {close!r}?" if close else ""),
        facts=[("known", ", ".join([*allowed, *(["any pNN"] if allowed and what != "bg_nbd" else []), N]))],
    )


def _check_columns(said: Sentence, metric: Metric, formula: Formula) -> None:
    """Refuses a metric without the columns that it is a share of, or split by."""
    columns = (*(column for column, _ in said.where), *said.by)
    wanted = [name for name in formula.across_columns() if name not in columns]
    if not metric.is_said_by(columns):
        wanted = [name.strip() for name in metric.by.split(",")]
    if wanted:
        raise wrong_rule(
            said.text,
            f"{metric.name} is said of one {' or '.join(wanted)} at a time",
            fix=said.text.replace(f" {said.op}", f" by {wanted[0]} {said.op}", 1),
        )


def _is_percentile(word: str) -> bool:
    number = word[1:]
    return word[:1] == "p" and number.replace(".", "", 1).isdigit() and number[0] != "." and float(number) < 100


def _limit(said: Sentence, text: str, unit: str) -> tuple[float, bool]:
    """The limit, and whether it is relative: of a rule with vs, percent of what is compared with."""
    if said.against is None:
        return _read(said, text, unit), False
    if text.endswith("pp"):
        if unit != "percent":
            raise wrong_rule(said.text, f"{text!r} are percentage points, and {said.metric} is in {_UNITS[unit][0]}")
        return _read(said, f"{text[:-2].rstrip()}%", "percent"), False
    if text.endswith("%"):
        if unit == "points":
            raise wrong_rule(
                said.text,
                f"{said.metric} can be zero or less, so that a change in percent means nothing",
                fix=said.text.replace(text, text.rstrip("% "), 1),
            )
        return _read(said, text, "percent"), True
    if unit == "percent":
        bare = text.lstrip("+-")
        raise wrong_rule(
            said.text,
            f"{text!r} could be percent of the value or percentage points",
            facts=[("relative", f"{said.op} {text}%"), ("points", f"{said.op} {text}pp")] if bare else (),
        )
    return _read(said, text, unit), False


_UNITS: Mapping[str, tuple[str, Callable[[str], float]]] = {
    "percent": ("percent", parse_percent),
    "seconds": ("time", parse_duration),
    **dict.fromkeys(("count", "points", "score", "number"), ("plain numbers", parse_number)),
}


def _read(said: Sentence, text: str, unit: str) -> float:
    named, read = _UNITS[unit]
    subject = f"{said.metric}.{said.statistic}" if said.statistic else said.metric
    try:
        return read(text)
    except CxError as error:
        fix = said.text.replace(text, error.fix, 1) if error.fix and error.slug in ("percent", "duration") else None
        message = error.message if named != "plain numbers" else f"{text!r} is no plain number, as {subject} is"
        raise wrong_rule(said.text, message, fix=fix, facts=error.facts) from None
