"""Are the rows that a page names those that a reader of the file would name?"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl

from cx_cli.metrics.registry import BUILT_IN
from cx_cli.render import to_html, to_markdown, to_xlsx
from cx_cli.results.compute import compute
from cx_cli.results.further import for_page
from cx_cli.results.page_rows import with_named_rows
from cx_cli.results.request import Request
from tests.results.small_tables import feeds_of

TICKETS = """\
ticket_id,created_at,first_replied_at,resolved_at,first_reply_due_at
<b>new</b>,2026-03-20T09:00:00Z,,,
old,2026-01-02T09:00:00Z,2026-01-02T10:00:00Z,,2026-01-02T09:30:00Z
done,2026-01-01T09:00:00Z,2026-01-01T09:10:00Z,2026-03-03T09:00:00Z,2026-01-01T09:30:00Z
late,2026-02-05T09:00:00Z,2026-02-05T12:00:00Z,2026-02-06T09:00:00Z,2026-02-05T10:00:00Z
early,2026-02-06T09:00:00Z,2026-02-06T09:05:00Z,2026-02-06T10:00:00Z,2026-02-06T10:00:00Z
last,2026-03-31T20:00:00Z,2026-03-31T20:05:00Z,2026-04-02T10:00:00Z,2026-04-01T10:00:00Z
"""


def test_the_oldest_open_tickets_and_the_newest_whole_periods_breaches_are_named(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    request = for_page(
        Request(tuple((BUILT_IN[name], "default") for name in ("backlog", "backlog_age", "sla_first_reply")))
    )
    with feeds_of([str(path)]) as feeds:
        march = with_named_rows(compute(feeds, request), feeds, request)
    assert [[row[0] for row in one.rows] for one in march.named] == [["old", "<b>new</b>"]]
    with feeds_of([str(path)]) as feeds:
        until = Request(request.metrics, further=request.further, until=1_772_323_200)  # 2026-03-01
        february = with_named_rows(compute(feeds, until), feeds, until)
    named = {one.metric: [row[0] for row in one.rows] for one in february.named}
    assert named == {"backlog": ["done", "old"], "sla_first_reply": ["late"]}
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
        made = to_xlsx.render(with_named_rows(compute(feeds, request), feeds, request))
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Backlog"]
    (row,) = (row for row in sheet.iter_rows(values_only=True) if row[0] == "old")
    assert row[1] == datetime(2026, 1, 2, 9)
