"""Which policy promises something to a ticket, and by which calendar?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cx_cli.facts.clocks import Clocks
from cx_cli.facts.pauses import Always, Runs
from cx_cli.frozen import frozen
from cx_cli.normalise.evaluate import Evaluator
from cx_cli.normalise.expression import columns_of
from cx_cli.normalise.rows import Bools, Ints, Rows
from cx_cli.settings.calendars import ALWAYS
from cx_cli.settings.policies import PROMISES, Policy, Promised

_STOPPED: Mapping[str, tuple[str, ...]] = {
    "first_reply": (),
    "next_reply": (),
    "resolution": ("resolved", "closed"),
    "requester_wait": ("pending", "resolved", "closed"),
    "update": ("resolved", "closed"),
}
"""The statuses in which a promise stands still whatever the policy says: a ticket that was settled and came back was
not waiting meanwhile."""


@frozen
class Policies:
    """The policies of the settings, with the calendars that they are counted by."""

    promised: Promised
    clocks: Clocks

    def kinds(self) -> tuple[str, ...]:
        """The kinds of promise that any policy makes."""
        return tuple(kind for kind in PROMISES if any(kind in policy.targets for policy in self.promised.policies))

    def columns(self) -> frozenset[str]:
        """The columns of tickets that the choice of a policy hangs on."""
        read = [columns_of(policy.where) for policy in self.promised.policies if policy.where]
        return frozenset().union(*read)

    def codes(self, tickets: Rows) -> Ints:
        """The number of the first policy whose ``where`` holds for each ticket, -1 for none."""
        found = np.full(tickets.n, -1, dtype=np.int64)
        evaluator = Evaluator(tickets, self.clocks.zone)
        for code, policy in enumerate(self.promised.policies):
            if not policy.where:
                found[found < 0] = code
            elif columns_of(policy.where) <= tickets.columns.keys():
                found[evaluator.true(policy.where) & (found < 0)] = code
        return found

    def time_of(self, policy: Policy) -> Runs:
        return Always() if policy.calendar == ALWAYS else self.clocks.calendars[policy.calendar]

    def pausing(self, codes: Ints) -> Bools:
        """The tickets whose policy stands still in some status."""
        return np.array([*(bool(policy.pause) for policy in self.promised.policies), False], dtype=np.bool_)[codes]


def stopped(policy: Policy, kind: str) -> tuple[str, ...]:
    """The statuses in which a policy's promise of a kind stands still."""
    return (*policy.pause, *_STOPPED[kind])
