"""In which steps does one definition of a KPI become another?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cx_cli.frozen import frozen
from cx_cli.metrics.shape import MEAN, Conditions, Part, Shape, known
from cx_cli.normalise.expression import columns_of

ORDER = ("rows", "population", "dating", "clock", "interval", "numerator", "denominator", "formula", "unit")
"""The aspects in the order in which a walk takes them; the statistic comes last, or first where the end has none."""


@frozen
class Change:
    """One difference between two definitions: its aspect, what it ``says``, and how a shape is changed by it."""

    aspect: str
    says: str
    apply: Callable[[Shape], Shape]


def changes(start: Shape, end: Shape, clock: Change | None = None) -> tuple[Change, ...]:
    """Every difference, in the order of the walk. Applied to ``start`` one after the other they give ``end``.

    A fraction whose other definition is a distribution is taken as its mean. ``clock`` puts the durations of ``start``
    into the time of ``end``, where that is another.
    """
    leaves = start.statistic is not None and end.statistic is None
    if leaves or (start.statistic is None and end.statistic is not None):
        start, end = (replace(shape, statistic=shape.statistic or MEAN) for shape in (start, end))
    statistic = list(_statistic(start, end))
    clocked = [*([clock] if clock else []), *_body(clock.apply(start) if clock else start, end)]
    body = sorted(clocked, key=lambda change: ORDER.index(change.aspect))
    return tuple([*statistic, *body] if leaves else [*body, *statistic])


def _body(start: Shape, end: Shape) -> Iterator[Change]:
    if start.facts != end.facts:
        yield Change("rows", f"rows of {end.facts} instead of {start.facts}", lambda s: replace(s, facts=end.facts))
    if start.at != end.at:
        yield Change("dating", f"dated by {end.at} instead of {start.at}", lambda s: replace(s, at=end.at))
    if start.below is None or end.below is None:
        yield from _without_fraction(start, end)
        return
    both = _exchange(
        (start.above.conditions - end.above.conditions) & (start.below.conditions - end.below.conditions),
        (end.above.conditions - start.above.conditions) & (end.below.conditions - start.below.conditions),
    )
    for gone, come in both:
        yield Change("population", _narrowed(gone, come), _on_both(gone, come))
        start = _on_both(gone, come)(start)
    if start.is_distribution() and end.is_distribution() and start.above.operand != end.above.operand:
        change = _interval(start.above.operand, end.above.operand)
        yield change
        start = change.apply(start)
    yield from _above(start, end)
    assert start.below is not None
    yield from _side(start.below, end.below, "denominator", end.at)


def _without_fraction(start: Shape, end: Shape) -> Iterator[Change]:
    """Of definitions of which one is no fraction all that is counted changes at once."""
    if (start.above, start.below, start.unit) != (end.above, end.below, end.unit):
        told = f"{_formula(end)} instead of {_formula(start)}"
        yield Change("formula", told, lambda s: replace(s, above=end.above, below=end.below, unit=end.unit))


def _above(start: Shape, end: Shape) -> Iterator[Change]:
    """The changes of the numerator, the unit with the last of them."""
    found = list(_side(start.above, end.above, "numerator", end.at))
    if start.unit == end.unit:
        yield from found
        return
    told = f"in {end.unit} instead of {start.unit}"
    if not found:
        yield Change("unit", told, lambda s: replace(s, unit=end.unit))
        return
    yield Change("numerator", f"{_told(start.above, end.above)}, {told}", _with_unit(end))


def _with_unit(end: Shape) -> Callable[[Shape], Shape]:
    return lambda shape: replace(shape, above=end.above, unit=end.unit)


def _side(old: Part, new: Part, aspect: str, at: str) -> Iterator[Change]:
    """The changes of one side, of a metric dated by ``at``: condition by condition where the aggregate stays."""
    if old == new:
        return
    if not old.what or (old.what, old.operand) != (new.what, new.operand):
        yield Change(aspect, _told(old, new), lambda s: _put(s, aspect, new))
        return
    for gone, come in _exchange(old.conditions - new.conditions, new.conditions - old.conditions):
        yield Change(aspect, _narrowed(gone, come), _on_side(aspect, gone, come))
    if old.at != new.at:
        told = f"dated by {new.at or at} instead of {old.at or at}"
        yield Change(aspect, told, lambda s: _put(s, aspect, replace(_get(s, aspect), at=new.at)))


def _interval(old: str, new: str) -> Change:
    def apply(shape: Shape) -> Shape:
        assert shape.below is not None
        below = replace(shape.below, conditions=shape.below.conditions - {known(old)} | {known(new)})
        return replace(shape, above=replace(shape.above, operand=new), below=below)

    return Change("interval", f"{new} instead of {old}", apply)


def _statistic(start: Shape, end: Shape) -> Iterator[Change]:
    if start.statistic != end.statistic:
        told = f"the {end.statistic} instead of the {start.statistic}"
        yield Change("statistic", told, lambda s: replace(s, statistic=end.statistic))


def _exchange(gone: Conditions, come: Conditions) -> Iterator[tuple[Conditions, Conditions]]:
    """The conditions that go and come, in pairs where they are of the same columns, or alone."""
    left, alone = sorted(come), len(gone) == len(come) == 1
    for old in sorted(gone):
        twin = next((new for new in left if alone or columns_of(new) == columns_of(old)), None)
        if twin:
            left.remove(twin)
        yield frozenset({old}), frozenset({twin} if twin else ())
    yield from ((frozenset(), frozenset({new})) for new in left)


def _narrowed(gone: Iterable[str], come: Iterable[str]) -> str:
    """
    >>> _narrowed(["a"], []), _narrowed([], ["b"]), _narrowed(["a"], ["b"])
    ('no longer only where a', 'only where b', 'where b instead of a')
    """
    old, new = ", ".join(gone), ", ".join(come)
    if old and new:
        return f"where {new} instead of {old}"
    return f"only where {new}" if new else f"no longer only where {old}"


def _on_both(gone: Conditions, come: Conditions) -> Callable[[Shape], Shape]:
    return lambda shape: _on_side("denominator", gone, come)(_on_side("numerator", gone, come)(shape))


def _on_side(aspect: str, gone: Conditions, come: Conditions) -> Callable[[Shape], Shape]:
    def apply(shape: Shape) -> Shape:
        part = _get(shape, aspect)
        return _put(shape, aspect, replace(part, conditions=part.conditions - gone | come))

    return apply


def _get(shape: Shape, aspect: str) -> Part:
    part = shape.above if aspect == "numerator" else shape.below
    assert part is not None
    return part


def _put(shape: Shape, aspect: str, part: Part) -> Shape:
    return replace(shape, above=part) if aspect == "numerator" else replace(shape, below=part)


def _told(old: Part, new: Part) -> str:
    both = old.conditions & new.conditions
    return f"{_words(new, both)} instead of {_words(old, both)}"


def _words(part: Part, where: Conditions) -> str:
    """The part as text, but for what is said already."""
    return part.text(where) or part.operand


def _formula(shape: Shape) -> str:
    parts = [shape.above, *([shape.below] if shape.below else [])]
    both = frozenset.intersection(*(part.conditions for part in parts))
    return " / ".join(_words(part, both) for part in parts)
