"""Does every export land in its table, with each header in the column it means?"""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.errors import InputError, UsageError
from cx_cli.normalise import profile as profile_module
from cx_cli.normalise.detect import detect
from cx_cli.normalise.headers import as_duration
from cx_cli.normalise.profile import Layout, Origin, aliases, fold, profiles
from cx_cli.normalise.tables import TABLES


def named(line: str) -> list[str]:
    return line.split(",")


ZENDESK = named(
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,"
    "Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,"
    "Due date,Initially assigned at,Solved at,Resolution time,Satisfaction Score,Group stations,Assignee stations,"
    "Reopens,Replies,First reply time in minutes,First reply time in minutes within business hours,"
    "First resolution time in minutes,First resolution time in minutes within business hours,"
    "Full resolution time in minutes,Full resolution time in minutes within business hours,"
    "Agent wait time in minutes,Agent wait time in minutes within business hours,Requester wait time in minutes,"
    "Requester wait time in minutes within business hours,On hold time in minutes,"
    "On hold time in minutes within business hours,Language [list],Favourite colour [txt]"
)
FRESHDESK = named(
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created Time,Due by Time,Resolved time,Closed Time,"
    "Last updated time,Initial response time,Time tracked,First response time (in hrs),Resolution time (in hrs),"
    "Agent interactions,Customer interactions,Resolution status,First response status,Tags,Survey results,"
    "Association type,Product,Full name,Title,Email,Company Name"
)
SERVICENOW = named(
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,"
    "opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,"
    "subcategory,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,"
    "u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at"
)
PWC = named(
    "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,"
    "Satisfaction rating"
)
ZAMMAD = named(
    "#,Title,State,Priority,Group,Owner,Customer,Organization,Create Channel,Sender,Tags,Time Units Total,Created At,"
    "Updated At,Closed At,Close Escalation At,Close In Min,Close Diff In Min,First Response At,"
    "First Response Escalation At,First Response In Min,First Response Diff In Min,Update Escalation At,Update In Min,"
    "Update Diff In Min,Last Contact At,Last Contact Agent At,Last Contact Customer At,Article Count,Escalation At"
)
FRONT = named(
    "Message ID,Segment ID,Conversation ID,Ticket IDs,Segment,Direction,Status,Inbox,Message date,Autoreply,"
    "Reaction time,Response time,Attributed to,Assignee,Author,Contact name,Tags,First response,Subject"
)
GENESYS = named(
    "Full Export Completed,Partial Result Timestamp,Filters,Media Type,Users,Remote,Date,End Date,Duration,Direction,"
    "ANI,DNIS,Queue,Wrap-up,Flow,Conversation ID"
)
JOB_J = named(
    "ticket_id,subject,status,priority,type,channel,group,assignee,requester_id,organization,tags,created_at,"
    "assigned_at,first_replied_at,solved_at,closed_at,reopens,replies,agent_touches,satisfaction_score,nps,ces,"
    "sla_first_reply_due,sla_resolution_due,wait_seconds,handle_seconds"
)
JIRA = named(
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Resolution,Assignee,Reporter,Creator,Created,"
    "Updated,Last Viewed,Resolved,Labels,Custom field (Time to first response),Custom field (Time to resolution),"
    "Satisfaction rating,Custom field ([CHART] Date of First Response)"
)
FIVETRAN_TICKET = named(
    "id,_fivetran_synced,allow_channelback,assignee_id,brand_id,created_at,description,due_at,external_id,"
    "forum_topic_id,group_id,has_incidents,is_public,organization_id,priority,problem_id,recipient,requester_id,"
    "status,subject,submitter_id,system_client,ticket_form_id,type,updated_at,url,via_channel"
)
FIVETRAN_HISTORY = named("field_name,ticket_id,updated,_fivetran_synced,user_id,value")
FIVETRAN_COMMENT = named(
    "id,_fivetran_synced,body,created,facebook_comment,public,ticket_id,tweet,user_id,voice_comment"
)
FIVETRAN_USER = named(
    "id,_fivetran_synced,active,alias,created_at,email,external_id,last_login_at,locale,name,organization_id,"
    "restricted_agent,role,suspended,updated_at,verified"
)
TWITTER = named(",tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id")
ALL = {
    "fivetran_zendesk_ticket": FIVETRAN_TICKET,
    "fivetran_zendesk_history": FIVETRAN_HISTORY,
    "fivetran_zendesk_comment": FIVETRAN_COMMENT,
    "fivetran_zendesk_user": FIVETRAN_USER,
    "twitter_messages": TWITTER,
    "zendesk": ZENDESK,
    "freshdesk": FRESHDESK,
    "servicenow": SERVICENOW,
    "pwc_calls": PWC,
    "zammad": ZAMMAD,
    "front": FRONT,
    "genesys": GENESYS,
}


def plainly(layout: Layout) -> dict[str, str]:
    """Canonical column -> its header (several with +), constants with =."""
    return {
        name: " + ".join(origin.headers) if origin.headers else f"={origin.value}"
        for name, origin in layout.columns.items()
    }


