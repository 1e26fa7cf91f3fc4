"""Hostile rows: ids that were spoilt, names of many spellings, snapshots, rows that are not to be counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.hostile.case import DAYS, Case, at, table


def cases() -> Iterator[Case]:
    yield from _ids()
    yield from _names()
    yield from _snapshots()
    yield from _discarded()
    yield from _mapped()


def ids(name: str, written: Sequence[str], expected: Sequence[str] | None, **more: object) -> Case:
    """One ticket a row, or as many as ``account`` says."""
    rows = [(f'"{cell}"', DAYS[i]) for i, cell in enumerate(written)]
    n = len(written)
    cells = {} if expected is None else {"ticket_id": list(expected)}
    told = {"cells": cells, "account": (n, n, 0, 0, 0), **more}
    return Case("ids", name, table("ticket_id,created_at", rows).encode(), **told)  # type: ignore[arg-type]


def _ids() -> Iterator[Case]:
    for name, cells in {
        "numbers": ["1", "2", "3"],
        "text": ["INC0010001", "INC0010002"],
        "mixed": ["1", "A-2", "3"],
        "long": ["9" * 19, "8" * 19, "7" * 25],
        "leading zeros": ["007", "7", "07"],
        "hex": ["0x1F", "31", "1F"],
        "UUID": ["6fa459ea-ee8a-3ca4-894e-db77e160355e", "x"],
        "with a hash": ["#1", "#2"],
        "letters of many tongues": ["ț1", "ţ2", "山3"],
        "signs": ["-1", "+1", "1"],
        "words of flags": ["true", "1"],
        "large beside small": ["1", "9007199254740993", "9007199254740992"],
        "over 64 bits": ["18446744073709551616", "18446744073709551617"],
        "dates": ["2026-01-05", "2026-01-06"],
    }.items():
        yield ids(name, cells, cells)
    same = {"account": (3, 2, 1, 0, 0)}
    for name, cells in {
        "blanks around": ["17", " 17 ", "18"],
        "as a number": ["17", "17.0", "18"],
        "an invisible sign": ["17", "17\u200b", "18"],
        "a long one twice": ["9" * 19, "9" * 19, "A"],
        "text twice": ["A-1", "A-1", "A-2"],
    }.items():
        yield ids(f"one ticket: {name}", cells, None, **same)
    lossy = ["1.03006E+13", "1.03006E+13", "1.03007E+13", "5"]
    yield ids("spoilt by a spreadsheet", lossy, lossy, issues={("ticket_id", "lossy-id"): (3, 2)})
    comma = ["1,03006E+13", "1,03006E+13"]
    yield ids("spoilt by an Italian spreadsheet", comma, comma, issues={("ticket_id", "lossy-id"): (2, 2)})
    yield ids("no id", ["1", "", "3"], ["1", "3"], account=(3, 2, 0, 0, 1), issues={("ticket_id", "missing"): (1, 3)})


def names(name: str, cells: Sequence[str], labels: dict[str, int]) -> Case:
    rows = [(str(i), DAYS[i], f'"{cell}"') for i, cell in enumerate(cells)]
    n = len(cells)
    return Case("names", name, table("ticket_id,created_at,agent", rows).encode(), {}, (n, n, 0, 0, 0), labels=labels)


def _names() -> Iterator[Case]:
    yield names("case", ["Anna Rossi", "anna rossi", "ANNA ROSSI", "Anna Rossi"], {"Anna Rossi": 4})
    yield names(
        "blanks", ["Anna Rossi", " Anna Rossi", "Anna  Rossi", "Anna\u00a0Rossi", "Anna Rossi "], {"Anna Rossi": 5}
    )
    yield names("Unicode forms", ["José", "Jose\u0301", "JOSÉ", "José"], {"José": 4})
    yield names("cedilla and comma", ["Ștefan", "Ştefan", "Ștefan"], {"Ștefan": 3})
    yield names("wide letters", ["Anna", "Ａｎｎａ", "Anna"], {"Anna": 3})
    yield names("invisible signs", ["Anna", "An\u200bna", "\u202eAnna", "An\u00adna"], {"Anna": 4})
    yield names("sharp s", ["Weiß", "WEISS", "Weiß"], {"Weiß": 3})
    yield names("the most frequent is shown", ["anna", "ANNA", "ANNA"], {"ANNA": 3})
    yield names("accents are another name", ["Jose", "José"], {"Jose": 1, "José": 1})
    yield names("two names", ["Anna", "Bo", "anna", ""], {"Anna": 2, "Bo": 1, "(none)": 1})
    yield names("missing words", ["Anna", "N/A", "-", "null"], {"Anna": 1, "(none)": 3})
    yield names("a formula", ["=1+1", "=1+1"], {"=1+1": 2})


SNAPSHOT = "ticket_id,created_at,updated_at,agent"


def snapshots(
    name: str, rows: Sequence[Sequence[str]], agents: Sequence[str], account: tuple[int, int, int, int, int]
) -> Case:
    return Case("snapshots", name, table(SNAPSHOT, rows).encode(), {"agent": list(agents)}, account)


def _snapshots() -> Iterator[Case]:
    old, new, newer = ("1", DAYS[0], DAYS[1], "Old"), ("1", DAYS[0], DAYS[2], "New"), ("1", DAYS[0], DAYS[3], "Newer")
    other = ("2", DAYS[0], DAYS[1], "Other")
    yield snapshots("newest last", [old, other, new], ["Other", "New"], (3, 2, 1, 0, 0))
    yield snapshots("newest first", [new, other, old], ["New", "Other"], (3, 2, 1, 0, 0))
    yield snapshots("three of one", [new, newer, old], ["Newer"], (3, 1, 2, 0, 0))
    yield snapshots("whole rows twice", [old, old, other, other], ["Old", "Other"], (4, 2, 2, 0, 0))
    yield snapshots(
        "one without a date of change", [old, ("1", DAYS[0], "", "Undated"), other], ["Old", "Other"], (3, 2, 1, 0, 0)
    )
    yield snapshots("ids with blanks", [old, (" 1", DAYS[0], DAYS[2], "New"), other], ["New", "Other"], (3, 2, 1, 0, 0))
    yield snapshots("ids as numbers", [old, ("1.0", DAYS[0], DAYS[2], "New"), other], ["New", "Other"], (3, 2, 1, 0, 0))


def _discarded() -> Iterator[Case]:
    rows = [
        ("1", DAYS[0], "open"),
        ("2", DAYS[1], "Deleted"),
        ("3", DAYS[2], "spam"),
        ("4", DAYS[3], "MERGED"),
        ("5", "never", "open"),
    ]
    data = table("ticket_id,created_at,status", rows).encode()
    yield Case(
        "rows",
        "merged, deleted, spam and bad",
        data,
        {"ticket_id": ["1"]},
        (5, 1, 0, 3, 1),
        {("created_at", "bad-date"): (1, 6)},
    )
    many = table("ticket_id,created_at", [(str(i), "never" if i > 8 else DAYS[i]) for i in range(20)]).encode()
    yield Case(
        "rows",
        "more bad than the limit",
        many,
        refused="too-many-rejected",
        settings={"max_rejected": 0.01},
        says=("created_at", "never", "11", "line 11"),
    )
    yield Case(
        "rows",
        "as many bad as the limit",
        many,
        {},
        (20, 9, 0, 0, 11),
        {("created_at", "bad-date"): (11, 11)},
        settings={"max_rejected": 0.55},
    )
    few = table("ticket_id,created_at", [(str(i), "never" if i > 9 else DAYS[i]) for i in range(20)]).encode()
    yield Case(
        "rows",
        "ten bad are never too many",
        few,
        {},
        (20, 10, 0, 0, 10),
        {("created_at", "bad-date"): (10, 12)},
        settings={"max_rejected": 0.01},
    )


def _mapped() -> Iterator[Case]:
    data = table("Nr,Opened on,Who", [("1", "13/01/2026", "Bo"), ("2", "14/01/2026", "Cy")], ";").encode()
    said = {"columns": {"tickets": {"ticket_id": "Nr", "created_at": "Opened on", "agent": "Who"}}}
    yield Case(
        "rows",
        "columns as said",
        data,
        {"ticket_id": ["1", "2"], "created_at": [at("2026-01-13"), at("2026-01-14")], "agent": ["Bo", "Cy"]},
        settings=said,
    )
    data = table("ticket_id,Day,Clock", [("1", "13/01/2026", "10:15"), ("2", "14/01/2026", "9:00 PM")]).encode()
    said = {"columns": {"tickets": {"created_at": ["Day", "Clock"]}}}
    yield Case(
        "rows",
        "two columns joined",
        data,
        {"created_at": [at("2026-01-13T10:15"), at("2026-01-14T21:00")]},
        settings=said,
    )
