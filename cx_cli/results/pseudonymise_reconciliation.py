"""How does a reconciliation read without the names of agents and customers?"""

from __future__ import annotations

from dataclasses import replace

from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.results.pseudonymise import pseudonymised
from cx_cli.results.reconciliation import Path, Reconciliation


def pseudonymised_reconciliation(answer: Reconciliation, names: Pseudonyms) -> Reconciliation:
    """The reconciliation with other names for people: in the report's slices and in those of the walk, which stand in
    the order of their new names as the report's do."""
    report, walk = pseudonymised(answer.report, names), answer.walk
    if walk is not None:
        walk = replace(walk, paths=tuple(sorted((_path(one, names) for one in walk.paths), key=_place)))
    return replace(answer, report=report, walk=walk)


def _path(path: Path, names: Pseudonyms) -> Path:
    labels = zip(path.by, path.slice, strict=True)
    hidden = tuple(
        names.name(column, label) if label is not None and names.hides(column) else label for column, label in labels
    )
    return replace(path, slice=hidden)


def _place(path: Path) -> tuple[int, tuple[str, ...], tuple[tuple[bool, str], ...]]:
    """The whole of the data first; a missing label last."""
    return len(path.by), path.by, tuple((label is None, label or "") for label in path.slice)