def has(layout: Layout, expected: Mapping[str, str]) -> None:
    got = plainly(layout)
    assert {name: got.get(name) for name in expected} == dict(expected)


@pytest.mark.parametrize(("name", "headers"), ALL.items())
def test_every_profile_is_recognised_by_its_headers(name: str, headers: Sequence[str]) -> None:
    layout = detect(headers)
    assert layout.profile == name
    assert layout.hints == ()


@pytest.mark.parametrize(("name", "headers"), ALL.items())
def test_letter_case_blanks_and_a_mark_at_the_start_do_not_hide_a_profile(name: str, headers: Sequence[str]) -> None:
    assert detect(["\ufeff " + text.upper() + " " for text in headers]).profile == name


@pytest.mark.parametrize("name", [name for name, one in profiles().items() if not one.refuse])
def test_every_profile_knows_every_header_of_its_format(name: str) -> None:
    one = profiles()[name]
    spelt = {word for together in one.detect for word in together}
    assert set(one.also) <= set(profiles())
    used = {
        profile_module.key(text) for options in one.columns.values() for option in options for text in option.headers
    }
    assert spelt <= used | one.ignore
    assert set(one.columns) <= {column.name for column in TABLES[one.table].columns}
    assert set(one.values) <= set(one.columns)
    assert one.status in ("verified", "partly")
    assert one.source
    assert one.traps
    assert one.keep in ("rows", "newest")


def test_zendesk_exact_minutes_win_over_the_rounded_hours() -> None:
    layout = detect(ZENDESK)
    assert layout.columns["reported_resolution_seconds"] == Origin(("Full resolution time in minutes",), unit="m")
    assert layout.columns["reported_resolution_seconds_business"].headers == (
        "Full resolution time in minutes within business hours",
    )
    assert layout.columns["reported_first_reply_seconds_business"].unit == "m"
    short = [text for text in ZENDESK if not text.startswith("Full")]
    assert detect(short).columns["reported_resolution_seconds"] == Origin(("Resolution time",), unit="h")


def test_zendesk_columns() -> None:
    has(
        detect(ZENDESK),
        {
            "ticket_id": "Id",
            "created_at": "Created at",
            "first_assigned_at": "Initially assigned at",
            "resolved_at": "Solved at",
            "agent": "Assignee",
            "team": "Group",
            "channel": "Via",
            "customer_id": "Requester id",
            "agent_replies": "Replies",
            "satisfaction": "Satisfaction Score",
            "language": "Language [list]",
        },
    )
    meanings = detect(ZENDESK).values
    assert meanings["status"]["hold"] == "on_hold"
    assert meanings["status"]["solved"] == "resolved"
    assert meanings["satisfaction"]["not_offered"] == "missing"
    assert meanings["satisfaction"]["offered"] == "offered"
    assert meanings["satisfaction"]["bad_with_comment"] == "bad"


def test_freshdesk_initial_response_time_is_an_instant_and_first_response_time_a_duration() -> None:
    layout = detect(FRESHDESK)
    has(
        layout,
        {
            "first_replied_at": "Initial response time",
            "reported_first_reply_seconds": "First response time (in hrs)",
            "reported_resolution_seconds": "Resolution time (in hrs)",
            "resolved_at": "Resolved time",
            "agent_replies": "Agent interactions",
            "customer_replies": "Customer interactions",
            "first_reply_met": "First response status",
            "resolution_met": "Resolution status",
            "channel": "Source",
            "updated_at": "Last updated time",
        },
    )
    assert layout.columns["reported_first_reply_seconds"].unit == "h"
    assert (
        layout.values["resolution_met"] | {"within_sla": "true", "sla_violated": "false"}
        == (layout.values["resolution_met"])
    )
    assert layout.values["status"]["waiting_on_customer"] == "pending"
    assert layout.values["status"]["waiting_on_third_party"] == "on_hold"


def test_beside_a_profile_a_guess_stays_a_column_of_its_own() -> None:
    layout = detect(["Topic" if text == "Type" else text for text in FRESHDESK])
    assert layout.profile == "freshdesk"
    assert "type" not in layout.columns
    assert layout.hints == ()


def test_a_header_that_settings_use_elsewhere_is_free_for_no_column_of_the_profile() -> None:
    layout = detect(ZENDESK, columns={"tickets": {"tier": "Group"}})
    assert plainly(layout)["tier"] == "Group"
    assert "team" not in layout.columns


def test_servicenow_log_keeps_the_newest_row_and_reads_a_question_mark_as_missing() -> None:
    layout = detect(SERVICENOW)
    assert (layout.table, layout.keep, layout.missing) == ("tickets", "newest", frozenset("?"))
    has(
        layout,
        {
            "ticket_id": "number",
            "created_at": "opened_at",
            "revision": "sys_mod_count",
            "updated_at": "sys_updated_at",
            "resolution_met": "made_sla",
            "channel": "contact_type",
            "team": "assignment_group",
            "agent": "assigned_to",
            "status": "incident_state",
            "reopens": "reopen_count",
        },
    )
    states = ["New", "Active", "Awaiting User Info", "Awaiting Problem", "Awaiting Vendor", "Resolved", "Closed"]
    assert [layout.values["status"][fold(state)] for state in states] == (
        ["new", "open", "pending", "on_hold", "on_hold", "resolved", "closed"]
    )


