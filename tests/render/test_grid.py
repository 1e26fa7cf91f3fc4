"""Does a table keep every cell whole at any width?"""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cx_cli.render.grid import Cell, Column, Row, Table, draw, fold, width_of


def lines(table: Table, width: int | None) -> list[str]:
    return ["".join(text for text, _ in line) for line in draw([table], width)[0]]


SMALL = Table(
    "Speed",
    (Column("now"), Column("95 % interval", 3, aside="95 %"), Column("before", 2), Column("n", 1)),
    (
        Row("First reply time"),
        Row("median", (Cell("3h 12m"), Cell("3h 02m to 3h 20m"), Cell("9m 01s", mark="*"), Cell("1,234")), 1),
        Row("p90", (Cell("9h 00m"), Cell(""), Cell("10m 00s"), Cell("5")), 1),
    ),
)


def test_in_natural_width_cells_stand_under_each_other_marks_beside_them() -> None:
    assert lines(SMALL, None) == [
        "Speed        now     95 % interval    before      n",
        "───────────────────────────────────────────────────",
        "First reply time",
        "  median  3h 12m  3h 02m to 3h 20m   9m 01s*  1,234",
        "  p90     9h 00m                    10m 00s       5",
    ]
    assert lines(SMALL, 200) == lines(SMALL, None)


def test_a_column_that_does_not_fit_moves_below_its_row_and_says_what_it_is() -> None:
    assert lines(SMALL, 40) == [
        "Speed        now    before      n",
        "─────────────────────────────────",
        "First reply time",
        "  median  3h 12m   9m 01s*  1,234",
        "      95 % 3h 02m to 3h 20m",
        "  p90     9h 00m  10m 00s       5",
    ]


def test_a_long_label_is_folded_beside_its_value() -> None:
    table = Table("x", (Column("now"),), (Row("Billing, refunds and invoices of last year", (Cell("42.0%"),)),))
    assert lines(table, 32)[2:] == ["Billing, refunds and       42.0%", "invoices of last year"]


TEXTS = st.text(st.sampled_from("ab é日😀/ S\u0326"), max_size=60)


@given(TEXTS, st.integers(2, 30))
def test_folding_loses_nothing_but_blanks_and_keeps_the_width(text: str, width: int) -> None:
    folded = fold(text, width)
    assert re.sub(" ", "", "".join(folded)) == re.sub(" ", "", text)
    assert all(width_of(line) <= width for line in folded)


@given(TEXTS)
def test_the_width_is_what_the_terminal_library_says(text: str) -> None:
    assert width_of(text) == cell_len(text)
