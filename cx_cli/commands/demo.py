"""cx demo: what does the main job look like, on a helpdesk that everybody has?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Keep = Annotated[
    str | None,
    typer.Option("--keep", metavar="FOLDER", help="Write the sample's files there, to go on with them."),
]


def demo(
    ctx: typer.Context,
    keep: Keep = None,
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
    """The main job in three commands, on a made-up helpdesk; with the options of cx report that report alone."""
    from cx_cli.commands.run_demo import run_demo

    run_demo(ctx.params)
