"""How are pieces parsed ahead of the rest of the work? On threads of their own, which pyarrow leaves free to run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any

from cx_cli.load.pieces import Piece, UnclosedQuoteError
from cx_cli.normalise.canonical import Batch
from cx_cli.normalise.feed import Feed

WORKERS = 2
_AHEAD = WORKERS + 1


def batches(feed: Feed) -> Iterator[tuple[Piece, Batch]]:
    """The canonical rows of every piece of a file, in order.

    Reading, cutting and parsing run on the workers; what follows holds Python's lock for most of its time, and would
    gain nothing from a second thread.
    """
    pieces = feed.export.pieces()
    taking = Lock()

    def parse_next() -> tuple[Piece, tuple[Any, Any]] | None:
        with taking:
            try:
                piece = next(pieces, None)
            except UnclosedQuoteError as error:
                raise feed.unclosed(error) from error
        return None if piece is None else (piece, feed.parse(piece))

    with ThreadPoolExecutor(WORKERS, thread_name_prefix="cx-parse") as pool:
        ahead: deque[Future[tuple[Piece, tuple[Any, Any]] | None]] = deque()
        try:
            while True:
                while len(ahead) < _AHEAD:
                    ahead.append(pool.submit(parse_next))
                parsed = ahead.popleft().result()
                if parsed is None:
                    return
                piece, (table, ragged) = parsed
                yield piece, feed.normalise(piece, table, ragged)
        finally:
            for future in ahead:
                future.cancel()
