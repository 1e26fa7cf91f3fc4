"""Is the line of a row found without looking at cells the one that a reader of records comes to?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cx_cli.load.dialect import cells_of, line_ends, records
from cx_cli.load.line_numbers import Lines, seen

CELLS = st.sampled_from(["a", "", "12", '"x"', '"x,y"', '"two\nlines"', '"a ""quoted"" word"', '"\r\n"'])
RECORDS = st.lists(CELLS, min_size=0, max_size=4).map(",".join)


def read_one_by_one(text: str, line: int) -> Lines:
    found = Lines()
    for record in records(text):
        if bare := record.strip("\r\n"):
            found.records.append(line)
            if len(cells_of(bare, ",")) == 2:
                found.rows.append(line)
        line += line_ends(record)
    return found


@given(st.lists(st.tuples(RECORDS, st.sampled_from(["\n", "\r\n"])), max_size=12), st.booleans())
def test_rows_are_on_the_lines_that_reading_record_by_record_finds(found: list[tuple[str, str]], ended: bool) -> None:
    text = "".join(record + end for record, end in found)
    text = text if ended else text.rstrip("\r\n")
    assert seen(text.encode(), 2, ",", 2) == read_one_by_one(text, 2)
