"""Which words may stand where the cursor is: metrics, columns, labels, periods, zones ...?"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_cli.errors import CxError
from cx_cli.metrics.definitions.preset import DEFAULT, preset_names
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import BUILT_IN, catalogue
from cx_cli.normalise.tables import TABLES
from cx_cli.periods import KINDS, SPANS
from cx_cli.settings import load_settings
from cx_cli.settings.values import FORMATS
from cx_cli.topics import ERRORS, ISSUES

if TYPE_CHECKING:
    from cx_cli.commands.glimpse import Glimpse

Asked = Mapping[str, Any]
"""The parameters that stand before the cursor, by name, and under ``commands`` the program's commands."""
Words = Iterable[tuple[str, str]]
"""What may stand there, and what it means; those that don't begin as what is typed are dropped later."""
Completer = Callable[[Asked, str], Words]

WORKED_OUT = ("period", "weekday", "hour", "first_reply_bucket", "resolution_bucket", "age_bucket")
"""What rows can be sliced by beside the columns of a file."""
STATISTICS = ("mean", "median", "min", "max", "p90", "p95", "p99")
REPORTS = ("junit=", "markdown=", "openmetrics=", "json=", "github")
_DATES = ("today", "yesterday", *SPANS, "last-7d")
_COMPARED = re.compile(
    r"""(?P<before>(?:.*\W)?(?P<column>\w+)\s*(?:==|!=|(?:not\s+)?in\s*\[(?:[^\]]*,)?)\s*)(?:(?P<mark>['"])[^'"]*)?""",
    re.DOTALL,
)
"""A condition that is at the word a column is compared with."""
_NAMED = re.compile(r"(?P<before>(?:.*(?:\b(?:and|or|not)\s+|\())?)(?P<part>\w*)", re.DOTALL)
"""A condition that is at a column's name."""


def metrics(asked: Asked, typed: str) -> Words:
    """Every KPI, the user's own among them."""
    return [(name, metric.title) for name, metric in _known().items()]


def definitions_of_metric(asked: Asked, typed: str) -> Words:
    """Every KPI, and behind a colon its definitions."""
    name, colon, _ = typed.partition(":")
    known = _known()
    if colon and name in known:
        return [(f"{name}:{variant}", entry.about) for variant, entry in known[name].variants.items()]
    return metrics(asked, typed)


def metrics_and_products(asked: Asked, typed: str) -> Words:
    return [*metrics(asked, typed), *presets(asked, typed)]


def presets(asked: Asked, typed: str) -> Words:
    return [(name, "") for name in (DEFAULT, *preset_names())]


def sides(asked: Asked, typed: str) -> Words:
    """Two definitions of the KPI that is reconciled, with a comma between them."""
    metric = _known().get(str(asked.get("metric")))
    known = [DEFAULT, *(metric.variants if metric else ()), *preset_names()]
    return _after_commas(typed, ((name, "") for name in known))


def columns(asked: Asked, typed: str) -> Words:
    """What ``--by`` takes: with commas between them, each once."""
    named = typed.split(",")[:-1]
    return _after_commas(typed, ((name, about) for name, about in _columns(asked).items() if name not in named))


def slices(asked: Asked, typed: str) -> Words:
    """What ``--slice`` takes: COLUMN=LABEL, with commas between them."""
    before, comma, last = typed.rpartition(",")
    column, sign, _ = last.partition("=")
    if sign:
        return [(f"{before}{comma}{column}={label}", "") for label in _labels(asked, column)]
    return _after_commas(typed, ((f"{name}=", about) for name, about in _columns(asked).items()))


def conditions(asked: Asked, typed: str) -> Words:
    """What ``--where`` takes: the column, then the labels it is compared with, in either kind of quotes."""
    if found := _COMPARED.fullmatch(typed):
        return [(found["before"] + label, "") for label in _quoted(_labels(asked, found["column"]))]
    if not (found := _NAMED.fullmatch(typed)):
        return []
    known = {name: about for name, about in _columns(asked).items() if name not in WORKED_OUT}
    meant = [name for name in known if name.startswith(found["part"])]
    if len(meant) != 1:
        return [(found["before"] + name, known[name]) for name in meant]
    labels = _quoted(_labels(asked, meant[0]))
    endings = [f"== {label}" for label in labels] or [f"{sign} " for sign in ("==", "!=", "<=", ">=")]
    return [(f"{found['before']}{meant[0]} {ending}", "") for ending in endings]


