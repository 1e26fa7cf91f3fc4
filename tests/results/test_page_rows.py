"""Are the rows that a page names those that a reader of the file would name?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from cx_cli.metrics.registry import BUILT_IN
from cx_cli.normalise.feed import Feed
from cx_cli.render import to_html, to_markdown, to_xlsx
from cx_cli.results import keeping
from cx_cli.results.compute import compute
from cx_cli.results.further import for_page
from cx_cli.results.keeping import Keeper
from cx_cli.results.listing import list_rows
from cx_cli.results.page_rows import with_named_rows
from cx_cli.results.request import Request
from cx_cli.results.result import Report
from tests.results.small_tables import feeds_of, write

TICKETS = """\
ticket_id,created_at,first_replied_at,resolved_at,first_reply_due_at
<b>new</b>,2026-03-20T09:00:00Z,,,
old,2026-01-02T09:00:00Z,2026-01-02T10:00:00Z,,2026-01-02T09:30:00Z
done,2026-01-01T09:00:00Z,2026-01-01T09:10:00Z,2026-03-03T09:00:00Z,2026-01-01T09:30:00Z
late,2026-02-05T09:00:00Z,2026-02-05T12:00:00Z,2026-02-06T09:00:00Z,2026-02-05T10:00:00Z
early,2026-02-06T09:00:00Z,2026-02-06T09:05:00Z,2026-02-06T10:00:00Z,2026-02-06T10:00:00Z
last,2026-03-31T20:00:00Z,2026-03-31T20:05:00Z,2026-04-02T10:00:00Z,2026-04-01T10:00:00Z
"""


def named(feeds: Sequence[Feed], request: Request, *, lines: bool = True) -> Report:
    keeper = Keeper()
    for feed in feeds:
        feed.keeps_ids = True
    return with_named_rows(compute(feeds, request, keeper=keeper), feeds, keeper, lines=lines)


def test_the_oldest_open_tickets_and_the_newest_whole_periods_breaches_are_named(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    request = for_page(
        Request(tuple((BUILT_IN[name], "default") for name in ("backlog", "backlog_age", "sla_first_reply")))
    )
    with feeds_of([str(path)]) as feeds:
        march = named(feeds, request)
    assert [[row[0] for row in one.rows] for one in march.named] == [["old", "<b>new</b>"]]
    with feeds_of([str(path)]) as feeds:
        until = Request(request.metrics, further=request.further, until=1_772_323_200)  # 2026-03-01
        february = named(feeds, until)
    ids = {one.metric: [row[0] for row in one.rows] for one in february.named}
    assert ids == {"backlog": ["done", "old"], "sla_first_reply": ["late"]}
    shown = to_html.render(february)
    assert [one.seconds for one in february.named][1] == (7_200.0,)  # due at 10:00, done at 12:00
    oldest = shown[shown.index("Oldest open tickets, 2 of 2") :]
    assert '<th scope="col">created (UTC)</th>' in oldest
    assert "2026-01-01 09:00</td>" in oldest
    assert "58d 15h" in oldest  # from then to the end of February
    assert "tickets.csv:5" in shown[shown.index("First reply within SLA: missed in Feb 2026, 1 of 1") :]
    assert "&lt;b&gt;new" in to_html.render(march)
    assert "<b>new" not in to_html.render(march) + to_markdown.render(march)


def test_the_rows_are_on_a_sheet_with_their_instants(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    request = for_page(Request(tuple((BUILT_IN[name], "default") for name in ("backlog", "backlog_age"))))
    with feeds_of([str(path)]) as feeds:
        made = to_xlsx.render(named(feeds, request))
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Backlog"]
    (row,) = (row for row in sheet.iter_rows(values_only=True) if row[0] == "old")
    assert row[1] == datetime(2026, 1, 2, 9)


ASKED = Request(tuple((BUILT_IN[name], "default") for name in ("backlog", "sla_first_reply", "sla_resolution")))


@pytest.mark.parametrize("more", [(), ("messages", "changes")])
@pytest.mark.parametrize(
    "request_",
    [ASKED, replace(ASKED, where="channel == 'email'"), replace(ASKED, until=1_772_323_200, period="week"),
     replace(ASKED, as_of=1_772_000_000), replace(ASKED, since=1_767_225_600, timezone="Europe/Rome")],
    ids=["all", "where", "until", "as_of", "since"],
)  # fmt: skip
def test_the_rows_kept_are_the_first_of_those_that_cx_tickets_lists(
    more: tuple[str, ...], request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 5)
    files = [path for path in write(23, tmp_path) if Path(path).stem in ("tickets", *more)]
    with feeds_of(files) as feeds:
        report = named(feeds, request_)
    assert {one.metric for one in report.named} == {"backlog", "sla_first_reply", "sla_resolution"}
    for one in report.named:
        slice_, show = ({}, "counted") if one.period is None else ({"period": one.period}, "missed")
        with feeds_of(files) as feeds:
            listing = list_rows(feeds, request_, BUILT_IN[one.metric], "default", slice_, show=show)
        theirs = [(row.key[0], row.at, f"{row.path}:{row.line}") for row in listing.rows]
        assert one.n == listing.n_rows > 0
        assert [(row[0], row[1], row[-1]) for row in one.rows] == theirs[:5]


def test_ids_are_kept_of_a_file_in_pieces_and_of_promises_that_wait_for_its_end(tmp_path: Path) -> None:
    def day(i: int) -> str:
        return datetime.fromtimestamp(1_767_225_600 + i * 300, UTC).isoformat()

    path = tmp_path / "tickets.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ticket_id", "created_at", "first_replied_at", "resolved_at", "first_reply_due_at", "text"])
        for i in range(30_000):  # every hundredth is never replied to, and due a day later
            at, due = day(i), day(i + 288)
            done = "" if i % 100 == 7 else at
            writer.writerow([f"T-{i}", at, done, done, due, "x" * 240])
    with feeds_of([str(path)]) as feeds:
        report = named(feeds, ASKED, lines=False)
    rows = {one.metric: [row[0] for row in one.rows] for one in report.named}
    assert rows["backlog"] == [f"T-{i}" for i in range(7, 2_007, 100)]
    first = next(one for one in report.named if one.metric == "sla_first_reply")
    expected = [i for i in range(7, 30_000, 100) if day(i + 288)[:7] == first.period]
    assert (first.n, [row[0] for row in first.rows]) == (len(expected), [f"T-{i}" for i in expected[:20]])
    assert first.rows[0][-1] == str(path)


def test_a_workbook_shades_the_week_and_draws_volumes_as_columns_and_shares_as_bars(tmp_path: Path) -> None:
    files = [path for path in write(23, tmp_path) if Path(path).stem == "tickets"]
    names = ("tickets_created", "tickets_resolved", "channel_share", "arrivals")
    request = for_page(Request(tuple((BUILT_IN[name], "default") for name in names)))
    with feeds_of(files) as feeds:
        report = named(feeds, request)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx.render(report)))
    (week,) = (one for one in book["Demand"].conditional_formatting)
    (first, *_, last) = book["Demand"][str(week.sqref)]
    assert [row[0].row for row in (first, last)] == [first[0].row, first[0].row + 6]
    cells = [cell.value for row in book["Demand"][str(week.sqref)] for cell in row]
    created = next(row for row in book["Demand"].iter_rows(values_only=True) if row[0] == "Tickets created")
    assert len(cells) == 7 * 24
    assert sum(cells) == created[7]  # the total of the whole of the data
    drawn = [type(chart).__name__ for chart in book["Demand"]._charts]
    assert drawn == ["BarChart", "BarChart"]
    assert [chart.type for chart in book["Demand"]._charts] == ["col", "bar"]
    assert len(book["Demand"]._charts[0].series) == 2
