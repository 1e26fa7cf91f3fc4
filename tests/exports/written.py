"""Which small files, written by hand from the documented headers, stand for the exports, and what comes of them?

The figures are worked out by hand: a duration is the difference of two instants that stand in the row.
"""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HOUR = 3600.0


@dataclass(frozen=True)
class Export:
    """``figures`` are (metric, statistic) -> value; ``rows`` are rows, loaded and excluded of the table."""

    profile: str
    table: str
    rows: tuple[int, int, int]
    text: str
    figures: Mapping[tuple[str, str | None], float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"


EXPORTS = {
    # Mail 1: 60 min and 120 min; chat 2: 30 min, not solved. Ratings: good, offered (no answer), bad: 1 of 2.
    "zendesk": Export(
        "zendesk", "tickets", (3, 3, 0),
        _lines(
            "Summation column,Id,Requester id,Assignee,Group,Status,Priority,Via,Created at,Updated at,Solved at,"
            "Satisfaction Score,Reopens,Replies,First reply time in minutes,Full resolution time in minutes",
            "1,101,9,Ana,Support,Solved,High,Mail,2026-03-02 10:00,2026-03-02 13:00,2026-03-02 12:00,Good,0,1,60,120",
            "1,102,9,Bo,Support,Open,Low,Chat,2026-03-02 11:00,2026-03-02 13:00,,Offered,0,1,30,",
            "1,103,8,Bo,Support,Closed,Low,Mail,2026-03-03 11:00,2026-03-03 13:00,2026-03-03 15:00,Bad,1,2,90,240",
        ),
        {("tickets_created", None): 3, ("first_reply_time", "median"): HOUR, ("resolution_time", "mean"): 3 * HOUR,
         ("csat", None): 50},
    ),
    "zendesk api": Export(
        "zendesk_api", "tickets", (2, 2, 0),
        _lines(
            "id,created_at,updated_at,status,priority,via.channel,assignee_id,requester_id,metric_set.solved_at,"
            "metric_set.reopens,metric_set.replies,metric_set.reply_time_in_minutes.calendar,"
            "metric_set.reply_time_in_minutes.business,metric_set.full_resolution_time_in_minutes.calendar,"
            "satisfaction_rating.score",
            "1,2026-03-02T10:00:00Z,2026-03-02T12:00:00Z,solved,high,email,7,9,2026-03-02T12:00:00Z,0,1,15,10,120,good",
            "2,2026-03-02T10:00:00Z,2026-03-02T12:00:00Z,hold,low,chat,8,9,,0,1,45,40,,offered",
        ),
        {("first_reply_time", "mean"): 30 * 60, ("resolution_time", "median"): 2 * HOUR, ("csat", None): 100},
    ),
    # 27:10:00 is 27 h 10 min. SLA: one of two within.
    "freshdesk": Export(
        "freshdesk", "tickets", (2, 2, 0),
        _lines(
            "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,"
            "Closed time,Last update time,Initial response time,First response time (in hrs),Resolution time (in hrs),"
            "Agent interactions,Customer interactions,Resolution status,First response status,Tags,Survey results",
            "1,A,Closed,High,Email,Question,Ana,Tier 1,2026-03-02 10:00:00,2026-03-03 10:00:00,2026-03-03 13:10:00,"
            "2026-03-04 10:00:00,2026-03-04 10:00:00,2026-03-02 11:00:00,01:00:00,27:10:00,1,0,SLA Violated,Within SLA,a,",
            "2,B,Open,Low,Phone,Problem,Bo,Tier 1,2026-03-02 10:00:00,2026-03-05 10:00:00,,,2026-03-04 10:00:00,,,,"
            "0,0,,SLA Violated,,",
        ),
        {("first_reply_time", "median"): HOUR, ("resolution_time", "median"): 27 * HOUR + 600},
    ),
    "freshservice": Export(
        "freshservice", "tickets", (1, 1, 0),
        _lines(
            "Ticket Id,Subject,Type,Status,Urgency,Impact,Priority,Group,Agent,Requester Name,Requester Email,"
            "Created Time,Due by Time,Resolved Time,Closed Time,Last Updated Time,Initial Response Time,Time Tracked,"
            "First Response Time (in Hrs),Resolution Time (in Hrs),Agent interactions,Customer interactions,"
            "Resolution Status,First Response Status,Tags,Survey Result,Approval Status",
            "INC-1,A,Incident,Resolved,Low,Low,Low,IT,Ana,Cy,cy@x.it,2026-03-02 10:00:00,2026-03-03 10:00:00,"
            "2026-03-02 14:00:00,,2026-03-02 14:00:00,2026-03-02 10:30:00,,00:30:00,04:00:00,1,1,Within SLA,Within SLA,,,",
        ),
        {("first_reply_time", "median"): 1800, ("resolution_time", "median"): 4 * HOUR},
    ),
    "hubspot": Export(
        "hubspot_tickets", "tickets", (2, 2, 0),
        _lines(
            "Ticket ID,Ticket name,Create date,Close date,Ticket owner,Ticket status,Priority,Source,"
            "Time to first agent email reply (HH:mm:ss),Merged Ticket IDs",
            "1,A,2026-03-02 10:00,2026-03-02 16:00,Ana,Closed,HIGH,Email,00:20:00,",
            "2,B,2026-03-02 11:00,,Bo,New,LOW,Chat,00:40:00,3;4",
        ),
        {("tickets_created", None): 2, ("first_reply_time", "mean"): 1800},
    ),
    "hubspot feedback": Export(
        "hubspot_feedback", "surveys", (3, 3, 0),
        _lines(
            "hs_object_id,hs_survey_name,hs_survey_type,hs_survey_channel,hs_value,hs_response_group,hs_sentiment,"
            "hs_content,hs_submission_timestamp,hs_survey_id",
            "1,Q,NPS,EMAIL,10,PROMOTER,,great,1772445600000,5",
            "2,Q,NPS,EMAIL,3,DETRACTOR,,bad,1772445600000,5",
            "3,Q,NPS,EMAIL,9,PROMOTER,,,1772445600000,5",
        ),
        {("nps", None): 100 / 3},
    ),
    "intercom": Export(
        "intercom", "tickets", (2, 2, 0),
        _lines(
            "id,created_at,updated_at,state,priority,source.type,admin_assignee_id,statistics.time_to_admin_reply,"
            "statistics.first_admin_reply_at,statistics.last_close_at,statistics.count_reopens,conversation_rating.score",
            "1,1772445600,1772452800,closed,not_priority,email,7,600,1772446200,1772449200,0,5",
            "2,1772445600,1772452800,open,priority,chat,8,1200,1772446800,,0,",
        ),
        {("first_reply_time", "mean"): 900, ("resolution_time", "median"): HOUR, ("csat", None): 100},
    ),
    "intercom messages": Export(
        "intercom_messages", "messages", (2, 2, 0),
        _lines(
            "message_id,message_body,message_type,message_created_at,message_author_type,conversation_id,"
            "conversation_state,conversation_created_at,conversation_first_response_at,conversation_closed_at",
            "1,Hello,comment,2017-11-14 21:45:08,user,9,closed,2017-11-14 21:45:08,2017-11-14 21:55:08,",
            '2,"Hi, there",comment,2017-11-14 21:55:08,admin,9,closed,2017-11-14 21:45:08,2017-11-14 21:55:08,',
        ),
        {("reply_time", "median"): 600},
    ),
    # Two SLAs of the first reply: 1:30 was left, the other one breached; of the resolution both breached.
    "jira": Export(
        "jira", "tickets", (2, 2, 0),
        _lines(
            "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Resolution,Assignee,Reporter,Creator,"
            "Created,Updated,Last Viewed,Resolved,Labels,Labels,Custom field (Time to first response),"
            "Custom field (Time to resolution),Satisfaction rating",
            "A,IT-1,1,Task,Done,IT,High,Done,Ana,Cy,Cy,12/Mar/24 9:41 AM,13/Mar/24 9:41 AM,,12/Mar/24 1:41 PM,a,b,1:30,"
            "-0:10,5",
            "B,IT-2,2,Task,Waiting for customer,IT,Low,,Bo,Cy,Cy,13/Mar/24 9:41 AM,13/Mar/24 9:41 AM,,,,,-12:05,-3:00,",
        ),
        {("resolution_time", "median"): 4 * HOUR, ("sla_first_reply", None): 50, ("sla_resolution", None): 0,
         ("csat", None): 100},
    ),
    "jira in italian": Export(
        "jira", "tickets", (1, 1, 0),
        _lines(
            "Riepilogo,Chiave ticket,Stato,Priorità,Assegnatario,Segnalante,Creato,Aggiornato,Risolto,"
            "Campo personalizzato (Time to resolution)",
            "A,IT-1,Risolto,Alta,Ana,Cy,13/03/2024 09:41,13/03/2024 10:41,13/03/2024 10:41,2:00",
        ),
        {("resolution_time", "median"): HOUR, ("sla_resolution", None): 100},
    ),
    "osticket": Export(
        "osticket", "tickets", (2, 1, 1),
        _lines(
            "Ticket Number;Date Created;Subject;From;From Email;Priority;Department;Help Topic;Source;Current Status;"
            "Last Updated;SLA Due Date;Due Date;Closed Date;Overdue;Merged;Linked;Answered;Agent Assigned;"
            "Team Assigned;Thread Count;Reopen Count;Attachment Count;Task Count",
            "000123;02/03/26 10:00;A;Cy;cy@x.it;Normal;Support;General;Web;Closed;13/03/26 15:00;;;13/03/26 15:00;0;0;0;1;"
            "Ana;;4;0;0;0",
            "000124;13/03/26 10:00;A;Cy;cy@x.it;Normal;Support;General;Web;Open;13/03/26 10:00;;;;0;1;0;1;Ana;;4;0;0;0",
        ),
        {("tickets_created", None): 1},
    ),
    "chatwoot csat": Export(
        "chatwoot_csat", "surveys", (3, 3, 0),
        _lines(
            "Reporting period 2026-03-01 to 2026-03-31",
            "",
            "Contact Name,Contact Email Address,Contact Phone Number,Link to the conversation,Agent Name,Rating,"
            "Feedback Comment,Recorded date,Review Notes",
            "Cy,cy@x.it,,https://x/1,Ana,5,thanks,2026-03-02 10:00:00 UTC,",
            "Di,di@x.it,,https://x/2,Bo,2,,2026-03-03 10:00:00 UTC,",
            "Ed,ed@x.it,,https://x/3,Bo,4,,2026-03-04 10:00:00 UTC,",
        ),
        {("csat", None): 200 / 3},
    ),
    "aircall": Export(
        "aircall", "calls", (3, 3, 0),
        _lines(
            "line,date (TZ offset incl.),time (TZ offset incl.),number timezone,datetime (UTC),country_code,direction,"
            "from,to,answered,missed_call_reason,user,duration (total),duration (in call),via,voicemail,tags",
            "Main,2026-03-02,11:00:00,Europe/Rome,2026-03-02 10:00:00,IT,inbound,39001,39002,Yes,,Ana,75,60,,,",
            "Main,2026-03-02,11:05:00,Europe/Rome,2026-03-02 10:05:00,IT,inbound,39003,39002,No,no_available_agent,,30,0,,,",
            "Main,2026-03-02,12:00:00,Europe/Rome,2026-03-02 11:00:00,IT,inbound,39004,39002,Yes,,Bo,130,120,,,",
        ),
        {("pickup_rate", None): 200 / 3, ("handle_time", "mean"): 90},
    ),
    "talkdesk": Export(
        "talkdesk", "calls", (3, 3, 0),
        _lines(
            "Interaction ID,Call Type,Start Time,End Time,Talkdesk Phone Number,Customer Phone Number,Talk Time,Record,"
            "Wait Time,Agent Name",
            "a,inbound,2026-03-02 10:00:00,2026-03-02 10:05:00,1,2,0:04:00,x,0:00:10,Ana",
            "b,abandoned,2026-03-02 10:00:00,2026-03-02 10:01:00,1,3,0:00:00,x,0:01:00,",
            "c,inbound,2026-03-02 10:00:00,2026-03-02 10:05:00,1,4,0:02:00,x,0:00:30,Bo",
        ),
        {("handle_time", "mean"): 180, ("wait_time", "mean"): 20, ("abandonment_rate", None): 100 / 3},
    ),
    "genesys": Export(
        "genesys", "calls", (2, 2, 0),
        _lines(
            "Full Export Completed,Partial Result Timestamp,Filters,Media Type,Users,Remote,Date,End Date,Duration,"
            "Direction,ANI,DNIS,Queue,Wrap-up,Flow,Conversation ID",
            "YES,,,voice,Ana,,6/23/25 07:00 AM,6/23/25 07:10 AM,600000,Inbound,tel:1,tel:2,Care,done,,c1",
            "YES,,,voice,Bo,,6/23/25 01:00 PM,6/23/25 01:10 PM,600000,Inbound,tel:1,tel:2,Care,done,,c2",
        ),
    ),
    # Two header rows; of the answers 10, 9 and 4 two promote and one detracts.
    "surveymonkey": Export(
        "surveymonkey", "surveys", (3, 3, 0),
        _lines(
            "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"
            '"How likely is it, on the whole, that you would recommend us?","Anything else?\nPlease tell"',
            ",,,,,,,,,,Open-Ended Response",
            "118,9,03/02/2026 10:00:00,03/02/2026 10:05:00,1.1.1.1,cy@x.it,,,,10,",
            '119,9,03/13/2026 10:00:00,03/13/2026 10:05:00,1.1.1.1,di@x.it,,,,9,"good, ""thanks"""',
            "120,9,03/14/2026 10:00:00,03/14/2026 10:05:00,1.1.1.1,ed@x.it,,,,4,",
        ),
        {("nps", None): 100 / 3},
    ),
    # Three header rows, and a preview that is a response as the others are.
    "qualtrics": Export(
        "qualtrics", "surveys", (3, 3, 0),
        _lines(
            "StartDate,EndDate,Status,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientEmail,NPS",
            'Start Date,End Date,Response Type,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,'
            'Recipient Email,"How likely is it, that you would recommend us?"',
            '"{""ImportId"":""startDate"",""timeZone"":""Europe/Rome""}","{""ImportId"":""endDate""}",'
            '"{""ImportId"":""status""}","{""ImportId"":""progress""}","{""ImportId"":""duration""}",'
            '"{""ImportId"":""finished""}","{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}",'
            '"{""ImportId"":""recipientEmail""}","{""ImportId"":""QID1""}"',
            "2026-03-02 10:00:00,2026-03-02 10:05:00,IP Address,100,300,True,2026-03-02 10:05:01,R_1,cy@x.it,10",
            "2026-03-03 10:00:00,2026-03-03 10:05:00,IP Address,100,300,True,2026-03-03 10:05:01,R_2,di@x.it,9",
            "2026-03-04 10:00:00,2026-03-04 10:05:00,Survey Preview,100,300,True,2026-03-04 10:05:01,R_3,ed@x.it,2",
        ),
        {("nps", None): 100 / 3},
    ),
    "typeform": Export(
        "typeform", "surveys", (2, 2, 0),
        _lines(
            "#,How satisfied are you with our support?,Your phone,Response Type,Start Date (UTC),Stage Date (UTC),"
            "Submit Date (UTC),Network ID,Tags,Ending",
            "a1,5,'+3906,completed,2023-01-23 06:20:12,,2023-01-23 06:24:12,n1,,",
            "b2,1,'+3906,completed,2023-01-23 07:20:12,,2023-01-23 07:24:12,n2,,",
        ),
        {("csat", None): 50},
    ),
    # Three orders of two customers, one of whom came again; the first has three items, so two further rows.
    "shopify orders": Export(
        "shopify_orders", "orders", (5, 3, 2),
        _lines(
            "Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,"
            "Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Source",
            "#1001,cy@x.it,paid,2026-03-02 11:00:00 -0500,fulfilled,no,EUR,90,10,0,100.00,2026-03-02 10:00:00 -0500,1,A,30,web",
            "#1001,cy@x.it,,,,,,,,,,,1,B,30,",
            "#1001,cy@x.it,,,,,,,,,,,1,C,30,",
            "#1002,di@x.it,paid,2026-03-03 11:00:00 -0500,fulfilled,no,EUR,40,10,0,50.00,2026-03-03 10:00:00 -0500,1,A,40,web",
            "#1003,cy@x.it,paid,2026-03-13 11:00:00 -0500,fulfilled,no,EUR,40,10,0,50.00,2026-03-13 10:00:00 -0500,1,A,40,web",
        ),
        {("repurchase_rate", None): 50},
    ),
    "shopify customers": Export(
        "shopify_customers", "customers", (2, 2, 0),
        _lines(
            "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Company,Total Spent,Total Orders,Tags,Note",
            "'7001,Cy,A,cy@x.it,yes,,100.00,1,,",
            "'7002,Di,B,di@x.it,yes,,50.00,2,,",
        ),
    ),
    "stripe": Export(
        "stripe_subscriptions", "customers", (3, 3, 0),
        _lines(
            "id,Customer ID,Customer Email,Customer Name,Status,Cancellation Reason,Amount,Interval,Created (UTC),"
            "Start (UTC),Current Period Start (UTC),Canceled At (UTC),Ended At (UTC)",
            "sub_1,cus_1,a@x.it,A,active,,10.00,month,2026-01-02 10:00,2026-01-02 10:00,2026-03-02 10:00,,",
            "sub_2,cus_2,b@x.it,B,canceled,too_expensive,10.00,month,2026-01-03 10:00,2026-01-03 10:00,2026-02-03 10:00,"
            "2026-02-10 10:00,2026-03-03 10:00",
            "sub_3,cus_3,c@x.it,C,active,,10.00,month,2026-02-13 10:00,2026-02-13 10:00,2026-03-13 10:00,,",
        ),
    ),
    "gladly": Export(
        "gladly", "tickets", (3, 2, 1),
        _lines(
            "Created At,Conversation ID,Customer ID,Conversation Link,Status,Assigned Agent ID - Current,First Closed At,"
            "Last Closed At",
            "2026-03-02T10:00:00Z,g1,c1,https://x,CLOSED,a1,2026-03-02T11:00:00Z,2026-03-02T12:00:00Z",
            "2026-03-02T10:00:00Z,g2,c1,https://x,OPEN,a1,,",
            "2026-03-02T10:00:00Z,g3,c1,https://x,MERGED,a1,2026-03-02T11:00:00Z,2026-03-02T11:00:00Z",
        ),
        {("tickets_created", None): 2, ("resolution_time", "median"): 2 * HOUR},
    ),
    # 14/03 07:00 to 09:00: two hours; the last row of an incident counts.
    "servicenow": Export(
        "servicenow", "tickets", (3, 2, 0),
        _lines(
            "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_at,"
            "sys_updated_at,contact_type,priority,assignment_group,assigned_to,resolved_at,closed_at",
            "INC1,New,true,0,0,0,true,?,14/3/2016 07:00,14/3/2016 07:00,Phone,3 - Moderate,G1,?,14/3/2016 09:00,",
            "INC1,Resolved,true,0,0,1,true,?,14/3/2016 07:00,14/3/2016 09:00,Phone,3 - Moderate,G1,R1,14/3/2016 09:00,",
            "INC2,New,true,0,0,0,false,?,14/3/2016 08:00,14/3/2016 08:00,Email,2 - High,G1,?,,",
        ),
        {("tickets_created", None): 2, ("resolution_time", "median"): 2 * HOUR},
    ),
    "front": Export(
        "front", "messages", (2, 2, 0),
        _lines(
            "Message ID,Segment ID,Conversation ID,Ticket IDs,Segment,Direction,Status,Inbox,Message date,Autoreply,"
            "Reaction time,Response time,Attributed to,Assignee,Author,Contact name,Tags,First response,Subject",
            "m1,s1,c1,,1,Inbound,Archived,Care,2026-03-02 10:00:00,No,,,,,,Cy,,,A",
            "m2,s1,c1,,1,Outbound,Archived,Care,2026-03-02 10:20:00,No,,,Ana,Ana,Ana,Cy,,Yes,A",
        ),
        {("reply_time", "median"): 1200},
    ),
}  # fmt: skip
AGGREGATED = {
    "five9": "SKILL,DATE,CALLS,Average SPEED OF ANSWER,SERVICE LEVEL (%rec),Average HANDLE TIME,ABANDONED count\n"
    "Care,2026-03-02,10,00:00:10,90,00:05:00,1\n",
    "chatwoot": "Reporting period 1 to 2\n\nAgent name,Assigned conversations,Avg first response time,"
    "Avg resolution time,Resolution Count,Avg customer waiting time\nAna,5,1m,2m,4,3m\n",
    "genesys": "Interval Start,Interval End,Interval Complete,Filters,Media Type,Agent Id,Agent Name,Handle,Avg Handle,"
    "Avg Talk,Total Handle\n2026-03-02,2026-03-03,TRUE,,voice,a,Ana,3,100,90,300\n",
    "a call centre by day": "Index,Incoming Calls,Answered Calls,Answer Rate,Abandoned Calls,Talk Duration (AVG)\n"
    "1,10,9,90%,1,0:02:00\n",
    "tickets by agent": "Agent,Tickets Assigned,Tickets Resolved,CSAT\nAna,5,4,90%\n",
}
