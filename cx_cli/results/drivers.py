"""Why has a rate or a mean moved: because of what there is more of, or because of how it went there?

With the weight w = n of the group / n of the whole and the value r of the group, 0 for the older span and 1 for the
newer, and R the value of the whole (Kitagawa 1955, the two-fold form, taken about the middle of R):

    within = (w0 + w1) / 2 * (r1 - r0)
    mix    = ((r0 + r1) / 2 - (R0 + R1) / 2) * (w1 - w0)

Summed over the groups that is R1 - R0, exactly. A group of one span only has no change of its own: all of it is mix,
(r - (R0 + R1) / 2) * (w1 - w0). All in fractions, so nothing is lost in adding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from cx_cli.results.contrast import Change, Drivers, Figure, Measure, Part, Side
from cx_cli.results.result import Label
from cx_cli.units import direction

NOTHING = Figure()
_NEAR = 1e-9
_OPPOSITE = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}

Counted = tuple[Fraction, Fraction]
"""What is counted or summed, and over how many."""


def drivers_of(
    changes: tuple[Change, ...], older: Side, newer: Side, columns: tuple[str, ...], min_n: int
) -> Iterator[Drivers]:
    """The drivers of each rate and mean that moved, by each column that splits it into more than one group."""
    for one in changes:
        if not one.change or one.measure.is_count or one.measure.statistic not in (None, "mean"):
            continue
        for column in columns:
            sides = [side.groups.get(column, {}).get(one.measure.key, {}) for side in (older, newer)]
            found = split(one, column, sides[0], sides[1], min_n)
            if found is not None:
                yield found


def split(
    change: Change, column: str, older: Mapping[Label, Figure], newer: Mapping[Label, Figure], min_n: int
) -> Drivers | None:
    """The parts by one column; None where the groups don't make up the whole: one group only, or rows in several."""
    measure = change.measure
    sums = [{label: counted for label, one in side.items() if (counted := _counted(one))} for side in (older, newer)]
    labels = {**sums[0], **sums[1]}
    if len(labels) < 2 or not all(sums):
        return None
    tops, bottoms = zip(*(map(sum, zip(*side.values(), strict=True)) for side in sums), strict=True)
    wholes = [Fraction(top) / bottom for top, bottom in zip(tops, bottoms, strict=True)]
    if not all(_agree(*pair) for pair in zip((change.older, change.newer), wholes, bottoms, strict=True)):
        return None
    middle = (wholes[0] + wholes[1]) / 2
    parts = []
    for label in labels:
        pair = [side.get(label) for side in sums]
        w0, w1 = (one[1] / bottom if one else Fraction(0) for one, bottom in zip(pair, bottoms, strict=True))
        there = [one[0] / one[1] for one in pair if one]
        mix = (sum(there, Fraction(0)) / len(there) - middle) * (w1 - w0)
        within = (w0 + w1) / 2 * (there[1] - there[0]) if len(there) == 2 else Fraction(0)
        figures = older.get(label, NOTHING), newer.get(label, NOTHING)
        small = any((one.n or 0) < min_n for one in figures)
        parts.append(Part(label, *figures, w0, w1, mix, within, small))
    return Drivers(
        measure,
        column,
        wholes[1] - wholes[0],
        sum((part.mix for part in parts), Fraction(0)),
        sum((part.within for part in parts), Fraction(0)),
        in_order(parts),
        paradox_of(measure, wholes[1] - wholes[0], parts),
    )


def paradox_of(measure: Measure, moved: Fraction, parts: list[Part]) -> str:
    """Simpson's paradox: how every group went, where the whole went the other way; '' where there is none, or a group
    is in one span only and went nowhere."""
    ways = set()
    for part in parts:
        if part.older.value is None or part.newer.value is None:
            return ""
        ways.add(direction(part.newer.value - part.older.value, measure.better))
    opposite = _OPPOSITE.get(direction(float(moved), measure.better), "")
    return opposite if ways == {opposite} else ""


def in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The largest part first, equal ones by their labels."""
    return tuple(sorted(parts, key=lambda part: (-abs(part.total), part.label is None, part.label or "")))


def largest(drivers: Drivers, most: int) -> tuple[tuple[Part, ...], tuple[Fraction, Fraction, int]]:
    """The largest parts, and of the others the mix, the within and how many they are; one other is no others."""
    shown = drivers.parts if len(drivers.parts) <= most + 1 else drivers.parts[:most]
    others = drivers.parts[len(shown) :]
    mix, within = (sum((getattr(part, name) for part in others), Fraction(0)) for name in ("mix", "within"))
    return shown, (mix, within, len(others))


def _counted(figure: Figure) -> Counted | None:
    """The sum and n behind a figure: the whole number that gives its value where there is one, so that no rounding of
    the division is left; None without rows."""
    if figure.value is None or not figure.n:
        return None
    n = Fraction(figure.n)
    exact = Fraction(figure.value) * n
    whole = Fraction(round(exact))
    return (whole if float(whole / n) == figure.value else exact), n


def _agree(figure: Figure, whole: Fraction, n: Fraction) -> bool:
    """Whether the groups make up the whole; a bare number is all of that which a float has kept."""
    assert figure.value is not None
    assert figure.n is not None
    return n == Fraction(figure.n) and abs(float(whole) - figure.value) <= _NEAR * max(1.0, abs(figure.value))
