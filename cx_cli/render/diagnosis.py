"""How does what cx found of itself and its surroundings read, for somebody who answers a bug report?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from cx_cli.frozen import frozen
from cx_cli.language import ENGLISH, Language
from cx_cli.render.safe import harmless

State = Literal["ok", "note", "broken"]
TITLES = {
    "program": "Program",
    "libraries": "Libraries",
    "extras": "Optional",
    "system": "System",
    "text": "Text and terminal",
    "time": "Time zones",
    "settings": "Settings",
    "variables": "Variables",
    "run": "A run on sample data",
}
LABELS = {"note": "note", "broken": "BROKEN"}


@frozen
class Finding:
    """One fact under its name: a ``value``, or a ``sentence`` with its parts; ``try_`` is to be pasted."""

    section: str
    name: str
    value: str = ""
    state: State = "ok"
    sentence: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    try_: str = ""


def to_text(findings: tuple[Finding, ...], language: Language = ENGLISH) -> str:
    """The findings by section, and in the last line whether all is well."""
    return "".join(f"{harmless(line)}\n" for line in _lines(findings, language))


def _lines(findings: tuple[Finding, ...], language: Language) -> Iterator[str]:
    say = language.say
    width = max(len(one.name) for one in findings)
    for section, title in TITLES.items():
        within = [one for one in findings if one.section == section]
        if within:
            yield say(title)
        for one in within:
            mark = "" if one.state == "ok" else f"{say(LABELS[one.state])}: "
            told = say(one.sentence, **dict(one.parts)) if one.sentence else one.value
            yield f"  {one.name:<{width}}  {mark}{told}".rstrip()
            if one.try_:
                yield f"  {'':<{width}}  {say('try')}: {one.try_}"
        if within:
            yield ""
    broken = [one.name for one in findings if one.state == "broken"]
    yield say("broken: {names}", names=", ".join(broken)) if broken else say("Nothing is broken.")


def to_json(findings: tuple[Finding, ...]) -> str:
    """The same as ``cx.doctor/1``; sentences are in English."""
    told = [
        {
            "section": one.section,
            "name": one.name,
            "state": one.state,
            "value": ENGLISH.say(one.sentence, **dict(one.parts)) if one.sentence else one.value,
            "try": one.try_ or None,
        }
        for one in findings
    ]
    healthy = all(one.state != "broken" for one in findings)
    return (
        json.dumps({"schema": "cx.doctor/1", "healthy": healthy, "findings": told}, ensure_ascii=False, indent=1) + "\n"
    )
