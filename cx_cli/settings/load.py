"""Which settings hold, once every place that may name them is read?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cx_cli.settings import values as v
from cx_cli.settings.calendars import calendars_of
from cx_cli.settings.checks import checks_of
from cx_cli.settings.places import Place, places
from cx_cli.settings.policies import policies_of
from cx_cli.settings.settings import FileManner, Settings

_DATE_ORDER = v.one_of("dmy", "mdy", "ymd")

PLAIN: Mapping[str, tuple[str, v.Reader]] = {
    "timezone": ("timezone", v.text),
    "period": ("period", v.period),
    "by": ("by", v.slicings),
    "since": ("since", v.instant),
    "until": ("until", v.instant),
    "as_of": ("as_of", v.instant),
    "where": ("where", v.text),
    "statistic": ("statistics", v.statistics),
    "date_order": ("date_order", _DATE_ORDER),
    "format": ("format", v.one_of(*v.FORMATS)),
    "output": ("output", v.text),
    "locale": ("locale", v.one_of("en", "it", "ro")),
    "input_locale": ("input_locale", v.one_of("en", "it", "ro")),
    "pseudonymise": ("pseudonymise", v.switch),
    "pseudonym_key": ("pseudonym_key", v.text),
    "clock": ("clock", v.one_of("calendar", "business")),
}
"""Key -> the field of Settings and its reader: what means the same as a flag, as a variable and in a file."""

TABLES: Mapping[str, v.Reader] = {
    "data": v.tables(1),
    "files": v.tables(2),
    "columns": v.tables(2),
    "values": v.tables(3),
    "definitions": v.tables(1),
    "metric": v.tables(2),
    "service_level": v.tables(1),
    "clv": v.tables(1),
    "engagement": v.tables(1),
    "iqs": v.tables(1),
    "scales": v.tables(1),
    "limits": v.tables(1),
    "hours": v.tables(1),
    "calendars": v.tables(2),
    "sla": v.tables(1),
    "checks": v.tables(1),
}
"""The tables of a settings file."""

_FILE_KEYS: Mapping[str, v.Reader] = {
    "table": v.text,
    "profile": v.text,
    "encoding": v.text,
    "sheet": v.text,
    "delimiter": v.sign,
    "decimal": v.one_of(".", ","),
    "date_order": _DATE_ORDER,
    "timezone": v.text,
    "header": v.texts,
    "header_line": v.whole,
}
_NOT_IN_A_FILE = ("output",)


def load_settings(
    flags: Mapping[str, Any], environ: Mapping[str, str], cwd: Path | None, user_file: Path | None = None
) -> Settings:
    """The settings that hold. ``flags`` are the options' values by name, None for one that was not given.

    Flags win over ``CX_*`` variables, those over the nearest cx.toml (or the one that ``--config`` names), that over
    the user's own file. Tables are merged key by key, except ``[data]``, which is one answer to one question.
    Without ``cwd`` no file is looked for.
    """
    found = places(flags, environ, cwd, user_file)
    files = [place for place in found if place.file is not None]
    for place in files:
        known = [key for key in (*PLAIN, *TABLES) if key not in _NOT_IN_A_FILE]
        v.refuse_unknown(place.said, known, place.shown)
    merged, sources = _merged_tables(files)
    plain = _plain(found)
    preset, calendars = _preset(found), calendars_of(files)
    if preset is not None:
        plain["places"] |= {"definitions": preset[1]}
    return Settings(
        **plain,
        metrics=_metrics(found[:2]),
        **_data(files),
        files=tuple(_file_manners(files)),
        calendars=calendars,
        promised=policies_of(files, calendars),
        columns=merged["columns"],
        values=merged["values"],
        preset=preset[0] if preset else None,
        definitions=_definitions(files),
        own_metrics=merged["metric"],
        scales=_scales(files),
        parameters=_parameters(files),
        criterion_weights=dict(_entries(files, "iqs", v.positive)),
        **_limits(files),
        checks=checks_of(found),
        quiet=bool(flags.get("quiet")),
        tables=sources,
    )


def _plain(found: Sequence[Place]) -> dict[str, Any]:
    """The strongest word on each plain key. A weaker one is read all the same, so that it can't be wrong unseen."""
    settled: dict[str, Any] = {}
    called: dict[str, str] = {}
    for place in found:
        for key, (name, read) in PLAIN.items():
            if key in place.said:
                settled.setdefault(name, read(place.said[key], place.name(key)))
                called.setdefault(key, place.name(key))
    return {**settled, "places": called}


