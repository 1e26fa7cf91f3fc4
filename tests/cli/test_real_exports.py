"""Do files laid out like those of products and public data sets come out right, worked out by hand?"""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_cli.errors import InputError
from cx_cli.normalise.relations import thread_roots
from cx_cli.settings import load_settings
from tests.cli.in_process import EXAMPLES, accounts, figure, report
from tests.cli.program import cx

HOUR = 3600


def test_answers_without_any_date_have_a_whole_and_no_period(tmp_path: Path) -> None:
    text = "Airline,CustomerID,How likely are you to recommend this airline?\n" + "".join(
        f'"{name}",c{i},{score}\n' for i, (name, score) in enumerate([("A, B", 10), ("A, B", 0), ("C", 9), ("C", 8)])
    )
    found = report(tmp_path, {"a.csv": text}, by=(("period",), ("airline",), ("airline", "period")))
    assert figure(found, "nps") == (25, 4)
    assert figure(found, "nps", slice_=(None,)) == (25, 4)
    assert figure(found, "nps", slice_=("A, B",)) == (0, 2)
    assert figure(found, "nps", slice_=("C", None)) == (50, 2)
    assert found.settings.as_of is None
    assert [(one.column, one.problem, one.n) for one in found.issues] == [("answered_at", "undated", 4)]
    assert figure(report(tmp_path, {"a.csv": text}, since=0), "nps")[1] == 0, "who asks for a period gets dated rows"


