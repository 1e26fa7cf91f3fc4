"""Does every sentence of the pages exist in Italian and in Romanian, and does a page hold no English one?"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from cx_cli.facts.time_labels import AGE_BUCKETS, FIRST_REPLY_BUCKETS, RESOLUTION_BUCKETS, WEEKDAYS
from cx_cli.language import ENGLISH, Language, language_of
from cx_cli.metrics.definitions.preset import CERTAINTY
from cx_cli.metrics.metric import UNITS
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.metrics.walk import ORDER
from cx_cli.periods import KINDS
from cx_cli.render import (
    comparison_page,
    diagnosis,
    driver_tables,
    kpi_tables,
    legend,
    page,
    rows_page,
    themes_page,
    to_catalogue,
    to_html,
    to_plain,
    verdicts_to_markdown,
)
from cx_cli.render.html import contents, labelled, named_rows
from cx_cli.results import compare
from cx_cli.results.contrast import Noise
from cx_cli.results.further import NET_FLOW, SHARES
from cx_cli.results.result import Report
from cx_cli.results.verdict import Said
from cx_cli.units import _WORDS, format_beside, format_change, format_duration, format_value
from tests.cli.in_process import report
from tests.cli.program import SAMPLE
from tests.sentences import nodes

PACKAGE = Path(page.__file__).parents[1]
OTHERS = ("it", "ro")
LISTED = (
    *KINDS,
    *("mean", "median", "min", "max"),
    *(word for pair in _WORDS.values() for word in pair),
    *contents.SECTIONS,
    *themes_page._NAMES.values(),
    contents._ON_PEOPLE,
    *labelled._HEADS.values(),
    *named_rows._HEADS.values(),
    *(*FIRST_REPLY_BUCKETS, *RESOLUTION_BUCKETS, *AGE_BUCKETS),
    *(text for share in (*SHARES.values(), NET_FLOW) for text in (share.title, share.about)),
    *get_args(Said),
    *rows_page._TITLES.values(),
    *get_args(Noise),
    *verdicts_to_markdown._HEAD,
    *CERTAINTY,
    *filter(None, compare._VOLUMES.values()),
    *("Not in the newer report: {kpis}.", "Not in the older report: {kpis}."),
    *driver_tables._PARADOXES.values(),
    *("newer", "older", comparison_page.CHANGE_INTERVAL),
    *to_catalogue._BETTER.values(),
    *UNITS,
    *("formula", "at", "where", "unit", "better"),
    *ORDER,
    "statistic",
    *("container", "sheet", "encoding", "delimiter", "header", "table", "profile", "time zone", "dates", "decimals"),
    kpi_tables.INTERVAL,
    *filter(None, compare._VOLUMES.values()),
    "Yours",
    legend.OPEN_TOLD,
    *("definition", "formula", "rows", "meaning"),
    *("rows", "loaded", "duplicates", "excluded", "rejected"),
    *(*diagnosis.TITLES.values(), *diagnosis.LABELS.values()),
)
"""What is said from a list and not as a literal."""


def literals() -> Iterator[str]:
    """The sentences of ``say("...")``, ``note("...")`` and ``sentence="..."`` in the program and in the template."""
    for found in nodes().values():
        for node in found:
            if isinstance(node, ast.Call) and node.args and _name(node.func) in ("say", "note"):
                yield from _constants(node.args[0])
            if isinstance(node, ast.keyword) and node.arg == "sentence":
                yield from _constants(node.value)
    for path in PACKAGE.rglob("*.j2"):
        for call in re.finditer(r"""say\((["'])(.*?)\1""", path.read_text(encoding="utf-8")):
            yield call[2]


def _name(func: ast.expr) -> str | None:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else None


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def catalogue() -> Iterator[str]:
    for metric in BUILT_IN.values():
        yield from (metric.title, metric.about, metric.family)
        yield from (variant.about for variant in metric.variants.values() if variant.about)


SAID = {*literals(), *catalogue(), *LISTED}


@pytest.mark.parametrize("locale", OTHERS)
def test_every_sentence_is_translated_and_no_translation_is_left_over(locale: str) -> None:
    known = language_of(locale).sentences
    assert (SAID - known.keys(), known.keys() - SAID) == (set(), set())


def test_a_reason_is_told_whole_with_its_parts() -> None:
    it = language_of("it")
    assert it.retell("reopens > 0 is not so") == "reopens > 0 non è vero"
    assert it.retell("a is not known: b is before created_at") == "a non è noto: b è prima di created_at"
    assert it.retell("n is under 30 in what it is compared with") == "n è sotto 30 nel termine di confronto"
    assert it.retell("what nobody says") == "what nobody says"
    assert ENGLISH.retell("not resolved") == "not resolved"


def translations(locale: str) -> Iterator[tuple[str, str]]:
    """Every sentence that the files of a language have, with its translation."""
    for path in (PACKAGE / "language" / locale).rglob("*.toml"):
        for name, group in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield from () if name == "signs" else group.items()


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translation_has_the_parts_of_its_sentence_and_the_signs_of_its_language(locale: str) -> None:
    for sentence, own in translations(locale):
        assert sorted(re.findall(r"\{\w+\}", sentence)) == sorted(re.findall(r"\{\w+\}", own)), sentence
        assert own.strip(), sentence
        assert [own.startswith(" "), own.endswith(" ")] == [sentence.startswith(" "), sentence.endswith(" ")], sentence
        assert not set(own) & set("şţŞŢ"), f"{own}: a cedilla stands where Romanian has a comma below"


@pytest.mark.parametrize("locale", OTHERS)
def test_no_sentence_is_translated_in_two_ways(locale: str) -> None:
    told: dict[str, str] = {}
    for path in (PACKAGE / "language" / locale).glob("*.toml"):
        groups = tomllib.loads(path.read_text(encoding="utf-8"))
        for name in groups.keys() - {"signs"}:
            for sentence, own in groups[name].items():
                assert told.setdefault(sentence, own) == own, path.name


@pytest.mark.parametrize("locale", OTHERS)
def test_no_two_kpis_have_one_name(locale: str) -> None:
    named = [language_of(locale).say(metric.title) for metric in BUILT_IN.values()]
    assert len(set(named)) == len(named)


def test_months_and_weekdays_are_all_there() -> None:
    for locale in ("en", *OTHERS):
        language = language_of(locale)
        assert (len(set(language.months)), len(set(language.weekdays))) == (12, len(WEEKDAYS))


def test_numbers_are_written_as_the_language_writes_them() -> None:
    it, ro = language_of("it"), language_of("ro")
    assert format_value(1234.5, "number", language=it) == "1.234,50"
    assert [format_value(87.31, "percent", language=one) for one in (it, ro)] == ["87,3%", "87,3\N{NO-BREAK SPACE}%"]
    assert [format_duration(352_800, language=one) for one in (it, ro)] == ["4g 2h", "4z 2h"]
    assert format_beside(14_401, 14_400, "seconds", language=ro) == "4h 0m 1s"
    assert format_beside(90_001, 90_000, "seconds", language=ro) == "1z 1h 0m 1s"
    beside = [format_beside(-12.01, -12, unit, language=ro) for unit in ("percent", "pp", "score")]
    assert beside == ["-12,01\N{NO-BREAK SPACE}%", "-12,01 p.p.", "-12,01"]
    assert format_change(-3.5, "points", "higher", language=it) == "↓ 3,5 punti peggio"
    assert (it.period("2026-03-09"), ro.period("2026-03")) == ("9 mar 2026", "mar. 2026")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("sample")
    paths = [str(path) for path in SAMPLE.glob("*.csv")]
    by = (("period",), ("weekday", "hour"), ("agent",), ("period", "channel"))
    since = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
    return report(folder, {}, more=paths, by=by, since=since)


ENGLISH_WORDS = (
    *("rows", "read", "loaded", "time", "month", "definitions", "change", "trend", "better", "worse", "higher"),
    *("lower", "same", "mean", "whole", "data", "needs", "computed", "sample", "tickets resolved", "reply", "within"),
    *("quality", "speed", "demand", "customer satisfaction", "period", "against", "where", "each", "and", "the", "of"),
)


@pytest.mark.parametrize("locale", OTHERS)
def test_a_page_of_the_sample_has_no_english_word(sample: Report, locale: str) -> None:
    language = language_of(locale)
    text = to_plain.render(sample, language)
    html = re.sub(r"(?s)<style>.*?</style>", "", to_html.render(sample, language))
    html = re.sub(r"(?s)<th scope=\"row\">[^<]*</th>\s*<td[^>]*>[^<]*</td><td[^>]*>[^<]*</td>", "", html)
    for shown in (text, " ".join(re.findall(r">([^<>]+)<", html))):
        words = re.sub(r"[\w\[\]]*[._\[/][\w./\[\],-]*|--by \S+( \S+)?|--metric \w+", "", shown).lower()
        assert not _english_in(words)


def _english_in(words: str) -> list[str]:
    alone = set(re.findall(r"[\w-]+", words))
    beside = [word for word in ENGLISH_WORDS if " " in word and re.search(rf"(?<![\w-]){word}(?![\w-])", words)]
    return [*alone.intersection(ENGLISH_WORDS), *beside]


def test_the_english_page_has_most_of_the_words_looked_for_and_is_written_where_no_language_is_asked_for(
    sample: Report,
) -> None:
    page = to_plain.render(sample)
    assert len(_english_in(page.lower())) > len(ENGLISH_WORDS) / 2
    assert page == to_plain.render(sample, Language())
