"""Which period do the rules judge, and is it over?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cx_cli.errors import UsageError
from cx_cli.facts.fact_table import iso
from cx_cli.frozen import frozen
from cx_cli.metrics.calendar import Calendar
from cx_cli.normalise.zones import Zone
from cx_cli.periods import KINDS, Kind, a_year_before, label_of, parse_label
from cx_cli.results.result import Report
from cx_cli.suggest import nearest

LAST_COMPLETE: Mapping[str, Kind] = {f"last-complete-{kind}": kind for kind in KINDS}


@frozen
class Asked:
    """The period that the settings name: ``number`` is None for the last one that is over."""

    text: str
    kind: Kind
    number: int | None


@frozen
class Judged:
    """A period by its ``label``; ``reason`` says why it can't be judged, '' where it can."""

    kind: Kind
    number: int
    reason: str = ""

    @property
    def label(self) -> str:
        return label_of(self.kind, self.number)

    @property
    def previous(self) -> str:
        return label_of(self.kind, self.number - 1)

    @property
    def a_year_ago(self) -> str | None:
        number = a_year_before(self.kind, self.number)
        return None if number is None else label_of(self.kind, number)


def asked_period(text: str, place: str) -> Asked:
    """``last-complete-week`` or a label such as ``2026-03``; anything else is refused."""
    if text in LAST_COMPLETE:
        return Asked(text, LAST_COMPLETE[text], None)
    if found := parse_label(text):
        return Asked(text, *found)
    close = f"last-complete-{text}" if text in KINDS else nearest(text, LAST_COMPLETE)
    raise UsageError(
        f"{place}: {text!r} is no period that can be judged" + (f"; did you mean {close!r}?" if close else ""),
        slug="judged-period",
        facts=[("known", ", ".join(LAST_COMPLETE)), ("or", "2026-03-09, 2026-W11, 2026-03, 2026-Q1, 2026")],
    )


def judged_period(asked: Asked, report: Report) -> Judged | None:
    """The period in the report's zone, as of the report's instant (or its ``until``); None where there are no data.

    A period whose end the data do not reach is not over, and one before their begin is none that they speak of.
    """
    if report.settings.as_of is None:
        return None
    calendar = Calendar(Zone(report.settings.timezone), asked.kind)
    known_to = _seconds(report.settings.as_of) + 1
    if report.settings.until is not None:
        known_to = min(known_to, _seconds(report.settings.until))
    unfinished = calendar.period_at(known_to)
    number = unfinished - 1 if asked.number is None else asked.number
    covered = {labels[0] for one in report.breakdowns if one.by == ("period",) for labels in one.slices}
    reason = ""
    if number >= unfinished:
        reason = f"{label_of(asked.kind, number)} is not over: the data go to {iso(known_to - 1)}"
    elif label_of(asked.kind, number) not in covered:
        begin = min((label for label in covered if label), default=None)
        label = label_of(asked.kind, number)
        reason = f"the data have no {label}: they begin in {begin}" if begin else f"the data have no {label}"
    return Judged(asked.kind, number, reason)


def _seconds(iso: str) -> int:
    return int(datetime.fromisoformat(iso).timestamp())
