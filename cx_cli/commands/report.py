"""cx report: what are the KPIs of these files?"""

from __future__ import annotations

import typer

from cx_cli.commands import options as o


def report(
    ctx: typer.Context,
    files: o.Files = None,
    by: o.By = None,
    period: o.Period = None,
    since: o.Since = None,
    until: o.Until = None,
    metric: o.Metric = None,
    definitions: o.Definitions = None,
    clock: o.Clock = None,
    where: o.Where = None,
    timezone: o.Timezone = None,
    as_of: o.AsOf = None,
    statistic: o.Statistic = None,
    date_order: o.DateOrder = None,
    input_locale: o.InputLocale = None,
    locale: o.Locale = None,
    format: o.ReportFormat = None,
    output: o.Output = None,
    rejects: o.Rejects = None,
    history: o.History = None,
    pseudonymise: o.Pseudonymise = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_color: o.NoColor = False,
    version: o.Version = False,
) -> None:
    """Every KPI that the files allow, by period, agent, channel ..."""
    from cx_cli.commands.ask import settings_of
    from cx_cli.commands.find_files import find_files

    settings = settings_of(ctx.params)
    found = find_files(files or [], settings)  # before the libraries: their digests are worked out meanwhile
    from cx_cli.commands.run_report import run_report

    run_report(files or [], settings, ctx.params, found)
