"""What has one attempt at a table gathered?"""

from __future__ import annotations

from dataclasses import dataclass, field

from cx_cli.metrics.tally import Tally
from cx_cli.normalise.rows import Rows
from cx_cli.results.accounts import Accounts


@dataclass
class State:
    """What one attempt at a table has gathered; states of several workers merge."""

    tally: Tally
    accounts: Accounts = field(default_factory=Accounts)
    held: list[Rows] = field(default_factory=list)

    def merge(self, other: State) -> None:
        self.tally.merge(other.tally)
        self.accounts.merge(other.accounts)
        self.held += other.held
