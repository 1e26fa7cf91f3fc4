"""What does a product say its KPIs are: which variant of each, which clock, on which page, and how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.shipped import shipped
from cx_cli.suggest import nearest

HERE = Path(__file__).parent
DEFAULT = "default"
"""The preset that names no variant: every KPI as its own entry defines it."""

Certainty = Literal["seen", "third_party", "memory", "deduced"]
CERTAINTY: Mapping[Certainty, str] = {
    "seen": "seen in a document of the product, in its code or in a real file",
    "third_party": "said by somebody else about the product",
    "memory": "from memory",
    "deduced": "concluded from code or documents that do not say it",
}


@frozen
class Choice:
    """What one KPI comes to: ``variant`` of the catalogue's entry, the ``statistic`` that the product shows first
    (None where it is not known), its ``clock``, what it ``says``, and what ``differs`` from it all the same.

    ``source`` are keys of the preset's ``sources``.
    """

    variant: str
    says: str
    source: tuple[str, ...]
    certainty: Certainty
    statistic: str | None = None
    clock: str = "calendar"
    differs: str = ""


@frozen
class Missing:
    """A KPI that the product has and that ``cx`` can't compute as it does."""

    reason: str
    source: tuple[str, ...]
    certainty: Certainty


@frozen
class Preset:
    """A product's definitions. ``metrics`` and ``not_available`` are by KPI, ``sources`` page titles by their code."""

    name: str
    title: str
    about: str
    sources: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Choice] = field(default_factory=dict)
    not_available: Mapping[str, Missing] = field(default_factory=dict)

    def variant_of(self, metric: str) -> str:
        """The variant of a metric; the default one where the product says nothing of it."""
        chosen = self.metrics.get(metric)
        return chosen.variant if chosen else DEFAULT


def preset_names() -> tuple[str, ...]:
    """The presets there are a data file for."""
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


def presets() -> tuple[Preset, ...]:
    """Every preset, by name."""
    return tuple(_read(name) for name in preset_names())


def preset(name: str) -> Preset:
    """The preset of that name, ``default`` included; an unknown one is refused with the nearest known."""
    if name == DEFAULT:
        return Preset(DEFAULT, "Default", "Every KPI as its own entry defines it.")
    known = preset_names()
    if name not in known:
        close = nearest(name, (DEFAULT, *known))
        raise UsageError(
            f"there are no definitions named {name!r}" + (f"; did you mean {close!r}?" if close else ""),
            slug="unknown-definitions",
            facts=[("known", ", ".join((DEFAULT, *known)))],
            fix=f"--definitions {close}" if close else "cx metrics",
        )
    return _read(name)


@cache
def _read(name: str) -> Preset:
    data = shipped(HERE / f"{name}.toml")
    clock = data.pop("clock", "calendar")
    choices = {key: Choice(**{"clock": clock, **_sourced(table)}) for key, table in data.pop("metrics").items()}
    missing = {key: Missing(**_sourced(table)) for key, table in data.pop("not_available", {}).items()}
    return Preset(**data, metrics=choices, not_available=missing)


def _sourced(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, "source": tuple(table["source"])}
