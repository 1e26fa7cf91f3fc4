"""Is the line of a row found without looking at cells the one that a reader of records comes to?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cx_cli.load.dialect import cells_of
from cx_cli.load.lines import lines_of_rows, n_line_ends

CELLS = st.sampled_from(["a", "", "12", '"x"', '"x,y"', '"two\nlines"', '"a ""quoted"" word"', '"\r\n"'])
RECORDS = st.lists(CELLS, min_size=0, max_size=4).map(",".join)


@given(st.lists(st.tuples(RECORDS, st.sampled_from(["\n", "\r\n"])), max_size=12), st.booleans())
@settings(max_examples=150, deadline=None)
def test_rows_are_on_the_lines_that_reading_record_by_record_finds(found: list[tuple[str, str]], ended: bool) -> None:
    text = "".join(record + end for record, end in found)
    text = text if ended else text.rstrip("\r\n")
    slow = lines_of_rows(text.encode(), ",", 2, False, lambda record: is_row(record, 2))
    assert lines_of_rows(text.encode(), ",", 2, True, bool).tolist() == slow.tolist()


def is_row(record: str, n: int) -> bool:
    bare = record.strip("\r\n")
    return bool(bare) and len(cells_of(bare, ",")) == n


def test_a_return_without_a_line_feed_ends_a_line_too() -> None:
    assert n_line_ends(b"a\rb\r\nc\n") == 3
    assert lines_of_rows(b"1,a\r2,b\r\n3,c", ",", 2, True, lambda record: is_row(record, 2)).tolist() == [0, 1, 2]
