"""Is every row of a file accounted for, with the line and the words of the first of each problem?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import Opened, opened
from cx_cli.errors import InputError, UsageError
from cx_cli.load.source import Source
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.results import reading
from cx_cli.results.compute import compute
from cx_cli.results.request import Request
from cx_cli.results.result import Report
from cx_cli.settings import Settings

HEADER = "ticket_id,created_at,resolved_at,updated_at,status,agent"
ALL = tuple((metric, "default") for metric in BUILT_IN.values())
CREATED = ((BUILT_IN["tickets_created"], "default"),)


def opened_of(folder: Path, *names: str, **settings: Any) -> AbstractContextManager[Opened]:
    chosen = Settings(**settings)
    return opened(names, chosen, find_files(names, chosen, folder))


def report(
    folder: Path, *texts: str, metrics: Any = ALL, max_rejected: float = 1.0, where: str = "", **settings: Any
) -> Report:
    names = []
    for number, text in enumerate(texts):
        (folder / f"{number}.csv").write_text(text, encoding="utf-8", newline="")
        names.append(str(folder / f"{number}.csv"))
    with opened_of(folder, *names, **settings) as found:
        return compute(found.feeds, Request(metrics, max_rejected=max_rejected, where=where))


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def account(found: Report, table: str = "tickets", number: int = 0) -> tuple[int, int, int, int, int]:
    """Rows, loaded, duplicates, excluded, rejected; they always add up."""
    one = [entry for entry in found.inputs if entry.table == table][number]
    assert one.rows == one.loaded + one.duplicates + one.excluded + one.rejected
    return one.rows, one.loaded, one.duplicates, one.excluded, one.rejected


def problems(found: Report) -> dict[tuple[str | None, str], tuple[int | None, int, str | None]]:
    return {(one.column, one.problem): (one.line, one.n, one.example) for one in found.issues}


def created(found: Report) -> float:
    _, series = next(iter(found.series("tickets_created", None)))
    return float(series.values[0])


GOOD = "{id},2026-01-05 10:00,2026-01-06 10:00,2026-01-06 10:00,solved,Ana"


def good(*ids: object) -> list[str]:
    return [GOOD.format(id=one) for one in ids]


@pytest.mark.parametrize("metrics", [ALL, CREATED], ids=["all", "one"])
@pytest.mark.parametrize(
    ("rows", "expected", "told"),
    [
        (good(1, 2, 3), (3, 3, 0, 0, 0), {}),
        ([*good(1, 2), ",2026-01-05 10:00,,,open,Ana"], (3, 2, 0, 0, 1), {("ticket_id", "missing"): (4, 1, "")}),
        ([*good(1, 2), "3,,,,open,Ana"], (3, 2, 0, 0, 1), {("created_at", "missing"): (4, 1, "")}),
        ([*good(1), "2,yesterday,,,open,Ana"], (2, 1, 0, 0, 1), {("created_at", "bad-date"): (3, 1, "yesterday")}),
        ([*good(1), "", "2,2026-01-05,,,open"], (2, 1, 0, 0, 1), {(None, "ragged"): (4, 1, None)}),
        ([*good(1, 2, 8), "2,2026-01-05,,,open,Ana,x"], (4, 3, 0, 0, 1), {(None, "ragged"): (5, 1, None)}),
        ([*good(1, 2), "3,2026-01-05 10:00,,,spam,Ana"], (3, 2, 0, 1, 0), {}),
        ([*good(1, 2), "3,2026-01-05 10:00,,,Deleted,Ana", "4,2026-01-05 10:00,,,merged,Bo"], (4, 2, 0, 2, 0), {}),
        ([*good(1, 2), ",,,,,"], (3, 2, 0, 0, 1), {("ticket_id", "missing"): (4, 1, "")}),
        (good(1, 2, 1), (3, 2, 1, 0, 0), {}),
        (good(1, "01", "1 "), (3, 2, 1, 0, 0), {}),
        ([*good(1), ",yesterday,,,spam,Ana"], (2, 1, 0, 0, 1), {("created_at", "bad-date"): (3, 1, "yesterday")}),
    ],
)
def test_every_row_is_in_one_account(
    tmp_path: Path, metrics: Any, rows: list[str], expected: tuple[int, ...], told: dict[Any, Any]
) -> None:
    found = report(tmp_path, lines(*rows), metrics=metrics)
    assert account(found) == expected
    assert created(found) == expected[1]
    assert {place: (line, n) for place, (line, n, _) in problems(found).items()} == {
        place: (line, n) for place, (line, n, _) in told.items()
    }
    for place, (_, _, example) in told.items():
        assert example is None or problems(found)[place][2] == example


def test_a_bad_optional_date_is_told_and_its_row_loaded(tmp_path: Path) -> None:
    rows = [*good(1), "2,2026-01-05 10:00,31/31/2026,,solved,Ana", "3,2026-01-05 10:00,never,,solved,Ana"]
    found = report(tmp_path, lines(*rows))
    assert account(found) == (3, 3, 0, 0, 0)
    assert problems(found)["resolved_at", "bad-date"] == (3, 2, "31/31/2026")


def test_lines_count_blank_lines_and_line_ends_inside_quotes(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "",
            HEADER,
            GOOD.format(id='"1\n2"'),
            "",
            "",
            GOOD.format(id=3),
            "4,bad,,,open,Ana",
            "",
            "5,worse,,,open,Bo",
            "",
        ]
    )
    found = report(tmp_path, text)
    assert account(found) == (4, 2, 0, 0, 2)
    assert problems(found) == {("created_at", "bad-date"): (8, 2, "bad")}


@pytest.mark.parametrize("block", [40, 97, 300])
def test_lines_are_right_in_every_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    blocks = Source.blocks
    monkeypatch.setattr(Source, "blocks", lambda self, size=block: blocks(self, block))
    rows = [GOOD.format(id=f'"{i}\nx"' if i % 3 else i) for i in range(40)]
    rows[30] = "30,2026-01-05 10:00,soon,,open,Ana"
    rows[33] = "33,soon,,,open,Ana"
    rows[35] = "35,x"
    text = lines(*rows)
    line = {i: 2 + sum(row.count("\n") + 1 for row in rows[:i]) for i in (30, 33, 35)}
    found = report(tmp_path, text)
    assert account(found) == (40, 38, 0, 0, 2)
    assert {place: told[0] for place, told in problems(found).items()} == {
        ("resolved_at", "bad-date"): line[30],
        ("created_at", "bad-date"): line[33],
        (None, "ragged"): line[35],
    }


def test_the_newest_row_of_a_ticket_counts(tmp_path: Path) -> None:
    rows = [
        "1,2026-01-05 10:00,2026-01-06 10:00,2026-01-09 10:00,solved,New",
        "1,2026-01-05 10:00,,2026-01-07 10:00,open,Old",
        "2,2026-01-05 10:00,,2026-01-07 10:00,open,Old",
    ]
    found = report(tmp_path, lines(*rows))
    assert account(found) == (3, 2, 1, 0, 0)
    assert created(found) == 2


def test_duplicates_over_files_are_told_where_the_older_row_stands(tmp_path: Path) -> None:
    old = lines("1,2026-01-05 10:00,,2026-01-05 10:00,open,Ana", "2,2026-01-05 10:00,,2026-01-05 10:00,open,Ana")
    new = lines("1,2026-01-05 10:00,,2026-01-09 10:00,open,Bo")
    found = report(tmp_path, old, new)
    assert (account(found), account(found, number=1)) == ((2, 1, 1, 0, 0), (1, 1, 0, 0, 0))


CELLS = {
    "id": st.sampled_from(["1", "2", "3", "03", "T-4", ""]),
    "created": st.sampled_from(["2026-01-05 10:00", "2026-02-05 11:30", "", "junk"]),
    "resolved": st.sampled_from(["", "2026-03-06 10:00", "junk"]),
    "updated": st.sampled_from(["", "2026-03-06 10:00", "2026-03-07 10:00"]),
    "status": st.sampled_from(["open", "solved", "spam", "Merged", ""]),
    "agent": st.sampled_from(["Ana", "bo", ""]),
}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*CELLS.values()), min_size=1, max_size=9), seed=st.integers(0, 99))
def test_the_order_of_rows_and_files_can_not_be_seen(tmp_path: Path, rows: list[Sequence[str]], seed: int) -> None:
    texts = [",".join(row) for row in rows]
    other = list(texts)
    random.Random(seed).shuffle(other)
    half = len(other) // 2
    reports = [
        report(tmp_path, lines(*good(99), *texts), metrics=CREATED),
        report(tmp_path, lines(*good(99), *other), metrics=CREATED),
        report(tmp_path, lines(*other[:half]), lines(*other[half:], *good(99)), metrics=CREATED),
    ]
    sums = [
        tuple(sum(getattr(one, name) for one in found.inputs) for name in ("rows", "loaded", "duplicates", "excluded"))
        for found in reports
    ]
    assert len(set(sums)) == 1
    assert len({created(found) for found in reports}) == 1
    for found in reports:
        for one in found.inputs:
            assert one.rows == one.loaded + one.duplicates + one.excluded + one.rejected
    bad = sum(not row[0] or row[1] in ("", "junk") for row in rows)
    assert sum(one.rejected for one in reports[0].inputs) == bad


SURVEYS = "survey_id,kind,score,answered_at"


def test_scores_off_their_scale_are_rejected_rows(tmp_path: Path) -> None:
    rows = ["1,csat,5,2026-01-05", "2,csat,1,2026-01-05", "3,csat,9,2026-01-05", "4,csat,,2026-01-05", "5,csat,x,"]
    found = report(tmp_path, lines(*rows, header=SURVEYS), scales={"csat": "1..5"})
    assert account(found, "surveys") == (5, 3, 0, 0, 2)
    assert problems(found) == {("score", "off-scale"): (4, 1, "9"), ("score", "bad-score"): (6, 1, "x")}


def test_an_unknown_kind_of_survey_is_a_rejected_row(tmp_path: Path) -> None:
    rows = ["1,csat,5,2026-01-05", "2,nps,9,2026-01-05", "3,mood,2,2026-01-05", "4,,2,2026-01-05"]
    found = report(tmp_path, lines(*rows, header=SURVEYS))
    assert account(found, "surveys") == (4, 2, 0, 0, 2)
    assert problems(found)["kind", "unknown-kind"] == (4, 1, "mood")
    assert problems(found)["kind", "missing"] == (5, 1, "")


def test_ratings_in_a_ticket_export_have_an_account_of_their_own(tmp_path: Path) -> None:
    rows = [
        "1,2026-01-05,2026-01-06,5",
        "2,2026-01-05,2026-01-06,",
        "3,2026-01-05,2026-01-06,99",
        "4,2026-01-05,2026-01-06,1",
        "4,2026-01-05,2026-01-06,1",
        ",2026-01-05,2026-01-06,1",
    ]
    found = report(
        tmp_path, lines(*rows, header="ticket_id,created_at,resolved_at,satisfaction"), scales={"csat": "1..5"}
    )
    assert account(found) == (6, 4, 1, 0, 1)
    rated = account(found, "surveys")
    assert (rated[0], rated[1], rated[2]) == (6, 2, 1)
    assert problems(found)["satisfaction", "off-scale"] == (4, 1, "99")


def test_more_rejected_rows_than_allowed_are_an_input_error(tmp_path: Path) -> None:
    rows = [*good(*range(100)), *[f"x{i},junk,,,open,Ana" for i in range(11)]]
    with pytest.raises(InputError, match="11 of 111 rows") as refused:
        report(tmp_path, lines(*rows), max_rejected=0.01)
    assert refused.value.slug == "too-many-rejected"


def test_ten_rejected_rows_are_never_too_many(tmp_path: Path) -> None:
    rows = [*good(1), *[f"x{i},junk,,,open,Ana" for i in range(10)]]
    assert account(report(tmp_path, lines(*rows), max_rejected=0.01)) == (11, 1, 0, 0, 10)


@pytest.mark.parametrize("longer", ["TICKET-1000001", "x" * 80])
def test_a_ticket_of_two_files_is_one_whatever_stands_beside_it(tmp_path: Path, longer: str) -> None:
    header = "ticket_id,created_at"
    texts = lines("T-1,2026-01-05", header=header), lines("T-1,2026-01-05", f"{longer},2026-01-06", header=header)
    assert created(report(tmp_path, *texts, metrics=CREATED)) == 2


@pytest.mark.parametrize("how", ["first", "last"])
def test_a_column_that_turns_out_to_be_text_late_is_read_as_text(tmp_path: Path, how: str) -> None:
    """The look sees numbers only; a cell far down, between the samples, is none."""
    rows = [f"{i},2026-01-05 10:00,{i % 7},{'x' * 60}" for i in range(45_000)]
    place = 8_000 if how == "first" else 36_000
    rows[place] = f"{place},2026-01-05 10:00,n/k,{'x' * 60}"
    text = lines(*rows, header="ticket_id,created_at,level,filler")
    (tmp_path / "t.csv").write_text(text)
    with opened_of(tmp_path, str(tmp_path / "t.csv")) as found:
        told = compute(found.feeds, Request(CREATED, where="known(level)"))
    assert account(told) == (45_000, 45_000, 0, 0, 0)
    assert created(told) == 45_000
    with opened_of(tmp_path, str(tmp_path / "t.csv")) as found:
        assert created(compute(found.feeds, Request(CREATED, where="level in ['n/k', '3']"))) == 1 + 6_429
    with opened_of(tmp_path, str(tmp_path / "t.csv")) as found, pytest.raises(UsageError):
        compute(found.feeds, Request(CREATED, where="level > 3"))


def test_a_key_with_leading_zeros_is_one_in_a_piece_of_numbers_and_a_piece_of_text(tmp_path: Path) -> None:
    """The looks see plain numbers only; the last piece has a key that is none, and so is read as text."""
    rows = [f"{i},2026-01-05 10:00,{'x' * 60}" for i in range(100_000, 220_000)]
    rows[12_000] = "0000007" + rows[12_000][6:]
    rows[-5_000] = "0000007" + rows[-5_000][6:]
    rows[-5_001] = "T-1" + rows[-5_001][6:]
    found = report(tmp_path, lines(*rows, header="ticket_id,created_at,filler"), metrics=CREATED)
    assert account(found) == (120_000, 119_999, 1, 0, 0)


def own(formula: str) -> tuple[tuple[Metric, str], ...]:
    return ((replace(BUILT_IN["tickets_created"], formula=formula, variants={}), "default"),)


LEVEL = "ticket_id,created_at,level"


@pytest.mark.parametrize(
    ("broken", "place", "n"),
    [
        ('"{id},2026-01-05 10:00,chat,x', 4, 30),
        ('{id},"2026-01-05 10:00,chat,x', 4, 30),
        ('{id},2026-01-05 10:00,chat,"x', 4, 30),
        ('{id},2026-01-05 10:00,chat,"x', 29, 30),
        ('"{id},2026-01-05 10:00,chat,x', 52_000, 60_000),
        ('{id},"2026-01-05 10:00,chat,x', 52_000, 60_000),
        ('{id},2026-01-05 10:00,chat,"x', 52_000, 60_000),
    ],
)
def test_an_unclosed_quote_is_an_input_error_that_names_the_line(
    tmp_path: Path, broken: str, place: int, n: int
) -> None:
    rows = [f"{i},2026-01-05 10:00,chat,{'x' * 60}" for i in range(n)]
    rows[place] = broken.format(id=place)
    with pytest.raises(InputError, match=rf"a quote that opens in line {place + 2} or after") as refused:
        report(tmp_path, lines(*rows, header="ticket_id,created_at,channel,filler"), metrics=CREATED)
    assert (refused.value.slug, refused.value.exit_code) == ("quotes", 3)


@pytest.mark.parametrize("header", ["level", "reopens"])
@pytest.mark.parametrize(
    ("where", "n"),
    [
        ("{0} == 2", 3),
        ("not {0} == 2", 1),
        ("{0} != 2 or {0} == 2", 4),
        ("known({0})", 4),
        ("not known({0})", 5),
        ("{0} == 2 or channel == 'chat'", 8),
    ],
)
@pytest.mark.parametrize("repeated", [False, True], ids=["apart", "with a ticket in both"])
def test_a_column_that_only_one_file_has_is_missing_in_the_other(
    tmp_path: Path, header: str, where: str, n: int, repeated: bool
) -> None:
    """With a ticket in both files they are seen together; its later row, in the first file, counts."""
    one = [f"{i},2026-01-0{2 + i} 10:00,2026-02-01,mail,{'2' if i < 3 else '1'}" for i in range(4)]
    other = [f"{i},2026-01-05 10:00,2026-01-06,chat" for i in range(10, 15)]
    if repeated:
        other.append("3,2026-01-05 10:00,2026-01-06,chat")
    head = "ticket_id,created_at,updated_at,channel"
    found = report(
        tmp_path, lines(*one, header=f"{head},{header}"), lines(*other, header=head), metrics=CREATED,
        where=where.format(header),
    )  # fmt: skip
    assert created(found) == n


@pytest.mark.parametrize("cells", [("5", "high"), ("yes", "high"), ("2026-01-05", "high")])
@pytest.mark.parametrize("turned", [False, True])
def test_a_column_of_other_cells_in_another_file_is_text_in_both(
    tmp_path: Path, cells: tuple[str, str], turned: bool
) -> None:
    texts = [
        lines(*[f"{10 * number + i},2026-01-05 10:00,{cell}" for i in range(3 + number)], header=LEVEL)
        for number, cell in enumerate(cells)
    ]
    for number, cell in enumerate(cells):
        found = report(tmp_path, *(texts[::-1] if turned else texts), metrics=CREATED, where=f"level == '{cell}'")
        assert created(found) == 3 + number


def test_a_column_empty_in_one_file_is_what_it_is_in_the_other(tmp_path: Path) -> None:
    full, empty = lines("1,2026-01-05 10:00,5", header=LEVEL), lines("2,2026-01-05 10:00,", header=LEVEL)
    assert created(report(tmp_path, full, empty, metrics=CREATED, where="level == 5")) == 1


@pytest.mark.parametrize(
    ("header", "where"),
    [
        ("class", "class == 'a'"),
        ("from", "from == 'a' and known(from)"),
        ("2nd line", "2nd_line == 'a'"),
        ("known", "known == 'a' and known(known)"),
    ],
)
def test_any_header_can_be_named_in_a_condition_and_a_metric(tmp_path: Path, header: str, where: str) -> None:
    text = lines("1,2026-01-05,a", "2,2026-01-05,b", "3,2026-01-05,", header=f"ticket_id,created_at,{header}")
    assert created(report(tmp_path, text, metrics=CREATED, where=where)) == 1
    assert created(report(tmp_path, text, metrics=own(f"count({where})"))) == 1


@pytest.mark.parametrize("label", [r"a\b", r"a\n", "a\u00a0b", "a\u200bb"])
def test_a_label_is_literal_in_a_condition(tmp_path: Path, label: str) -> None:
    text = lines(f"1,2026-01-05,{label}", "2,2026-01-05,b", header=LEVEL)
    assert created(report(tmp_path, text, metrics=CREATED, where=f"level == '{label}'")) == 1


@pytest.mark.parametrize("label", [r"a\b", r"a\n", "a\u00a0b", "a\u200bb"])
def test_a_label_is_literal_in_the_formula_of_a_metric(tmp_path: Path, label: str) -> None:
    text = lines(f"1,2026-01-05,{label}", "2,2026-01-05,b", header=LEVEL)
    assert created(report(tmp_path, text, metrics=own(f"count(level == '{label}')"))) == 1


def test_a_formula_for_a_column_that_is_no_number_is_a_usage_error(tmp_path: Path) -> None:
    text = lines("1,2026-01-05,5", header=LEVEL)
    with pytest.raises(UsageError, match=r"\[columns\.tickets\] closed_at: a formula gives a number") as refused:
        report(tmp_path, text, metrics=CREATED, columns={"tickets": {"closed_at": {"formula": "1 + 1"}}})
    assert refused.value.slug == "settings"


def test_too_many_slices_are_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{i},2026-01-05 10:00,,2026-12-05 10:00,open,agent {i}" for i in range(5)]
    (tmp_path / "t.csv").write_text(lines(*rows))
    request = Request(((BUILT_IN["backlog"], "default"),), by=(("period", "agent"),))

    def slices() -> int:
        with opened_of(tmp_path, str(tmp_path / "t.csv")) as found:
            return len(compute(found.feeds, request).breakdowns[-1].slices)

    n = slices()
    assert n == 5 * 12
    monkeypatch.setattr(reading, "_MOST_SLICES", n)
    assert slices() == n
    monkeypatch.setattr(reading, "_MOST_SLICES", n - 1)
    with pytest.raises(UsageError, match=r"--by period,agent makes more than 59 slices") as refused:
        slices()
    assert (refused.value.slug, refused.value.exit_code) == ("too-many-slices", 2)


@pytest.mark.parametrize("key", ["1" * 19, "0" * 18 + "7", "0x1F"])
def test_a_key_too_long_to_be_a_number_is_one_in_a_piece_of_numbers_and_a_piece_of_text(
    tmp_path: Path, key: str
) -> None:
    rows = [f"{i},2026-01-05 10:00,{'x' * 60}" for i in range(100_000, 220_000)]
    for place, cell in ((12_000, key), (-5_000, key), (-5_001, "T-1")):
        rows[place] = cell + rows[place][6:]
    found = report(tmp_path, lines(*rows, header="ticket_id,created_at,filler"), metrics=CREATED)
    assert account(found) == (120_000, 119_999, 1, 0, 0)


@pytest.mark.parametrize(
    ("later", "scale", "loaded"), [(10, "1..10", 9000), (60, "0..100", 9000), (None, "1..5", 8999)]
)
def test_the_scale_is_that_of_all_ratings_also_where_a_look_sees_a_part(
    tmp_path: Path, later: int | None, scale: str, loaded: int
) -> None:
    """The first 7000 rows, which are all that a look sees, hold 1 to 5; the rest holds higher ones, or a single one."""
    scores = [1 + i % 5 for i in range(7000)] + [later or 5] * 2000
    scores[8000] = later or 9
    rows = [f"{i},csat,{score},2026-01-05,{'x' * 70}" for i, score in enumerate(scores)]
    found = report(tmp_path, lines(*rows, header=f"{SURVEYS},comment"), metrics=ALL)
    assert account(found, "surveys")[:2] == (9000, loaded)
    assert (("score", "off-scale") in problems(found)) == (later is None)
    with opened_of(tmp_path, str(tmp_path / "0.csv")) as files:
        compute(files.feeds, Request(ALL, max_rejected=1.0))
        assert str(files.feeds[0].in_use.scales["csat"]) == scale


@pytest.mark.parametrize(("resolved", "days"), [("25/04/2026", (1 + 24) / 2), ("04/25/2026", (31 + 111) / 2)])
def test_dates_that_leave_day_and_month_open_are_written_as_the_other_columns_of_the_file(
    tmp_path: Path, resolved: str, days: float
) -> None:
    text = lines("1,03/04/2026,04/04/2026,,solved,Ana", f"2,01/04/2026,{resolved},,solved,Ana")
    _, series = next(iter(report(tmp_path, text).series("resolution_time", "mean")))
    assert series.values[0] == days * 86_400


def test_columns_that_contradict_each_other_settle_no_other_column(tmp_path: Path) -> None:
    text = lines("1,03/04/2026,25/04/2026,04/25/2026,solved,Ana")
    with pytest.raises(InputError, match="order of day and month in created_at"):
        report(tmp_path, text)


@pytest.mark.parametrize("since", [None, 0])
def test_rows_that_where_leaves_out_make_no_slices(tmp_path: Path, since: int | None) -> None:
    """Ana has solved tickets only: asked for open ones, there is nothing to say of her, in any KPI."""
    (tmp_path / "t.csv").write_text(lines(*good(1), "2,2026-01-05 10:00,,,open,Ben", "3,2026-01-05,,,open,"))
    with opened_of(tmp_path, str(tmp_path / "t.csv")) as found:
        request = Request(ALL, by=(("agent",), ("period", "agent")), where="status == 'open'", since=since)
        breakdowns = compute(found.feeds, request).breakdowns
    assert {labels[-1] for one in breakdowns[1:] for labels in one.slices} == {"Ben", None}
