"""What do the customers say?"""

from cx_cli.metrics.metric import Example, Metric, Variant

FAMILY = "Voice of the customer"

CSAT = Metric(
    name="csat",
    title="Customer satisfaction",
    family=FAMILY,
    facts="surveys",
    at="answered_at",
    formula="count(satisfied) / count(answered)",
    where="kind == 'csat'",
    unit="percent",
    better="higher",
    about="Share of answered CSAT surveys that are positive.",
    source="Top-two-box: 4-5 of 5, 6-7 of 7, 8-10 of 10, good of good/bad.",
    missing="Surveys without an answer are left out.",
    variants={
        "mean": Variant("sum(score) / count(answered)", unit="score", about="average score (Gorgias, Frappe)"),
        "helpscout": Variant(
            "100 * (count(satisfied) - count(dissatisfied)) / count(answered)",
            unit="points",
            about="great % less not good % (Help Scout), on three steps great, okay, not good",
        ),
    },
    examples=(
        Example("kind: csat; scale: good/bad; score: 1*30 0*20", "60%", source="LiveAgent: 30 of 50 positive"),
        Example("kind: csat; scale: 1..5; score: 4*43 5*29 1*28", "72%", source="Nextiva: 43 fours, 29 fives of 100"),
        Example("kind: csat; scale: 1..5; score: 4*1 5*1 -*2", "4.5", variant="mean"),
        Example("kind: csat; scale: 1..3; score: 3*41 2*34 1*35", "5.45", variant="helpscout", source="Help Scout API"),
    ),
)

NPS = Metric(
    name="nps",
    title="Net promoter score",
    family=FAMILY,
    facts="surveys",
    at="answered_at",
    formula="100 * (count(score >= 9) - count(score <= 6)) / count(answered)",
    where="kind == 'nps'",
    unit="points",
    better="higher",
    about="Promoters (9-10) less detractors (0-6), in points of the answers.",
    source="Reichheld; a 1-10 scale has the same groups.",
    missing="Surveys without an answer are left out; a score off the scale is a rejected row.",
    examples=(
        Example("kind: nps; scale: 0..10; score: 10*40 9*30 7*20 3*10", "60", source="70 % less 10 %"),
        Example("kind: nps; scale: 1..10; score: 9*70 8*20 1*4 6*6", "60", source="Nextiva: 1-6 are detractors"),
    ),
)

CES = Metric(
    name="ces",
    title="Customer effort score",
    family=FAMILY,
    facts="surveys",
    at="answered_at",
    formula="sum(score) / count(answered)",
    where="kind == 'ces'",
    unit="score",
    better="higher",
    about="Average answer to 'the company made it easy', 1-7: high is good.",
    source="CES 2.0 (agreement).",
    missing="Surveys without an answer are left out.",
    variants={
        "agreement": Variant(about="the default: made it easy, high is good"),
        "effort": Variant(better="lower", about="how much effort did it take: low is good (CES 1.0, LiveAgent)"),
        "net_easy": Variant(
            "100 * (count(score >= 5) - count(score <= 3)) / count(answered)", unit="points", about="% 5-7 less % 1-3"
        ),
    },
    examples=(
        Example("kind: ces; scale: 1..7; score: 1*80 2*210 3*140 4*110 5*160 6*180 7*120", "4.08", source="CYS Group"),
        Example("kind: ces; scale: 1..7; score: 1*80 2*210 3*140 4*110 5*160 6*180 7*120", "4.08", variant="agreement"),
        Example("kind: ces; scale: 1..7; score: 1*80 2*210 3*140 4*110 5*160 6*180 7*120", "4.08", variant="effort"),
        Example("kind: ces; scale: 1..7; score: 5*60 4*10 2*30", "30", variant="net_easy"),
    ),
)

SURVEY_RESPONSE_RATE = Metric(
    name="survey_response_rate",
    title="Survey response rate",
    family=FAMILY,
    facts="surveys",
    at="sent_at",
    formula="count(answered) / count()",
    unit="percent",
    better="higher",
    about="Surveys sent in the period that the customer answered.",
    source="Chatwoot: responses / surveys sent.",
    missing="A survey without sent_at is not counted.",
    examples=(Example("kind: csat; scale: 1..5; score: 4 5 - - -; sent_at: 2026-03-02T10:00", "40%"),),
)

FEEDBACK_RESPONSE_RATE = Metric(
    name="feedback_response_rate",
    title="Feedback response rate",
    family=FAMILY,
    facts="surveys",
    at="answered_at",
    formula="count(known(acknowledged_at)) / count(answered)",
    unit="percent",
    better="higher",
    about="Feedback of the period that the company answered.",
    source="LiveAgent: feedback answered / feedback received. The customers' answers are survey_response_rate.",
    missing="Surveys without an answer are left out; feedback without acknowledged_at was not answered.",
    examples=(Example("kind: csat; scale: 1..5; score: 4 5 1 -; acknowledged_at: 2026-03-03T10:00 - - -", "33.3%"),),
)

COMMENT_RATE = Metric(
    name="comment_rate",
    title="Comment rate",
    family=FAMILY,
    facts="surveys",
    at="answered_at",
    formula="count(known(comment)) / count(answered)",
    unit="percent",
    better="neither",
    about="Answered surveys in which the customer wrote something as well.",
    source="Comments / answers; the words behind the scores.",
    missing="Surveys without an answer are left out; an empty comment is none.",
    examples=(Example("kind: csat; scale: 1..5; score: 4 5 1 2 -; comment: good - - - lost", "25%"),),
)

METRICS = (CSAT, NPS, CES, SURVEY_RESPONSE_RATE, FEEDBACK_RESPONSE_RATE, COMMENT_RATE)
