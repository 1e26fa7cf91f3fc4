"""How are pieces parsed ahead of the rest of the work? On threads of their own, which pyarrow leaves free to run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count, islice
from threading import Lock

from cx_cli.load.pieces import UnclosedQuoteError
from cx_cli.normalise.canonical import Batch, Parsed
from cx_cli.normalise.feed import Feed

WORKERS = 2

_AHEAD = WORKERS + 2


def batches(feed: Feed) -> Iterator[Batch]:
    """The canonical rows of a file, some pieces at a time, in order; few at the beginning, so that nobody waits.

    Reading, cutting and parsing run on the workers; what follows holds Python's lock for most of its time, and would
    gain nothing from a second thread.
    """
    pieces, turns = feed.export.pieces(), count()
    taking = Lock()

    def parse_next() -> Parsed | None:
        with taking:
            try:
                some = list(islice(pieces, min(1 + next(turns) // 2, feed.export.TOGETHER)))
            except UnclosedQuoteError as error:
                raise feed.unclosed(error) from error
        if not some:
            return None
        feed.offsets |= {piece.number: piece.offset for piece in some}
        parsed = feed.parse(some)
        for piece in some:
            feed.export.source.reuse(piece.data)
        return parsed

    with ThreadPoolExecutor(WORKERS, thread_name_prefix="cx-parse") as pool:
        ahead: deque[Future[Parsed | None]] = deque()
        try:
            while True:
                while len(ahead) < _AHEAD:
                    ahead.append(pool.submit(parse_next))
                parsed = ahead.popleft().result()
                if parsed is None:
                    return
                batch = feed.normalise(parsed)
                del parsed
                yield batch
                del batch
        finally:
            for future in ahead:
                future.cancel()
            feed.export.source.forget()
