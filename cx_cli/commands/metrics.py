"""cx metrics: which KPIs are there, and how is each defined?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]", help="One KPI: formula, rows counted, variants, source, worked examples.", show_default=False
    ),
]
Format = Annotated[str | None, typer.Option("--format", metavar="NAME", help="plain or json.  [default: plain]")]


def metrics(
    ctx: typer.Context,
    name: Name = None,
    format: Format = None,
    output: o.Output = None,
    config: o.Config = None,
    version: o.Version = False,
) -> None:
    """Which KPIs there are; with a NAME how it is defined."""
    from cx_cli.commands.ask import metrics_of, settings_of
    from cx_cli.commands.emit import emit, target_of
    from cx_cli.metrics.registry import find
    from cx_cli.render import to_catalogue

    settings = settings_of(ctx.params)
    target = target_of(settings, ("plain", "json"))
    known = metrics_of(settings)
    chosen = [find(name, known)] if name else list(known.values())
    if target.format == "json":
        emit(to_catalogue.to_json(chosen), target)
    else:
        emit(to_catalogue.entry(chosen[0]) if name else to_catalogue.overview(chosen), target)
