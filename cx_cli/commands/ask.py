"""Which settings hold for a command, and which metrics are there under them?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from cx_cli.commands import emit
from cx_cli.errors import UsageError
from cx_cli.language import language_of
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import catalogue
from cx_cli.settings import Settings, load_settings
from cx_cli.settings.places import unknown_variables


def settings_of(params: Mapping[str, Any]) -> Settings:
    """The settings under a command's parameters, the environment and the files around the working folder."""
    settings = load_settings(params, os.environ, Path.cwd(), user_file())
    if notes := list(variable_notes(os.environ, settings)):
        emit.say(notes, params, language_of(settings.locale))
    return settings


def user_file() -> Path:
    """The settings of the user, whatever the folder."""
    return Path(typer.get_app_dir("cx")) / "cx.toml"


def variable_notes(environ: Mapping[str, str], settings: Settings) -> Iterator[str]:
    """What is said of a variable that looks like one of ours: a slip in its name would be no setting, unseen."""
    for name, close in unknown_variables(environ).items():
        say = language_of(settings.locale).say
        if close:
            yield say("{name} is no setting of cx; did you mean {close}?", name=name, close=close)
        else:
            yield say("{name} is no setting of cx", name=name)


def metrics_of(settings: Settings) -> dict[str, Metric]:
    """Every metric there is, the user's own among them."""
    with blaming(settings):
        return catalogue(settings.own_metrics)


@contextmanager
def blaming(settings: Settings, table: str = "", key: str = "") -> Iterator[None]:
    """Names the settings file in an error about one of its tables that is found only later.

    ``table`` and ``key`` say what is being read where the error's own words don't begin with it.
    """
    try:
        yield
    except UsageError as error:
        found = re.match(r"\[(\w+\.\w+)", error.message)
        file = settings.tables.get(f"{table}.{key}" if table else found[1] if found else "")
        if file is None:
            raise
        place = f"{file}: [{table}]" if table else file
        raise UsageError(f"{place}: {error.message}", slug=error.slug, facts=error.facts, fix=error.fix) from error
