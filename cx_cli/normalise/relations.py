"""What does an id mean that only other rows can say: what one who writes is, to which thread a message belongs?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from cx_cli.errors import InputError
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.headers import Headers
from cx_cli.normalise.ids import id_key
from cx_cli.normalise.profile import aliases, fold, profiles


def relate(feeds: Sequence[Feed]) -> None:
    """Gives the files whose profile says so the meanings of their ids.

    Raises InputError where messages name who wrote by an id, and no file of users is there.
    """
    for feed in feeds:
        known = profiles().get(feed.layout.profile)
        if known is None:
            continue
        if known.thread:
            _mean(feed, "ticket_id", thread_roots(*_cells(feed, known.thread)))
        if known.written_by:
            _mean(feed, "author", _roles(feed, known.written_by, feeds))


def thread_roots(ids: Iterable[str | None], parents: Iterable[str | None]) -> dict[str, str]:
    """The first message of the thread of each message: of two answers to one that is not there, its id.

    >>> thread_roots(["1", "2", "3", "9"], [None, "1.0", "2.0", "8"])
    {'1': '1', '2': '1', '3': '1', '9': '8'}
    """
    ids = list(ids)
    above = {id_key(one): id_key(parent) if parent else "" for one, parent in zip(ids, parents, strict=True) if one}
    roots: dict[str, str] = {}
    for one in above:
        path = [one]
        on_path = {one}
        while (parent := above.get(path[-1], "")) and parent not in on_path and path[-1] not in roots:
            path.append(parent)
            on_path.add(parent)
        ring = min(path[path.index(parent) :]) if parent in on_path else path[-1]
        roots |= dict.fromkeys(path, roots.get(path[-1], ring))
    return {one: roots[id_key(one)] for one in ids if one}


def _roles(messages: Feed, header: str, feeds: Sequence[Feed]) -> dict[str, str]:
    """Who writes, by id: the role that the files of users give."""
    users = [(feed, known.roles) for feed in feeds if (known := profiles().get(feed.layout.profile)) and known.roles]
    if not users:
        raise InputError(
            f"{messages.path}: who wrote a message is an id in {header}, and no file says who is an agent",
            slug="unknown-table",
            facts=[("wanted", "the table of users, with their role, beside it")],
            fix=f"cx report {messages.path} user.csv",
        )
    meanings, found = aliases().words["author"], {}
    for feed, headers in users:
        for one, role in zip(*_cells(feed, headers), strict=True):
            if one and role:
                found[id_key(one)] = meanings.get(fold(role), role)
    wrote = set(_cells(messages, (header,))[0])
    return {one: found[id_key(one)] for one in wrote if one and id_key(one) in found}


def _cells(feed: Feed, names: Sequence[str]) -> list[list[str | None]]:
    """The cells of the whole file under these headers, as text."""
    known = Headers.of(feed.export.headers)
    headers = [known.find(name) or name for name in names]
    feed.export.wanted = tuple(headers)
    types = dict.fromkeys(headers, pa.string())
    read = [feed.export.read(piece, types, feed.missing)[0] for piece in feed.export.pieces()]
    return [[cell for table in read for cell in table[header].cast(pa.string()).to_pylist()] for header in headers]


def _mean(feed: Feed, column: str, meanings: Mapping[str, str]) -> None:
    said = {**feed.layout.values.get(column, {}), **{fold(one): meant for one, meant in meanings.items()}}
    feed.layout = replace(feed.layout, values={**feed.layout.values, column: said})
