"""Which definition does each word of ``--between`` name, and which statistic of it?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cx_cli.errors import UsageError
from cx_cli.metrics.definitions.preset import DEFAULT, Choice, preset, preset_names
from cx_cli.metrics.formula import parse
from cx_cli.metrics.metric import Metric
from cx_cli.results.reconciliation import Side
from cx_cli.suggest import nearest

_STATISTIC = re.compile(r"mean|median|min|max|p\d{1,2}(\.\d+)?")


def sides_of(text: str, metric: Metric, *, own: bool, asked: str | None) -> tuple[Side, Side]:
    """The two ends of ``A,B``, each a variant or a preset, ``.STATISTIC`` behind it or not.

    ``own`` is a metric of the user's own, which no product defines; ``asked`` the statistic that ``--statistic`` names.
    A distribution whose statistic nobody names is shown as the other end is: by the same statistic, by its mean where
    that is a fraction, else by the first of the metric's own, or its median.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) != 2:
        raise UsageError(
            f"--between takes two definitions, and {text!r} names {len(words) or 'none'}",
            slug="between",
            fix=f"--between {','.join(_two(metric))}",
        )
    first, second = (_side(word, metric, own=own) for word in words)
    return _settled(first, second, metric, asked), _settled(second, first, metric, asked)


def has_statistics(metric: Metric, variant: str) -> bool:
    """Whether a metric is a distribution under this variant."""
    entry = metric.under(variant)
    return parse(entry.formula, entry.facts, entry.at, entry.where, entry.parameters).is_distribution()


def clock_of(chosen: Choice, metric: Metric) -> str:
    """The clock that a product has for a metric; where no duration and no promise is measured there is but one."""
    timed = metric.facts == "targets" or (metric.unit == "seconds" and metric.facts in ("tickets", "replies"))
    return chosen.clock if timed else "calendar"


def _side(word: str, metric: Metric, *, own: bool) -> Side:
    name, dot, statistic = word.partition(".")
    if dot and not _STATISTIC.fullmatch(statistic):
        raise UsageError(
            f"--between {word}: {statistic!r} is no statistic",
            slug="between",
            facts=[("known", "mean, median, min, max, and percentiles such as p90")],
            fix=f"{name}.median",
        )
    side = _named(name, word, metric, own=own)
    if statistic and not has_statistics(metric, side.variant):
        raise UsageError(
            f"--between {word}: {metric.name} under {side.variant} is one value and has no {statistic}",
            slug="between",
            fix=f"--between {name},...",
        )
    return Side(word, side.variant, statistic or side.statistic, side.clock, side.remark)


def _named(name: str, word: str, metric: Metric, *, own: bool) -> Side:
    chosen = preset(name).metrics.get(metric.name) if name in preset_names() and not own else None
    if chosen is not None:
        clock = clock_of(chosen, metric.under(chosen.variant))
        return Side(word, chosen.variant, chosen.statistic, clock, _differs(name, chosen.differs))
    if name == DEFAULT or name in metric.variants:
        return Side(word, name, None)
    if name in preset_names() and not own:
        lacking = preset(name).not_available.get(metric.name)
        told = f"has it otherwise than cx can compute it ({lacking.reason})" if lacking else "does not define it"
        return Side(word, DEFAULT, None, remark=f"{name} {told}: the default was used")
    known = list(_known(metric, own))
    close = nearest(name, known)
    raise UsageError(
        f"{metric.name} has no variant {name!r}, and there are no definitions of that name"
        + (f"; did you mean {close!r}?" if close else ""),
        slug="unknown-variant",
        facts=[(word, ", ".join(names)) for word, names in _named_so(metric, own) if names],
        fix=f"cx metrics {metric.name}",
    )


def _settled(side: Side, other: Side, metric: Metric, asked: str | None) -> Side:
    if side.statistic or not has_statistics(metric, side.variant):
        return side
    own = metric.statistics.partition(",")[0] or "median"
    usual = own if has_statistics(metric, other.variant) else "mean"
    return Side(side.name, side.variant, asked or other.statistic or usual, side.clock, side.remark)


def _differs(name: str, text: str) -> str:
    return f"{name} differs: {text}" if text else ""


def _known(metric: Metric, own: bool) -> Iterator[str]:
    yield from (DEFAULT, *metric.variants)
    yield from () if own else preset_names()


def _named_so(metric: Metric, own: bool) -> Iterator[tuple[str, list[str]]]:
    """The variants, and the products that define the metric."""
    yield "variants", [DEFAULT, *metric.variants]
    yield "products", [] if own else [name for name in preset_names() if metric.name in preset(name).metrics]


def _two(metric: Metric) -> tuple[str, str]:
    return DEFAULT, next(iter(metric.variants), "zendesk")
