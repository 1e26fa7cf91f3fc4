"""How does a comparison read without the names of agents and customers?"""

from __future__ import annotations

from dataclasses import replace

from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.results.contrast import Anomaly, Contrast, Drivers, Note
from cx_cli.results.drivers import in_order
from cx_cli.results.pseudonymise import pseudonymised
from cx_cli.results.result import Label


def pseudonymised_contrast(found: Contrast, names: Pseudonyms) -> Contrast:
    """The comparison with other names for people, in the parts of changes and in what odd days are made of.

    A condition in which two saved reports differ may name somebody, and is left out.
    """
    return replace(
        found,
        older=replace(found.older, groups={}),
        newer=replace(found.newer, groups={}),
        drivers=tuple(_drivers(one, names) for one in found.drivers),
        anomalies=tuple(_anomaly(one, names) for one in found.anomalies),
        notes=tuple(map(_note, found.notes)),
        report=pseudonymised(found.report, names) if found.report else None,
    )


def _drivers(one: Drivers, names: Pseudonyms) -> Drivers:
    parts = (replace(part, label=_shown(names, one.column, part.label)) for part in one.parts)
    return replace(one, parts=in_order(parts))


def _anomaly(one: Anomaly, names: Pseudonyms) -> Anomaly:
    made_of = (replace(made, label=_shown(names, made.column, made.label)) for made in one.made_of)
    return replace(one, made_of=tuple(made_of))


def _note(one: Note) -> Note:
    if one.parts.get("setting") != "where":
        return one
    return replace(one, parts={"setting": "where", "before": "...", "now": "..."})


def _shown(names: Pseudonyms, column: str, label: Label) -> Label:
    return names.name(column, label) if label is not None and names.hides(column) else label