def test_pwc_calls_join_date_and_time_and_what_was_not_answered_was_abandoned() -> None:
    layout = detect(PWC)
    assert layout.columns["started_at"].headers == ("Date", "Time")
    assert layout.columns["wait_seconds"] == Origin(("Speed of answer in seconds",), unit="s")
    assert layout.columns["channel"] == Origin(value="phone")
    assert layout.columns["score"].headers == ("Satisfaction rating",)
    assert layout.columns["abandoned"].headers == layout.columns["answered"].headers == ("Answered (Y/N)",)
    assert layout.values["abandoned"]["y"] == "false"
    assert layout.values["abandoned"]["n"] == "true"


def test_zammad_minutes_are_business_minutes() -> None:
    layout = detect(ZAMMAD)
    assert layout.columns["reported_first_reply_seconds_business"] == Origin(("First Response In Min",), unit="m")
    assert "reported_first_reply_seconds" not in layout.columns


def test_the_benchmark_file_maps_whole() -> None:
    layout = detect(JOB_J)
    assert (layout.table, layout.profile) == ("tickets", "generic")
    expected = {name: name for name in ("ticket_id", "subject", "status", "priority", "type", "channel", "tags")}
    expected |= {name: name for name in ("created_at", "first_replied_at", "closed_at", "reopens", "nps", "ces")}
    expected |= {
        "team": "group",
        "agent": "assignee",
        "customer_id": "requester_id",
        "organization": "organization",
        "first_assigned_at": "assigned_at",
        "resolved_at": "solved_at",
        "agent_replies": "agent_touches",
        "customer_replies": "replies",
        "satisfaction": "satisfaction_score",
        "first_reply_due_at": "sla_first_reply_due",
        "resolution_due_at": "sla_resolution_due",
    }
    assert plainly(layout) == expected


@pytest.mark.parametrize(
    ("headers", "table", "expected"),
    [
        (
            "Case Number,Date/Time Opened,Date/Time Closed",
            "tickets",
            {"created_at": "Date/Time Opened", "closed_at": "Date/Time Closed"},
        ),
        (
            "Ticket Id,Created Time (Ticket),Modified Time (Ticket),Ticket Closed Time,Number of Reopen,"
            "Happiness Rating",
            "tickets",
            {
                "created_at": "Created Time (Ticket)",
                "updated_at": "Modified Time (Ticket)",
                "closed_at": "Ticket Closed Time",
                "reopens": "Number of Reopen",
                "satisfaction": "Happiness Rating",
            },
        ),
        (
            "Code,Date created,First answer,Date resolved,Last change,Status",
            "tickets",
            {"ticket_id": "Code", "first_replied_at": "First answer", "updated_at": "Last change"},
        ),
        ("Conversation #,Created,Status,Replies", "tickets", {"ticket_id": "Conversation #"}),
        (
            "Ticket id,Creation date,Number of agent messages,Number of customer messages,Initial channel",
            "tickets",
            {
                "agent_replies": "Number of agent messages",
                "customer_replies": "Number of customer messages",
                "channel": "Initial channel",
            },
        ),
        ("order_id,customer_id,order_purchase_timestamp", "orders", {"ordered_at": "order_purchase_timestamp"}),
    ],
)
def test_headers_of_other_products_are_understood(headers: str, table: str, expected: dict[str, str]) -> None:
    layout = detect(named(headers))
    assert layout.table == table
    assert {name: plainly(layout).get(name) for name in expected} == expected


def test_replies_are_the_agents_when_no_other_header_is() -> None:
    layout = detect([text for text in JOB_J if text != "agent_touches"])
    assert plainly(layout)["agent_replies"] == "replies"
    assert "customer_replies" not in layout.columns


def test_jira_remaining_times_are_no_durations() -> None:
    layout = detect(JIRA)
    has(
        layout,
        {
            "ticket_id": "Issue key",
            "created_at": "Created",
            "resolved_at": "Resolved",
            "first_replied_at": "Custom field ([CHART] Date of First Response)",
            "subject": "Summary",
        },
    )
    assert not [name for name in layout.columns if name.startswith("reported")]
    assert layout.hints == ()


def test_a_close_date_alone_is_closed_at() -> None:
    layout = detect(["Ticket ID", "Ticket name", "Create date", "Close date", "Ticket owner"])
    has(layout, {"closed_at": "Close date", "agent": "Ticket owner", "subject": "Ticket name"})
    assert "resolved_at" not in layout.columns