def test_the_rows_behind_an_undated_figure_have_no_instant_and_no_period(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("nps,customer_id\n10,a\n3,b\n")
    done = cx(tmp_path, "tickets", "nps", "n.csv", "--format", "csv", "-q")
    head, *rows = (line.split(",") for line in done.out.splitlines())
    assert [row[head.index("at")] + row[head.index("period")] for row in rows] == ["", ""]
    assert [row[head.index("counted")] for row in rows] == ["true", "true"]


def test_undated_answers_beside_dated_tickets_stay_out_of_every_period(tmp_path: Path) -> None:
    files = {"n.csv": "nps,customer_id\n10,a\n3,b\n", "t.csv": "ticket_id,created_at\n1,2026-01-05\n2,2026-02-05\n"}
    found = report(tmp_path, files, by=(("period",),))
    assert figure(found, "nps") == (0, 2)
    labels = found.breakdowns[1].slices
    assert labels == (("2026-01",), ("2026-02",), (None,))
    assert figure(found, "nps", slice_=("2026-01",))[1] == 0
    assert found.breakdowns[1].incomplete[-1] is False


TWEETS = """,tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id
0,1,Shop,False,Tue Oct 31 22:10:00 +0000 2017,@7 sorry,2,3.0
1,2,7,True,Tue Oct 31 22:20:00 +0000 2017,@Shop how,5,1.0
2,3,7,True,Tue Oct 31 22:00:00 +0000 2017,@Shop help,1,
3,5,Shop,False,Tue Oct 31 23:20:00 +0000 2017,@7 so,,2.0
4,6,Bank,False,Wed Nov 01 01:00:00 +0000 2017,@8 hello,,4.0
5,7,8,True,Wed Nov 01 02:00:00 +0000 2017,@Bank hi,,6.0
6,8,Bank,False,Wed Nov 01 02:30:00 +0000 2017,@8 yes,,7.0
"""


def test_tweets_are_threads_with_replies_and_the_customers_tweets_are_mentions(tmp_path: Path) -> None:
    found = report(tmp_path, {"twcs.csv": TWEETS}, by=(("agent",),))
    assert accounts(found) == [("messages", 7, 7, 0, 0), ("mentions", 7, 3, 4, 0)]
    assert figure(found, "mentions") == (3, 3)
    assert figure(found, "reply_time", "mean") == ((600 + HOUR + 1800) / 3, 3)
    assert figure(found, "reply_time", "mean", ("Shop",)) == ((600 + HOUR) / 2, 2)


def test_a_ring_of_answers_is_one_thread_whatever_the_order_of_rows() -> None:
    assert thread_roots(["1", "2", "3"], ["3", "1", "2"]) == dict.fromkeys("123", "1")
    assert thread_roots(["3", "2", "1"], ["2", "1", "3"]) == dict.fromkeys("123", "1")
    assert thread_roots(["1"], ["1"]) == {"1": "1"}


USERS = "id,_fivetran_synced,active,created_at,email,organization_id,role,restricted_agent\n" + "".join(
    f"{one},2026-01-01,TRUE,2025-01-0{one} 08:00:00,,,{role},\n"
    for one, role in ((1, "agent"), (2, "end-user"), (3, "admin"))
)
ZENDESK = {
    "user.csv": USERS,
    "ticket.csv": "id,_fivetran_synced,assignee_id,created_at,requester_id,status,submitter_id,updated_at,via_channel\n"
    "10,x,1,2026-01-05 09:00:00,2,solved,2,2026-01-06 09:00:00,web\n"
    "11,x,,2026-01-05 10:00:00,2,deleted,2,2026-01-06 09:00:00,email\n",
    "ticket_field_history.csv": "field_name,ticket_id,updated,_fivetran_synced,user_id,value\n"
    "status,10,2026-01-05 09:00:00,x,2,new\n"
    "status,10,2026-01-05 12:00:00,x,1,open\n"
    "status,10,2026-01-05 12:00:00,x,1,open\n"
    "assignee_id,10,2026-01-05 12:00:00,x,1,1\n"
    "status,10,2026-01-06 09:00:00,x,1,solved\n"
    "status,10,2026-01-09 09:00:00,x,1,closed\n",
    "ticket_comment.csv": "id,_fivetran_synced,body,created,public,ticket_id,user_id,voice_comment\n"
    "1,x,help,2026-01-05 09:00:00,TRUE,10,2.0,FALSE\n"
    "2,x,note,2026-01-05 09:30:00,FALSE,10,1,FALSE\n"
    "3,x,hello,2026-01-05 11:00:00,TRUE,10,3,FALSE\n"
    "4,x,odd,2026-01-05 11:30:00,TRUE,10,99,FALSE\n",
    "group.csv": "id,_fivetran_deleted,_fivetran_synced,created_at,name,updated_at,url\n1,FALSE,x,2026-01-01,A,,\n",
    "schedule_holiday.csv": "id,schedule_id,_fivetran_synced,end_date,name,start_date\n1,1,x,2027-01-01,H,2027-01-01\n",
}


def test_zendesk_tables_of_a_connector_are_joined_and_the_others_left_out(tmp_path: Path) -> None:
    found = report(tmp_path, ZENDESK)
    assert accounts(found) == [
        ("customers", 3, 1, 2, 0),
        ("tickets", 2, 1, 1, 0),
        ("changes", 6, 6, 0, 0),
        ("messages", 4, 4, 0, 0),
    ]
    assert figure(found, "tickets_created") == (1, 1)
    assert figure(found, "resolution_time", "median") == (24 * HOUR, 1)
    assert figure(found, "first_assignment_time", "median") == (3 * HOUR, 1)
    assert figure(found, "first_reply_time", "median") == (2 * HOUR, 1), "the note is none, the admin's comment is"
    assert figure(found, "requester_wait_time", "median") == (24 * HOUR, 1)
    assert [(one.problem, one.n, one.example) for one in found.issues] == [("unknown-author", 1, "99")]


def test_comments_without_the_users_say_what_they_lack(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file says who is an agent"):
        report(tmp_path, {"ticket_comment.csv": ZENDESK["ticket_comment.csv"]})
    with pytest.raises(InputError, match=r"group.csv: no table fits"):
        report(tmp_path, {"group.csv": ZENDESK["group.csv"]})


STATUS_LOG = """Timestamp,Ticket,Severity,Status No.,Assigned To,Status Name
2020-01-01 09:00:00,C1 / Sales / Ana,5,1,Awaiting Resource,Logged
2020-01-01 11:00:00,C1 / Sales / Ana,5,2,Lee Low,Assigned
2020-01-01 12:00:00,C1 / Sales / Ana,5,3,Customer,UAT
2020-01-02 12:00:00,C1 / Sales / Ana,5,4,Bo Mann,Assigned
2020-01-02 13:00:00,C1 / Sales / Ana,5,5,Closed,Closed
2020-01-03 09:00:00,C2 / Sales / Bo,5,1,Awaiting Resource,Logged
"""


def test_a_status_log_over_several_files_makes_tickets(tmp_path: Path) -> None:
    head, *lines = STATUS_LOG.splitlines(keepends=True)
    files = {"1.csv": head + "".join(lines[:3]), "2.csv": head + "".join(lines[3:])}
    found = report(tmp_path, files, "status_log.toml", by=(("agent",),))
    assert figure(found, "tickets_created") == (2, 2)
    assert figure(found, "resolution_time", "mean") == (28 * HOUR, 1)
    assert figure(found, "first_assignment_time", "mean") == (2 * HOUR, 1)
    assert figure(found, "requester_wait_time", "mean") == (4 * HOUR, 1)
    assert figure(found, "tickets_resolved", slice_=("Bo Mann",)) == (1, 1)
    assert not found.issues
    bare = report(tmp_path, files)
    assert [(one.problem, one.n, one.example) for one in bare.issues] == [("unknown-status", 1, "UAT")]


def test_orders_without_a_header_line_in_runs_of_blanks_are_read_with_the_example(tmp_path: Path) -> None:
    text = "".join(
        f" {line}\r\n"
        for line in ("00004 0001 19970101  2   29.33", "00004 0001 19970101  2   29.73", "00021 0002 19970102  1  0.00")
    )
    found = report(tmp_path, {"x_sample.txt": text + text.replace("970101", "970301")}, "cdnow_sample.toml")
    assert accounts(found) == [("orders", 6, 6, 0, 0)]
    assert figure(found, "repurchase_rate") == (100, 2)


def test_a_header_that_says_the_contrary_turns_the_claim_round(tmp_path: Path) -> None:
    text = "ticket_id,sent_at,author,private\n1,2026-01-05 09:00,customer,false\n1,2026-01-05 09:10,agent,true\n"
    found = report(tmp_path, {"m.csv": text + "1,2026-01-05 10:00,agent,False\n"})
    assert figure(found, "reply_time", "mean") == (HOUR, 1), "the private note is no reply"
    text = (
        "ticket_id,created_at,resolved_at,SLA Breached\n1,2026-01-05,2026-01-06,true\n2,2026-01-05,2026-01-06,false\n"
    )
    assert figure(report(tmp_path, {"t.csv": text + "3,2026-01-05,2026-01-06,No\n"}), "sla_resolution") == (200 / 3, 3)


def test_a_reply_is_the_assignees_of_its_moment_where_the_messages_name_nobody(tmp_path: Path) -> None:
    changes = "ticket_id,changed_at,field,new\n" + "".join(
        f"1,2026-01-05 {at}:00,{field},{new}\n"
        for at, field, new in (
            ("09:00", "assignee", "Ana"),
            ("12:00", "assignee", "Bo"),
            ("12:00", "status", "open"),
            ("18:00", "status", "solved"),
        )
    )
    messages = "ticket_id,sent_at,author,agent\n" + "".join(
        f"1.0,2026-01-05 {at}:00,{author},{agent}\n"
        for at, author, agent in (
            ("08:00", "customer", ""),
            ("11:00", "agent", ""),
            ("11:30", "customer", ""),
            ("12:00", "agent", ""),
            ("13:00", "customer", ""),
            ("13:10", "agent", "Cleo"),
        )
    )
    found = report(tmp_path, {"c.csv": changes, "m.csv": messages}, by=(("agent",),))
    assert figure(found, "reply_time", "mean", ("Ana",)) == (3 * HOUR, 1)
    assert figure(found, "reply_time", "mean", ("Bo",)) == (HOUR / 2, 1), "from the second of the assignment on"
    assert figure(found, "reply_time", "mean", ("Cleo",)) == (600, 1)
    assert figure(found, "reply_time", "mean")[1] == 3


def test_weights_of_reviews_and_engagement_come_from_the_settings(tmp_path: Path) -> None:
    files = {
        "reviews.csv": "review_id,reviewed_at,agent,criterion,score,low,high\n1,2026-01-05,Ana,Tone,5,0,5\n"
        "1,2026-01-05,Ana,Facts,0,0,5\n",
        "customers.csv": "customer_id,started_at,active,loyalty_member,trained\n1,2026-01-05,yes,no,no\n",
    }
    plain = report(tmp_path, files)
    assert (figure(plain, "iqs")[0], figure(plain, "engagement")[0]) == (50, pytest.approx(100 / 3))
    weighted = report(
        tmp_path, files, criterion_weights={"Tone": 3.0}, parameters={"weight_active": 2, "weight_trained": 0}
    )
    assert (figure(weighted, "iqs")[0], figure(weighted, "engagement")[0]) == (75, pytest.approx(200 / 3))
    settings = load_settings({"config": str(EXAMPLES / "weights.toml")}, {}, tmp_path)
    assert (settings.criterion_weights, settings.parameters) == ({"Tone": 3}, {"weight_active": 2, "weight_trained": 0})


LOG = """number,incident_state,reopen_count,sys_mod_count,opened_at,sys_updated_at,resolved_at,assigned_to,contact_type
I1,New,0,0,29/2/2016 01:00,29/2/2016 01:30,29/2/2016 11:00,?,Phone
I1,Active,0,1,29/2/2016 01:00,29/2/2016 02:00,29/2/2016 11:00,Ana,Phone
I1,Awaiting Vendor,0,2,29/2/2016 01:00,29/2/2016 04:00,29/2/2016 11:00,Ana,Phone
I1,Resolved,0,3,29/2/2016 01:00,29/2/2016 10:00,29/2/2016 11:00,Ana,Phone
I1,Closed,0,4,29/2/2016 01:00,5/3/2016 12:00,29/2/2016 11:00,Ana,Phone
"""


def test_an_event_log_is_tickets_and_the_history_that_their_rows_do_not_tell(tmp_path: Path) -> None:
    found = report(tmp_path, {"log.csv": LOG})
    assert accounts(found) == [("tickets", 5, 1, 0, 0), ("changes", 5, 5, 0, 0)]
    assert figure(found, "resolution_time", "mean") == (10 * HOUR, 1), "resolved_at is the incident's own word"
    assert figure(found, "first_assignment_time", "mean") == (HOUR, 1)
    assert figure(found, "requester_wait_time", "mean") == (9 * HOUR, 1), "new 1 h, open 2 h, on hold 6 h"
    assert not found.issues
    one = "".join(LOG.splitlines(keepends=True)[i] for i in (0, 4))
    assert accounts(report(tmp_path, {"log.csv": one})) == [("tickets", 1, 1, 0, 0)], "a list has no history"
