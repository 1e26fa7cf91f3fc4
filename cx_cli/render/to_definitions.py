"""How do the definitions of products read: all of them, one whole, and those of one KPI?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from cx_cli.language import ENGLISH, Language
from cx_cli.metrics.definitions.preset import CERTAINTY, Choice, Missing, Preset
from cx_cli.render.hanging import hanging


def listed(presets: Sequence[Preset], language: Language = ENGLISH) -> Iterator[str]:
    """Every preset in a line or two."""
    width = max(len(preset.name) for preset in presets) + 2
    yield language.say("Definitions of products, for --definitions NAME")
    for preset in presets:
        yield from hanging(f"  {preset.name:<{width}}", f"{preset.title}. {_tell(preset.about, language)}")


def whole(preset: Preset, language: Language = ENGLISH) -> str:
    """One preset: each KPI's variant, what the product says, what differs, where it says so and how sure that is."""
    say = language.say
    lines = [f"{preset.name}   {preset.title}", "", *hanging("  ", _tell(preset.about, language)), ""]
    width = max(map(len, [*preset.metrics, *preset.not_available])) + 2
    lines += [say("KPIs")]
    lines += [line for name, chosen in preset.metrics.items() for line in _told(name, width, chosen, language)]
    if preset.not_available:
        lines += ["", say("Not computed as the product does")]
        lines += [line for name, gone in preset.not_available.items() for line in _told(name, width, gone, language)]
    codes = max(map(len, preset.sources)) + 2
    lines += ["", say("Sources")]
    lines += [line for code, title in preset.sources.items() for line in hanging(f"  {code:<{codes}}", title)]
    lines += ["", say("How sure")]
    sure = {one.certainty for one in preset.metrics.values()} | {one.certainty for one in preset.not_available.values()}
    lines += [f"  {say(word):<13}{_tell(means, language)}" for word, means in CERTAINTY.items() if word in sure]
    return "\n".join([*lines, "", say("To use them: {option}", option=f"--definitions {preset.name}")]) + "\n"


def users_of(metric: str, presets: Iterable[Preset], language: Language = ENGLISH) -> Iterator[str]:
    """Which products define the KPI, and under which variant; nothing where none does."""
    found: list[tuple[str, Choice | Missing]] = []
    for preset in presets:
        entry = preset.metrics.get(metric) or preset.not_available.get(metric)
        found += [(preset.name, entry)] if entry else []
    if found:
        yield from ("", language.say("Definitions of products, for --definitions NAME"))
        width = max(len(name) for name, _ in found) + 2
        for name, entry in found:
            yield from _told(name, width, entry, language)


def to_entries(presets: Iterable[Preset]) -> list[str]:
    """Each preset as JSON."""
    return [json.dumps(asdict(preset), ensure_ascii=False) for preset in presets]


def _told(name: str, width: int, entry: Choice | Missing, language: Language) -> list[str]:
    say = language.say
    sure = f"({', '.join(entry.source)}; {say(entry.certainty)})"
    if isinstance(entry, Missing):
        return hanging(f"  {name:<{width}}", f"{say('not computed')}: {_tell(entry.reason, language)} {sure}")
    shown = f", {say(entry.statistic)}" if entry.statistic else ""
    clock = f", {say('business time')}" if entry.clock == "business" else ""
    differs = f"; {say('differs')}: {_tell(entry.differs, language)}" if entry.differs else ""
    said = f"{entry.variant}{shown}{clock}: {_tell(entry.says, language)}{differs} {sure}"
    return hanging(f"  {name:<{width}}", said)


def _tell(text: str, language: Language) -> str:
    return language.retell(text, "definitions")
