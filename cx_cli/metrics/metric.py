"""What is a KPI? One frozen entry that reads, runs, prints and tests itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, field, fields
from typing import Any, Literal

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.suggest import nearest

Unit = Literal["count", "percent", "points", "seconds", "score", "number"]
Better = Literal["higher", "lower", "neither"]

_KIND_NAMES: dict[type, str] = {str: "text", dict: "a table", list: "a list of tables"}
UNITS: tuple[str, ...] = ("count", "percent", "points", "seconds", "score", "number")
BETTER: tuple[str, ...] = ("higher", "lower", "neither")


UNKNOWN = float("inf")
"""The value of a parameter that has none until the settings, or the data, give it one."""


@frozen
class Example:
    """A worked example: rows of the canonical table in a compact notation, and the value they must give.

    ``rows`` has one column per line or ``;``: ``score: 4*43 5*29 1*28`` is 43 fours, 29 fives and 28 ones. Cells
    are separated by blanks; ``-`` is a missing cell; ``yes`` and ``no`` are flags; ``2d``, ``90s`` durations;
    instants are ISO 8601 without a blank, in UTC. A column with one cell holds it in every row. ``as_of`` and the
    metric's parameters may stand among the columns.
    """

    rows: str
    expect: str
    statistic: str | None = None
    variant: str = "default"
    source: str = ""


@frozen
class Variant:
    """Another definition in use: what it changes of the entry it belongs to, and who uses it."""

    formula: str | None = None
    facts: str | None = None
    at: str | None = None
    where: str | None = None
    unit: Unit | None = None
    better: Better | None = None
    about: str = ""


@frozen
class Metric:
    """A catalogue entry.

    ``facts`` is the fact table, ``at`` the instant that dates a row into a period, ``formula`` the definition in
    the closed grammar of :mod:`cx_cli.metrics.formula`, ``where`` narrows the population, ``by`` names columns, with
    commas between them, any of which has to be in ``--by`` for the metric to say anything, ``on_request`` says why it
    is computed only when it is named, ``missing`` how rows with a missing operand are treated, ``statistics`` are those
    that are shown unless others are asked for, with commas too, ``parameters`` are the names in the formula that the
    settings may change.
    """

    name: str
    title: str
    facts: str
    at: str
    formula: str
    unit: Unit
    better: Better
    family: str = "yours"
    where: str = ""
    by: str = ""
    on_request: str = ""
    about: str = ""
    source: str = ""
    missing: str = ""
    statistics: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    variants: Mapping[str, Variant] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    def is_said_by(self, by: Sequence[str]) -> bool:
        """Whether a slicing by these columns is one that the metric has a value for."""
        return not self.by or any(name.strip() in by for name in self.by.split(","))

    def under(self, variant: str) -> Metric:
        """This metric with the definition of ``variant`` in place of the default one."""
        if variant == "default":
            return self
        if variant not in self.variants:
            close = nearest(variant, self.variants)
            raise UsageError(
                f"{self.name} has no variant {variant!r}" + (f"; did you mean {close!r}?" if close else ""),
                slug="unknown-variant",
                facts=[("known", ", ".join(["default", *self.variants]))],
                fix=f"cx metrics {self.name}",
            )
        changes = self.variants[variant]
        kept = {
            key: value
            for key in ("formula", "facts", "at", "where", "unit", "better")
            if (value := getattr(changes, key)) is not None
        }
        return Metric(**{**{f.name: getattr(self, f.name) for f in fields(self)}, **kept})


def to_toml(metric: Metric) -> str:
    """The entry as a ``[metric.NAME]`` table of ``cx.toml``; :func:`from_toml` reads it back equal."""
    head = f"metric.{metric.name}"
    lines = [f"[{head}]"]
    for spec in fields(Metric):
        value = getattr(metric, spec.name)
        if spec.name in ("name", "variants", "examples", "parameters") or value == spec.default:
            continue
        lines.append(f"{spec.name} = {_quoted(value)}")
    if metric.parameters:
        inside = ", ".join(f"{key} = {value!r}" for key, value in metric.parameters.items())
        lines.append(f"parameters = {{ {inside} }}")
    for name, variant in metric.variants.items():
        lines += ["", f"[{head}.variants.{name}]", *_plain_fields(variant)]
    for example in metric.examples:
        lines += ["", f"[[{head}.examples]]", *_plain_fields(example)]
    return "\n".join(lines) + "\n"


def from_toml(text: str) -> list[Metric]:
    """Every ``[metric.NAME]`` of a TOML text."""
    import tomllib  # only a user's own metrics are read as text

    return [from_table(name, table) for name, table in tomllib.loads(text).get("metric", {}).items()]


def from_table(name: str, table: Mapping[str, Any]) -> Metric:
    """A metric from the parsed ``[metric.NAME]`` table; an unknown, missing or wrong key is refused."""
    where = f"[metric.{name}]"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(
            f"{where}: a metric's name is lower-case letters, digits and _",
            slug="settings",
            facts=[("found", name)],
        )
    given = dict(table)
    _refuse_unknown(given, [f.name for f in fields(Metric) if f.name != "name"], where)
    for key in ("facts", "at", "formula", "unit", "better"):
        if key not in given:
            raise UsageError(f"{where} needs {key!r}", slug="settings", fix=f'{key} = "..."')
    for key, value in given.items():
        wanted = {"parameters": dict, "variants": dict, "examples": list}.get(key, str)
        if not isinstance(value, wanted):
            raise UsageError(f"{where}: {key} = {value!r} must be {_KIND_NAMES[wanted]}", slug="settings")
    _check_words(given, where)
    for parameter, value in given.get("parameters", {}).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"{where}: parameters.{parameter} = {value!r} must be a number", slug="settings")
    given.setdefault("title", name.replace("_", " ").capitalize())
    given["variants"] = {
        key: Variant(**_checked(Variant, value, f"{where}.variants.{key}"))
        for key, value in given.get("variants", {}).items()
    }
    given["examples"] = tuple(
        Example(**_checked(Example, value, f"{where}.examples")) for value in given.get("examples", [])
    )
    return Metric(name=name, **given)


def _checked(kind: type, table: Any, where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise UsageError(f"{where} must be a table", slug="settings")
    _refuse_unknown(table, [f.name for f in fields(kind)], where)
    for key, value in table.items():
        if not isinstance(value, str):
            raise UsageError(f"{where}: {key} = {value!r} must be text", slug="settings")
    for spec in fields(kind):
        if spec.default is MISSING and spec.name not in table:
            raise UsageError(f"{where} needs {spec.name!r}", slug="settings", fix=f'{spec.name} = "..."')
    _check_words(table, where)
    return table


def _check_words(table: Mapping[str, Any], where: str) -> None:
    """Refuses a unit or a direction that there is none of."""
    for key, allowed in (("unit", UNITS), ("better", BETTER)):
        if key in table and table[key] not in allowed:
            raise UsageError(
                f"{where}: {key} = {table[key]!r} is not known",
                slug="settings",
                facts=[("known", ", ".join(allowed))],
            )


def _refuse_unknown(given: Mapping[str, Any], known: list[str], where: str) -> None:
    for key in given:
        if key not in known:
            close = nearest(key, known)
            raise UsageError(
                f"{where} has an unknown key {key!r}" + (f"; did you mean {close!r}?" if close else ""),
                slug="settings",
                facts=[("known", ", ".join(known))],
            )


def _plain_fields(entry: Variant | Example) -> list[str]:
    return [
        f"{spec.name} = {_quoted(value)}"
        for spec in fields(entry)
        if (value := getattr(entry, spec.name)) != spec.default
    ]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
