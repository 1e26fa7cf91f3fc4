"""How does the catalogue read, whole and entry by entry?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cx_cli.language import ENGLISH, Language
from cx_cli.metrics.definitions.preset import Preset
from cx_cli.metrics.metric import Example, Metric, Variant
from cx_cli.render import to_definitions
from cx_cli.render.hanging import hanging
from cx_cli.render.safe import harmless

_BETTER = {"higher": "higher is better", "lower": "lower is better", "neither": "neither is better"}
_SETTABLE = ("within", "short_abandon")
"""The parameters that [service_level] sets."""


def overview(metrics: Sequence[Metric], presets: Sequence[Preset] = (), language: Language = ENGLISH) -> str:
    """Every metric by family: name, title, unit, and what it says in one sentence; then whose definitions there are."""
    say, width = language.say, max(len(metric.name) for metric in metrics) + 2
    lines: list[str] = []
    for family in dict.fromkeys(metric.family for metric in metrics):
        lines += ["", harmless(say(family))]
        for metric in metrics:
            if metric.family == family:
                said = f"{say(metric.title)} ({say(metric.unit)}). {say(metric.about)}".strip()
                lines += hanging(f"  {metric.name:<{width}}", said)
    lines += ["", *to_definitions.listed(presets, language)] if presets else []
    lines += ["", say("One of them, whole: cx metrics NAME")]
    return "\n".join(lines[1:]) + "\n"


def entry(metric: Metric, presets: Iterable[Preset] = (), language: Language = ENGLISH) -> str:
    """One metric whole: everything stands in its entry, and ``[metric.NAME]`` in cx.toml has the same keys.

    ``presets`` are the products of which some may define it.
    """
    say = language.say
    lines = [f"{metric.name}   {harmless(say(metric.title))}", ""]
    lines += [*hanging("  ", say(metric.about)), ""] if metric.about else []
    for word, said in _definition(metric, language):
        lines += hanging(f"  {word:<12}", said) if said else []
    lines += _variants(metric, language)
    lines += to_definitions.users_of(metric.name, presets, language)
    for rows in dict.fromkeys(example.rows for example in metric.examples):
        lines += ["", say("Worked example"), *hanging(f"  {say('rows'):<8}", rows)]
        for example in metric.examples:
            if example.rows == rows:
                lines += hanging(f"  {say('gives'):<8}", _given(metric, example, language))
    return "\n".join(lines) + "\n"


def to_json(metrics: Iterable[Metric], presets: Iterable[Preset] = ()) -> str:
    """The entries as ``cx.metrics/1``, and the definitions of products."""
    entries = [json.dumps(_plain(metric), ensure_ascii=False) for metric in metrics]
    products = to_definitions.to_entries(presets)
    return f'{{"schema": "cx.metrics/1",\n "metrics": {_listed(entries)},\n "definitions": {_listed(products)}}}\n'


def _listed(entries: Sequence[str]) -> str:
    return "[\n  " + ",\n  ".join(entries) + "\n ]" if entries else "[]"


def _definition(metric: Metric, language: Language) -> Iterator[tuple[str, str]]:
    say = language.say
    yield say("formula"), metric.formula
    for name, value in metric.parameters.items():
        yield "", _parameter(name, value, language)
    yield say("unit"), f"{say(metric.unit)}, {say(_BETTER[metric.better])}"
    yield say("rows"), say("{table}, each in the period of its {instant}", table=metric.facts, instant=metric.at)
    yield say("where"), metric.where
    yield say("by"), metric.by and say("any of {columns}", columns=metric.by)
    yield say("missing"), language.retell(metric.missing, "catalogue")
    yield say("source"), language.retell(metric.source, "catalogue")
    yield say("family"), say(metric.family)


def _parameter(name: str, value: float, language: Language) -> str:
    told, where = f"{name} = {value:g}", language.say("in cx.toml")
    return f'{told}   {where}: [service_level] {name} = "{value:g}s"' if name in _SETTABLE else told


def _variants(metric: Metric, language: Language) -> Iterator[str]:
    if not metric.variants:
        return
    say = language.say
    yield from ("", say("Variants"))
    width = max(map(len, ["default", *metric.variants])) + 2
    yield from hanging(f"  {'default':<{width}}", metric.formula)
    for name, variant in metric.variants.items():
        said = [f"{say(word)}: {text}" for word, text in _changes(variant)]
        first, *more = [say(variant.about), *said] if variant.about else said or [say("as the default")]
        yield from hanging(f"  {name:<{width}}", first)
        for line in more:
            yield from hanging(" " * (width + 2), line)
    chosen = next(
        (name for name, variant in metric.variants.items() if any(_changes(variant))), next(iter(metric.variants))
    )
    yield from ("", say("To pick one, in cx.toml:"), "  [definitions]", f'  {metric.name} = "{chosen}"')


def _changes(variant: Variant) -> Iterator[tuple[str, str]]:
    for word, text in (
        ("formula", variant.formula),
        ("at", variant.at),
        ("where", variant.where),
        ("unit", variant.unit),
        ("better", variant.better),
    ):
        if text is not None:
            yield word, text


def _given(metric: Metric, example: Example, language: Language) -> str:
    """The value, of what, and who says so."""
    said = [example.expect, *([language.say(example.statistic)] if example.statistic else [])]
    said += [example.variant] if example.variant != "default" else [metric.name]
    source = language.retell(example.source, "catalogue")
    return "  ".join(said) + (f"   ({source})" if source else "")


def _plain(metric: Metric) -> dict[str, Any]:
    fields: Mapping[str, Any] = asdict(metric)
    return _harmless(
        {key: dict(value) if key in ("variants", "parameters") else value for key, value in fields.items()}
    )


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dict):
        return {harmless(key): _harmless(item) for key, item in value.items()}
    return [_harmless(item) for item in value] if isinstance(value, list | tuple) else value
