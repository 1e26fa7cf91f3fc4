"""Are the terms that rose and fell those that a table of counts shows, whatever the order of texts?"""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from cx_cli.metrics.registry import BUILT_IN
from cx_cli.render.page import build, lines_of
from cx_cli.render.to_json import render
from cx_cli.results.themes import compared, terms_of
from tests.cli.in_process import figure, report

OLD = ["The parcel is late"] * 8 + ["Thanks for the fast delivery"] * 12
NEW = ["My refund was refused"] * 8 + ["Where is my refund request?"] * 7 + ["Thanks for the fast delivery"] * 5


def test_terms_stand_in_the_order_of_their_log_odds() -> None:
    found = compared(NEW, OLD, "2026-02", "2026-01")
    rising = [(one.term, one.n, one.n_previous, one.share, one.share_previous) for one in found.rising]
    assert rising[0] == ("refund", 15, 0, 75, 0)
    assert [one.term for one in found.rising] == ["refund", "refused", "refund request"], "request alone is told by it"
    assert [one.term for one in found.falling] == ["late", "parcel", "fast delivery", "thanks"]
    by_hand = (math.log(15.5 / 5.5) - math.log(0.5 / 20.5)) / math.sqrt(1 / 15.5 + 1 / 5.5 + 1 / 0.5 + 1 / 20.5)
    assert found.rising[0].z == pytest.approx(by_hand)
    assert found.languages == (("en", 40), ("it", 0), ("ro", 0), (None, 0))


def test_the_order_of_texts_cannot_be_seen_and_quotes_are_no_doubles() -> None:
    texts = [f"@u{i} My refund number {i} is still missing https://x.example/{i}" for i in range(9)]
    texts += [f"{'very ' * i}slow refund" for i in range(1, 8)]
    turned = random.Random(3).sample(texts, len(texts))
    found = compared(texts, OLD)
    assert found == compared(turned, OLD)
    (refund,) = (one for one in found.rising if one.term == "refund")
    assert len(refund.quotes) == 3
    assert sum("still missing" in quote for quote in refund.quotes) == 1, "the same words but for handles and links"
    long = ["word " * 60 + "refund here " + "word " * 60] * 5
    (quote,) = next(one for one in compared(long, OLD).rising if "refund" in one.term).quotes
    assert len(quote) <= 142
    assert "refund" in quote
    assert quote[0] == quote[-1] == "…"


def test_words_are_folded_and_stop_words_of_three_languages_left_out() -> None:
    assert (
        terms_of("Mulțumesc pentru rambursare")
        == terms_of("MULŢUMESC pentru rambursare")
        == frozenset({"multumesc", "rambursare"})
    )
    assert "rimborso negato" in terms_of("Il rimborso negato, perché?")
    assert terms_of("l'assistenza della app") == frozenset({"assistenza", "app"})


def test_without_anything_to_compare_nothing_rose() -> None:
    for found in (compared([], []), compared(NEW, []), compared([], OLD), compared(NEW, NEW)):
        assert found.rising == found.falling == ()


MENTIONS = "mention_id,posted_at,text,network\n" + "".join(
    f'{month}{i},2026-0{month}-{1 + i % 28:02},"{text}",{("x", "y")[i % 2]}\n'
    for month, texts in ((1, OLD), (2, NEW), (3, ["Thanks"]))
    for i, text in enumerate(texts)
)
SURVEYS = (
    "survey_id,csat,answered_at,comment\n1,5,2026-02-03,Ottimo servizio\n2,1,2026-02-04,\n3,1,2026-02-05,\x1b[31mBad\n"
)


def test_themes_are_there_when_they_are_asked_for(tmp_path: Path) -> None:
    files = {"m.csv": MENTIONS, "s.csv": SURVEYS}
    asked = {"metrics": ((BUILT_IN["themes"], "default"),), "asked": frozenset({"themes"}), "by": (("period",),)}
    found = report(tmp_path, files, **asked)
    assert figure(found, "themes") == (43, 43)
    assert figure(found, "themes", slice_=("2026-02",)) == (22, 22)
    assert found.themes is not None
    assert (found.themes.period, found.themes.previous, found.themes.n, found.themes.n_previous) == (
        "2026-02",
        "2026-01",
        22,
        20,
    )
    assert dict(found.themes.languages)["it"] == 1
    assert '"themes": {"period": "2026-02"' in render(found)
    shown = ["".join(text for text, _ in line) for line in lines_of(build(found), 100)]
    assert any(line.startswith("refund") for line in shown)
    assert any("My refund was refused" in line for line in shown)
    part = report(tmp_path, files, where="network == 'x'", **asked)
    assert part.themes is not None
    assert part.themes.n == 10, "comments have no network"


def test_themes_cost_nothing_where_nobody_asks(tmp_path: Path) -> None:
    found = report(tmp_path, {"m.csv": MENTIONS})
    assert found.themes is None
    assert '"themes"' not in render(found).partition('"unavailable"')[0]
    assert {one.metric: one.needs for one in found.unavailable}["themes"] == "--metric themes"


def test_sentiment_is_estimated_where_no_file_tells_it_and_marked(tmp_path: Path) -> None:
    found = report(tmp_path, {"m.csv": MENTIONS})
    told = {one.problem: one.n for one in found.issues}
    assert told == {"estimated-en": 34, "unjudged-text": 7}, "a question has no word of praise or blame"
    value, n = figure(found, "positive_share")
    assert (value, n) == (pytest.approx(100 * (12 + 5 + 1) / 34), 34)
    (run,) = (run for run in found.metrics if run.metric.name == "positive_share")
    assert "estimated" in run.remarks[0]


def test_a_sentiment_that_is_given_wins_over_the_words(tmp_path: Path) -> None:
    text = "mention_id,posted_at,text,sentiment\n1,2026-01-01,Awful,positive\n2,2026-01-01,Awful,\n"
    found = report(tmp_path, {"m.csv": text})
    assert figure(found, "positive_share") == (100, 1)
    assert not found.issues
