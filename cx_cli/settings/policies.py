"""What is promised to whom, as ``[sla.NAME]`` of the settings has it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from cx_cli.frozen import frozen
from cx_cli.settings import values as v
from cx_cli.settings.calendars import ALWAYS, DEFAULT, OpenHours
from cx_cli.settings.places import Place

PROMISES = ("first_reply", "next_reply", "resolution", "requester_wait", "update")
_STATUSES = ("new", "open", "pending", "on_hold")
Rule = Literal["now", "at_creation", "at_event"]
RULE = "priority_rule"


@frozen
class Policy:
    """A promise to the tickets for which ``where`` holds ('' for all): ``targets`` are seconds by kind of promise,
    counted by ``calendar`` ("always" for around the clock) and not while the ticket's status is one of ``pause``."""

    name: str
    where: str
    targets: Mapping[str, int]
    calendar: str
    pause: tuple[str, ...]
    place: str = field(default="", compare=False)


@frozen
class Promised:
    """The policies in the order in which they are tried, and the ``rule`` for tickets whose priority has changed: they
    are judged by the one that they have ``now``, had ``at_creation``, or ``at_event``: when the promise was kept."""

    policies: tuple[Policy, ...] = ()
    rule: Rule = "now"


def policies_of(files: Sequence[Place], calendars: Mapping[str, OpenHours]) -> Promised:
    """The policies of the nearest file first, each in its file's order; of two with one name the nearer counts."""
    found: dict[str, Policy] = {}
    rule: Rule | None = None
    for place in files:
        where = f"{place.shown}: [sla]"
        for name, said in v.table(place.said.get("sla", {}), where).items():
            if name == RULE:
                read: Rule = v.one_of("now", "at_creation", "at_event")(said, f"{where} {RULE}")
                rule = rule or read
                continue
            if not isinstance(said, dict):
                v.refuse_unknown({name: said}, (RULE,), where)
            policy = _policy(name, said, f"{place.shown}: [sla.{name}]", calendars)
            found.setdefault(name, policy)
    return Promised(tuple(found.values()), rule or "now")


def _policy(name: str, said: Mapping[str, Any], place: str, calendars: Mapping[str, OpenHours]) -> Policy:
    v.refuse_unknown(said, (*PROMISES, "where", "calendar", "pause"), place)
    targets = {kind: _target(said[kind], f"{place} {kind}") for kind in PROMISES if kind in said}
    if not targets:
        raise v.wrong(place, "promises nothing", fix='first_reply = "1h"')
    calendar = said.get("calendar", DEFAULT if DEFAULT in calendars else ALWAYS)
    if calendar == DEFAULT and DEFAULT not in calendars:
        raise v.wrong(f"{place} calendar", "is hours, and there is no [hours]", fix='calendar = "always"')
    v.one_of(ALWAYS, *calendars)(calendar, f"{place} calendar")
    pause = v.words(said.get("pause", []), f"{place} pause")
    for status in pause:
        v.one_of(*_STATUSES)(status, f"{place} pause")
    return Policy(name, v.text(said.get("where", ""), f"{place} where"), targets, calendar, pause, place)


def _target(value: Any, place: str) -> int:
    seconds = v.duration(value, place)
    if seconds < 1:
        raise v.wrong(place, f"{value!r} is no time at all", fix='"1h"')
    return round(seconds)
