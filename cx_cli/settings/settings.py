"""What may be set, and what holds where nothing is?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from cx_cli.frozen import frozen
from cx_cli.periods import Kind
from cx_cli.settings.calendars import OpenHours
from cx_cli.settings.checks import Checks
from cx_cli.settings.policies import Promised


@frozen
class FileManner:
    """``[files.PATTERN]``: how the files are read whose path ends as the glob ``pattern`` says."""

    pattern: str
    table: str | None = None
    profile: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    timezone: str | None = None
    header: tuple[str, ...] | None = None
    header_line: int | None = None


@frozen
class Settings:
    """Everything that can be set, each part from the strongest place that names it.

    ``timezone`` is None where nobody states one; instants are text as the user wrote it, to be read in the report's
    zone. ``data`` are globs by table, relative to ``data_folder``. ``preset`` is whose definitions hold where
    ``definitions``, the variant by KPI, says nothing. ``max_rejected`` is a share, 0..1; on fewer than ``min_n`` rows a
    figure that is no count is a small sample. For errors that are found later, ``places`` is how each plain key is
    called where it was set (--since, CX_SINCE, cx.toml: since), and ``tables`` the file that each ``table.key`` stands
    in. ``quiet`` is the command line's alone.
    """

    timezone: str | None = None
    period: Kind = "month"
    by: tuple[tuple[str, ...], ...] = (("period",),)
    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    where: str = ""
    metrics: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ("mean", "median", "p90")
    date_order: str | None = None
    format: str | None = None
    output: str | None = None
    locale: str = "en"
    input_locale: str | None = None
    clock: str = "calendar"
    pseudonymise: bool = False
    pseudonym_key: str | None = None
    calendars: Mapping[str, OpenHours] = field(default_factory=dict)
    promised: Promised = field(default_factory=Promised)
    data: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    data_folder: str = "."
    files: tuple[FileManner, ...] = ()
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    preset: str | None = None
    definitions: Mapping[str, str] = field(default_factory=dict)
    own_metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    scales: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    criterion_weights: Mapping[str, float] = field(default_factory=dict)
    max_rejected: float = 0.01
    max_size: int = 4 << 30
    min_n: int = 30
    quiet: bool = False
    checks: Checks = field(default_factory=Checks)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    tables: Mapping[str, str] = field(default_factory=dict, compare=False)
