"""Which instants, labels and gaps come up when a seed's dice are thrown?"""

from __future__ import annotations

import random
from datetime import UTC, datetime


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def iso(instant: int | None) -> str:
    return "" if instant is None else datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


START, AS_OF = epoch("2025-10-20T08:00:00Z"), epoch("2026-04-10T12:34:56Z")
EDGES = [
    epoch(text)
    for text in (
        "2025-10-25T22:00:00Z",  # the start and the end of Rome's day of 25 hours
        "2025-10-26T23:00:00Z",
        "2025-10-26T01:00:00Z",
        "2025-11-01T00:00:00Z",  # a month begins in UTC, in Rome, in New York
        "2025-10-31T23:00:00Z",
        "2025-11-01T04:00:00Z",
        "2025-11-02T04:00:00Z",  # New York's day of 25 hours
        "2025-11-03T05:00:00Z",
        "2025-11-02T06:00:00Z",
        "2025-12-28T23:00:00Z",  # ISO week 1 of 2026 begins in 2025
        "2025-12-29T00:00:00Z",
        "2025-12-29T05:00:00Z",
        "2025-12-31T23:00:00Z",
        "2026-01-01T00:00:00Z",
        "2026-01-01T05:00:00Z",
        "2026-02-01T00:00:00Z",
        "2026-03-08T05:00:00Z",  # New York's day of 23 hours
        "2026-03-08T07:00:00Z",
        "2026-03-09T04:00:00Z",
        "2026-03-28T23:00:00Z",  # Rome's day of 23 hours
        "2026-03-29T01:00:00Z",
        "2026-03-29T22:00:00Z",
        "2026-03-31T22:00:00Z",
        "2026-04-01T00:00:00Z",
    )
]
CHANNELS = ("email", "chat", "phone", "web form")
AGENTS = {
    "Ana Rossi": "Front line",
    "José Núñez": "Front line",
    "Jörg Weiß": "Second line",
    "O'Brien, Pat": "Second line",
    "Ștefan Popescu": "",
}


class Desk:
    """The dice of one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def instant(self) -> int:
        if self.chance(0.2):
            return self.rng.choice(EDGES) + self.rng.choice((-1, 0, 0, 1))
        return self.rng.randint(START, AS_OF - 1)

    def after(self, instant: int, most: int) -> int:
        """An instant not before this one and not after AS_OF; now and then the same."""
        longest = 0 if self.chance(0.06) else self.rng.choice((most, most // 10 + 1, most // 100 + 1))
        return min(instant + self.rng.randint(0, longest), AS_OF)

    def cell(self, text: object, missing: float = 0.08) -> str:
        return "" if self.chance(missing) else str(text)

    def agent(self, missing: float = 0.12) -> tuple[str, str]:
        name = self.cell(self.rng.choice(list(AGENTS)), missing)
        return name, AGENTS.get(name, "")

    def due(self, created: int, done: int | None) -> int:
        """A deadline: around the moment it was met, or around AS_OF while it is running."""
        if done is not None and self.chance(0.6):
            return done + self.rng.choice((0, 0, 1, -1, 3600, -3600))
        if done is None and self.chance(0.6):
            return AS_OF + self.rng.choice((-1, 0, 1, 86400, 20 * 86400, -86400))
        return created + self.rng.choice((0, 3600, 14400, 86400))
