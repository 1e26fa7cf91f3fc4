"""Hostile tables: line ends, delimiters, quotes, preambles, several header rows, totals, ragged rows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import DAYS, Case, at, table

HEADER = "ticket_id,created_at,agent,subject"
AGENTS = ("Anna", "Bo", "Cat", "Dan", "Eve")
ROWS = [(str(i), DAYS[i], agent, f"Order {i}") for i, agent in enumerate(AGENTS)]
CELLS: dict[str, list[object]] = {
    "ticket_id": [row[0] for row in ROWS],
    "created_at": [at(row[1]) for row in ROWS],
    "agent": [row[2] for row in ROWS],
    "subject": [row[3] for row in ROWS],
}
PLAIN = table(HEADER, ROWS)
FIVE = (5, 5, 0, 0, 0)


def case(name: str, text: str | bytes, **more: object) -> Case:
    data = text if isinstance(text, bytes) else text.encode()
    answer = {"cells": CELLS} if "cells" not in more and "refused" not in more else {}
    return Case("layout", name, data, **{**answer, **more})  # type: ignore[arg-type]


def with_row(row: str, place: int = 2) -> str:
    lines = PLAIN.splitlines(keepends=True)
    return "".join([*lines[: place + 1], row + "\n", *lines[place + 1 :]])


def cases() -> Iterator[Case]:
    yield from _ends_and_delimiters()
    yield from _quotes()
    yield from _before_the_header()
    yield from _headers()


def _ends_and_delimiters() -> Iterator[Case]:
    for mark, shown in ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")):
        for end, ends in (("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")):
            for quote in ("", '"'):
                text = table(HEADER, ROWS, mark, end, quote)
                yield case(f"{shown}, {ends}, {'quoted' if quote else 'bare'}", text)
                if not quote:
                    yield case(f"{shown}, {ends}, no last line end", text.removesuffix(end))
        said = f"sep={mark}\r\n"
        yield case(f"sep= with {shown}", said + table(HEADER, ROWS, mark, "\r\n"))
        yield case(f"sep= with {shown} behind a mark", "\ufeff" + said + table(HEADER, ROWS, mark, "\r\n"))
        settings = {"files": {"tickets.csv": {"delimiter": mark}}}
        yield case(f"{shown}, as said", table(HEADER, ROWS, mark), settings=settings)
    lines = PLAIN.splitlines()
    for name, ends in (
        ("LF and CRLF", ("\n", "\r\n")),
        ("LF and CR", ("\n", "\r")),
        ("all three", ("\r", "\n", "\r\n")),
        ("CRLF and CR", ("\r\n", "\r")),
    ):
        mixed = "".join(line + ends[i % len(ends)] for i, line in enumerate(lines))
        yield case(f"line ends mixed: {name}", mixed)
    yield case("blank lines between", PLAIN.replace("\n", "\n\n"), account=FIVE)
    yield case("blank lines with CRLF", PLAIN.replace("\n", "\r\n\r\n"), account=FIVE)
    yield case("blank lines first", "\n\n\r\n" + PLAIN, account=FIVE)
    yield case("lines of blanks between", PLAIN.replace("\n", "\n   \n"), account=FIVE)
    semicolons = [(*row[:3], "a, b, c, d") for row in ROWS]
    yield case(
        "commas in the cells of a semicolon file", table(HEADER, semicolons, ";"), cells={"subject": ["a, b, c, d"] * 5}
    )
    yield case(
        "decimal commas beside semicolons",
        table("ticket_id,created_at,agent_replies", [(row[0], row[1], f"{i},5") for i, row in enumerate(ROWS)], ";"),
        cells={"agent_replies": [i + 0.5 for i in range(5)]},
    )
    yield case("blanks behind delimiters", PLAIN.replace(",", ", "))
    yield case("a delimiter at the end of every line", PLAIN.replace("\n", ",\n"))
    rows_only = PLAIN.replace("\n", ",\n").replace("subject,\n", "subject\n")
    yield case("a delimiter at the end of every row", rows_only)
    yield case("a delimiter at the end of the header", PLAIN.replace("subject\n", "subject,\n"), account=FIVE)


def _quotes() -> Iterator[Case]:
    texts = {
        "a line end": "two\nlines",
        "CRLF": "two\r\nlines",
        "a delimiter": "a, b",
        "quotes": 'a ""big"" one',
        "blank lines": "a\n\n\nb",
        "a header": HEADER,
        "a row": "7," + DAYS[0] + ",Bo,x",
        "a quote first": '""a',
        "a quote last": 'a""',
        "only quotes": '""""',
        "semicolons": "a;b;c;d;e;f",
        "tabs": "a\tb\tc",
    }
    for name, text in texts.items():
        for end in ("\n", "\r\n"):
            body = table(HEADER, [(*row[:3], f'"{text}"') for row in ROWS], end=end)
            cells = {"ticket_id": CELLS["ticket_id"], "subject": [text.replace('""', '"')] * 5}
            ends = "" if end == "\n" else ", CRLF"
            yield case(f"{name} in a quoted cell{ends}", body, cells=cells, account=FIVE)
    inch = with_row(f'9,{DAYS[6]},Bo,5" screen')
    yield case("a quote inside a bare cell", inch, cells={"ticket_id": ["0", "1", "9", "2", "3", "4"]})
    escaped = table(HEADER, [(*row[:3], f'"say \\"hi\\" {i}, then"') for i, row in enumerate(ROWS)])
    yield case("backslash escapes", escaped, cells={"subject": [f'say "hi" {i}, then' for i in range(5)]}, account=FIVE)
    escaped = table(HEADER, [(*row[:3], '"ends with a backslash\\\\"') for row in ROWS])
    yield case("a backslash at a cell's end", escaped, cells={"ticket_id": CELLS["ticket_id"]}, account=FIVE)
    paths = table(HEADER, [(*row[:3], '"C:\\dir\\new"') for row in ROWS])
    yield case("backslashes that escape nothing", paths, cells={"subject": ["C:\\dir\\new"] * 5}, account=FIVE)
    both = table(HEADER, [(*row[:3], '"a ""b"" C:\\"') for row in ROWS])
    yield case("a path that ends in a backslash", both, cells={"subject": ['a "b" C:\\'] * 5}, account=FIVE)
    some = table(
        HEADER, [(*row[:3], '"say \\"hi\\"\nagain, and again"' if i == 3 else "x") for i, row in enumerate(ROWS)]
    )
    yield case(
        "one backslash escape with lines",
        some,
        account=FIVE,
        cells={"subject": ["x"] * 3 + ['say "hi"\nagain, and again', "x"]},
    )
    for place in range(5):
        open_quote = PLAIN.replace(f"Order {place}", f'"Order {place}')
        yield case(
            f"a quote that never closes in row {place}", open_quote, refused="quotes", says=(f"line {place + 2}",)
        )
    swallowed = PLAIN.replace("Order 1", '"Order 1').replace("Order 3", 'Order 3"')
    yield case("a quote that closes two rows on", swallowed, refused="quotes", says=("line 3",))
    many = table(HEADER, [(*row[:3], f'"{row[3]}\nlike, a, row, here"') for row in ROWS])
    yield case(
        "a ragged row with lines like rows",
        with_row('9,"a\n1,2,3,4\nb"', 5),
        cells=CELLS,
        account=(6, 5, 0, 0, 1),
        issues={(None, "ragged"): (1, 7)},
    )
    yield case("every cell with a line like a row", many, cells={"ticket_id": CELLS["ticket_id"]}, account=FIVE)


