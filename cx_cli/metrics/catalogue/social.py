"""What is said of the brand in public?"""

from cx_cli.metrics.metric import Better, Example, Metric

FAMILY = "Social"

_SENTIMENT = "posted_at: 2026-03-02T09:00; sentiment: positive*5 neutral*2 negative*3 -*2"
_KNOWN = (
    "A post whose sentiment is not known is left out. Where no file has a sentiment it is estimated from the text, in "
    "English, Italian and Romanian: files of over 10 MB only when the KPI is named (--metric)."
)

MENTIONS = Metric(
    name="mentions",
    title="Mentions",
    family=FAMILY,
    facts="mentions",
    at="posted_at",
    formula="count()",
    unit="count",
    better="neither",
    about="Public posts about the brand; by weekday and hour with --by weekday,hour.",
    source="Social listening.",
    missing="Every row has a posted_at.",
    examples=(Example("posted_at: 2026-03-02T09:00*3", "3"),),
)

POSITIVE_SHARE = Metric(
    name="positive_share",
    title="Positive mentions",
    family=FAMILY,
    facts="mentions",
    at="posted_at",
    formula="count(positive) / count(known(positive))",
    unit="percent",
    better="higher",
    about="Posts with a positive sentiment, of those with a known one.",
    source="Share of known sentiment.",
    missing=_KNOWN,
    examples=(Example(_SENTIMENT, "50%"),),
)

NEGATIVE_SHARE = Metric(
    name="negative_share",
    title="Negative mentions",
    family=FAMILY,
    facts="mentions",
    at="posted_at",
    formula="count(negative) / count(known(negative))",
    unit="percent",
    better="lower",
    about="Posts with a negative sentiment, of those with a known one.",
    source="Share of known sentiment.",
    missing=_KNOWN,
    examples=(Example(_SENTIMENT, "30%"),),
)

NET_SENTIMENT = Metric(
    name="net_sentiment",
    title="Net sentiment",
    family=FAMILY,
    facts="mentions",
    at="posted_at",
    formula="100 * (count(positive) - count(negative)) / count(known(positive))",
    unit="points",
    better="higher",
    about="Share of positive posts less that of negative ones, in points.",
    source="Difference of the shares of known sentiment.",
    missing=_KNOWN,
    examples=(Example(_SENTIMENT, "20"),),
)


def _share(name: str, flag: str, title: str, about: str, better: Better = "neither") -> Metric:
    return Metric(
        name=name,
        title=title,
        family=FAMILY,
        facts="mentions",
        at="posted_at",
        formula=f"count({flag}) / count()",
        unit="percent",
        better=better,
        about=about,
        source="Share of mentions with the flag.",
        missing="A post that does not say counts as one without it.",
        examples=(Example(f"posted_at: 2026-03-02T09:00; {flag}: yes no no -", "25%"),),
    )


MENTION_REPLY_RATE = Metric(
    name="mention_reply_rate",
    title="Mentions answered",
    family=FAMILY,
    facts="mentions",
    at="posted_at",
    formula="count(known(answered_at)) / count()",
    unit="percent",
    better="higher",
    about="Posts that the company has answered.",
    source="Answered / all mentions.",
    missing="A post without answered_at was not answered.",
    examples=(Example("posted_at: 2026-03-02T09:00; answered_at: 2026-03-02T10:00 - - -", "25%"),),
)

THEMES = Metric(
    name="themes",
    title="Texts read for themes",
    family=FAMILY,
    facts="texts",
    at="said_at",
    formula="count()",
    unit="count",
    better="neither",
    on_request="every word of every text is looked at",
    about="Posts and comments with words. Beside them the terms whose share of the texts rose or fell most against "
    "the period before, with three quotes each; English, Italian and Romanian.",
    source="Log-odds ratio with Jeffreys' prior; words and pairs of words without stop words, case and diacritics.",
    missing="A text without a date is left out.",
    examples=(Example("said_at: 2026-03-02T09:00*3; text: slow fine -", "3"),),
)

METRICS = (
    MENTIONS,
    POSITIVE_SHARE,
    NEGATIVE_SHARE,
    NET_SENTIMENT,
    _share("technical_question_share", "is_technical", "Technical questions", "Posts about a technical matter."),
    _share("answerable_share", "answerable", "Answerable mentions", "Posts that the company can answer."),
    _share("suggestion_share", "is_suggestion", "Suggestions", "Posts that suggest something."),
    _share("competitor_share", "competitor", "Mentions of competitors", "Posts that name a competitor."),
    MENTION_REPLY_RATE,
    THEMES,
)