def rules(asked: Asked, typed: str) -> Words:
    """How a rule of ``cx check`` begins: the KPI, and of a distribution its statistic."""
    for name, metric in _known().items():
        if metric.formula.startswith("distribution("):
            yield from ((f"{name}.{statistic}", metric.title) for statistic in ("median", "mean", "p90", "max"))
        else:
            yield name, metric.title


def topics(asked: Asked, typed: str) -> Words:
    """What ``cx help`` explains: commands, errors and issues."""
    commands = ((name, "") for name in asked["commands"])
    return [*commands, *((slug, topic.means) for slug, topic in ERRORS.items()), *ISSUES.items()]


def statistics(asked: Asked, typed: str) -> Words:
    return _after_commas(typed, ((name, "") for name in STATISTICS))


def timezones(asked: Asked, typed: str) -> Words:
    from zoneinfo import available_timezones

    return [(name, "") for name in sorted(available_timezones())]


def fixed(*known: str) -> Completer:
    """The same words always."""
    pairs = [(word, "") for word in known]
    return lambda asked, typed: pairs


BY_NAME: Mapping[str, Completer] = {
    "by": columns,
    "where": conditions,
    "slice": slices,
    "metric": metrics,
    "definitions": presets,
    "between": sides,
    "require": rules,
    "warn": rules,
    "report": fixed(*REPORTS),
    "statistic": statistics,
    "timezone": timezones,
    "period": fixed(*KINDS),
    "check_period": fixed(*(f"last-complete-{kind}" for kind in KINDS)),
    "since": fixed(*_DATES),
    "until": fixed(*_DATES),
    "as_of": fixed("now", "today", "yesterday"),
    "clock": fixed("calendar", "business"),
    "date_order": fixed("dmy", "mdy", "ymd"),
    "locale": fixed("en", "it", "ro"),
    "input_locale": fixed("en", "it", "ro"),
}
"""Parameter -> its words; one that is not here takes a file, or what only the user knows."""
BY_COMMAND: Mapping[tuple[str, str], Completer] = {
    ("metrics", "name"): metrics_and_products,
    ("tickets", "name"): definitions_of_metric,
    ("compare", "against"): fixed("previous", "last-year"),
    ("help", "slug"): topics,
    ("reconcile", "metric"): metrics,
}
"""Command and parameter, where the parameter alone doesn't tell."""


def of(command: str, parameter: str, help_text: str) -> Completer | None:
    """The words of a command's option or argument; its formats are those that its help speaks of."""
    if parameter == "format":
        return fixed(*(name for name in FORMATS if re.search(rf"\b{name}\b", help_text)))
    return BY_COMMAND.get((command, parameter)) or BY_NAME.get(parameter)


@cache
def _known() -> Mapping[str, Metric]:
    """The catalogue under the settings around; without the user's own metrics where those can't be read."""
    with contextlib.suppress(CxError):
        return catalogue(load_settings({}, {}, Path.cwd()).own_metrics)
    return BUILT_IN


def _columns(asked: Asked) -> dict[str, str]:
    """Column -> what it is: of the files that are named, else of every table, and what is worked out."""
    about = {column.name: column.about for table in TABLES.values() for column in table.columns}
    seen = _glimpses(asked)
    if seen:
        named = dict.fromkeys(name for one in seen for name in one.columns)
    else:
        named = dict.fromkeys(
            column.name for table in TABLES.values() for column in table.columns if column.kind == "text"
        )
    return {name: about.get(name, "") for name in (*WORKED_OUT, *named)}


def _labels(asked: Asked, column: str) -> list[str]:
    return list(dict.fromkeys(word for one in _glimpses(asked) for word in one.words(column)))


def _glimpses(asked: Asked) -> list[Glimpse]:
    from cx_cli.commands.glimpse import glimpses

    return glimpses(asked.get("files") or ())


def _quoted(labels: Iterable[str]) -> list[str]:
    """Those that can stand between two quotes as they are, in both kinds of them."""
    return [mark + label + mark for mark in "'\"" for label in labels if not set(label) & set("'\"\\")]


def _after_commas(typed: str, words: Words) -> Words:
    before, comma, _ = typed.rpartition(",")
    return [(f"{before}{comma}{word}", about) for word, about in words]
