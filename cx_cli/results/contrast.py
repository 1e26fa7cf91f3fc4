"""What does a comparison of two spans, or of two saved reports, say? Frozen values that renderers read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from cx_cli.frozen import frozen
from cx_cli.language import ENGLISH, Language
from cx_cli.results.result import Label, Report

Key = tuple[str, str | None]
"""A metric's name and a statistic."""
Noise = Literal["more than noise", "within noise", "not known"]


@frozen
class Figure:
    """A value with its n and its 95 % interval; None is what there isn't."""

    value: float | None = None
    n: float | None = None
    low: float | None = None
    high: float | None = None


@frozen
class Measure:
    """One metric and statistic. ``is_count``: the value is a number of events, or such a number per day: no sample."""

    metric: str
    statistic: str | None
    title: str
    unit: str
    better: str
    formula: str
    variant: str = "default"
    clock: str = "calendar"
    is_count: bool = False

    @property
    def key(self) -> Key:
        return self.metric, self.statistic


@frozen
class Side:
    """The figures of one span or report; ``groups`` has by column those of each label.

    ``since`` and ``until`` are ISO instants where the span has such bounds, ``until`` not in it; ``whole`` says that
    the data cover it from end to end, None where that can't be known. ``path`` is the saved report's.
    """

    label: str
    figures: Mapping[Key, Figure]
    groups: Mapping[str, Mapping[Key, Mapping[Label, Figure]]] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    whole: bool | None = None
    path: str | None = None


@frozen
class Change:
    """``change`` is newer less older, ``low`` and ``high`` its 95 % interval, ``percent`` the change as a part of the
    older value; ``direction`` is better, worse, higher, lower or same. ``small``: a side has too few rows."""

    measure: Measure
    older: Figure
    newer: Figure
    change: float | None
    percent: float | None
    low: float | None
    high: float | None
    noise: Noise
    direction: str
    small: bool


@frozen
class Part:
    """What one group adds to the change of the whole; the shares are of the whole's n, 0..1.

    ``mix`` is from its weight, ``within`` from its own value, in the metric's unit and exact.
    """

    label: Label
    older: Figure
    newer: Figure
    share_older: Fraction
    share_newer: Fraction
    mix: Fraction
    within: Fraction
    small: bool

    @property
    def total(self) -> Fraction:
        return self.mix + self.within


@frozen
class Drivers:
    """The change of a rate or mean in parts by one column, the largest first; they add up to ``change`` exactly.

    ``paradox`` is '' or how Simpson's paradox shows: ``better`` where every group got better and the whole worse,
    ``worse`` the other way round; ``higher`` and ``lower`` for a metric that has no better.
    """

    measure: Measure
    column: str
    change: Fraction
    mix: Fraction
    within: Fraction
    parts: tuple[Part, ...]
    paradox: str = ""


@frozen
class Makeup:
    """A group that there is more of (of a dip: less) than usual: its n, and what the usual share would come to."""

    column: str
    label: Label
    n: int
    usual: float


@frozen
class Anomaly:
    """A day or week (``label``) whose number of rows doesn't fit; ``usual`` is the median of its like around it."""

    volume: str
    kind: str
    label: str
    n: int
    usual: float
    score: float
    made_of: tuple[Makeup, ...] = ()


@frozen
class Note:
    """A sentence with its ``{parts}`` to be filled in, so that a page can say it in another language."""

    sentence: str
    parts: Mapping[str, str]

    def told(self, language: Language = ENGLISH) -> str:
        return language.say(self.sentence, **self.parts)


def note(sentence: str, **parts: str) -> Note:
    return Note(sentence, parts)


@frozen
class Contrast:
    """Everything that ``cx compare`` knows. ``looked``: volumes whose days were looked at, and how many days each.

    ``report`` says how files were read, and is None between two saved reports.
    """

    older: Side
    newer: Side
    changes: tuple[Change, ...]
    drivers: tuple[Drivers, ...]
    min_n: int
    anomalies: tuple[Anomaly, ...] = ()
    looked: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    report: Report | None = None