def test_public_files_with_headers_of_their_own_are_understood() -> None:
    shop = detect(named("Unique id,channel_name,category,Issue_reported at,issue_responded,Agent_name,CSAT Score"))
    has(shop, {"created_at": "Issue_reported at", "first_replied_at": "issue_responded", "satisfaction": "CSAT Score"})
    bank = detect(named("chat_id,customer_id,agent_id,chat_start_time,chat_end_time,wait_time_sec,resolved,csat_score"))
    assert bank.table == "calls"
    has(bank, {"started_at": "chat_start_time", "wait_seconds": "wait_time_sec", "score": "csat_score"})
    view = detect(named("ID,Status,Subject,Requester,Requested,Updated,Group,Assignee,Satisfaction rating,Solved"))
    has(view, {"ticket_id": "ID", "created_at": "Requested", "resolved_at": "Solved", "customer_id": "Requester"})


def test_tickets_without_a_date_of_their_own_are_refused_and_what_else_they_hold_is_named() -> None:
    headers = named(
        "Ticket ID,Customer Name,Customer Email,Date of Purchase,Ticket Type,Ticket Subject,Ticket Status,Resolution,"
        "Ticket Priority,Ticket Channel,First Response Time,Time to Resolution,Customer Satisfaction Rating"
    )
    with pytest.raises(InputError, match="created_at is missing") as refused:
        detect(headers)
    assert dict(refused.value.facts)["or"] == "name it surveys=... to read no more than the surveys in it"
    has(detect(headers, table="surveys"), {"score": "Customer Satisfaction Rating", "kind": "=csat"})
    mapped = detect(headers, columns={"tickets": {"created_at": "Date of Purchase"}})
    has(mapped, {"created_at": "Date of Purchase", "reported_first_reply_seconds": "First Response Time"})


PLAIN = {
    "en": {
        "Ticket ID": "ticket_id",
        "Created": "created_at",
        "First Response": "first_replied_at",
        "Resolved Date": "resolved_at",
        "Agent Name": "agent",
        "Channel": "channel",
        "CSAT": "satisfaction",
    },
    "it": {
        "Numero ticket": "ticket_id",
        "Data creazione": "created_at",
        "Data prima risposta": "first_replied_at",
        "Data di risoluzione": "resolved_at",
        "Data chiusura": "closed_at",
        "Stato": "status",
        "Priorità": "priority",
        "Operatore": "agent",
        "Gruppo": "team",
        "Canale": "channel",
        "Oggetto": "subject",
        "Etichette": "tags",
        "Soddisfazione": "satisfaction",
        "Tempo di prima risposta (minuti)": "reported_first_reply_seconds",
    },
    "ro": {
        "Nr. tichet": "ticket_id",
        "Data creării": "created_at",
        "Data primului răspuns": "first_replied_at",
        "Data rezolvării": "resolved_at",
        "Data închiderii": "closed_at",
        "Stare": "status",
        "Prioritate": "priority",
        "Operator": "agent",
        "Echipă": "team",
        "Canal": "channel",
        "Subiect": "subject",
        "Etichete": "tags",
        "Satisfacție": "satisfaction",
        "Timp de rezolvare (ore)": "reported_resolution_seconds",
    },
}


@pytest.mark.parametrize("language", PLAIN)
def test_sensible_headers_need_no_settings_in_any_of_the_languages(language: str) -> None:
    layout = detect([*PLAIN[language]])
    assert layout.table == "tickets"
    assert plainly(layout) == {column: text for text, column in PLAIN[language].items()}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["ID messaggio", "ID ticket", "Data invio", "Mittente", "Testo"],
            {"ticket_id": "ID ticket", "sent_at": "Data invio", "author": "Mittente", "text": "Testo"},
        ),
        (
            ["id", "ticket_id", "created_at", "author_type", "body"],
            {"message_id": "id", "sent_at": "created_at", "author": "author_type", "text": "body"},
        ),
        (
            ["ID mesaj", "Nr. tichet", "Data trimiterii", "Expeditor", "Conținut"],
            {"ticket_id": "Nr. tichet", "sent_at": "Data trimiterii", "author": "Expeditor", "text": "Conținut"},
        ),
    ],
)
def test_messages_in_three_languages(headers: list[str], expected: dict[str, str]) -> None:
    layout = detect(headers)
    assert layout.table == "messages"
    has(layout, expected)


def test_messages_win_over_the_ticket_columns_repeated_beside_them() -> None:
    layout = detect(
        named(
            "message_id,message_body,message_type,message_created_at,message_author_type,conversation_id,"
            "conversation_state,conversation_created_at,conversation_first_response_at,conversation_closed_at"
        )
    )
    assert layout.table == "messages"
    has(layout, {"sent_at": "message_created_at", "author": "message_author_type", "ticket_id": "conversation_id"})


