"""Do customers stay, come back and bring others, and what are they worth?"""

from cx_cli.metrics.metric import UNKNOWN, Example, Metric, Variant

FAMILY = "Loyalty and value"

_PRESENT = "A customer without started_at is present in no period; one without ended_at has not left."
_S_250 = "started_at: 2025-01-01T00:00; ended_at: 2026-01-15T12:00*20 -*230; since: 2026-01-01; until: 2026-02-01"
_S_200 = (
    "started_at: 2025-01-01T00:00*200 2026-01-10T00:00*20; ended_at: 2026-01-15T12:00*20 -*180 -*20; "
    "since: 2026-01-01; until: 2026-02-01"
)

CHURN_RATE = Metric(
    name="churn_rate",
    title="Churn rate",
    family=FAMILY,
    facts="customers",
    at="started_at",
    formula="lost(started_at, ended_at) / cohort(started_at, ended_at)",
    unit="percent",
    better="lower",
    about="Of the customers present when the period began, those that left in it. For the whole of the data, --since "
    "says when it began.",
    source="Lost / present at the start: 20 of 250 is 8 % (Nextiva).",
    missing=_PRESENT,
    variants={
        "stripe": Variant(
            "count(at=ended_at) / (cohort(started_at, ended_at) + count(at=started_at))",
            about="all that left, over those present at the start and those that came (Stripe)",
        )
    },
    examples=(
        Example(_S_250, "8%", source="20 of 250"),
        Example(
            "started_at: 2025-01-01T00:00; ended_at: 2025-06-01T00:00*50 -*50; since: 2025-03-01; until: 2026-03-01",
            "50%",
            source="100 a year ago, 50 of them now",
        ),
        Example(_S_200, "9.09%", variant="stripe", source="20 / (200 + 20)"),
    ),
)

RETENTION_RATE = Metric(
    name="retention_rate",
    title="Customer retention rate",
    family=FAMILY,
    facts="customers",
    at="started_at",
    formula="(stock(started_at, ended_at) - count(at=started_at)) / cohort(started_at, ended_at)",
    unit="percent",
    better="higher",
    about="Customers at the end of the period less those that came in it, over those present when it began.",
    source="(E - N) / S: S = 200, E = 200, N = 20 is 90 %.",
    missing=_PRESENT,
    examples=(Example(_S_200, "90%"),),
)

EXIT_REASONS = Metric(
    name="exit_reasons",
    title="Exit reasons",
    family=FAMILY,
    facts="customers",
    at="ended_at",
    formula="count() / across(end_reason, count())",
    by="end_reason",
    unit="percent",
    better="neither",
    about="Share of each reason among the customers that left in the period; needs end_reason in --by.",
    source="Reasons for leaving as the company asks for them.",
    missing="A customer that left without a reason is in the slice without a label.",
    examples=(Example("ended_at: 2026-03-02T09:00*2; end_reason: price", "100%"),),
)

_FIVE = "ordered_at: 2026-03-02T09:00; customer_id: a a b c c c d; "

REPURCHASE_RATE = Metric(
    name="repurchase_rate",
    title="Repurchase rate",
    family=FAMILY,
    facts="orders",
    at="ordered_at",
    formula="repeated(customer_id) / distinct(customer_id)",
    unit="percent",
    better="higher",
    about="Customers with two or more orders in the period, of those with any.",
    source="Repeat purchase rate; lines of one order are one order.",
    missing="An order without a customer is rejected.",
    variants={
        "returning": Variant(
            "distinct(customer_id, earlier_order) / distinct(customer_id)",
            about="customers of the period that had ordered before, in any period (Shopify)",
        )
    },
    examples=(
        Example(_FIVE + "order_id: 1 2 3 4 4 4 5", "25%", source="a has two orders; c has one of three lines"),
        Example(
            "ordered_at: 2026-03-02T09:00 2026-03-03T09:00 2026-03-02T09:00; customer_id: a a b",
            "50%",
            variant="returning",
        ),
    ),
)

_YEAR = "ordered_at: 2025-01-01T00:00 2025-12-31T00:00; customer_id: a; amount: 100 150; as_of: 2025-12-31T12:00; "

