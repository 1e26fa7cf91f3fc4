"""What does a reconciliation say? Frozen values that renderers read and never change."""

from __future__ import annotations

from collections.abc import Callable

from cx_cli.frozen import frozen
from cx_cli.metrics.metric import Metric
from cx_cli.results.result import Label, Report

Slice = tuple[Label, ...]


@frozen
class Product:
    """Who defines a KPI so: the preset's name, the statistic that the product shows first, its clock, how sure."""

    name: str
    statistic: str | None
    clock: str
    certainty: str
    differs: str


@frozen
class Definition:
    """A KPI under one variant. ``formula`` has its parameters filled in; ``same_as`` is an earlier variant that says
    the same; ``needs`` is what the files lack for it, None where it was computed; ``in_use`` is that of ``cx report``.
    """

    variant: str
    metric: Metric
    formula: str
    products: tuple[Product, ...]
    in_use: bool
    same_as: str | None
    needs: str | None


@frozen
class Side:
    """One end of a walk: the word that named it, and what it comes to. ``remark`` is what has to be said of that."""

    name: str
    variant: str
    statistic: str | None
    clock: str = "calendar"
    remark: str = ""

    def told(self, say: Callable[[str], str] = str) -> str:
        """The word, and what it comes to where that is more; ``say`` says the statistic in the reader's language.

        >>> Side("zendesk", "default", "median").told(), Side("one_reply", "one_reply", None).told()
        ('zendesk (default, median)', 'one_reply')
        """
        more = [self.variant] if self.variant != self.name else []
        more += [say(self.statistic)] if self.statistic and not self.name.endswith(f".{self.statistic}") else []
        return f"{self.name} ({', '.join(more)})" if more else self.name


@frozen
class Rows:
    """How many rows there were before a step and are after it, and how many came and went; None: can't be said."""

    before: int | None
    after: int | None
    entering: int | None = None
    leaving: int | None = None


@frozen
class Step:
    """One step of a walk, of one difference or of several that can't be had one by one. ``metric`` and ``statistic``
    are the definition that it leads to."""

    aspects: tuple[str, ...]
    says: tuple[str, ...]
    metric: Metric
    statistic: str | None


@frozen
class Move:
    """A step in one slice. ``change`` is from the last value that there was, so that all of them add up; None where
    there is no value, or where the unit is another. ``rows`` are those that n counts, ``counted`` those of the
    numerator."""

    value: float | None
    n: float | None
    change: float | None
    rows: Rows
    counted: Rows | None


@frozen
class Path:
    """The walk in one slice of one ``by``; ``difference`` is the end's value less the start's."""

    by: tuple[str, ...]
    slice: Slice
    start: float | None
    start_n: float | None
    moves: tuple[Move, ...]
    difference: float | None


@frozen
class Walk:
    """From one definition to another. ``paths`` has the whole of the data first; ``needs`` is what the files lack for
    one of the ends, and then there are no steps."""

    start: Side
    end: Side
    first: Metric
    steps: tuple[Step, ...]
    paths: tuple[Path, ...]
    needs: str | None
    remarks: tuple[str, ...]


@frozen
class Candidate:
    """A definition beside the figure: ``variants`` are all its names, ``difference`` its value less the figure,
    ``timezone`` the zone in which the days of ``--since`` and ``--until`` begin."""

    variants: tuple[str, ...]
    statistic: str | None
    products: tuple[str, ...]
    unit: str
    value: float
    n: float
    difference: float
    reproduces: bool
    timezone: str


@frozen
class Match:
    """The figure from elsewhere, which stands for every value from ``low`` up to but not including ``high``;
    ``candidates`` come by how near they are."""

    text: str
    figure: float
    low: float
    high: float
    candidates: tuple[Candidate, ...]

    def reproducing(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.candidates if candidate.reproduces)


@frozen
class Reconciliation:
    """One KPI under every definition. The metrics of ``report`` are named by their variants; ``statistics`` are those
    to show of them."""

    metric: Metric
    report: Report
    definitions: tuple[Definition, ...]
    statistics: tuple[str, ...]
    walk: Walk | None = None
    match: Match | None = None
