"""Is the phone answered in time, and is the work good?"""

from cx_cli.metrics.metric import Example, Metric, Variant

FAMILY = "Resolution and service level"

PICKUP_RATE = Metric(
    name="pickup_rate",
    title="Pickup rate",
    family=FAMILY,
    facts="calls",
    at="started_at",
    formula="count(answered) / count()",
    unit="percent",
    better="higher",
    about="Offered calls that an agent took.",
    source="Answered / received (Nextiva).",
    missing="A call that does not say whether it was answered counts as not answered.",
    examples=(Example("answered: yes*3 no*1", "75%"),),
)

ABANDONMENT_RATE = Metric(
    name="abandonment_rate",
    title="Abandonment rate",
    family=FAMILY,
    facts="calls",
    at="started_at",
    formula="count(abandoned) / count()",
    unit="percent",
    better="lower",
    about="Offered calls whose caller hung up before an agent took them.",
    source="Amazon Connect: abandoned / queued.",
    missing="A call that does not say whether it was abandoned counts as not abandoned.",
    parameters={"short_abandon": 5},
    variants={
        "without_short": Variant(
            "(count(abandoned) - count(abandoned and wait_seconds <= short_abandon)) / "
            "(count() - count(abandoned and wait_seconds <= short_abandon))",
            about="abandons within 5 s are out",
        )
    },
    examples=(
        Example("abandoned: yes*1 no*3", "25%"),
        Example("abandoned: yes*2 no*3; wait_seconds: 3 30 10*3", "25%", variant="without_short"),
    ),
)

_ICMI = "answered: yes*1000 no*60; abandoned: no*1000 yes*60; wait_seconds: 10*860 30*140 3*10 10*10 30*40; within: 20"
_IN_TIME = "wait_seconds <= within"
_SHORT = "abandoned and wait_seconds <= short_abandon"

SERVICE_LEVEL = Metric(
    name="service_level",
    title="Service level",
    family=FAMILY,
    facts="calls",
    at="started_at",
    formula=f"count(answered and {_IN_TIME}) / count()",
    unit="percent",
    better="higher",
    about="Offered calls that were answered within the limit (60 s unless [service_level] says otherwise).",
    source="ICMI 'Service Level Calculations': answered in time / offered.",
    missing="A call without a wait was not answered in time; it is in the denominator.",
    parameters={"within": 60, "short_abandon": 5},
    variants={
        "of_offered": Variant(about="the default: answered in time / offered"),
        "of_answered": Variant(
            f"count(answered and {_IN_TIME}) / count(answered)", about="answered in time / answered"
        ),
        "answered_and_abandoned_in_time": Variant(
            f"count((answered or abandoned) and {_IN_TIME}) / count()",
            about="calls that were answered or hung up in time / offered",
        ),
        "late_abandons_only": Variant(
            f"count(answered and {_IN_TIME}) / (count(answered) + count(abandoned and wait_seconds > within))",
            about="answered in time / (answered + abandoned after the limit) (Bright Pattern)",
        ),
        "short_abandons_met": Variant(
            f"count((answered and {_IN_TIME}) or ({_SHORT})) / count()", about="short abandons count as in time"
        ),
        "without_short_abandons": Variant(
            f"count(answered and {_IN_TIME}) / (count() - count({_SHORT}))",
            about="answered in time / (offered - short abandons) (Talkdesk Live, Genesys)",
        ),
    },
    examples=(
        Example(_ICMI, "81.13%", source="ICMI: 860 / 1060"),
        Example(_ICMI, "81.13%", variant="of_offered"),
        Example(_ICMI, "86.00%", variant="of_answered"),
        Example(_ICMI, "83.02%", variant="answered_and_abandoned_in_time"),
        Example(_ICMI, "82.69%", variant="late_abandons_only"),
        Example(_ICMI, "82.08%", variant="short_abandons_met"),
        Example(_ICMI, "81.90%", variant="without_short_abandons"),
    ),
)

_REVIEWS = (
    "review_id: 1 1 2 2 3; agent: Ana; criterion: tone facts tone facts tone; low: 0; high: 100; reviewed_at: "
    "2026-03-02T09:00; "
)

IQS = Metric(
    name="iqs",
    title="Internal quality score",
    family=FAMILY,
    facts="reviews",
    at="reviewed_at",
    formula="sum(review_score) / count(known(review_score))",
    unit="percent",
    better="higher",
    about="Mean over quality reviews of the weighted mean of their rated criteria, each as (score - low) / (high - "
    "low); a failed critical criterion makes the review 0. Weights are the file's, or those of [iqs] by criterion.",
    source="Zendesk QA reviews dashboard: 100, 9.91, 63.96, 90.99 and 0 are 52.97 %.",
    missing="A criterion without a score is left out with its weight; a review without any rated one is left out.",
    variants={
        "pooled": Variant(
            "sum(points) / sum(possible_points)", about="sum(score x weight) / sum(high x weight) over all reviews"
        )
    },
    examples=(
        Example(
            "review_id: 1 2 3 4 5; agent: Ana; criterion: tone; low: 0; high: 100; critical: no no no no yes; "
            "score: 100 9.91 63.96 90.99 40; reviewed_at: 2026-03-02T09:00",
            "52.97%",
            source="Zendesk QA: the fifth fails a critical criterion",
        ),
        Example(_REVIEWS + "score: 100 50 - 20 -; weight: 3 1 1 1 1", "53.75%", source="87.5 and 20"),
        Example(_REVIEWS + "score: 100 50 - 20 -; weight: 3 1 1 1 1", "74%", variant="pooled", source="370 of 500"),
    ),
)

METRICS = (
    PICKUP_RATE,
    ABANDONMENT_RATE,
    SERVICE_LEVEL,
    IQS,
)
