"""Where do the rows go that were set aside?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cx_cli.commands.emit import Target, emit, unwritable, writable
from cx_cli.normalise.aside import Aside, set_aside
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.render.to_rejects import parts
from cx_cli.results.pseudonymise import hidden_cell

if TYPE_CHECKING:
    from cx_cli.results.accounts import Accounts
    from cx_cli.results.compute import Auditor


def rejects_to(path: str | None, feeds: Sequence[Feed], names: Pseudonyms | None = None) -> Auditor | None:
    """What writes the rejected rows of these files there, people under other names; None where nobody asks for it."""
    if path is None:
        return None
    if path == "-":
        raise unwritable(Path(path), "standard output is for the results; name a file")
    target = Target("csv", writable(Path(path)))

    def write(accounts: Accounts, drawn: frozenset[int]) -> None:
        emit(parts(_hidden(rejected(feeds, accounts, drawn), names)), target)

    return write


def _hidden(rows: Iterator[tuple[str, Aside]], names: Pseudonyms | None) -> Iterator[tuple[str, Aside]]:
    for path, one in rows:
        shown = one.value if names is None else hidden_cell(one.table, one.column, one.value, names)
        yield path, replace(one, value=shown or "")


def rejected(feeds: Sequence[Feed], accounts: Accounts, drawn: frozenset[int]) -> Iterator[tuple[str, Aside]]:
    """Every rejected row of the files with the path of its file; ``drawn`` are the feeds whose ratings were read."""
    for feed in feeds:
        if any(entry.rejected for entry in accounts.inputs([feed], drawn)):
            for one in set_aside(feed, accounts.bad_ratings(feed.number)):
                yield feed.path, one
