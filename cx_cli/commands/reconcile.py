"""cx reconcile: what is a KPI under every definition in use, and what separates two of the numbers?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Metric = Annotated[str, typer.Argument(metavar="METRIC", help="The KPI, such as first_reply_time.", show_default=False)]
Between = Annotated[
    str | None,
    typer.Option(
        "--between",
        metavar="A,B",
        help="The way from one number to the other, a step per difference. A and B are variants or products, such as "
        "zendesk,dbt_zendesk or default.median,per_resolved.",
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="FIGURE",
        help="Which definitions give this figure of another dashboard: 82.4%, 4h 12m, 1.5h, 3.9.",
    ),
]
By = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="COLUMNS", help="Slices, as in cx report.  [default: none]", show_default=False),
]


def reconcile(
    ctx: typer.Context,
    metric: Metric,
    files: o.Files = None,
    between: Between = None,
    against: Against = None,
    by: By = None,
    period: o.Period = None,
    since: o.Since = None,
    until: o.Until = None,
    definitions: o.Definitions = None,
    clock: o.Clock = None,
    where: o.Where = None,
    timezone: o.Timezone = None,
    as_of: o.AsOf = None,
    statistic: o.Statistic = None,
    date_order: o.DateOrder = None,
    locale: o.Locale = None,
    format: o.Format = None,
    output: o.Output = None,
    pseudonymise: o.Pseudonymise = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_color: o.NoColor = False,
    version: o.Version = False,
) -> None:
    """One KPI under every definition in use, and what separates the numbers, step by step."""
    from cx_cli.commands.ask import metrics_of, settings_of
    from cx_cli.commands.find_files import find_files
    from cx_cli.metrics.registry import find

    settings = settings_of(ctx.params)
    find(metric, metrics_of(settings))  # else a forgotten METRIC would be a missing file
    found = find_files(files or [], settings)  # before the libraries: their digests are worked out meanwhile
    from cx_cli.commands.run_reconcile import run_reconcile

    run_reconcile(files or [], settings, ctx.params, found)
