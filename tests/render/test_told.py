"""Can every error, remark and reason be said in Italian and in Romanian, and is no translation left over?"""

from __future__ import annotations

import ast
import inspect
import itertools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import typer

from cx_cli.app import app
from cx_cli.language import language_of
from cx_cli.language.told import told
from cx_cli.metrics.definitions.preset import CERTAINTY, presets
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.normalise.profile import profiles
from cx_cli.render.written import written
from cx_cli.results import choose
from cx_cli.results.clocked import REPORTED
from cx_cli.topics import ERRORS, ISSUES
from tests.sentences import PACKAGE, Sentence, Source, nodes, source

OTHERS = ("it", "ro")
SAME = frozenset(
    {
        "{}",
        "formula",
        "schema",
        "[sla.NAME] {} in cx.toml",
        "[hours] in cx.toml",
        "in cx.toml",
        "UTC",
        "in {}",
        "{}, UTC",
        "{}, in {}",
    }
)
"""What Italian or Romanian says as English does."""
PARTS = frozenset(
    (
        *(f"{{}} {place}: {{}}" for place in ("timezone", "holidays", "where")),
        *(f"{{}}: {{}} {place}: {{}}" for place in ("timezone", "holidays", "where")),
        "{}: {}",
        "always {}",
        "{} time instead of {} time",
        "{}: in business time there, ; calendar time was used",
        "has it otherwise than cx can compute it ({})",
        "does not define it",
    )
)
"""What is no sentence but a part of one that is looked for whole, or has one in it."""
NAMES = frozenset({"Help Scout API", "CYS Group", "ICMI: 860 / 1060", "20 / (200 + 20)", "First Assign avg time"})
PRODUCTS = ("cx_cli.commands.definitions", "cx_cli.results")
"""Whose remarks are told with what products say, because they have some of it in them."""
PROSE = re.compile(
    r"(?<![\w'\"-])(a|an|the|of|or|and|in|it|such|as|no|with|each|for|where|at|to|is|again)(?![\w'\"=-])"
)
"""What a text of more than names has."""


def untold(locale: str, about: str, shape: str) -> str | None:
    """The sentence as it would be told, if that leaves English in it or loses a part; None if all is well."""
    language = language_of(locale)
    shape = shape.removesuffix("; did you mean {}?")
    if shape in (*SAME, *PARTS) or shape in told(locale, about, ",.").sentences:
        return None
    parts = map(str, itertools.count(7001))
    sentence = re.sub(r"\{\}", lambda _: next(parts), shape)
    own = written(sentence, language) if about == "inspection" else language.retell(sentence, about)
    lost = [part for part in re.findall(r"70\d\d", sentence) if part not in own]
    words = _pairs(shape)
    left = [pair for pair in words if pair in _pairs(own)]
    return own if lost or own == sentence or len(left) > len(words) / 2 else None


def _pairs(text: str) -> list[tuple[str, str]]:
    """Each two words that stand beside each other, names of options and quoted code left out."""
    plain = re.sub(r"\[[\w.]+\]|--[\w-]+|\"[^\"]*\"|\w+\(\)", " ", text.lower())
    words = re.findall(r"[^\W\d_]{2,}(?:'[a-z]+)?", plain)
    return [(one, other) for one, other in itertools.pairwise(words)]


def told_wrongly(locale: str, about: str, sentences: Iterable[Sentence]) -> dict[str, str]:
    found = {one.shape: one for one in sentences}
    wrong = {shape: untold(locale, about, shape) for shape in found}
    return {f"{found[shape].where}: {shape}": own for shape, own in wrong.items() if own}


def errors() -> Iterator[Sentence]:
    for message in source().messages():
        yield from (message, Sentence(f"{{}}: {message.shape}", message.where))
    yield from (Sentence(one.refuse, one.name) for one in profiles().values() if one.refuse)
    for word, text in source().facts():
        yield from (one for one in (word, text) if one is word or PROSE.search(one.shape))
    for fix in source().fixes():
        command, _, remark = fix.shape.partition("   # ")
        yield from (Sentence(part, fix.where) for part in (command, remark) if PROSE.search(part))


def of_a_metric() -> Iterator[str]:
    """Where a formula comes from, what becomes of rows that lack something, and who says so."""
    for metric in BUILT_IN.values():
        yield from (metric.source, metric.missing, *(example.source for example in metric.examples))


def of_a_product() -> Iterator[str]:
    for product in presets():
        yield product.about
        for chosen in product.metrics.values():
            yield from (chosen.says, chosen.differs)
        yield from (gone.reason for gone in product.not_available.values())
    yield from (*CERTAINTY.values(), REPORTED, choose._OTHER_CLOCK)


