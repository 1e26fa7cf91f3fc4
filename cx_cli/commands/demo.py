"""cx demo: what does a report look like, on a helpdesk that everybody has?"""

from __future__ import annotations

import typer

from cx_cli.commands import options as o


def demo(
    ctx: typer.Context,
    by: o.By = None,
    period: o.Period = None,
    since: o.Since = None,
    until: o.Until = None,
    metric: o.Metric = None,
    clock: o.Clock = None,
    where: o.Where = None,
    timezone: o.Timezone = None,
    statistic: o.Statistic = None,
    locale: o.Locale = None,
    format: o.Format = None,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_color: o.NoColor = False,
    version: o.Version = False,
) -> None:
    """The report of a made-up helpdesk, a year of it."""
    from cx_cli.commands.run_demo import run_demo

    run_demo(ctx.params)
