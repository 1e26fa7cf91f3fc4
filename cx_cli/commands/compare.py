"""cx compare: what changed between two spans or two saved reports, and why?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE... | OLD.json NEW.json",
        help="Files as cx report reads them; or two reports that cx report -o has saved, the older one first.",
        show_default=False,
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="SPAN",
        help="The older span: previous (as long, just before), last-year, or SINCE..UNTIL, such as "
        "2026-01-01..2026-02-01.  [default: previous]",
        show_default=False,
    ),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMNS",
        help="Split changes by these columns only; '' by none.  [default: channel, agent, team, priority, type]",
        show_default=False,
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="The newer span, with --until.  [default: the newest whole period]"),
]


def compare(
    ctx: typer.Context,
    files: Files = None,
    against: Against = None,
    by: By = None,
    period: o.Period = None,
    since: Since = None,
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
    pseudonymise: o.Pseudonymise = None,
    format: o.Format = None,
    output: o.Output = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_color: o.NoColor = False,
    version: o.Version = False,
) -> None:
    """Two periods or two saved reports: what changed, whether it is more than noise, and why.

    The interval of a change is made of those of its two sides (MOVER, Zou and Donner 2008). Drivers split the change
    of a rate or mean: with w a group's share of n and r its value, 0 older and 1 newer, within = (w0 + w1)/2 * (r1 -
    r0) and mix = ((r0 + r1)/2 - (R0 + R1)/2) * (w1 - w0), R the whole's; they add up to R1 - R0 exactly.
    """
    from cx_cli.commands.ask import settings_of
    from cx_cli.commands.compare_spans import is_saved

    settings = settings_of(ctx.params)
    if is_saved(files or [], settings):
        from cx_cli.commands.run_compare import run_compare_saved

        run_compare_saved(files or [], settings, ctx.params)
        return
    from cx_cli.commands.find_files import find_files

    found = find_files(files or [], settings)  # before the libraries: their digests are worked out meanwhile
    from cx_cli.commands.run_compare import run_compare

    run_compare(files or [], settings, ctx.params, found)
