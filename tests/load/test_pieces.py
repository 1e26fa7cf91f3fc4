"""Is a text cut only where a record ends, whatever the blocks it comes in?"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cx_cli.load import pieces as module
from cx_cli.load.pieces import Blocks, UnclosedQuoteError, careful_record_end, pieces, record_end


def blocks_of(data: bytes, size: int) -> Blocks:
    carried = b""
    for place in range(0, len(data), size):
        carried = (yield carried + data[place : place + size]) or b""


def cut(data: bytes, size: int, begins: int = 0, delimiter: str = ",", carriage_returns: bool = False) -> list[bytes]:
    plain = (lambda text: text.replace(b"\r", b"\n")) if carriage_returns else None
    found = list(pieces(blocks_of(data, size), begins, delimiter, plain))
    assert [piece.number for piece in found] == list(range(len(found)))
    offset = begins
    for piece in found:
        assert piece.offset == offset
        offset += len(piece.data)
    return [bytes(piece.data) for piece in found]


def read(data: bytes) -> list[list[str]]:
    """The records as Python's own reader sees them, blank lines left out."""
    return [row for row in csv.reader(io.StringIO(data.decode(), newline="")) if row]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


PLAIN = st.text("ab é", max_size=3)
QUOTED = st.text('a",\n\r ', max_size=5).map(quoted)
# A quote inside a cell that does not begin with one is a character like any other.
STRAY = st.sampled_from(['5" wide', 'a""b', 'a"', 'it"s'])
ENDS = st.sampled_from(["\n", "\r\n"])


def texts(cells: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lines = st.lists(cells, min_size=1, max_size=4).map(",".join)
    return st.builds(
        lambda records, end, whole: end.join(records) + (end if whole else ""),
        st.lists(lines, max_size=12),
        ENDS,
        st.booleans(),
    )


@given(text=texts(PLAIN | QUOTED), size=st.integers(1, 40))
def test_pieces_joined_are_the_text_and_hold_whole_records(text: str, size: int) -> None:
    data = text.encode()
    found = cut(data, size)
    assert b"".join(found) == data
    assert [record for piece in found for record in read(piece)] == read(data)


@given(text=texts(PLAIN | QUOTED | STRAY), size=st.integers(1, 40))
@example(text='1,5" wide\n2,"two\nlines"\n', size=8)
@example(text='1,5" wide\n2,"two\nlines"\n', size=100)
def test_stray_quotes_break_no_record(text: str, size: int) -> None:
    data = text.encode()
    found = cut(data, size)
    assert b"".join(found) == data
    assert [record for piece in found for record in read(piece)] == read(data)


@given(text=texts(PLAIN | QUOTED | STRAY), size=st.integers(1, 40))
def test_no_byte_is_lost_whatever_the_quotes(text: str, size: int) -> None:
    assert b"".join(cut(text.encode(), size)) == text.encode()


@given(text=texts(PLAIN | QUOTED), size=st.integers(1, 40), before=st.binary(max_size=60))
def test_what_comes_before_the_data_is_dropped(text: str, size: int, before: bytes) -> None:
    assert b"".join(cut(before + text.encode(), size, len(before))) == text.encode()


def test_bare_carriage_returns_become_line_ends() -> None:
    assert cut(b"1,a\r2,b\r3,c", 5, carriage_returns=True) == [b"1,a\n", b"2,b\n", b"3,c"]


def test_no_blocks_are_no_pieces() -> None:
    assert cut(b"", 10) == []


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"", 0),
        (b"1,a", 0),
        (b"1,a\n", 4),
        (b"1,a\n2,b", 4),
        (b'1,"a\n', 0),
        (b'1,a\n2,"b\nc', 4),
        (b'1,a\n2,"b\nc"', 4),
        (b'1,a\n2,"b\nc"\n', 12),
        (b'1,"a""\nb"\n', 10),
        (b'"\n"\n"\n"\n"\n', 8),
    ],
)
def test_the_last_whole_record(data: bytes, end: int) -> None:
    assert record_end(data, ",") == end


@given(text=texts(PLAIN | QUOTED | STRAY))
@example(text='"""\n"')
def test_the_careful_end_is_the_last_line_end_between_records(text: str) -> None:
    data = text.encode()
    end = careful_record_end(data, ",")
    assert read(data[:end]) + read(data[end:]) == read(data)
    whole_lines = text.endswith("\n")
    assert not whole_lines or end == len(data)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "]"])
def test_the_careful_end_knows_every_delimiter(delimiter: str) -> None:
    data = f'1{delimiter}5" wide{delimiter}"a\nb"\n2{delimiter}"open\n'.encode()
    assert careful_record_end(data, delimiter) == data.index(b"2" + delimiter.encode())


def test_a_lone_quote_does_not_hold_the_rest_of_the_text_back() -> None:
    data = b'1,5" wide\n' + b"2,b\n" * 200
    assert max(map(len, cut(data, 20))) < len(data) // 2


@pytest.mark.parametrize("size", [1, 16, 64])
def test_a_record_that_grows_without_end_is_an_unclosed_quote(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(module, "_LONGEST_RECORD", 100)
    whole = b"1,a\n" * 64
    with pytest.raises(UnclosedQuoteError) as refused:
        cut(whole + b'2,"a\n' + b"3,b\n" * 100, size)
    assert (refused.value.offset, refused.value.record) == (len(whole), 0)
    closed = whole + b'2,"a\n' + b"3,b\n" * 10 + b'"\n'
    assert b"".join(cut(closed, size)) == closed


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize("end", [b'2,"a', b'2,"a\n', b'2,"a\n3,b\n4,c\n', b'"', b'2,"a""'])
def test_a_quote_open_at_the_end_is_an_unclosed_quote_behind_all_whole_records(size: int, end: bytes) -> None:
    whole = b'1,a\n"two\nlines",b\n' * 5
    found: list[bytes] = []
    with pytest.raises(UnclosedQuoteError) as refused:
        found.extend(bytes(piece.data) for piece in pieces(blocks_of(whole + end, size), 0, ","))
    assert (refused.value.offset, b"".join(found)) == (len(whole), whole)


def test_a_record_of_64_megabytes_is_none() -> None:
    assert module._LONGEST_RECORD == 64 * 1024 * 1024