def _before_the_header() -> Iterator[Case]:
    preambles = {
        "a title": "Ticket report\n",
        "title and date": "Ticket report\nGenerated 2026-02-01 10:00\n\n",
        "a period": "Reporting period 2026-01-01 to 2026-01-31\n\n",
        "padded with delimiters": "Ticket report,,,\nGenerated 2026-02-01,,,\n,,,\n",
        "a name and a value a line": "Account,Acme\nZone,Europe/Rome\nExported,2026-02-01\n\n",
        "quoted": '"Ticket report, by agent"\n"Exported 1/2/2026"\n',
        "comments": "# exported by tool\n# 2026-02-01\n",
        "nine lines": "".join(f"line {i}\n" for i in range(9)),
    }
    for name, preamble in preambles.items():
        for end in ("\n", "\r\n"):
            text = (preamble + PLAIN).replace("\n", end)
            yield case(f"preamble: {name}{'' if end == chr(10) else ', CRLF'}", text, account=FIVE)
    text = "Report\n" + PLAIN
    yield case("header_line as said", text, settings={"files": {"tickets.csv": {"header_line": 2}}}, account=FIVE)
    header = {"files": {"tickets.csv": {"header": ("ticket_id", "created_at", "agent", "subject")}}}
    bare = PLAIN.split("\n", 1)[1]
    yield case("header as said", bare, settings=header, account=FIVE)
    yield case("no header", bare, refused="unknown-table")


