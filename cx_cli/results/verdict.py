"""What does a check say? Frozen verdicts that renderers read and never change."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Literal

from cx_cli.frozen import frozen
from cx_cli.results.result import Label, Report
from cx_cli.results.rules import Rule
from cx_cli.settings.checks import Level

Said = Literal["pass", "warn", "fail", "too few", "no data", "inconclusive"]
Effect = Literal["pass", "warn", "fail"]
ORDER: tuple[Said, ...] = ("fail", "no data", "warn", "too few", "inconclusive", "pass")
FAILED, NO_DATA = 1, 4


@frozen
class Verdict:
    """What is said of one rule in one slice.

    ``effect`` is what it comes to: a fail or a warning, or neither. ``slice`` are columns and labels, without the
    period. ``value`` is the metric's; ``change`` is what a rule with vs judges, in percent where its limit is, None
    where it is more than any number (from nothing). ``reason`` says why a rule could not be judged, or what the value
    alone doesn't show. ``tickets`` are the first ids of the ``n_tickets`` behind a failure; ``tickets_are`` says what
    they are where they are none, such as surveys.
    """

    rule: Rule
    level: Level
    verdict: Said
    effect: Effect
    slice: tuple[tuple[str, Label], ...] = ()
    period: str | None = None
    value: float | None = None
    n: float | None = None
    low: float | None = None
    high: float | None = None
    compared: float | None = None
    compared_period: str | None = None
    change: float | None = None
    reason: str = ""
    incomplete: bool = False
    tickets: tuple[str, ...] = ()
    tickets_are: str = "tickets"
    n_tickets: int = 0


@frozen
class Checked:
    """The verdicts in the order of the rules, with the report they are read from; ``asked`` is the period's setting,
    ``period`` the one it came to, ``now`` what freshness is measured from, in ISO 8601. ``n_left_out``
    rules need what only a check is given."""

    verdicts: tuple[Verdict, ...]
    report: Report
    asked: str | None
    period: str | None
    now: str
    baseline: str | None = None
    n_left_out: int = 0

    @cached_property
    def sorted(self) -> tuple[Verdict, ...]:
        """Fail, no data, warn, pass: what needs a reader first; within that in the order of the rules."""
        return tuple(sorted(self.verdicts, key=lambda found: ORDER.index(found.verdict)))

    @cached_property
    def counts(self) -> Counter[str]:
        """How many verdicts there are of each kind, and how many warnings."""
        return Counter(found.verdict for found in self.verdicts)

    @property
    def failed(self) -> int:
        return sum(found.effect == "fail" and found.verdict != "no data" for found in self.verdicts)

    @property
    def without_data(self) -> int:
        """Rules that had no data and must have some."""
        return sum(found.effect == "fail" and found.verdict == "no data" for found in self.verdicts)

    @property
    def warnings(self) -> int:
        return sum(found.effect == "warn" for found in self.verdicts)

    @property
    def exit_code(self) -> int:
        return FAILED if self.failed else NO_DATA if self.without_data else 0