@pytest.mark.parametrize(
    ("score", "kind"),
    [
        ("CSAT", "csat"),
        ("Satisfaction rating", "csat"),
        ("NPS", "nps"),
        ("How likely are you to recommend this airline?", "nps"),
        ("Con quale probabilità consiglieresti il nostro servizio?", "nps"),
        ("Cât de probabil este să ne recomandați?", "nps"),
        ("CES", "ces"),
        ("Customer effort score", "ces"),
        ("How easy was it to get help?", "ces"),
        ("Soddisfazione del cliente", "csat"),
    ],
)
def test_the_header_of_the_score_names_the_kind_of_survey(score: str, kind: str) -> None:
    layout = detect(["CustomerID", score])
    assert layout.table == "surveys"
    assert layout.columns["kind"] == Origin(value=kind)
    assert layout.columns["score"].headers == (score,)
    assert layout.columns["customer_id"].headers == ("CustomerID",)


def test_a_kind_column_beats_the_header_and_a_hint_is_the_last_resort() -> None:
    assert detect(["Response ID", "Survey type", "Score"]).columns["kind"].headers == ("Survey type",)
    plain = ["Response ID", "Rating", "Comment", "Recorded date"]
    assert detect(plain, kind_hint="ces").columns["kind"] == Origin(value="ces")
    assert detect(["Response ID", "CSAT score", "Comment"], kind_hint="nps").columns["kind"] == Origin(value="csat")
    both = ["Response ID", "CSAT", "NPS", "Comment"]
    assert plainly(detect(both, kind_hint="nps"))["score"] == "NPS"
    with pytest.raises(InputError, match="kind is missing") as error:
        detect(plain)
    assert tomllib.loads(error.value.fix or "") == {"columns": {"surveys": {"kind": {"value": "csat"}}}}


def test_a_rating_beside_ticket_columns_stays_in_the_tickets() -> None:
    assert detect(["id", "created_at", "status", "agent", "csat"]).table == "tickets"
    assert detect(["Ticket ID", "Created", "Resolved", "CSAT"]).table == "tickets"
    assert detect(["Ticket ID", "Response date", "Agent", "CSAT", "Comment"]).table == "surveys"


def test_calls_of_an_unknown_centre() -> None:
    layout = detect(
        ["Call ID", "Call Date", "Call Time", "Agent Name", "Queue", "Wait Time (sec)", "Talk time (s)", "ACW (min)"]
    )
    assert layout.table == "calls"
    assert layout.columns["started_at"].headers == ("Call Date", "Call Time")
    units = {name: layout.columns[name].unit for name in ("wait_seconds", "talk_seconds", "wrap_seconds")}
    assert units == {"wait_seconds": "s", "talk_seconds": "s", "wrap_seconds": "m"}


def test_handle_time_is_the_whole_so_its_parts_are_not_counted_again() -> None:
    layout = detect(["Call ID", "Start time", "wait_seconds", "handle_minutes", "hold_seconds"])
    assert layout.columns["talk_seconds"] == Origin(("handle_minutes",), unit="m")
    assert "hold_seconds" not in layout.columns
    parts = detect(["Call ID", "Start time", "talk_seconds", "handle_seconds", "hold_seconds"])
    assert parts.columns["talk_seconds"].headers == ("talk_seconds",)
    assert "hold_seconds" in parts.columns


@pytest.mark.parametrize(
    ("header", "column", "unit"),
    [
        ("First response time (in hrs)", "reported_first_reply_seconds", "h"),
        ("First response time (in mins)", "reported_first_reply_seconds", "m"),
        ("first_response_minutes", "reported_first_reply_seconds", "m"),
        ("FirstResponseMinutes", "reported_first_reply_seconds", "m"),
        ("Minutes to first response", "reported_first_reply_seconds", "m"),
        ("Time to first response [ms]", "reported_first_reply_seconds", "ms"),
        ("First response business minutes", "reported_first_reply_seconds_business", "m"),
        ("First reply time in minutes within business hours", "reported_first_reply_seconds_business", "m"),
        ("First reply time (hours) in business hours", "reported_first_reply_seconds_business", "h"),
        ("First reply time within business hours", "reported_first_reply_seconds_business", None),
        ("Resolution time (minutes)", "reported_resolution_seconds", "m"),
        ("Resolution time in business hours", "reported_resolution_seconds_business", None),
        ("resolution_business_hours", "reported_resolution_seconds_business", "h"),
        ("Resolution time in bhrs", "reported_resolution_seconds_business", "h"),
        ("resolution_hours", "reported_resolution_seconds", "h"),
        ("days_to_close", "reported_resolution_seconds", "d"),
        ("TTR (h)", "reported_resolution_seconds", "h"),
        ("Time to first agent email reply (HH:mm:ss)", "reported_first_reply_seconds", None),
        ("Tempo di risoluzione (giorni)", "reported_resolution_seconds", "d"),
        ("Time to assignment (seconds)", "reported_assignment_seconds", "s"),
    ],
)
def test_the_header_of_a_duration_tells_unit_and_clock(header: str, column: str, unit: str | None) -> None:
    layout = detect(["Ticket ID", "Created", header])
    assert layout.columns[column] == Origin((header,), unit=unit)


