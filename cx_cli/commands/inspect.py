"""cx inspect: how is a file read, and how can it be read otherwise?"""

from __future__ import annotations

import typer

from cx_cli.commands import options as o


def inspect(
    ctx: typer.Context,
    files: o.Files = None,
    timezone: o.Timezone = None,
    date_order: o.DateOrder = None,
    locale: o.Locale = None,
    format: o.TextFormat = None,
    output: o.Output = None,
    rejects: o.Rejects = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_color: o.NoColor = False,
    version: o.Version = False,
) -> None:
    """How a file was read: what was decided and why, rows kept and set aside, what to put into cx.toml."""
    from cx_cli.commands.ask import settings_of
    from cx_cli.commands.find_files import find_files

    settings = settings_of(ctx.params)
    found = find_files(files or [], settings)
    from cx_cli.commands.run_inspect import run_inspect

    run_inspect(files or [], settings, ctx.params, found)
