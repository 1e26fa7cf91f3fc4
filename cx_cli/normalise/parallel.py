"""How are pieces read ahead of the rest of the work? On threads, which pyarrow and numpy leave free to run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count, islice
from threading import Condition

from cx_cli.load.pieces import UnclosedQuoteError
from cx_cli.normalise.canonical import Batch
from cx_cli.normalise.feed import Feed

WORKERS = 2

_AHEAD = WORKERS + 1


def batches(feed: Feed) -> Iterator[Batch]:
    """The canonical rows of a file, some pieces at a time, in order; few at the beginning, so that nobody waits.

    Everything up to canonical rows runs on the workers, so that the thread that takes them has only to add them up.
    """
    pieces, turns = feed.export.pieces(), count()
    taking, n_taken = Condition(), [0]

    def read_next(turn: int) -> Batch | None:
        with taking:
            # A thread that starts late would else take pieces out of order, and find none left while some are read.
            taking.wait_for(lambda: n_taken[0] == turn)
            try:
                some = list(islice(pieces, min(1 + turn // 2, feed.export.TOGETHER)))
            except UnclosedQuoteError as error:
                raise feed.unclosed(error) from error
            finally:
                n_taken[0] += 1
                taking.notify_all()
        if not some:
            return None
        feed.offsets |= {piece.number: piece.offset for piece in some}
        parsed = feed.parse(some)
        for piece in some:
            feed.export.source.reuse(piece.data)
        return feed.normalise(parsed)

    with ThreadPoolExecutor(WORKERS, thread_name_prefix="cx-read") as pool:
        ahead: deque[Future[Batch | None]] = deque()
        try:
            while True:
                while len(ahead) < _AHEAD:
                    ahead.append(pool.submit(read_next, next(turns)))
                batch = ahead.popleft().result()
                if batch is None:
                    return
                yield batch
                del batch
        finally:
            for future in reversed(ahead):  # or one could wait for its turn behind one that is gone
                future.cancel()
            feed.export.source.forget()