@pytest.mark.parametrize(
    "header",
    [
        "Resolution",
        "Min resolution time",
        "Min queue wait time",
        "Close Diff In Min",
        "Resolution time (working days)",
        "Close reason",
    ],
)
def test_what_only_resembles_a_duration_is_left_alone(header: str) -> None:
    assert plainly(detect(["Ticket ID", "Created", header])) == {"ticket_id": "Ticket ID", "created_at": "Created"}


def test_a_time_without_unit_may_be_an_instant() -> None:
    layout = detect(["Ticket ID", "Created time", "First response time", "Resolution time", "Close time"])
    assert layout.columns["reported_first_reply_seconds"].or_instant == "first_replied_at"
    assert layout.columns["reported_resolution_seconds"].or_instant == "resolved_at"
    known = detect(["Ticket ID", "Created", "First reply at", "First response time"])
    assert known.columns["reported_first_reply_seconds"].or_instant is None


def test_of_two_spans_of_the_same_name_the_finer_unit_is_read() -> None:
    layout = detect(["Ticket ID", "Created", "Resolution time (hours)", "Resolution time (minutes)"])
    assert layout.columns["reported_resolution_seconds"] == Origin(("Resolution time (minutes)",), unit="m")


def test_a_header_that_says_utc_says_it_to_the_reader() -> None:
    layout = detect(["Response ID", "NPS", "Submit Date (UTC)"])
    assert layout.columns["answered_at"] == Origin(("Submit Date (UTC)",), timezone="UTC")
    assert detect(["ticket_id", "created_at_utc", "status"]).columns["created_at"].timezone == "UTC"


def test_notes_in_brackets_do_not_hide_a_header() -> None:
    layout = detect(["Ticket ID", "Created at (UTC)", "CSAT (1-5)", "Reopened (Y/N)", "Closed (DD/MM/YYYY)"])
    has(layout, {"satisfaction": "CSAT (1-5)", "reopens": "Reopened (Y/N)", "closed_at": "Closed (DD/MM/YYYY)"})


def test_an_inverted_header_turns_its_cells_round() -> None:
    layout = detect(["ticket_id", "created_at", "status", "sla_breached"])
    assert plainly(layout)["resolution_met"] == "sla_breached"
    assert [layout.values["resolution_met"][cell] for cell in ("yes", "true", "1", "no", "0")] == (
        ["false", "false", "false", "true", "true"]
    )
    notes = detect(["message_id", "ticket_id", "sent_at", "author", "is_private"])
    assert notes.values["public"]["true"] == "false"


@pytest.mark.parametrize("name", TABLES)
def test_a_canonical_file_maps_to_itself(name: str) -> None:
    headers = [column.name for column in TABLES[name].columns]
    layout = detect(headers)
    assert (layout.table, layout.profile) == (name, "canonical")
    assert plainly(layout) == {header: header for header in headers}


@pytest.mark.parametrize("name", [name for name in TABLES if name not in ("calls", "sessions")])
def test_the_required_columns_are_enough(name: str) -> None:
    layout = detect([*TABLES[name].required])
    assert (layout.table, layout.profile) == (name, "canonical")


def test_an_instant_alone_is_neither_a_call_nor_a_session() -> None:
    with pytest.raises(InputError):
        detect(["started_at"])


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        ("Order ID,Customer ID,Order Date,Amount", "orders"),
        ("Name,Email,Financial Status,Paid at,Total,Created at,Id,Tags,Source", "orders"),
        ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", "orders"),
        ("Numero ordine,Codice cliente,Data ordine,Importo", "orders"),
        ("Numar comanda,Cod client,Data comenzii,Suma", "orders"),
        ("Customer ID,Signup Date,Churn Date", "customers"),
        ("Codice cliente,Data iscrizione,Data disdetta,Motivo disdetta", "customers"),
        ("Post ID,Date,Platform,Text,Sentiment", "mentions"),
        (",tweet_id,author_id,inbound,created_at,text", "mentions"),
        ("Session ID,Start,User,Resolved", "sessions"),
        ("Review ID,Date,Agent,Category,Rating,Weight", "reviews"),
        ("Ticket ID,Field,Old Value,New Value,Changed At", "changes"),
        ("ticket_id,field_name,value,updated,user_id", "changes"),
    ],
)
def test_an_export_with_sensible_headers_is_of_its_table(headers: str, table: str) -> None:
    assert detect(headers.split(",")).table == table


@pytest.mark.parametrize("name", TABLES)
def test_every_alias_serves_its_own_column(name: str) -> None:
    """An alias that an earlier column always takes would be dead text; one in two columns is there to fall back on."""
    table, listed = TABLES[name], aliases().tables[name]
    where = Counter(word for column in listed for word in {alias.keys for alias in listed[column]})
    for column, options in listed.items():
        for alias in options:
            if alias.pattern or len(alias.keys) > 1 or where[alias.keys] > 1 or table[column].kind == "seconds":
                continue
            layout = detect([*alias.keys, *(other for other in table.required if other != column)], table=name)
            served = {other for other, origin in layout.columns.items() if origin.headers == alias.keys}
            assert served == {column}, alias.keys


