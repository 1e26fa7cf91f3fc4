"""How are pieces parsed ahead of the rest of the work? On threads of their own, which pyarrow leaves free to run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count, islice
from threading import Condition

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
    taking, n_taken = Condition(), [0]

    def parse_next(turn: int) -> Parsed | None:
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
        return parsed

    with ThreadPoolExecutor(WORKERS, thread_name_prefix="cx-parse") as pool:
        ahead: deque[Future[Parsed | None]] = deque()
        try:
            while True:
                while len(ahead) < _AHEAD:
                    ahead.append(pool.submit(parse_next, next(turns)))
                parsed = ahead.popleft().result()
                if parsed is None:
                    return
                batch = feed.normalise(parsed)
                del parsed
                yield batch
                del batch
        finally:
            for future in reversed(ahead):  # or one could wait for its turn behind one that is gone
                future.cancel()
            feed.export.source.forget()
