"""cx tickets: which rows stand behind a number?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Name = Annotated[
    str,
    typer.Argument(metavar="METRIC", help="One KPI, or one definition of it: csat, csat:mean.", show_default=False),
]
Slice = Annotated[
    list[str] | None,
    typer.Option(
        "--slice",
        metavar="COLUMN=LABEL,...",
        help="One slice of the report: channel=email,period=2026-03; 'agent=' is the rows without one. Repeatable.  "
        "[default: all rows]",
        show_default=False,
    ),
]
Counted = Annotated[bool, typer.Option("--counted", help="The rows in n, the denominator: the default.")]
NotCounted = Annotated[bool, typer.Option("--not-counted", help="The other rows, each with the reason why.")]
Hit = Annotated[bool, typer.Option("--hit", help="The rows of n that the numerator counts.")]
Missed = Annotated[
    bool,
    typer.Option("--missed", help="The rows of n that it does not count; of an NPS or the like those against it."),
]
DueWithin = Annotated[
    str | None,
    typer.Option(
        "--due-within",
        metavar="DURATION",
        help="What was promised, is not done, and is due in so much time from as-of on: 4h. The soonest first.",
    ),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=0, help="So many rows; 0 is all.  [default: 50; json, csv: all]"),
]


def tickets(
    ctx: typer.Context,
    name: Name,
    files: o.Files = None,
    by: o.By = None,
    slice: Slice = None,
    counted: Counted = False,
    not_counted: NotCounted = False,
    hit: Hit = False,
    missed: Missed = False,
    due_within: DueWithin = None,
    limit: Limit = None,
    period: o.Period = None,
    since: o.Since = None,
    until: o.Until = None,
    definitions: o.Definitions = None,
    clock: o.Clock = None,
    where: o.Where = None,
    timezone: o.Timezone = None,
    as_of: o.AsOf = None,
    date_order: o.DateOrder = None,
    input_locale: o.InputLocale = None,
    pseudonymise: o.Pseudonymise = None,
    locale: o.Locale = None,
    format: o.Format = None,
    output: o.Output = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_color: o.NoColor = False,
    version: o.Version = False,
) -> None:
    """The rows behind a number: which are in n, which are not, which miss, and why."""
    from cx_cli.commands.ask import settings_of
    from cx_cli.commands.find_files import find_files

    settings = settings_of(ctx.params)
    found = find_files(files or [], settings)
    from cx_cli.commands.run_tickets import run_tickets

    run_tickets(name, files or [], settings, ctx.params, found)
