"""Do all pieces of a file come out, each once and in order, however the threads take turns?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from cx_cli.load.pieces import Piece
from cx_cli.normalise.canonical import Parsed
from cx_cli.normalise.parallel import batches

ROWS = 25_000


class Export:
    def __init__(self, n: int):
        self.n = n
        self.source = SimpleNamespace(reuse=lambda data: None, forget=lambda: None)

    def pieces(self) -> Iterator[Piece]:
        yield from (Piece(number, number, b"") for number in range(self.n))


class Late(ThreadPoolExecutor):
    """Starts the first of its tasks later than those behind it, as a machine does that has too much to do."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        wait = 0.1 if not hasattr(self, "begun") else 0.0
        self.begun = True

        def late() -> Any:
            time.sleep(wait)
            return fn(*args, **kwargs)

        return super().submit(late)


class Feed:
    watch = None

    def __init__(self, n: int, texts: frozenset[int] = frozenset()):
        self.export, self.offsets, self.texts = Export(n), dict[int, int](), texts

    def parse(self, piece: Piece) -> Any:
        kind = pa.string() if piece.number in self.texts else pa.int32()
        cells = ["1"] * ROWS if piece.number in self.texts else [1] * ROWS
        return Parsed(pa.table({"a": pa.array(cells, kind)}), (piece.number,), (ROWS,), ())

    def normalise(self, parts: list[Parsed]) -> Any:
        assert len({str(part.table.schema) for part in parts}) == 1
        return [number for part in parts for number in part.numbers]


@pytest.mark.parametrize("n", [0, 1, 2, 3, 7])
def test_every_piece_comes_out_in_order_whichever_thread_is_late(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cx_cli.normalise.parallel.ThreadPoolExecutor", Late)
    feed: Any = Feed(n)
    found: list[Any] = list(batches(feed))
    assert [number for some in found for number in some] == list(range(n))


def test_pieces_are_worked_on_together_but_for_those_that_were_read_as_something_else() -> None:
    feed: Any = Feed(14, frozenset({9, 10}))
    found: list[Any] = list(batches(feed))
    assert [number for some in found for number in some] == list(range(14))
    assert [some for some in found if {9, 10} & set(some)] == [[9, 10]]
    assert max(map(len, found)) == 3  # of 25,000 rows each


def test_who_stops_taking_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cx_cli.normalise.parallel.ThreadPoolExecutor", Late)
    feed: Any = Feed(50)
    taken = batches(feed)
    next(taken)
    taken.close()