def test_a_typo_in_a_required_header_is_named_with_a_line_to_paste() -> None:
    with pytest.raises(InputError) as error:
        detect(["ticket_id", "creatd_at", "status", "priority"])
    assert error.value.slug == "unknown-table"
    assert "tickets" in error.value.message
    assert "created_at is missing; is 'creatd_at' meant?" in error.value.message
    assert tomllib.loads(error.value.fix or "") == {"columns": {"tickets": {"created_at": "creatd_at"}}}


def test_the_pasted_line_mends_the_typo() -> None:
    headers = ["ticket_id", 'creatd_at "new"', "status", "priority"]
    settings = tomllib.loads('columns.tickets.created_at = "creatd_at \\"new\\""')["columns"]
    assert plainly(detect(headers, columns=settings))["created_at"] == 'creatd_at "new"'


def test_a_typo_in_an_optional_header_is_a_hint() -> None:
    layout = detect(["ticket_id", "created_at", "status", "prioirty", "chanel", "agnet", "region", "sattus"])
    assert layout.hints == (("agnet", "agent"), ("chanel", "channel"), ("prioirty", "priority"))
    assert set(layout.columns) == {"ticket_id", "created_at", "status"}


@pytest.mark.parametrize(
    "headers",
    [
        ["ID", "frequency", "recency", "T"],
        ["id", "created_at", "updated_at", "name", "url"],
        ["Timestamp", "Ticket", "Severity", "Assigned To"],
        ["id", "_fivetran_synced", "created_at", "name", "updated_at"],
        ["created_at", "ticket_id", "_fivetran_synced", "schedule_id"],
        ["id", "schedule_id", "_fivetran_deleted", "_fivetran_synced", "end_date", "name", "start_date"],
        ["x"],
        [""],
    ],
)
def test_what_is_no_table_is_refused(headers: list[str]) -> None:
    with pytest.raises(InputError) as error:
        detect(headers)
    assert error.value.slug == "unknown-table"
    assert error.value.fix
    assert len(error.value.lines()) >= 3


def test_a_log_of_status_changes_needs_no_column_that_says_so() -> None:
    layout = detect(["Timestamp", "Ticket", "Severity", "Status No.", "Assigned To", "Status Name"])
    assert layout.table == "changes"
    has(layout, {"field": "=status", "new": "Status Name", "agent": "Assigned To", "revision": "Status No."})
    with pytest.raises(InputError, match="field is missing"):
        detect(["Timestamp", "Ticket", "Value"], table="changes")


def test_a_comment_file_without_author_is_not_taken_for_tickets() -> None:
    with pytest.raises(InputError, match=r"messages: author is missing"):
        detect(["id", "body", "created", "public", "ticket_id", "user_id"])


def test_two_tables_that_fit_equally_are_a_question() -> None:
    headers = ["Ticket ID", "Created", "Escalated", "Call start", "Answered", "Rating"]
    with pytest.raises(InputError) as error:
        detect(headers)
    assert error.value.slug == "ambiguous-table"
    assert "tickets and calls" in error.value.message
    assert detect(headers, table="calls").table == "calls"


def test_a_forced_table_reads_a_ticket_export_as_surveys() -> None:
    layout = detect(ZENDESK, table="surveys")
    assert layout.table == "surveys"
    assert plainly(layout)["score"] == "Satisfaction Score"
    assert plainly(layout)["kind"] == "=csat"
    with pytest.raises(InputError, match="nearest is messages"):
        detect(PWC, table="messages")


def test_a_forced_table_needs_no_proof() -> None:
    assert detect(["id", "created_at"], table="tickets").table == "tickets"


def test_a_forced_profile_is_used_even_when_its_marks_are_cut_off() -> None:
    with pytest.raises(InputError):
        detect(["Id", "Created at", "Via"])
    forced = detect(["Id", "Created at", "Via"], profile="zendesk")
    assert forced.profile == "zendesk"
    assert detect(ZENDESK, profile="generic").profile == "generic"


@pytest.mark.parametrize(
    ("wrong", "slug"),
    [
        ({"table": "tikets"}, "unknown-table"),
        ({"profile": "zendsk"}, "unknown-profile"),
        ({"profile": "zendesk", "table": "calls"}, "settings"),
        ({"columns": {"tikets": {}}}, "unknown-table"),
        ({"columns": {"tickets": {"agent": 3}}}, "settings"),
        ({"columns": {"tickets": {"agent": {"colum": "X"}}}}, "settings"),
        ({"columns": {"tickets": {"created_at": {"column": "X", "unit": "weeks"}}}}, "settings"),
        ({"columns": {"tickets": {"created_at": []}}}, "settings"),
    ],
)
def test_settings_that_cannot_be_meant_are_usage_errors(wrong: dict[str, object], slug: str) -> None:
    with pytest.raises(UsageError) as error:
        detect(["ticket_id", "created_at"], **wrong)  # type: ignore[arg-type]
    assert error.value.slug == slug


