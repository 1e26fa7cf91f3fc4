"""How far has the reading come? One line on the terminal, once a run takes longer than anybody likes to wait for."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from cx_cli.language import Language, language_of
from cx_cli.render.safe import harmless
from cx_cli.settings import Settings
from cx_cli.units import format_duration

if TYPE_CHECKING:
    from cx_cli.normalise.feed import Feed

_PATIENCE = 1.0
"""A run that is over sooner shows nothing."""
_EVERY = 0.2
_SURE = 0.02
"""Before this share is read nobody can say how long the rest takes."""
_CLEAR = "\r\x1b[K"
_DRAWING: list[Progress] = []
"""Those whose line may stand on the terminal."""


class _Reading:
    """One file on its way: its bytes, and how much of it there is in the unit of its offsets, where that is known."""

    def __init__(self, feed: Feed):
        source = feed.export.source
        self.shown = harmless(PurePath(feed.path).name)
        self.size = source.path.stat().st_size
        rows = getattr(feed.export, "n_rows", None)
        self.whole: int | None = rows if rows is not None else self.size if source.container is None else None
        self.offset, self.rows, self.done = 0, 0, False

    @property
    def share(self) -> float:
        """Of the file that was read, 0..1; 0 for a packed one until it is done."""
        return 1.0 if self.done else min(self.offset / self.whole, 1.0) if self.whole else 0.0


class Progress:
    """Draws where the reading is, at most five times a second. ``width`` and ``clock`` are asked when it draws."""

    def __init__(self, feeds: Sequence[Feed], put: Callable[[str], object], language: Language,
                 width: Callable[[], int], clock: Callable[[], float] = time.monotonic):  # fmt: skip
        self.readings = {feed.number: _Reading(feed) for feed in feeds}
        self.put, self.language, self.width, self.clock = put, language, width, clock
        self.began = self.drawn_at = clock()
        self.bytes_read = 0.0
        self.drawn = False

    def told(self, number: int, n_rows: int, offset: int | None) -> None:
        """Some rows of a file were taken; with None for the offset that was all. A file may be read anew."""
        reading, before = self.readings[number], self.readings[number].share
        if reading.done or (offset is not None and offset <= reading.offset):
            reading.offset, reading.rows, reading.done, before = 0, 0, False, 0.0
        reading.rows += n_rows
        reading.done = offset is None
        reading.offset = reading.offset if offset is None else offset
        self.bytes_read += (reading.share - before) * reading.size
        now = self.clock()
        if now - self.began >= _PATIENCE and (reading.done or now - self.drawn_at >= _EVERY):
            self.drawn_at, self.drawn = now, True
            self.put(_CLEAR + self._line(reading, now)[: max(self.width() - 1, 0)])

    def clear(self) -> None:
        """Takes the line away."""
        if self.drawn:
            self.put(_CLEAR)
            self.drawn = False

    def _line(self, reading: _Reading, now: float) -> str:
        say = self.language.say
        told = [reading.shown, say("{n} rows read", n=self.language.count(reading.rows))]
        if reading.done:
            told.append(say("working them out"))
        elif reading.whole:
            told.append(f"{int(100 * reading.share)} %")
        whole = sum(one.size for one in self.readings.values())
        left = sum((1 - one.share) * one.size for one in self.readings.values())
        if 0 < left < (1 - _SURE) * whole and (reading.whole or reading.done):
            seconds = max(round((now - self.began) * left / self.bytes_read), 1)
            told.append(say("about {time} left to read", time=format_duration(seconds, language=self.language)))
        return " · ".join(told)


@contextmanager
def watched(feeds: Sequence[Feed], settings: Settings) -> Iterator[None]:
    """Shows how far these files are read while the context lasts; only on a terminal, and not to the quiet."""
    if settings.quiet or not _is_seen(sys.stderr):
        yield
        return
    progress = Progress(feeds, _put, language_of(settings.locale), _width)
    for feed in feeds:
        feed.watch = partial(progress.told, feed.number)
    _DRAWING.append(progress)
    try:
        yield
    finally:
        progress.clear()
        _DRAWING.remove(progress)
        for feed in feeds:
            feed.watch = None


def make_room() -> None:
    """Takes away the line that is drawn, before something else is said there."""
    for progress in _DRAWING:
        progress.clear()


def _is_seen(stream: TextIO) -> bool:
    """Whether somebody looks at it, on a terminal that can take a line away again."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and os.environ.get("CI") in (None, "", "0", "false")


def _put(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, UnicodeError):
        return  # nobody is there to see it


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return 80