CLV = Metric(
    name="clv",
    title="Customer lifetime value",
    family=FAMILY,
    facts="orders",
    at="ordered_at",
    formula="sum(amount) * lifespan_years * (365 / days()) / distinct(customer_id)",
    unit="number",
    better="higher",
    about="Average order value x orders per customer per year x lifespan in years ([clv] lifespan_years, else 1 / the "
    "churn of the last year).",
    source="50 per order, 5 orders a year, 3 years: 750 (Nextiva). Lifespan is 1 / yearly churn.",
    missing="An order without an amount counts as nothing spent.",
    parameters={"lifespan_years": UNKNOWN},
    examples=(
        Example(
            "ordered_at: 2025-01-01T00:00 2025-03-01T00:00 2025-05-01T00:00 2025-07-01T00:00 2025-12-31T00:00; "
            "customer_id: a; amount: 50; as_of: 2025-12-31T12:00; lifespan_years: 3",
            "750",
        ),
        Example(_YEAR + "lifespan_years: 2", "500"),
    ),
)

CLV_HISTORICAL = Metric(
    name="clv_historical",
    title="Historical customer value",
    family=FAMILY,
    facts="orders",
    at="ordered_at",
    formula="sum(amount) * (sum(margin) / sum(amount, known(margin))) / distinct(customer_id)",
    unit="number",
    better="higher",
    about="What a customer has spent on average, times the average gross margin.",
    source="Sum of purchases x average gross margin.",
    missing="Orders without a margin are left out of the average margin.",
    examples=(
        Example("ordered_at: 2026-03-02T09:00; customer_id: a a b; amount: 100 200 300; margin: 20 40 60", "60"),
    ),
)

_A_YEAR_OF_ORDERS = (
    "ordered_at: 2025-01-06 2025-01-11 2025-01-15 2025-01-23 2025-01-23 2025-01-24 2025-01-24 2025-01-28 "
    "2025-01-28 2025-02-03 2025-02-03 2025-02-07 2025-02-16 2025-02-18 2025-02-24 2025-02-27 2025-03-01 "
    "2025-03-03 2025-03-24 2025-03-25 2025-03-25 2025-03-27 2025-03-31 2025-04-11 2025-04-15 2025-04-19 "
    "2025-05-07 2025-06-03 2025-06-10 2025-06-11 2025-06-14 2025-06-21 2025-07-11 2025-07-20 2025-07-20 "
    "2025-08-09 2025-09-09 2025-09-21 2025-09-28 2025-10-01 2025-10-22 2025-10-24 2025-11-21 2025-12-09 "
    "2025-12-11 2025-12-14; "
    "customer_id: g l a c l h j i j d f g k i a b e d l b e e e l i a h l a e j e e a d j e e e e e f j i "
    "e e; "
    "amount: 62 20 24 61 12 158 21 108 55 21 30 36 21 36 36 19 44 4 30 35 23 30 7 10 43 58 145 12 44 14 "
    "16 13 4 6 25 39 46 17 46 35 5 13 87 32 18 25; "
    "as_of: 2025-12-31T23:59 "
)

CLV_PREDICTIVE = Metric(
    name="clv_predictive",
    title="Predicted customer value",
    family=FAMILY,
    facts="orders",
    at="ordered_at",
    formula="bg_nbd(customer_id, ordered_at, amount)",
    unit="number",
    better="higher",
    about="What a customer is expected to spend in the weeks to come (52 unless [clv] says otherwise): BG/NBD for how "
    "often, Gamma-Gamma for how much. The parameters stand beside it. A period has no value of its own.",
    source="Fader, Hardie and Lee 2005; Fader and Hardie 2013. CDNOW: r 0.243, alpha 4.414, a 0.793, b 2.426.",
    missing="Purchases of one day are one; without repeat purchases, or where the search does not settle, no value.",
    parameters={"horizon_weeks": 52, "lifespan_years": UNKNOWN},
    variants={
        "simple": Variant(
            "count() * (30.4375 / days()) * (sum(amount) / count()) * (12 * lifespan_years) / distinct(customer_id)",
            about="monthly transactions x average order value x lifespan in months",
        )
    },
    examples=(
        Example(
            _A_YEAR_OF_ORDERS,
            "65.527",
            source="fitted with scipy: r 1.2156, alpha 13.625, a 0.3509, b 1.0386; p 7.506, q 3.402, v 12.296",
        ),
        Example(
            "ordered_at: 2025-01-01T00:00 2025-12-31T00:00; customer_id: a; amount: 100; as_of: 2025-12-31T12:00; "
            "lifespan_years: 1",
            "200.14",
            variant="simple",
            source="2 orders in 365 days are 0.16678 a month",
        ),
    ),
)