def test_settings_win_over_profile_and_aliases() -> None:
    layout = detect(
        ZENDESK,
        columns={
            "tickets": {
                "agent": "submitter",
                "resolved_at": ["Updated at", "Due date"],
                "channel": {"value": "phone"},
                "tier": "Favourite colour [txt]",
                "amount": {"formula": "reopens * 2"},
                "created_at": {"column": "Created at", "unit": "excel"},
                "language": "No such header",
            },
            "calls": {"agent": "Assignee"},
        },
        values={"tickets": {"status": {"Awaiting Legal": "pending", "Hold": "pending"}, "tier": {"Blue": "gold"}}},
    )
    assert layout.profile == "zendesk"
    assert layout.columns["agent"] == Origin(("Submitter",))
    assert layout.columns["resolved_at"].headers == ("Updated at", "Due date")
    assert layout.columns["channel"] == Origin(value="phone")
    assert layout.columns["amount"] == Origin(formula="reopens * 2")
    assert layout.columns["created_at"] == Origin(("Created at",), unit="excel")
    assert layout.columns["language"].headers == ("Language [list]",)
    assert layout.values["status"]["awaiting_legal"] == "pending"
    assert layout.values["status"]["hold"] == "pending"
    assert layout.values["status"]["solved"] == "resolved"
    assert layout.values["tier"] == {"blue": "gold"}


def test_settings_make_a_table_of_a_file_that_is_none() -> None:
    headers = ["ref", "opened_when", "who"]
    with pytest.raises(InputError):
        detect(headers)
    layout = detect(headers, columns={"tickets": {"ticket_id": "ref", "created_at": "opened_when", "agent": "who"}})
    assert plainly(layout) == {"ticket_id": "ref", "created_at": "opened_when", "agent": "who"}


def test_a_constant_alone_makes_no_table() -> None:
    with pytest.raises(InputError):
        detect(["a", "b"], columns={"surveys": {"kind": {"value": "csat"}, "score": {"value": "5"}}})


def test_status_words_mean_the_same_in_three_languages() -> None:
    words = detect(["ticket_id", "created_at", "status"]).values["status"]
    said = {
        "new": ["New", "Nuovo", "Nou"],
        "open": ["In Progress", "In lavorazione", "În lucru", "Re-opened"],
        "pending": ["Pending", "In attesa del cliente", "În așteptare", "Waiting on customer"],
        "on_hold": ["On-hold", "Sospeso", "Suspendat"],
        "resolved": ["SOLVED", "Risolto", "Rezolvată"],
        "closed": ["Closed", "Chiusa", "Închis"],
        "merged": ["Merged", "Unificato", "Comasat"],
        "deleted": ["Deleted", "Eliminato", "Șters"],
        "spam": ["Spam", "Posta indesiderata", "Nedorit"],
    }
    assert {cell: words.get(fold(cell)) for cells in said.values() for cell in cells} == {
        cell: meaning for meaning, cells in said.items() for cell in cells
    }


def test_no_word_has_two_meanings() -> None:
    data = tomllib.loads((profile_module.HERE / "aliases.toml").read_text(encoding="utf-8"))
    for column, meanings in data["words"].items():
        seen: dict[str, str] = {}
        for meaning, cells in meanings.items():
            for cell in cells:
                assert seen.setdefault(fold(cell), meaning) == meaning, (column, cell)


@pytest.mark.parametrize("name", aliases().tables)
def test_the_alias_file_names_only_columns_that_exist(name: str) -> None:
    known = {column.name for column in TABLES[name].columns}
    assert set(aliases().tables[name]) <= known
    assert set(aliases().marks[name]) <= known


FILES = [*ALL.values(), JOB_J, JIRA, *([*headers] for headers in PLAIN.values())]


@given(st.sampled_from(FILES), st.randoms(use_true_random=False), st.integers(0, 3))
def test_the_order_of_the_headers_never_matters(headers: list[str], chance: random.Random, more: int) -> None:
    extra = ["Created at", "created_at", "CREATED AT", "Resolution time (in hrs)_1"]
    given_headers = [*dict.fromkeys([*headers, *extra[:more]])]
    shuffled = chance.sample(given_headers, len(given_headers))
    assert detect(shuffled) == detect(given_headers)


@given(st.lists(st.text(max_size=12), unique=True, max_size=8))
def test_any_headers_give_a_layout_or_a_sentence(headers: list[str]) -> None:
    try:
        layout = detect(headers)
    except InputError as error:
        told = error
        layout = None
    if layout is None:
        assert told.slug in ("unknown-table", "ambiguous-table")
    else:
        assert {text for origin in layout.columns.values() for text in origin.headers} <= set(headers)


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_day_of_business_time_is_no_unit() -> None:
    assert as_duration("Resolution time (business days)") is None
