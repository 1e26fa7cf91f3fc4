"""Do two programs' numbers agree? python -m benchmarks.agree [--common] OUT.json OTHER.json

Prints {"compared": n, "disagree": n, "examples": [...]} as JSON. A file is a cx.report/1 or what a peer writes.
``--common``: of the second file only what the first has a metric for.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from benchmarks.job import BREAKDOWNS

RELATIVE = 1e-9
TRUE_ZERO = frozenset({"tickets_created", "tickets_resolved", "backlog"})
"""Of these a slice that is not listed is 0; of all others it has no value."""

Key = tuple[str, str, str]
"""Breakdown, metric.statistic, ``2026-01|label`` with nothing after the bar for a missing label."""


def values_of(document: dict[str, Any]) -> dict[Key, float]:
    """Every value by key, whichever of the two formats it is in; slices without a value are left out."""
    if str(document.get("schema", "")).startswith("cx.report/"):
        return _of_report(document)
    return {
        (breakdown, name, key): value
        for breakdown, metrics in document.items()
        for name, slices in metrics.items()
        for key, value in slices.items()
        if value is not None
    }


def _of_report(document: dict[str, Any]) -> dict[Key, float]:
    values: dict[Key, float] = {}
    for row in document["values"]:
        for breakdown in BREAKDOWNS:
            if list(row["slice"]) == ["period", breakdown] and row["value"] is not None:
                statistic = row["statistic"]
                name = row["metric"] if statistic is None else f"{row['metric']}.{statistic}"
                key = f"{row['slice']['period']}|{row['slice'][breakdown] or ''}"
                values[breakdown, name, key] = row["value"]
    return values


def differences(one: dict[Key, float], other: dict[Key, float]) -> list[tuple[Key, float | None, float | None]]:
    """The keys whose values are further apart than 1e-9 of the larger, or that only one of the two has.

    >>> a = {("channel", "csat", "2026-01|email"): 50.0, ("channel", "backlog", "2026-01|email"): 0}
    >>> differences(a, {("channel", "csat", "2026-01|email"): 50.00000000001})
    []
    >>> differences(a, {})
    [(('channel', 'csat', '2026-01|email'), 50.0, None)]
    """
    found = []
    for key in sorted(one.keys() | other.keys()):
        default = 0.0 if key[1] in TRUE_ZERO else None
        left, right = one.get(key, default), other.get(key, default)
        if left is None or right is None or not math.isclose(left, right, rel_tol=RELATIVE):
            found.append((key, left, right))
    return found


def in_common(one: dict[Key, float], other: dict[Key, float]) -> dict[Key, float]:
    """The values of ``other`` in the breakdowns and metrics that ``one`` has."""
    names = {key[:2] for key in one}
    return {key: value for key, value in other.items() if key[:2] in names}


def agreement(found: dict[str, Any], peer: str) -> tuple[str, bool]:
    """What :func:`main` prints, in words, and whether anything is wrong."""
    if not found["disagree"]:
        return f"{found['compared']:,} values agree with {peer}", False
    detail = [f"{name}: {n}" for name, n in found["by_metric"].items()] + found["examples"]
    head = f"{found['disagree']:,} of {found['compared']:,} values DISAGREE"
    return "\n    ".join([head, *detail]), True


def main() -> None:
    paths = [word for word in sys.argv[1:] if word != "--common"]
    if len(paths) != 2:
        sys.exit(__doc__)
    one, other = (values_of(json.loads(Path(path).read_text())) for path in paths)
    if len(paths) < len(sys.argv) - 1:
        other = in_common(one, other)
    found = differences(one, other)
    by_metric: dict[str, int] = {}
    for (breakdown, name, _), _, _ in found:
        by_metric[f"{name} by {breakdown}"] = by_metric.get(f"{name} by {breakdown}", 0) + 1
    examples = [f"{name} {key} by {breakdown}: {a} and {b}" for (breakdown, name, key), a, b in found[:5]]
    print(
        json.dumps(
            {
                "compared": len(one.keys() | other.keys()),
                "disagree": len(found),
                "by_metric": by_metric,
                "examples": examples,
            }
        )
    )


if __name__ == "__main__":
    main()
