"""What is known of how a file is read? Frozen values that renderers read and never change."""

from __future__ import annotations

from cx_cli.frozen import frozen
from cx_cli.normalise.profile import Origin
from cx_cli.results.result import Input, Issue


@frozen
class Decision:
    """What was decided, and why."""

    value: str
    why: str


@frozen
class ColumnSeen:
    """One header (several where they are joined), and what became of it.

    ``column`` is the table's column, None for a header without one; ``role`` is ``column``, ``further`` (to be used
    under ``name`` in ``--by``, ``--where`` and formulas) or ``unknown`` where no table is known. ``format`` is how the
    cells are written, ``why`` what shows it. Of ``cells`` that are not empty ``bad`` can't be understood; None where
    that could not be counted.
    """

    headers: tuple[str, ...]
    role: str
    name: str
    kind: str
    column: str | None = None
    origin: Origin | None = None
    format: str | None = None
    why: str | None = None
    cells: int | None = None
    empty: int | None = None
    bad: int | None = None
    examples: tuple[str, ...] = ()
    first_bad: Issue | None = None
    date_order: str | None = None
    decimal: str | None = None
    inverted: bool = False
    """The header says the opposite of the column."""

    @property
    def understood(self) -> float | None:
        """The share of the cells that are not empty and are understood, 0..1; None without any."""
        if not self.cells or self.bad is None:
            return None
        return (self.cells - self.bad) / self.cells


@frozen
class ProfileSeen:
    """The export format: ``sure`` is how sure its description is, ``source`` where it comes from."""

    name: str
    title: str
    sure: str
    source: str
    traps: tuple[str, ...] = ()


@frozen
class Refusal:
    """The error that ``cx report`` ends with on this file."""

    slug: str
    message: str
    facts: tuple[tuple[str, str], ...]
    fix: str | None


@frozen
class FileSeen:
    """One file, as far as it could be read; what is None was not come to.

    ``accounts`` are its rows, one entry per table that is read of it.
    """

    path: str
    size: int | None = None
    sha256: str | None = None
    container: Decision | None = None
    sheet: Decision | None = None
    encoding: Decision | None = None
    delimiter: Decision | None = None
    header: Decision | None = None
    n_headers: int | None = None
    table: Decision | None = None
    tables: tuple[str, ...] = ()
    """Every table that the file feeds; ``columns`` are those of the first."""
    profile: ProfileSeen | None = None
    timezone: Decision | None = None
    date_order: Decision | None = None
    decimal: Decision | None = None
    scales: tuple[tuple[str, str], ...] = ()
    columns: tuple[ColumnSeen, ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    accounts: tuple[Input, ...] = ()
    refusal: Refusal | None = None


@frozen
class Inspection:
    """Everything ``cx inspect`` knows."""

    files: tuple[FileSeen, ...]
    issues: tuple[Issue, ...]