def _metrics(found: Sequence[Place]) -> tuple[str, ...]:
    for place in found:
        if "metric" in place.said:
            return v.words(place.said["metric"], place.name("metric"))
    return ()


def _merged_tables(files: Sequence[Place]) -> tuple[dict[str, Any], dict[str, str]]:
    merged: dict[str, Any] = {name: {} for name in TABLES}
    sources: dict[str, str] = {}
    for place in reversed(files):
        for name, read in TABLES.items():
            if name in place.said:
                said = read(place.said[name], f"{place.shown}: [{name}]")
                merged[name] = _over(merged[name], said, 2 if name == "values" else 1)
                sources |= {f"{name}.{key}": place.shown for key in said}
    return merged, sources


def _over(weaker: Mapping[str, Any], stronger: Mapping[str, Any], depth: int) -> dict[str, Any]:
    both = {**weaker, **stronger}
    if depth:
        for key in weaker.keys() & stronger.keys():
            if isinstance(weaker[key], dict) and isinstance(stronger[key], dict):
                both[key] = _over(weaker[key], stronger[key], depth - 1)
    return both


def _entries(files: Sequence[Place], table: str, known: Mapping[str, v.Reader] | v.Reader) -> Iterator[tuple[str, Any]]:
    """Key and value of one table over all files, the weakest file first; each value read, unknown keys refused.

    A reader alone reads the values of whatever keys there are.
    """
    for place in reversed(files):
        said = v.table(place.said.get(table, {}), f"{place.shown}: [{table}]")
        where = f"{place.shown}: [{table}]"
        if isinstance(known, Mapping):
            v.refuse_unknown(said, known, where)
        for key, value in said.items():
            yield key, (known[key] if isinstance(known, Mapping) else known)(value, f"{where} {key}")


def _preset(found: Sequence[Place]) -> tuple[str, str] | None:
    """Whose definitions hold, and what the place is called that says so: a flag, a variable, or preset in a file."""
    for place in found:
        if place.file is None:
            said, key, where = place.said, "definitions", place.name("definitions")
        else:
            where = f"{place.shown}: [definitions] preset"
            said, key = v.table(place.said.get("definitions", {}), f"{place.shown}: [definitions]"), "preset"
        if key in said:
            return v.text(said[key], where), where
    return None


def _definitions(files: Sequence[Place]) -> dict[str, str]:
    """The variants that the files pick, KPI by KPI."""
    return {name: variant for name, variant in _entries(files, "definitions", v.text) if name != "preset"}


def _scales(files: Sequence[Place]) -> dict[str, str]:
    return dict(_entries(files, "scales", dict.fromkeys(("csat", "nps", "ces"), v.text)))


def _parameters(files: Sequence[Place]) -> dict[str, float]:
    weights = _entries(files, "engagement", dict.fromkeys(("active", "loyalty_member", "trained"), v.positive))
    return {
        **dict(_entries(files, "service_level", {"within": v.duration, "short_abandon": v.duration})),
        **dict(_entries(files, "clv", {"lifespan_years": v.positive, "horizon_weeks": v.positive})),
        **{f"weight_{name}": weight for name, weight in weights},
    }


def _limits(files: Sequence[Place]) -> dict[str, Any]:
    return dict(_entries(files, "limits", {"max_rejected": v.share, "max_size": v.size, "min_n": v.whole}))


def _data(files: Sequence[Place]) -> dict[str, Any]:
    for place in files:
        if "data" in place.said and place.file is not None:
            where = f"{place.shown}: [data]"
            said = v.table(place.said["data"], where)
            globs = {table: v.texts(value, f"{where} {table}") for table, value in said.items()}
            return {"data": globs, "data_folder": str(place.file.parent)}
    return {}


def _file_manners(files: Sequence[Place]) -> Iterator[FileManner]:
    """The patterns of the nearest file first: the first that a path matches is its manner."""
    for place in files:
        patterns = v.table(place.said.get("files", {}), f"{place.shown}: [files]")
        for pattern, said in patterns.items():
            where = f'{place.shown}: [files."{pattern}"]'
            v.refuse_unknown(v.table(said, where), _FILE_KEYS, where)
            yield FileManner(pattern, **{key: _FILE_KEYS[key](value, f"{where} {key}") for key, value in said.items()})
