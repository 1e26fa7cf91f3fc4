"""Hostile records: totals behind the rows, too many and too few cells, cells of 10 MB, files of one column."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import DAYS, Case, table
from tests.hostile.layouts import AGENTS, CELLS, FIVE, HEADER, PLAIN, ROWS, case, with_row


def cases() -> Iterator[Case]:
    yield from _behind_the_rows()
    yield from _ragged()
    yield from _odd()


def _behind_the_rows() -> Iterator[Case]:
    for name, row in {
        "Total": "Total,,,5",
        "Totale": "Totale,,5,",
        "TOTAL:": "TOTAL:,,,",
        "Grand total": "Grand total,,,",
        "Totale complessivo": "Totale complessivo,,,5",
        "Total general": "Total general,,,5",
        "sum": "Sum,,,5",
        "in the second cell": ",Total,,5",
        "Totals": "Totals,,,",
        "Gesamt": "Gesamt,,,5",
        "Total (5)": "Total (5),,,",
    }.items():
        for end in ("\n", ""):
            told = {(None, "totals"): (1, 7)}
            yield case(
                f"totals: {name}{'' if end else ', no line end'}",
                f"{PLAIN}{row}{end}",
                account=(6, 5, 0, 1, 0),
                issues=told,
            )
    yield case(
        "totals of too few cells", PLAIN + "Total,5\n", account=(6, 5, 0, 1, 0), issues={(None, "totals"): (1, 7)}
    )
    yield case(
        "totals, then blank lines",
        PLAIN + "Total,,,5\n\n\n",
        account=(6, 5, 0, 1, 0),
        issues={(None, "totals"): (1, 7)},
    )
    named = [*ROWS[:4], ("4", DAYS[4], "Eve", "Total")]
    yield case("a subject that is Total", table(HEADER, named), cells={"ticket_id": CELLS["ticket_id"]}, account=FIVE)
    first = [(row[3], *row[:3]) for row in named]
    yield case(
        "a first cell that is Total",
        table("subject,ticket_id,created_at,agent", first),
        cells={"ticket_id": CELLS["ticket_id"]},
        account=FIVE,
    )
    foot = PLAIN + "\nApplied filters: Status is not Deleted\n"
    yield case("a footnote", foot, account=(6, 5, 0, 0, 1), issues={(None, "ragged"): (1, 8)})


def _ragged() -> Iterator[Case]:
    odd = {
        "a cell too many": f"9,{DAYS[6]},Bo,a,b",
        "many too many": f"9,{DAYS[6]},Bo,a,b,c,d,e,f",
        "a cell too few": f"9,{DAYS[6]},Bo",
        "one cell": "9",
        "a bare comma": f"9,{DAYS[6]},Rossi, Anna,x",
        "no id": f"{DAYS[6]},Bo,x",
        "two cells": "9,x",
    }
    for name, row in odd.items():
        for place in (1, 3, 5):
            yield case(
                f"ragged: {name}, row {place}",
                with_row(row, place),
                account=(6, 5, 0, 0, 1),
                issues={(None, "ragged"): (1, place + 2)},
            )
    ten = PLAIN + "9,x\n" * 10
    yield case("ten ragged rows", ten, account=(15, 5, 0, 0, 10), issues={(None, "ragged"): (10, 7)})
    limit = {"max_rejected": 0.01}
    yield case(
        "eleven ragged rows",
        PLAIN + "9,x\n" * 11,
        refused="too-many-rejected",
        settings=limit,
        says=("line 7", "ragged"),
    )
    yield case(
        "eleven ragged rows, allowed",
        PLAIN + "9,x\n" * 11,
        account=(16, 5, 0, 0, 11),
        issues={(None, "ragged"): (11, 7)},
        settings={"max_rejected": 0.8},
    )
    yield case(
        "ragged, with lines in a cell",
        with_row('9,x,"a\nb\nc"', 2),
        account=(6, 5, 0, 0, 1),
        issues={(None, "ragged"): (1, 4)},
    )
    yield case(
        "a row of delimiters", with_row(",,,", 2), account=(6, 5, 0, 0, 1), issues={("ticket_id", "missing"): (1, 4)}
    )


def undated(n: int) -> dict[tuple[str | None, str], tuple[int, int | None]]:
    """That no period can hold these answers."""
    return {("answered_at", "undated"): (n, 2)}


def _odd() -> Iterator[Case]:
    yield case("NUL in a cell", PLAIN.replace("Anna", "An\0na"), cells={**CELLS, "agent": ["An\0na", *AGENTS[1:]]})
    yield case(
        "zeros behind the rows", PLAIN.encode() + bytes(40), account=(6, 5, 0, 0, 1), issues={(None, "ragged"): (1, 7)}
    )
    yield case("Ctrl-Z behind the rows", PLAIN + "\x1a", account=FIVE)
    big = "x" * (10 << 20)
    yield case("a cell of 10 MB", PLAIN.replace("Order 2", big), cells={"ticket_id": CELLS["ticket_id"]}, account=FIVE)
    first = PLAIN.replace("Order 0", f'"{big}"').replace("T10:00:00", "")
    yield case("a quoted cell of 10 MB first", first, cells={"ticket_id": CELLS["ticket_id"]}, account=FIVE)
    one = "ticket_id\n" + "".join(f"{i}\n" for i in range(5))
    yield case("one column that makes no table", one, refused="unknown-table", says=("created_at",))
    scores = "score\n" + "".join(f"{score}\n" for score in (5, 4, 3, 5, 1))
    yield case(
        "one column of scores",
        scores,
        cells={"score": [5.0, 4.0, 3.0, 5.0, 1.0]},
        account=FIVE,
        file="csat.csv",
        issues=undated(5),
    )
    notes = 'score\n"5"\n4\n\n3\n'
    yield case(
        "one column, quotes and a blank line",
        notes,
        cells={"score": [5.0, 4.0, 3.0]},
        file="csat.csv",
        issues=undated(3),
    )
    yield case("one column with commas in it", "nps\n9,5\n8,5\n3,5\n", refused="unknown-table", file="x.csv")
    yield case("a header alone", HEADER + "\n", cells={"ticket_id": []}, account=(0, 0, 0, 0, 0))
    yield case("one row", table(HEADER, ROWS[:1]), cells={"ticket_id": ["0"]}, account=(1, 1, 0, 0, 0))
    yield case("blank lines alone", "\n\n\n", refused="empty")
    wide = table(HEADER + "".join(f",c{i}" for i in range(1000)), [(*row, *["x"] * 1000) for row in ROWS])
    yield case("a thousand columns", wide, account=FIVE)
    yield case("nothing but commas", HEADER + "\n" + "," * 200_000, refused="too-many-columns")
    html = "<html><body><table><tr><td>ticket_id</td></tr></table></body></html>"
    yield case("a page of HTML", html, refused="unknown-table")
    yield case("JSON", '[{"ticket_id": 1, "created_at": "2026-01-05"}]', refused="unknown-table")
