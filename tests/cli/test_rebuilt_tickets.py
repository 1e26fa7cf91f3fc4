"""Do changes and messages rebuild tickets, and do joins keep the number of rows?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.program import cx

TICKETS = """ticket_id,created_at,resolved_at,status,agent,channel,reopens,customer_id
1,2026-03-01 09:00:00,2026-03-02 09:00:00,resolved,Ana,chat,0,c1
2.0,2026-03-01 10:00:00,2026-03-03 10:00:00,open,Bo,email,1,c1
3,2026-03-01 11:00:00,,open,Bo,email,0,c2
"""
CHANGES = """ticket_id,changed_at,field,old,new
1,2026-03-01 09:30:00,assignee,,Ana
1,2026-03-01 09:30:00,status,new,open
1,2026-03-01 10:00:00,status,open,pending
1,2026-03-01 12:00:00,status,pending,open
1,2026-03-01 13:00:00,status,open,solved
1,2026-03-01 14:00:00,status,solved,open
1,2026-03-02 09:00:00,status,open,solved
1,2026-03-04 09:00:00,status,solved,closed
2,2026-03-01 12:00:00,status,new,solved
2,2026-03-05 12:00:00,status,solved,open
9,2026-03-05 12:00:00,status,new,open
"""
MESSAGES = """ticket_id,sent_at,author,public
1,2026-03-01 09:00:00,customer,true
1,2026-03-01 09:10:00,bot,true
1,2026-03-01 09:20:00,agent,false
1,2026-03-01 09:40:00,agent,true
1,2026-03-01 10:40:00,customer,true
2,2026-03-01 10:00:00,agent,true
2,2026-03-01 10:30:00,agent,true
"""


def report(folder: Path, files: dict[str, str], *options: str) -> dict[str, Any]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return cx(folder, "report", *files, "--format", "json", "-q", *options).json()


def whole(found: dict[str, Any], metric: str, statistic: str | None = None) -> Any:
    rows = [
        row for row in found["values"] if (row["metric"], row["statistic"], row["slice"]) == (metric, statistic, {})
    ]
    assert len(rows) == 1, (metric, rows)
    return rows[0]["value"]


def test_the_history_wins_over_the_row_and_the_difference_is_told(tmp_path: Path) -> None:
    found = report(tmp_path, {"tickets.csv": TICKETS, "changes.csv": CHANGES})
    assert whole(found, "tickets_created") == 3
    assert whole(found, "tickets_resolved") == 1, "2 was solved and is open again, whatever its row says"
    assert whole(found, "backlog") == 2
    assert whole(found, "reopen_rate") == 100
    assert whole(found, "requester_wait_time", "mean") == 21 * 3600, "0.5 h new, 0.5 + 1 + 19 h open"
    problems = {(one["path"], one["column"], one["problem"], one["line"], one["n"]) for one in found["issues"]}
    assert problems == {
        ("tickets.csv", "reopens", "differs-from-history", 2, 1),
        ("tickets.csv", "resolved_at", "differs-from-history", 3, 1),
        ("changes.csv", "ticket_id", "no-ticket", 12, 1),
    }


def test_changes_alone_make_tickets(tmp_path: Path) -> None:
    found = report(tmp_path, {"changes.csv": CHANGES}, "--metric", "tickets_created", "--metric", "tickets_resolved")
    assert (whole(found, "tickets_created"), whole(found, "tickets_resolved")) == (3, 1)


def test_every_solve_counts_by_the_event_and_keeps_the_labels_of_its_ticket(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text('[definitions]\ntickets_resolved = "events"\n')
    files = {"tickets.csv": TICKETS, "changes.csv": CHANGES}
    found = report(tmp_path, files, "--metric", "tickets_resolved", "--by", "channel")
    values = {row["slice"].get("channel"): row["value"] for row in found["values"]}
    assert values == {None: 3, "chat": 2, "email": 1}


def test_bots_and_private_notes_are_no_replies_and_an_opening_agent_has_not_replied_yet(tmp_path: Path) -> None:
    found = report(tmp_path, {"tickets.csv": TICKETS, "messages.csv": MESSAGES}, "--metric", "first_reply_time")
    assert whole(found, "first_reply_time", "mean") == (40 + 30) / 2 * 60


def test_neither_order_of_rows_nor_of_files_can_be_seen(tmp_path: Path) -> None:
    files = {"tickets.csv": TICKETS, "changes.csv": CHANGES, "messages.csv": MESSAGES}
    found = report(tmp_path, files)
    turned = {}
    for name, text in reversed(files.items()):
        header, *rows = text.splitlines()
        turned[name] = "\n".join([header, *reversed(rows)]) + "\n"
    (tmp_path / "turned").mkdir()
    assert report(tmp_path / "turned", turned)["values"] == found["values"]


def test_a_changes_file_in_two_parts_is_one_history(tmp_path: Path) -> None:
    header, *rows = CHANGES.splitlines()
    halves = {f"changes-{i}.csv": "\n".join([header, *rows[i::2]]) + "\n" for i in (0, 1)}
    (tmp_path / "halves").mkdir()
    found = report(tmp_path, {"tickets.csv": TICKETS, "changes.csv": CHANGES})
    assert report(tmp_path / "halves", {"tickets.csv": TICKETS, **halves})["values"] == found["values"]


def test_two_surveys_on_a_ticket_are_two_answers_and_one_ticket(tmp_path: Path) -> None:
    surveys = (
        "ticket_id,kind,score,answered_at\n2,csat,5,2026-03-04 09:00\n2,csat,1,2026-03-05 09:00\n17,csat,3,2026-03-05\n"
    )
    found = report(tmp_path, {"tickets.csv": TICKETS, "surveys.csv": surveys}, "--by", "channel")
    counts = {row["slice"].get("channel"): row["n"] for row in found["values"] if row["metric"] == "csat"}
    assert counts["email"] == 2
    assert whole(found, "tickets_created") == 3


def test_lines_of_one_order_are_one_order_and_two_tickets_of_a_customer_do_not_double_it(tmp_path: Path) -> None:
    lines = ["A,c1,2026-03-01,10", "A,c1,2026-03-01,5", "B,c1,2026-03-02,20", "C,c2,2026-03-02,7"]
    orders = "\n".join(["order_id,customer_id,ordered_at,amount", *lines]) + "\n"
    found = report(tmp_path, {"tickets.csv": TICKETS, "orders.csv": orders})
    assert whole(found, "repurchase_rate") == 50
    assert whole(found, "tickets_created") == 3


def test_csat_by_how_long_the_first_reply_took(tmp_path: Path) -> None:
    surveys = "ticket_id,kind,score,answered_at\n1,csat,5,2026-03-04\n2,csat,1,2026-03-05\n3,csat,4,2026-03-05\n"
    files = {"tickets.csv": TICKETS, "messages.csv": MESSAGES, "surveys.csv": surveys}
    found = report(tmp_path, files, "--metric", "csat", "--by", "first_reply_bucket")
    values = [(row["slice"].get("first_reply_bucket"), row["value"]) for row in found["values"]]
    assert values == [(None, 200 / 3), ("<1h", 50), ("no reply", 100)]


def test_weekdays_and_buckets_stand_in_their_own_order(tmp_path: Path) -> None:
    found = report(tmp_path, {"tickets.csv": TICKETS}, "--metric", "arrivals", "--by", "weekday,hour")
    labels = [tuple(row["slice"].values()) for row in found["values"]]
    assert labels == [(), ("sun", "09"), ("sun", "10"), ("sun", "11")]
    found = report(tmp_path, {"tickets.csv": TICKETS}, "--metric", "tickets_created", "--by", "resolution_bucket")
    assert [row["slice"].get("resolution_bucket") for row in found["values"]] == [None, "1-3d", "open"]


def test_self_service_counts_a_customer_once_however_the_id_is_written(tmp_path: Path) -> None:
    tickets = "ticket_id,created_at,status,customer_id\n1,2026-03-02 10:00,open,7\n2,2026-03-09 10:00,open,8\n"
    sessions = (
        "session_id,started_at,customer_id\ns1,2026-03-02 09:00,7.0\ns2,2026-03-03 09:00,7.0\ns3,2026-03-03 09:00,9.0\n"
    )
    found = report(tmp_path, {"tickets.csv": tickets, "sessions.csv": sessions})
    assert whole(found, "self_service_usage") == 200 / 3, "7 and 9 of 7, 8 and 9"
    assert whole(found, "self_service_success") == 200 / 3, "a ticket followed the first visit within a day"


def test_the_backlog_is_had_by_age_at_the_newest_instant(tmp_path: Path) -> None:
    """As of 31 March 12:00, which the last ticket says; a day to the second is no longer under a day."""
    dates = [
        "03-31 12:00",
        "03-30 12:00:01",
        "03-30 12:00",
        "03-28 12:00",
        "03-24 11:00",
        "03-01 12:00",
        "02-01 12:00",
    ]
    rows = [f"{number},2026-{at},," for number, at in enumerate(dates)] + ["9,2026-03-30 12:00,2026-03-30 13:00,"]
    files = {"tickets.csv": "\n".join(["ticket_id,created_at,resolved_at,channel", *rows])}
    found = report(tmp_path, files, "--metric", "backlog", "--by", "age_bucket")
    values = [(row["slice"].get("age_bucket"), row["value"]) for row in found["values"]]
    assert values == [(None, 7), ("<1d", 2), ("1-3d", 1), ("3-7d", 1), ("7-30d", 1), (">30d", 2)]
    old = report(tmp_path, files, "--metric", "backlog", "--where", "age_bucket == '>30d'", "--as-of", "2026-03-31")
    assert whole(old, "backlog") == 2
