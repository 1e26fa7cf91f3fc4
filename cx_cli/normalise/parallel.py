"""How are pieces read ahead of the rest of the work? On threads, which pyarrow and numpy leave free to run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from threading import Condition

from cx_cli.load.pieces import UnclosedQuoteError
from cx_cli.normalise.canonical import Batch, Parsed
from cx_cli.normalise.feed import Feed

WORKERS = 2

_AHEAD = WORKERS + 2
_TOGETHER = 60_000
"""Pieces of so many rows are worked on as one: pyarrow parses small ones best, numpy has more to do in large ones."""


def batches(feed: Feed) -> Iterator[Batch]:
    """The canonical rows of a file, some pieces at a time, in order; few at the beginning, so that nobody waits.

    Everything up to canonical rows runs on the workers, so that the thread that takes them has only to add them up.
    """
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="cx-read") as pool:
        parsing: deque[Future[Parsed | None]] = deque()
        making: deque[Future[Batch]] = deque()
        try:
            for some in _together(_parsed(feed, pool, parsing)):
                making.append(pool.submit(_normalised, feed, some))
                if len(making) > 1:
                    yield making.popleft().result()
            while making:
                yield making.popleft().result()
        finally:
            for parse in reversed(parsing):  # or one could wait for its turn behind one that is gone
                parse.cancel()
            for make in making:
                make.cancel()
            feed.export.source.forget()


def _normalised(feed: Feed, parts: list[Parsed]) -> Batch:
    """The canonical rows of the pieces, which are let go of."""
    batch = feed.normalise(parts)
    parts.clear()
    return batch


def _parsed(feed: Feed, pool: ThreadPoolExecutor, ahead: deque[Future[Parsed | None]]) -> Iterator[Parsed]:
    """The pieces of a file as the reader gives them, in order, some ``ahead`` of who takes them."""
    pieces, turns = feed.export.pieces(), count()
    taking, n_taken = Condition(), [0]
    ends: dict[int, int] = {}

    def parse_next(turn: int) -> Parsed | None:
        with taking:
            # A thread that starts late would else take a piece out of order, and find none left while some are read.
            taking.wait_for(lambda: n_taken[0] == turn)
            try:
                piece = next(pieces, None)
            except UnclosedQuoteError as error:
                raise feed.unclosed(error) from error
            finally:
                n_taken[0] += 1
                taking.notify_all()
        if piece is None:
            return None
        feed.offsets[piece.number] = piece.offset
        if feed.watch is not None:
            ends[piece.number] = piece.offset + len(piece.data)
        parsed = feed.parse(piece)
        feed.export.source.reuse(piece.data)
        return parsed

    while True:
        while len(ahead) < _AHEAD:
            ahead.append(pool.submit(parse_next, next(turns)))
        parsed = ahead.popleft().result()
        if feed.watch is not None:
            feed.watch(parsed.table.num_rows if parsed else 0, ends.pop(parsed.numbers[-1]) if parsed else None)
        if parsed is None:
            return
        yield parsed


def _together(parsed: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    """Pieces that are to be worked on as one; one whose columns were read as something else begins anew."""
    some: list[Parsed] = []
    turn = n_rows = 0
    for part in parsed:
        if some and part.table.schema != some[0].table.schema:
            yield some
            some, n_rows = [], 0
        some.append(part)
        n_rows += part.table.num_rows
        if n_rows >= _TOGETHER or len(some) > turn // 2:
            yield some
            some, n_rows, turn = [], 0, turn + 1
    if some:
        yield some
