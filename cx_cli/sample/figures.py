"""How is a figure worked out of whole numbers, so that every Python gives the same digits?"""

from __future__ import annotations

from collections.abc import Iterable

Figure = dict[str, float | int | None]


def tally(n: int) -> Figure:
    return {"value": n, "n": n}


def ratio(part: int, whole: int, *, times: int = 1) -> Figure:
    """``times * part / whole``; an empty whole gives no value.

    >>> ratio(3, 4, times=100)
    {'value': 75.0, 'n': 4}
    """
    return {"value": times * part / whole if whole else None, "n": whole}


def share(claims: Iterable[bool]) -> Figure:
    """The percentage of the claims that are true."""
    all_claims = list(claims)
    return ratio(sum(all_claims), len(all_claims), times=100)


def spread(values: Iterable[int]) -> Figure:
    """Mean, median and 90th percentile.

    >>> spread([10, 40, 20, 30])
    {'mean': 25.0, 'median': 25.0, 'p90': 37.0, 'n': 4}
    """
    ordered = sorted(values)
    return {
        "mean": sum(ordered) / len(ordered) if ordered else None,
        "median": _percentile(ordered, 50),
        "p90": _percentile(ordered, 90),
        "n": len(ordered),
    }


def _percentile(ordered: list[int], percent: int) -> float | None:
    """Linear between the neighbours of rank ``percent / 100 * (n - 1)``."""
    if not ordered:
        return None
    low, rest = divmod((len(ordered) - 1) * percent, 100)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * rest / 100
