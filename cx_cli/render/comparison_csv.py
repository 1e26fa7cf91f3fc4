"""How does a comparison read as one long table?"""

from __future__ import annotations

from collections.abc import Iterator

from cx_cli.render.to_csv import cell
from cx_cli.results.contrast import Contrast, Drivers, Figure

FIELDS = (
    *("record", "metric", "statistic", "by", "label", "value_older", "n_older", "low_older", "high_older"),
    *("value_newer", "n_newer", "low_newer", "high_newer", "change", "percent", "change_low", "change_high", "noise"),
    *("direction", "share_older", "share_newer", "mix", "within", "score", "small"),
)
"""``record`` is change, driver (the whole by one column), part (one group of it), anomaly or made_of."""

Record = dict[str, object]


def render(found: Contrast) -> str:
    """A row per change, driver, part of one, anomaly and group that an anomaly is made of. Nothing is rounded."""
    lines = [",".join(FIELDS)]
    lines += [",".join(_cell(record.get(name)) for name in FIELDS) for record in _records(found)]
    return "\n".join(lines) + "\n"


def _records(found: Contrast) -> Iterator[Record]:
    for one in found.changes:
        yield {
            "record": "change",
            "metric": one.measure.metric,
            "statistic": one.measure.statistic,
            **_figures(one.older, one.newer),
            "change": one.change,
            "percent": one.percent,
            "change_low": one.low,
            "change_high": one.high,
            "noise": one.noise,
            "direction": one.direction,
            "small": one.small,
        }
    for drivers in found.drivers:
        yield from _driver(drivers)
    for odd in found.anomalies:
        told: Record = {"metric": odd.volume, "label": odd.label, "score": odd.score}
        yield {"record": "anomaly", **told, "by": odd.kind, "n_newer": odd.n, "n_older": odd.usual}
        for made in odd.made_of:
            where = f"{odd.label} {made.label if made.label is not None else ''}".rstrip()
            yield {
                "record": "made_of",
                "metric": odd.volume,
                "by": made.column,
                "label": where,
                "n_newer": made.n,
                "n_older": made.usual,
            }


def _driver(one: Drivers) -> Iterator[Record]:
    head: Record = {"metric": one.measure.metric, "statistic": one.measure.statistic, "by": one.column}
    parts: Record = {"change": float(one.change), "mix": float(one.mix), "within": float(one.within)}
    paradox = "simpsons paradox" if one.paradox else None
    yield {"record": "driver", **head, **parts, "direction": paradox}
    for part in one.parts:
        yield {
            "record": "part",
            **head,
            "label": part.label,
            **_figures(part.older, part.newer),
            "change": float(part.total),
            "share_older": float(part.share_older),
            "share_newer": float(part.share_newer),
            "mix": float(part.mix),
            "within": float(part.within),
            "small": part.small,
        }


def _figures(older: Figure, newer: Figure) -> Record:
    return {
        f"{name}_{word}": getattr(figure, name)
        for word, figure in (("older", older), ("newer", newer))
        for name in ("value", "n", "low", "high")
    }


def _cell(value: object) -> str:
    """A number as it is, which no spreadsheet runs; words as the long form of a report has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)
    return str(value) if isinstance(value, int) else cell(str(value))