REFERRAL_RATE = Metric(
    name="referral_rate",
    title="Referral rate",
    family=FAMILY,
    facts="customers",
    at="started_at",
    formula="count(known(referred_by)) / count()",
    unit="percent",
    better="higher",
    about="New customers that another customer has brought.",
    source="Referred / new customers.",
    missing="A customer who does not say who brought them was not referred.",
    variants={
        "orders": Variant(
            "count(referred) / count()", facts="orders", at="ordered_at", about="referred orders / orders"
        )
    },
    examples=(
        Example("started_at: 2026-03-02T09:00; referred_by: x - - -", "25%"),
        Example("ordered_at: 2026-03-02T09:00; customer_id: a b c d; referred: yes no no -", "25%", variant="orders"),
    ),
)

_TAKING_PART = "Members among customers that are active; a customer who is not known to take part does not."

LOYALTY_PARTICIPATION = Metric(
    name="loyalty_participation",
    title="Loyalty participation",
    family=FAMILY,
    facts="customers",
    at="started_at",
    formula="count(loyalty_member and active) / count(active)",
    unit="percent",
    better="higher",
    about="Active customers that take part in the loyalty programme, by when they came.",
    source="Members / active customers.",
    missing=_TAKING_PART,
    examples=(Example("started_at: 2026-03-02T09:00; active: yes*4 no; loyalty_member: yes no no no yes", "25%"),),
)

TRAINING_PARTICIPATION = Metric(
    name="training_participation",
    title="Training participation",
    family=FAMILY,
    facts="customers",
    at="started_at",
    formula="count(trained and active) / count(active)",
    unit="percent",
    better="higher",
    about="Active customers that took part in a training, by when they came.",
    source="Trained / active customers.",
    missing=_TAKING_PART,
    examples=(Example("started_at: 2026-03-02T09:00; active: yes*4 no; trained: yes yes no no yes", "50%"),),
)

_RATES = ("active", "loyalty_member", "trained")

ENGAGEMENT = Metric(
    name="engagement",
    title="Engagement",
    family=FAMILY,
    facts="customers",
    at="started_at",
    formula=f"({' + '.join(f'weight_{rate} * count(told_{rate})' for rate in _RATES)}) / "
    f"({' + '.join(f'weight_{rate} * count(known(told_{rate}))' for rate in _RATES)})",
    unit="percent",
    better="higher",
    about="Weighted mean of the shares of customers that are active, in the loyalty programme and trained "
    "(weights in [engagement], equal unless it says otherwise).",
    source="Participation and activity rates as one number (LiveAgent, Nextiva).",
    missing="What no file says of a customer is left out of the mean, and not taken for a no.",
    parameters={"weight_active": 1, "weight_loyalty_member": 1, "weight_trained": 1},
    examples=(
        Example(
            "started_at: 2026-03-02T09:00; active: yes*3 no; loyalty_member: yes no no no; trained: yes yes no no",
            "50%",
            source="75 %, 25 % and 50 %",
        ),
        Example("started_at: 2026-03-02T09:00; active: yes*3 no; loyalty_member: yes no no no", "50%"),
        Example(
            "started_at: 2026-03-02T09:00; active: yes*3 no; loyalty_member: yes no no no; weight_active: 3", "62.50%"
        ),
    ),
)

METRICS = (
    CHURN_RATE,
    RETENTION_RATE,
    EXIT_REASONS,
    REPURCHASE_RATE,
    CLV,
    CLV_HISTORICAL,
    CLV_PREDICTIVE,
    REFERRAL_RATE,
    LOYALTY_PARTICIPATION,
    TRAINING_PARTICIPATION,
    ENGAGEMENT,
)