def of_a_topic() -> Iterator[str]:
    yield from ISSUES.values()
    for topic in ERRORS.values():
        yield from (topic.means, topic.why)
        for line in topic.do:
            command, _, remark = line.partition("   # ")
            yield from (remark, "" if re.match(r"(cx|--|\[|in cx.toml:)", command) else command)


def of_a_command() -> Iterator[str]:
    """What help says of every command, argument and option, and the beginning that stands in the list of commands."""
    root: Any = typer.main.get_command(app)
    for command in (root, *root.commands.values()):
        text = inspect.cleandoc(command.help or "")
        yield from (text, " ".join(text.partition("\n\n")[0].split()), command.epilog or "")
        yield from (getattr(one, "help", "") or "" for one in command.params)
    yield from ("Usage: ", "Arguments", "Options", "Commands", "[required]", "Show this message and exit.")


def of_a_file() -> Iterator[str]:
    """What is known of an export format."""
    for profile in profiles().values():
        yield from (profile.title, profile.status, profile.source, *profile.traps)


COMPOSED: Mapping[str, Callable[[], Iterable[Sentence]]] = {
    "errors": errors,
    "reasons": lambda: (one for one in source().reasons() if re.search(r"\w,? \w", one.shape)),
    "remarks": lambda: (one for one in source().remarks() if not one.where.startswith(PRODUCTS)),
    "steps": lambda: source().arguments("Change", 1),
    "inspection": lambda: source().decisions(),
    "definitions": lambda: (one for one in source().remarks() if one.where.startswith(PRODUCTS)),
}
"""By the file that must know them, the sentences that the program puts together."""
WHOLE: Mapping[str, Callable[[], Iterator[str]]] = {
    "inspection": of_a_file,
    "topics": of_a_topic,
    "help": of_a_command,
    "catalogue": of_a_metric,
    "definitions": of_a_product,
}
"""The texts that stand somewhere whole."""


@pytest.mark.parametrize("about", COMPOSED)
def test_every_sentence_that_is_put_together_can_be_told(about: str) -> None:
    sentences = [one for one in COMPOSED[about]() if one.words]
    assert len(sentences) > 5
    assert [told_wrongly(locale, about, sentences) for locale in OTHERS] == [{}, {}]


@pytest.mark.parametrize("about", WHOLE)
@pytest.mark.parametrize("locale", OTHERS)
def test_every_text_is_translated(locale: str, about: str) -> None:
    known = told(locale, about, ",.").sentences.keys() | NAMES
    assert {text for text in WHOLE[about]() if text} - known == set()


def test_a_sentence_without_a_translation_is_found() -> None:
    added = """
def read(path, n):
    raise InputError(f"{path}: the moon has {n} sides" + (f"; did you mean {path!r}?" if n else ""), slug="moon")
def refuse(where, message):
    return UsageError(f"{where} {message}", slug="moon", facts=[("tides", "as high as the moon is near")])
def check(where):
    raise refuse(where, "is made of cheese")
"""
    errors = "class CxError(Exception): ...\nclass InputError(CxError): ...\nclass UsageError(CxError): ...\n"
    found = Source({"cx_cli.moon": ast.parse(errors + added)})
    assert {one.shape for one in found.messages()} == {
        "{}: the moon has {} sides",
        "{}: the moon has {} sides; did you mean {}?",
        "{} is made of cheese",
    }
    assert [(word.shape, text.shape) for word, text in found.facts()] == [("tides", "as high as the moon is near")]
    assert len(told_wrongly("it", "errors", found.messages())) == 3


@cache
def said() -> set[tuple[str, str]]:
    """Each two words that stand beside each other anywhere in the program and in what it knows."""
    texts = {
        node.value
        for path, found in nodes().items()
        for node in found
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and path.parent.name != "sample"
    }
    refusals = [profile.refuse for profile in profiles().values() if profile.refuse]
    return {
        pair
        for text in (*texts, *of_a_product(), *of_a_file(), *of_a_topic(), *of_a_command(), *refusals)
        for pair in _pairs(text)
    }


@pytest.mark.parametrize("locale", OTHERS)
def test_no_translation_is_left_over(locale: str) -> None:
    """Its words stand beside each other in the program, all but two that a variable may stand between; what other
    programs say is not looked for."""
    known, left = said(), []
    for path in (PACKAGE / "language" / locale / "told").glob("*.toml"):
        for name, group in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for sentence in group if name not in ("system", "typer") else ():
                pairs = [pair for piece in re.split(r"\{\w+\}", sentence) for pair in _pairs(piece)]
                left += [f"{path.name}: {sentence}"] * (len([pair for pair in pairs if pair not in known]) > 2)
    assert left == []
