"""Which days and weeks had more or fewer rows than their like around them, and what were those made of?

The usual number of a day is the median of the same weekday in the four weeks before and the four after it, of a week
that of those weeks. The residual is taken between square roots, 2 * (sqrt(n + 3/8) - sqrt(usual + 3/8)) (Anscombe
1948), because a busy day varies more than a quiet one; there chance alone has a spread of 1. The score is the residual
over the spread of all residuals, 1.4826 times their median distance from 0, at least 1. From 3.5 on (Iglewicz and
Hoaglin 1993) it is an anomaly. A week is judged without the days that are anomalies themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from cx_cli.frozen import frozen
from cx_cli.periods import first_day, label_of, period_of
from cx_cli.results.contrast import Anomaly, Makeup
from cx_cli.results.result import Label

LIMIT = 3.5
LEAST_DAYS = 28
_AROUND = 4
_LEAST_ALIKE = 3
_SHOWN = 3
_SHARE_LIMIT = 1.96

Counts = Mapping[int, float]
"""Rows by the number of the day, or of the week."""


@frozen
class Volume:
    """The rows of each day that the data cover whole, a day without any among them; ``groups`` by column and label."""

    title: str
    days: Counts
    groups: Mapping[str, Mapping[Label, Counts]]


def anomalies_of(volume: Volume) -> list[Anomaly]:
    """The days and weeks that don't fit, the oldest first; none where there are fewer than four weeks of days."""
    if len(volume.days) < LEAST_DAYS:
        return []
    scores = scored(volume.days, 7)
    odd = {day: score for day, score in scores.items() if abs(score) >= LIMIT}
    found = [(day, _anomaly(volume, "day", day, scores[day], volume.days, 7)) for day in odd]
    mended = {day: usual_of(volume.days, day, 7) if day in odd else n for day, n in volume.days.items()}
    for week, score in scored(weekly(mended), 1).items():
        if abs(score) >= LIMIT:
            found.append((first_day("week", week), _anomaly(volume, "week", week, score, weekly(volume.days), 1)))
    return [anomaly for _, anomaly in sorted(found, key=lambda pair: (pair[0], pair[1].kind))]


def scored(counts: Counts, step: int) -> dict[int, float]:
    """The robust score of each number that has enough of its like around it, ``step`` apart.

    >>> counts = {day: 100.0 for day in range(70)} | {30: 160.0}
    >>> round(scored(counts, 7)[30], 2), scored(counts, 7)[31]
    (5.29, 0.0)
    """
    known = [at for at in counts if len(_alike(counts, at, step)) >= _LEAST_ALIKE]
    residuals = {at: _root(counts[at]) - _root(usual_of(counts, at, step)) for at in known}
    spread = max(1.4826 * median(map(abs, residuals.values())), 1.0) if residuals else 1.0
    return {at: residual / spread for at, residual in residuals.items()}


def usual_of(counts: Counts, at: int, step: int) -> float:
    return median(counts[near] for near in _alike(counts, at, step))


def weekly(days: Counts) -> dict[int, float]:
    """The sum of every ISO week of which all seven days are there."""
    weeks: dict[int, list[float]] = {}
    for day, n in days.items():
        weeks.setdefault(period_of("week", day), []).append(n)
    return {week: sum(found) for week, found in weeks.items() if len(found) == 7}


def _alike(counts: Counts, at: int, step: int) -> list[int]:
    return [near for i in range(-_AROUND, _AROUND + 1) if i and (near := at + i * step) in counts]


def _root(n: float) -> float:
    return 2 * math.sqrt(max(n, 0.0) + 0.375)


def _anomaly(volume: Volume, kind: str, at: int, score: float, counts: Counts, step: int) -> Anomaly:
    label = label_of("day" if kind == "day" else "week", at)
    alike = _alike(counts, at, step)
    made_of = [
        found
        for column, groups in volume.groups.items()
        for found in _odd_groups(column, groups, kind, at, alike, score)
    ]
    made_of.sort(key=lambda pair: -pair[0])
    chosen = tuple(makeup for _, makeup in made_of[:_SHOWN])
    return Anomaly(volume.title, kind, label, round(counts[at]), usual_of(counts, at, step), score, chosen)


def _odd_groups(
    column: str, groups: Mapping[Label, Counts], kind: str, at: int, alike: Sequence[int], score: float
) -> Iterator[tuple[float, Makeup]]:
    """The groups whose share is larger (of a dip: smaller) than around it by more than chance, with the surplus."""

    def n_of(counts: Counts, when: int) -> float:
        days = [when] if kind == "day" else range(first_day("week", when), first_day("week", when + 1))
        return sum(counts.get(day, 0.0) for day in days)

    now = {label: n_of(counts, at) for label, counts in groups.items()}
    then = {label: sum(n_of(counts, near) for near in alike) for label, counts in groups.items()}
    n, usual_n = sum(now.values()), sum(then.values())
    if not usual_n or len(groups) < 2:
        return
    for label in groups:
        share = then[label] / usual_n
        surplus = (now[label] - n * share) * (1 if score > 0 else -1)
        if surplus > _SHARE_LIMIT * math.sqrt(n * share * (1 - share)):
            yield surplus, Makeup(column, label, round(now[label]), n * share)
