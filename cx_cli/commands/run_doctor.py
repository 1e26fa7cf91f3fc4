"""How is a diagnosis put together, and which exit code does it come to?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cx_cli.commands.ask import user_file
from cx_cli.commands.emit import emit, target_of
from cx_cli.commands.surroundings import libraries, machine, program, text, time_zones, variables
from cx_cli.errors import BUG, CxError, UsageError
from cx_cli.language import language_of
from cx_cli.render.diagnosis import Finding, to_json, to_text
from cx_cli.settings import Settings, load_settings
from cx_cli.settings.places import Place, places


def run_doctor(params: Mapping[str, Any]) -> int:
    """Looks, tells, and returns the exit code: that of broken settings, or of a bug where something else is broken."""
    settings, of_settings = _settings(params)
    target = target_of(settings, ("plain", "json"))
    findings = (*program(), *libraries(), *machine(), *text(), *time_zones(), *of_settings, *variables(), *_run())
    emit(to_json(findings) if target.format == "json" else to_text(findings, language_of(settings.locale)), target)
    broken = {one.section for one in findings if one.state == "broken"}
    return 0 if not broken else UsageError.exit_code if broken == {"settings"} else BUG


def _settings(params: Mapping[str, Any]) -> tuple[Settings, list[Finding]]:
    """The settings, or where they are what is broken those of the command line alone; and the files that were read,
    from the strongest on, with the keys that they have. No value is told."""
    where = (os.environ, Path.cwd(), user_file())
    try:
        settings = load_settings(params, *where)
        found = [place for place in places(params, *where) if place.file is not None]
    except CxError as error:
        broken = Finding("settings", "settings", _without_secrets(error), "broken", try_=f"cx help {error.slug}")
        return load_settings({**params, "config": None}, {}, None), [broken]
    files = [Finding("settings", _homeless(place), ", ".join(place.said)) for place in found]
    return settings, files or [Finding("settings", "cx.toml", sentence="none is found; the defaults hold")]


def _homeless(place: Place) -> str:
    """The file's path, without the name of whose home it is in."""
    path, home = str(place.file), str(Path.home())
    return f"~{path.removeprefix(home)}" if path.startswith(home + os.sep) else path


def _without_secrets(error: CxError) -> str:
    return error.message if "pseudonym" not in error.message else "pseudonym_key"


def _run() -> list[Finding]:
    """Whether a report on the sample gives what its generator knows to be true."""
    try:
        from cx_cli.commands.sample_run import figures_of_sample

        computed, true = figures_of_sample()
    except CxError as error:
        return [Finding("run", "report", error.message, "broken")]
    except Exception as error:  # whatever keeps a report from running is what is looked for here
        return [Finding("run", "report", f"{type(error).__name__}: {error}", "broken", try_="cx demo -v")]
    return [_compared(name, value, true[name]) for name, value in computed.items()]


def _compared(name: str, value: float, true: float) -> Finding:
    if value == true:
        return Finding("run", name, sentence="{value}, as it should be", parts=(("value", f"{value:.9g}"),))
    parts = (("value", repr(value)), ("true", repr(true)))
    return Finding("run", name, state="broken", sentence="{value}, and should be {true}", parts=parts)
