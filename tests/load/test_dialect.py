"""How does a text file mark its cells, and where do its header and data begin?"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.load.dialect import Dialect, decide_dialect, line_ends, records, unique


def decided(text: str, **given: object) -> Dialect:
    found = decide_dialect(text, **given)  # type: ignore[arg-type]
    assert found is not None
    return found


def rest(text: str, dialect: Dialect) -> str:
    return text.encode()[dialect.begins :].decode()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_the_records_agree_on(mark: str) -> None:
    text = "\n".join(mark.join(row) for row in [["id", "when", "text"], ["1", "2025", "a"], ["2", "2026", "b"]]) + "\n"
    dialect = decided(text)
    assert (dialect.delimiter, dialect.headers, dialect.line) == (mark, ("id", "when", "text"), 2)
    assert rest(text, dialect).startswith("1" + mark)


def test_commas_inside_cells_do_not_win_over_the_delimiter() -> None:
    text = "id;note;price\n1;a, b, c;1,5\n2;d;2,5\n3;e, f;3,5\n"
    assert decided(text).delimiter == ";"


@pytest.mark.parametrize("line", ["sep=|\n", "sep=|\r\n", "SEP=|\n", '"sep=|"\n'])
def test_a_sep_line_is_obeyed_and_is_not_data(line: str) -> None:
    text = line + "a,b|c,d\n1,2|3,4\n"
    dialect = decided(text)
    assert (dialect.delimiter, dialect.headers, dialect.line) == ("|", ("a,b", "c,d"), 3)
    assert rest(text, dialect) == "1,2|3,4\n"


def test_what_is_said_is_not_decided() -> None:
    assert decided("a,b;c\n1,2;3\n", delimiter=";").headers == ("a,b", "c")


def test_a_preamble_is_passed_over() -> None:
    text = "Report of March\nCreated by: Ana\n\nid,when,who\n1,2025,a\n2,2026,b\n"
    dialect = decided(text)
    assert (dialect.headers, dialect.line) == (("id", "when", "who"), 5)
    assert rest(text, dialect) == "1,2025,a\n2,2026,b\n"


def test_blank_lines_before_the_header_are_counted_as_lines() -> None:
    text = "\n\n  \nid,when\n1,2025\n"
    dialect = decided(text)
    assert (dialect.headers, dialect.line, rest(text, dialect)) == (("id", "when"), 5, "1,2025\n")


def test_header_line_counts_the_lines_of_the_file() -> None:
    text = "a,b\n\n1,2\nid,when\n1,2025\n"
    dialect = decided(text, header_line=4)
    assert (dialect.headers, dialect.line, rest(text, dialect)) == (("id", "when"), 5, "1,2025\n")


@pytest.mark.parametrize("line", [2, 9])
def test_a_header_line_that_is_not_there_is_no_header(line: int) -> None:
    assert decide_dialect("a,b\n\n1,2\n", header_line=line) is None


def test_a_header_that_is_said_leaves_every_line_to_the_data() -> None:
    text = "1,2025\n2,2026\n"
    dialect = decided(text, header=("id", "when"))
    assert (dialect.headers, dialect.begins, dialect.line) == (("id", "when"), 0, 1)


def test_a_quoted_header_over_two_lines_moves_the_data_down() -> None:
    text = 'id,"first\nreply"\n1,2\n2,3\n'
    dialect = decided(text)
    assert (dialect.headers, dialect.line, rest(text, dialect)) == (("id", "first reply"), 3, "1,2\n2,3\n")


def test_one_column_is_a_table() -> None:
    dialect = decided("id\n1\n2\n")
    assert (dialect.headers, dialect.line) == (("id",), 2)


def test_a_header_alone_is_a_table_without_rows() -> None:
    text = "id,when"
    dialect = decided(text)
    assert (dialect.headers, rest(text, dialect)) == (("id", "when"), "")


def test_a_header_with_fewer_cells_than_the_rows_is_filled_up_when_it_is_said() -> None:
    dialect = decided("id,when\n1,2,3\n2,3,4\n", header_line=1)
    assert dialect.headers == ("id", "when", "column_3")


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n", "   \n\t\n"])
def test_nothing_is_no_table(text: str) -> None:
    assert decide_dialect(text) is None


def test_bare_carriage_returns_end_records() -> None:
    text = "id,when\r1,2025\r2,2026\r"
    dialect = decided(text)
    assert dialect.carriage_returns
    assert (dialect.headers, dialect.line, rest(text, dialect)) == (("id", "when"), 2, "1,2025\r2,2026\r")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a", "a", "a"], ("a", "a_2", "a_3")),
        (["", " ", "x"], ("column_1", "column_2", "x")),
        (["a", "a_2", "a"], ("a", "a_2", "a_3")),
        (["a", "a", "a_2"], ("a", "a_3", "a_2")),
        ([" First \n reply ", "\ufeffid"], ("First reply", "id")),
    ],
)
def test_headers_become_unique(given: list[str], expected: tuple[str, ...]) -> None:
    assert unique(given) == expected


@given(names=st.lists(st.sampled_from(["", "a", "a_2", "a_3", "column_1", "column_2", " a "]), max_size=6))
def test_no_two_headers_are_alike(names: list[str]) -> None:
    assert len(set(unique(names))) == len(names)


@given(text=st.text('a,"\n\r', max_size=20))
def test_records_joined_are_the_text(text: str) -> None:
    assert "".join(records(text)) == text


@given(
    rows=st.lists(st.lists(st.text('a", \n', min_size=1, max_size=4), min_size=2, max_size=3), min_size=1, max_size=6)
)
def test_records_are_those_that_the_csv_module_writes(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    assert [next(csv.reader(io.StringIO(record, newline=""))) for record in records(out.getvalue())] == rows


@pytest.mark.parametrize(("text", "n"), [("", 0), ("a", 0), ("a\n", 1), ("a\r\n", 1), ("a\rb\r\nc\n", 3), ("\n\r", 2)])
def test_line_ends_are_counted_once(text: str, n: int) -> None:
    assert line_ends(text) == n


def test_a_cell_longer_than_the_csv_module_likes_is_read() -> None:
    text = "id,note\n1," + "x" * 200_000 + "\n2,b\n"
    assert decided(text).headers == ("id", "note")


def test_a_row_too_wide_beside_a_good_one_does_not_change_the_header() -> None:
    found = decided("id,note\n1,a\n2,b,c\n")
    assert (found.headers, found.line) == (("id", "note"), 2)
