"""What does one table explain of another: satisfaction by speed, value by feedback?"""

from cx_cli.metrics.metric import UNKNOWN, Example, Metric, Variant

FAMILY = "Across tables"

SURVEY_VS_SPEED = Metric(
    name="survey_vs_speed",
    title="Satisfaction by speed",
    family=FAMILY,
    facts="surveys",
    at="answered_at",
    formula="count(satisfied) / count(answered)",
    where="kind == 'csat'",
    by="first_reply_bucket, resolution_bucket",
    unit="percent",
    better="higher",
    about="CSAT of the tickets that were as fast as each other; needs first_reply_bucket or resolution_bucket in --by.",
    source="Surveys joined to their tickets: each survey counts once, however many its ticket has.",
    missing="Surveys without an answer are left out; one whose ticket is not known is in the slice without a label.",
    examples=(Example("kind: csat; scale: 1..5; score: 4*43 5*29 1*28", "72%"),),
)

CLV_BY_FEEDBACK = Metric(
    name="clv_by_feedback",
    title="Lifetime value by feedback",
    family=FAMILY,
    facts="orders",
    at="ordered_at",
    formula="sum(amount) * lifespan_years * (365 / days()) / distinct(customer_id)",
    by="feedback, nps_group",
    unit="number",
    better="neither",
    about="CLV of customers who answered a survey beside those who did not (--by feedback), and of promoters, passives "
    "and detractors by their newest NPS answer (--by nps_group).",
    source="clv over the customers of each group; a customer's orders count once, however many surveys they answered.",
    missing="An order without an amount counts as nothing spent; nps_group has no label for who gave no NPS answer.",
    parameters={"lifespan_years": UNKNOWN},
    variants={
        "spent": Variant(
            "sum(amount) / distinct(customer_id)", about="what a customer has spent so far, without a lifespan"
        ),
    },
    examples=(
        Example(
            "ordered_at: 2025-01-01T00:00 2025-12-31T00:00; customer_id: a; amount: 100 150; as_of: 2025-12-31T12:00; "
            "lifespan_years: 2",
            "500",
            source="250 a year, 2 years",
        ),
        Example(
            "ordered_at: 2025-01-01T00:00; customer_id: a a b; amount: 100 200 300",
            "300",
            variant="spent",
        ),
    ),
)

METRICS = (SURVEY_VS_SPEED, CLV_BY_FEEDBACK)
