"""Does the list of rows behind a number say of each row what a reader of the file would?"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cx_cli.errors import UsageError
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.render import rows_page, rows_to_csv, rows_to_json
from cx_cli.results.listing import Listing, list_rows
from cx_cli.results.request import Request
from tests.results.small_tables import feeds_of

TICKETS = """\
ticket_id,created_at,first_replied_at,resolved_at,updated_at,status,channel,agent,agent_replies,reopens,subject
1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z,2026-03-03T09:00:00Z,2026-03-03,closed,email,"Rossi, Anna",1,0,ok
2,2026-03-02T09:00:00Z,,2026-03-04T09:00:00Z,2026-03-04,closed,email,Bo,3,0,"two
lines"
3,2026-03-02T09:00:00Z,,,2026-03-02,open,chat,Bo,0,0,still open

4,2026-03-05T09:00:00Z,,2026-03-05T08:00:00Z,2026-03-05,closed,chat,,1,0,before it was created
5,2026-03-06T09:00:00Z,,2026-03-07T08:00:00Z,2026-03-07,spam,chat,,1,0,\x1b[31mred
6,2026-03-06T09:00:00Z,,,2026-03-06,open,EMAIL,Bo,,,old row
6,2026-03-06T09:00:00Z,,2026-04-01T08:00:00Z,2026-04-01,closed,Email,Bo,1,,=new row
7,2026-04-02T09:00:00Z,,2026-04-20T08:00:00Z,2026-04-20,closed,email,Bo,1,2,after as_of
"""


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("rows") / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    return str(path)


def listing(path: str, name: str, show: str = "counted", limit: int | None = None, **asked: Any) -> Listing:
    metric, _, variant = name.partition(":")
    slice = asked.pop("slice", {})
    with feeds_of([path]) as feeds:
        request = Request((), **asked)
        return list_rows(feeds, request, BUILT_IN[metric], variant or "default", slice, show=show, limit=limit)


def told(found: Listing) -> dict[str, tuple[int | None, str | None]]:
    return {str(row.key[0]) + ("'" if i else ""): (row.line, row.reason) for i, row in _numbered(found)}


def _numbered(found: Listing) -> list[tuple[int, Any]]:
    seen: list[Any] = []
    pairs = []
    for row in found.rows:
        pairs.append((seen.count(row.key), row))
        seen.append(row.key)
    return pairs


def test_each_row_that_is_not_counted_has_its_line_and_reason(tickets: str) -> None:
    found = listing(tickets, "resolution_time", "not-counted", as_of=1775520000)  # 2026-04-07
    assert told(found) == {
        "3": (5, "not resolved"),
        "4": (7, "resolution_seconds is not known: resolved_at is before created_at"),
        "5": (8, "excluded: spam"),
        "6": (9, "duplicate: a newer row at line 10"),
        "7": (11, "resolution_seconds is not known: resolved_at is after as_of"),
    }
    assert (found.counts.rows, found.counts.counted, found.counts.not_counted, found.n) == (8, 3, 5, 3)


def test_each_row_that_misses_says_which_part_of_the_condition_is_not_so(tickets: str) -> None:
    found = listing(tickets, "first_contact_resolution", "missed")
    assert told(found) == {
        "2": (3, "agent_replies == 1 is not so: 3"),
        "6": (10, "reopens is not known"),
        "7": (11, "reopens == 0 is not so: 2"),
    }
    hit = listing(tickets, "first_contact_resolution", "hit")
    assert told(hit) == {
        "4": (7, "agent_replies == 1 and reopens == 0: agent_replies 1, reopens 0"),
        "1": (2, "agent_replies == 1 and reopens == 0: agent_replies 1, reopens 0"),
    }
    assert [row.key for row in hit.rows] == [("1",), ("4",)]  # by resolved_at


def test_a_slice_is_one_line_of_the_report(tickets: str) -> None:
    found = listing(tickets, "tickets_created", slice={"channel": "e-mail".replace("-", ""), "period": "2026-03"})
    assert dict(found.slice) == {"channel": "email", "period": "2026-03"}
    assert [row.key[0] for row in found.rows] == ["1", "2", "6"]
    assert found.n == 3
    assert found.counts.elsewhere == 4  # 3, 4 and 5 are chats, 7 is of April
    assert (found.by, found.rows[0].labels) == (("period", "channel"), ("2026-03", "email"))
    nobody = listing(tickets, "tickets_created", slice={"agent": ""})
    assert [row.key[0] for row in nobody.rows] == ["4"]


def test_a_backlog_is_what_was_there_at_the_end_of_the_period(tickets: str) -> None:
    found = listing(tickets, "backlog", slice={"period": "2026-03"})
    assert [row.key[0] for row in found.rows] == ["3", "6"]
    out = told(listing(tickets, "backlog", "not-counted", slice={"period": "2026-03"}))
    assert out["1"] == (2, "resolved_at is before the end of the period: 2026-03-03T09:00:00Z")
    assert out["7"] == (11, "created_at is after the period: 2026-04-02T09:00:00Z")


def test_what_was_set_aside_has_the_labels_that_are_worked_out_too(tickets: str) -> None:
    zoned = {"timezone": "Pacific/Auckland", "by": (("weekday",),)}
    out = listing(tickets, "tickets_created", "not-counted", slice={"weekday": "fri"}, **zoned)
    assert told(out) == {"5": (8, "excluded: spam"), "6": (9, "duplicate: a newer row at line 10")}
    assert not listing(tickets, "tickets_created", "not-counted", slice={"weekday": "mon"}, **zoned).rows


def test_answers_without_a_date_are_in_the_slice_without_a_period(tmp_path: Path) -> None:
    path = tmp_path / "surveys.csv"
    path.write_text("survey_id,kind,score\n1,csat,5\n2,csat,\n3,csat,2\n4,nps,9\n", encoding="utf-8")
    found = listing(str(path), "csat", slice={"period": ""})
    assert (found.n, [row.key[0] for row in found.rows], found.rows[0].labels) == (2, ["1", "3"], (None,))
    assert [row.at for row in found.rows] == [None, None]
    out = told(listing(str(path), "csat", "not-counted", until=1775001600))
    assert out["1"] == (2, "answered_at is outside --since/--until")


def test_rows_outside_since_and_until_say_so(tickets: str) -> None:
    march = {"since": 1772323200, "until": 1775001600}
    out = told(listing(tickets, "tickets_resolved", "not-counted", **march))
    assert out["6"] == (10, "resolved_at is outside --since/--until: 2026-04-01T08:00:00Z")
    assert out["3"] == (5, "not resolved")


def test_where_picks_rows_and_the_others_are_not_asked_about(tickets: str) -> None:
    found = listing(tickets, "tickets_created", "not-counted", where="channel == 'chat'")
    assert told(found) == {"5": (8, "excluded: spam")}
    assert found.counts.elsewhere == 5


def test_json_has_the_row_with_numbers_and_nothing_raw(tickets: str) -> None:
    found = listing(tickets, "resolution_time", "counted", by=(("agent",),))
    document = json.loads(rows_to_json.render(found))
    assert document["schema"] == "cx.tickets/1"
    assert (document["n"], document["n_of"], document["counts"]["counted"]) == (4, "rows", 4)
    assert document["rows"][0] == {
        "key": {"ticket_id": "1"}, "path": tickets, "line": 2, "at": "2026-03-03T09:00:00Z",
        "slice": {"agent": "Rossi, Anna"},
        "columns": {"resolved_at": "2026-03-03T09:00:00Z", "created_at": "2026-03-02T09:00:00Z",
                    "resolution_seconds": 86400},
        "n": 1, "counted": True, "missed": None, "reason": "resolution_seconds is known",
    }  # fmt: skip
    assert [line["statistic"] for line in document["values"]] == ["mean", "median", "p90"]


def test_no_format_lets_text_of_a_file_steer_a_terminal_or_a_spreadsheet(tickets: str) -> None:
    found = listing(tickets, "tickets_created", "not-counted", by=(("subject",),))
    every = listing(tickets, "tickets_created", by=(("subject",),))
    for one in (found, every):
        for text in (rows_to_json.render(one), rows_to_csv.render(one), rows_page.plain(one)):
            assert "\x1b" not in text
            assert "\\u001b" not in text
    assert "[31mred" in rows_page.plain(found)
    rows = list(csv.DictReader(io.StringIO(rows_to_csv.render(every))))
    assert "'=new row" in [row["subject"] for row in rows]
    assert [row["missed"] for row in rows] == [""] * len(rows)


def test_a_page_that_shows_some_rows_says_how_many_there_are(tickets: str) -> None:
    page = rows_page.plain(listing(tickets, "tickets_created", limit=2))
    assert "2 of 6 rows" in page
    assert "of" not in rows_page.plain(listing(tickets, "tickets_created"), quiet=True).splitlines()[-1]
    narrow = rows_page.lines_of(listing(tickets, "first_contact_resolution", "missed"), 60)
    assert max(sum(len(text) for text, _ in line) for line in narrow) <= 60


def test_a_share_of_few_rows_is_marked_and_greyed_with_its_n_and_interval(tickets: str) -> None:
    found = listing(tickets, "first_contact_resolution", "missed")
    lines = list(rows_page.lines_of(found, None))
    (line,) = (line for line in lines if line and line[0][0].startswith("value"))
    shown = [(text.strip(), tone) for text, tone in line if text.strip()]
    assert shown == [("value", "plain"), ("40.0%*", "faint"), ("11.8% to 76.9%", "faint"), ("5", "faint")]
    assert "*  n < 30" in rows_page.plain(found)
    assert "*  n <" not in rows_page.plain(listing(tickets, "tickets_created"))


@pytest.mark.parametrize(("name", "show", "slice", "slug"), [
    ("resolution_time", "missed", {}, "no-misses"),
    ("tickets_created", "hit", {}, "no-misses"),
    ("tickets_created", "counted", {"channel": "emial"}, "unknown-slice"),
    ("tickets_created", "counted", {"channel": "chat", "agent": "Rossi, Anna"}, "unknown-slice"),
    ("channel_share", "counted", {}, "unknown-slice"),
    ("csat", "counted", {}, "not-computed"),
    ("arrivals", "counted", {"channel": "chat"}, "unknown-slice"),
    ("tickets_created", "counted", {"chanel": "chat"}, "unknown-column"),
])  # fmt: skip
def test_what_can_not_be_listed_is_an_error(
    name: str, show: str, slice: dict[str, str], slug: str, tickets: str
) -> None:
    with pytest.raises(UsageError) as error:
        listing(tickets, name, show, slice=slice, by=(("weekday",),))
    assert error.value.slug == slug


def test_a_file_without_any_such_row_gives_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS.splitlines()[0] + "\n", encoding="utf-8")
    found = listing(str(path), "backlog", "counted")
    assert (found.rows, found.counts.rows) == ((), 0)
    assert "no such row" in rows_page.plain(found)
    assert json.loads(rows_to_json.render(replace(found, show="counted")))["rows"] == []
