"""Is a long run told of on the terminal, with rows and the time left, and is a short or quiet one left in peace?"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from cx_cli.commands import progress
from cx_cli.commands.emit import say
from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.commands.progress import Progress, watched
from cx_cli.language import language_of
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.parallel import batches
from cx_cli.results.compute import compute
from cx_cli.results.request import Request
from cx_cli.settings import Settings, load_settings
from tests.cli.program import tickets

N = 60_000


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("progress")
    text = tickets(N)
    (folder / "tickets.csv").write_text(text, encoding="utf-8")
    with gzip.open(folder / "packed.csv.gz", "wt", encoding="utf-8", compresslevel=1) as file:
        file.write(text)
    pq.write_table(pacsv.read_csv(folder / "tickets.csv"), folder / "table.parquet")
    return folder


def feeds_of(folder: Path, *names: str) -> Iterator[tuple[Feed, ...]]:
    with opened(names, Settings(), find_files(names, Settings(), folder)) as found:
        yield found.feeds


def drawn(feeds: tuple[Feed, ...], *, seconds: int, locale: str = "en", width: int = 100) -> list[str]:
    """What is drawn while the files are read, where every look at the clock is so many seconds after the one before."""
    lines: list[str] = []
    shown = Progress(feeds, lines.append, language_of(locale), lambda: width, partial(next, count(0, seconds)))
    for feed in feeds:
        feed.plan({"ticket_id", "created_at"}, {}, whole=False)
        feed.watch = partial(shown.told, feed.number)
    for feed in feeds:
        list(batches(feed))
    shown.clear()
    return lines


@pytest.mark.parametrize("name", ["tickets.csv", "table.parquet"])
def test_rows_share_and_time_left_are_told_and_the_line_is_taken_away(folder: Path, name: str) -> None:
    for feeds in feeds_of(folder, name):
        *lines, last = drawn(feeds, seconds=10)
        assert all(line.startswith("\r\x1b[K") for line in lines)
        texts = [line.removeprefix("\r\x1b[K").split(" · ") for line in lines]
        rows = [int(text[1].removesuffix(" rows read").replace(",", "")) for text in texts]
        assert rows == sorted(rows)
        assert texts[-1] == [name, f"{N:,} rows read", "working them out"]
        assert last == "\r\x1b[K"
        if name == "tickets.csv":  # the Parquet file is one batch
            first = texts[0]
            share = int(first[2].removesuffix(" %")) / 100
            assert share == pytest.approx(rows[0] / N, abs=0.05)
            told = first[3].removeprefix("about ").removesuffix("s left to read")
            assert float(told) == pytest.approx(10 * (1 - share) / share, rel=0.15)


def test_a_run_of_less_than_a_second_draws_nothing(folder: Path) -> None:
    for feeds in feeds_of(folder, "tickets.csv"):
        assert drawn(feeds, seconds=0) == []


def test_of_a_packed_file_only_rows_are_known_and_a_narrow_terminal_keeps_to_one_line(folder: Path) -> None:
    for feeds in feeds_of(folder, "packed.csv.gz", "tickets.csv"):
        lines = drawn(feeds, seconds=10, locale="it", width=40)
        assert "%" not in lines[0]
        assert "packed.csv.gz · righe lette: " in lines[0]
        assert all(len(line.removeprefix("\r\x1b[K")) < 40 for line in lines)


def test_a_file_that_is_read_again_is_counted_anew(folder: Path) -> None:
    for feeds in feeds_of(folder, "tickets.csv"):
        lines: list[str] = []
        shown = Progress(feeds, lines.append, language_of("en"), lambda: 100, partial(next, count(0, 10)))
        for told in ((7, 10), (7, 20), (5, 10), (5, None), (6, 9), (1, None)):
            shown.told(feeds[0].number, *told)
        rows = [line.split(" · ")[1] for line in lines]
        assert rows == [f"{n} rows read" for n in (7, 14, 5, 10, 6, 7)]


def test_nothing_is_watched_but_on_a_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    request = Request(metrics=((BUILT_IN["tickets_created"], "default"),), by=((),))
    cases = (
        (Terminal(), Settings(), {}, True),
        (Terminal(), load_settings({"quiet": True}, {}, None), {}, False),
        (Terminal(), Settings(), {"CI": "true"}, False),
        (Terminal(), Settings(), {"TERM": "dumb"}, False),
        (io.StringIO(), Settings(), {}, False),
    )
    for feeds in feeds_of(folder, "tickets.csv"):
        for stream, settings, variables, told in cases:
            with monkeypatch.context() as one:
                one.setattr("sys.stderr", stream)
                for name in ("CI", "TERM"):
                    one.delenv(name, raising=False)
                for name, value in variables.items():
                    one.setenv(name, value)
                with watched(feeds, settings):
                    compute(feeds, request)
                    drawn_so_far = stream.getvalue()
                    say(["a remark"], {}, language_of("en"))
                said = stream.getvalue().removeprefix(drawn_so_far)
                assert said == ("\r\x1b[Ka remark\n" if told else "a remark\n")
                assert (f"{N:,} rows read" in stream.getvalue()) is told
                assert all(feed.watch is None for feed in feeds)