def _headers() -> Iterator[Case]:
    order = (2, 0, 3, 1)
    moved = table([HEADER.split(",")[i] for i in order], [[row[i] for i in order] for row in ROWS])
    yield case("reordered", moved, account=FIVE)
    for name, words in {
        "capitals": "TICKET_ID,CREATED_AT,AGENT,SUBJECT",
        "words": "Ticket ID,Created At,Agent,Subject",
        "blanks": " Ticket ID , Created At , Agent , Subject ",
        "Italian": "ID ticket,Data creazione,Operatore,Oggetto",
        "Romanian": "Număr tichet,Data creării,Agentul,Subiect",
        "quoted": '"Ticket ID","Created At","Agent","Subject"',
        "over two lines": '"Ticket\nID","Created\nAt",Agent,Subject',
        "a mark in each": "\ufeffticket_id,created_at,agent,subject",
    }.items():
        yield case(f"header in {name}", PLAIN.replace(HEADER, words), account=FIVE)
    repeated = table(f"{HEADER},Labels,Labels,Labels", [(*row, "a", "b", "") for row in ROWS])
    yield case("repeated", repeated, account=FIVE)
    yield case("repeated created_at", table(f"{HEADER},created_at", [(*row, "") for row in ROWS]), account=FIVE)
    yield case("empty ones", table(f"{HEADER},,", [(*row, "a", "b") for row in ROWS]), account=FIVE)
    yield case("an empty first one", table(f",{HEADER}", [(str(i), *row) for i, row in enumerate(ROWS)]), account=FIVE)
    second = table(f"{HEADER}\n,,,Open-Ended Response", ROWS)
    yield case("two header rows, as of SurveyMonkey", second, account=FIVE)
    third = table(
        f'{HEADER}\nTicket,Created,Agent,What about?\n"{{""ImportId"":""id""}}","{{""ImportId"":""c""}}",'
        '"{""ImportId"":""a""}","{""ImportId"":""QID1""}"',
        ROWS,
    )
    yield case("three header rows, as of Qualtrics", third, account=FIVE)
    yield case("groups above the header", f"Ticket,,People,Text\n{PLAIN}", account=FIVE)
    yield case("groups above, half empty", f"Ticket,,,\n{PLAIN}", account=FIVE)
    units = table(f"{HEADER}\nnumber,UTC,name,words", ROWS)
    yield case("a row of units", units, account=FIVE)
    again = PLAIN + table(HEADER, [(f"1{row[0]}", *row[1:]) for row in ROWS])
    yield case(
        "two exports end to end",
        again,
        cells={"agent": [*AGENTS, *AGENTS]},
        account=(11, 10, 0, 1, 0),
        issues={(None, "header-again"): (1, 7)},
    )
