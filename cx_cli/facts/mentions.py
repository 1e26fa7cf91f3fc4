"""What does one post say: is it kind, was it answered?"""

from __future__ import annotations

from cx_cli.facts.fact_table import Fact, FactTable, Working, flags, says
from cx_cli.facts.time_labels import time_labels
from cx_cli.normalise.rows import Bools, Column, Rows
from cx_cli.normalise.tables import MENTIONS

_SENTIMENTS = frozenset({"positive", "neutral", "negative"})


def _judged(rows: Rows) -> Bools:
    return says(rows, "sentiment", _SENTIMENTS)


def _positive(rows: Rows, working: Working) -> Column:
    return flags(says(rows, "sentiment", frozenset({"positive"})), _judged(rows))


def _negative(rows: Rows, working: Working) -> Column:
    return flags(says(rows, "sentiment", frozenset({"negative"})), _judged(rows))


MENTION_FACTS = FactTable(
    "mentions",
    MENTIONS,
    (
        Fact("positive", "flag", (("sentiment",),), _positive, "its sentiment is positive; missing for other words"),
        Fact("negative", "flag", (("sentiment",),), _negative, "its sentiment is negative; missing for other words"),
        *time_labels("posted_at"),
    ),
)
