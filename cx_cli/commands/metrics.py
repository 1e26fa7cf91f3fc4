"""cx metrics: which KPIs are there, and how is each defined?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        help="One KPI: formula, variants, source, worked examples, products that use it; or a product.",
        show_default=False,
    ),
]
Format = Annotated[str | None, typer.Option("--format", metavar="NAME", help="plain or json.  [default: plain]")]


def metrics(
    ctx: typer.Context,
    name: Name = None,
    locale: o.Locale = None,
    format: Format = None,
    output: o.Output = None,
    config: o.Config = None,
    version: o.Version = False,
) -> None:
    """Which KPIs there are, and whose definitions; with a NAME how it is defined."""
    from cx_cli.commands.ask import metrics_of, settings_of
    from cx_cli.commands.emit import emit, target_of
    from cx_cli.language import language_of
    from cx_cli.metrics.definitions.preset import preset, preset_names, presets
    from cx_cli.metrics.registry import find
    from cx_cli.render import to_catalogue, to_definitions

    settings = settings_of(ctx.params)
    target = target_of(settings, ("plain", "json"))
    known = metrics_of(settings)
    product = preset(name) if name in preset_names() and name not in known else None
    chosen = [] if product else [find(name, known)] if name else list(known.values())
    products = [product] if product else [] if name in settings.own_metrics else presets()
    if target.format == "json":
        emit(to_catalogue.to_json(chosen, products if product or not name else ()), target)
    elif product:
        emit(to_definitions.whole(product, language_of(settings.locale)), target)
    else:
        language = language_of(settings.locale)
        text = to_catalogue.entry(chosen[0], products, language) if name else None
        emit(text or to_catalogue.overview(chosen, products, language), target)
