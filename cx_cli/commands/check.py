"""cx check: do the KPIs keep to the rules?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Require = Annotated[
    list[str] | None,
    typer.Option(
        "--require",
        metavar="RULE",
        help="A rule that has to hold: \"first_reply_time.median <= 4h\", 'csat by agent >= 85%'; repeatable.",
        show_default=False,
    ),
]
Warn = Annotated[
    list[str] | None,
    typer.Option("--warn", metavar="RULE", help="A rule that only warns; repeatable.", show_default=False),
]
Judged = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help="last-complete-week (day, month, quarter, year), or one such as 2026-03.  [default: all rows]",
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option("--baseline", metavar="PATH", help="JSON of an earlier report or check, for rules with vs baseline."),
]
Report = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="KIND=PATH",
        help="junit=PATH, markdown=PATH, openmetrics=PATH, json=PATH, or github (annotations on stdout); repeatable.",
        show_default=False,
    ),
]
History = Annotated[
    str | None,
    typer.Option(
        "--history", metavar="PATH", help="What cx report --history has kept, for vs previous and vs last-year."
    ),
]
ListFailures = Annotated[
    str | None,
    typer.Option(
        "--list-failures", metavar="PATH", help="CSV of the tickets behind each rule that failed; - is stdout."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings fail.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever the verdicts are.")]
Format = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="table, plain or json.  [default: table, or OUTPUT's]")
]


def check(
    ctx: typer.Context,
    files: o.Files = None,
    require: Require = None,
    warn: Warn = None,
    check_period: Judged = None,
    baseline: Baseline = None,
    report: Report = None,
    history: History = None,
    list_failures: ListFailures = None,
    strict: Strict = False,
    exit_zero: ExitZero = False,
    since: o.Since = None,
    until: o.Until = None,
    definitions: o.Definitions = None,
    clock: o.Clock = None,
    where: o.Where = None,
    timezone: o.Timezone = None,
    as_of: o.AsOf = None,
    date_order: o.DateOrder = None,
    locale: o.Locale = None,
    format: Format = None,
    output: o.Output = None,
    pseudonymise: o.Pseudonymise = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_color: o.NoColor = False,
    version: o.Version = False,
) -> None:
    """Rules on KPIs: a verdict for each, and an exit code for a pipeline."""
    from cx_cli.commands.ask import settings_of
    from cx_cli.load.lean import make_compute_lean

    make_compute_lean()
    from cx_cli.commands.run_check import run_check

    code = run_check(files or [], settings_of(ctx.params), ctx.params)
    raise typer.Exit(code)
