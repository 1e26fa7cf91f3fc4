"""What is a hostile file, and which answer is the right one?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Account = tuple[int, int, int, int, int]
"""Rows, loaded, duplicates, excluded, rejected."""


@dataclass(frozen=True)
class Case:
    """A file and its one right answer: ``cells`` of the loaded rows in the order of the file, or ``refused``.

    ``issues`` are all that may be told: (column, problem) -> how many, and the line of the first. ``labels`` are the
    agents as shown, with their tickets. ``headers`` are the file's words for canonical columns that have another name.
    """

    group: str
    name: str
    data: bytes
    cells: Mapping[str, Sequence[object]] | None = None
    account: Account | None = None
    issues: Mapping[tuple[str | None, str], tuple[int, int | None]] = field(default_factory=dict)
    labels: Mapping[str, int] | None = None
    refused: str | None = None
    says: tuple[str, ...] = ()
    file: str = "tickets.csv"
    settings: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"


def table(
    header: str | Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",", end: str = "\n", quote: str = ""
) -> str:
    """The text of a table; every cell stands in ``quote`` where there is one."""
    names = header.split(",") if isinstance(header, str) else header
    lines = [names, *rows]
    return "".join(delimiter.join(f"{quote}{cell}{quote}" for cell in cells) + end for cells in lines)


def at(text: str, hours: float = 0) -> datetime:
    """The instant of a text in ISO 8601, in UTC where it names no offset, less these hours.

    >>> at("2026-01-05T10:00", 1).isoformat()
    '2026-01-05T09:00:00+00:00'
    """
    said = datetime.fromisoformat(text)
    return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC) - timedelta(hours=hours)


DAYS = tuple(f"2026-01-{day:02}T10:00:00" for day in range(5, 25))
"""Instants that nobody can misread."""
