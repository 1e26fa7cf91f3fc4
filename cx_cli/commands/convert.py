"""cx convert: what are the canonical tables of these files, as Parquet?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Where = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="OUT.parquet",
        help="Where the table goes; of several tables each has its own file: a folder, or a name with {table} in it.",
    ),
]


def convert(
    ctx: typer.Context,
    files: o.Files = None,
    output: Where = None,
    timezone: o.Timezone = None,
    date_order: o.DateOrder = None,
    rejects: o.Rejects = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    version: o.Version = False,
) -> None:
    """Canonical tables as Parquet, with types and every row's origin: read faster, with the same numbers."""
    from cx_cli.commands.ask import settings_of
    from cx_cli.commands.find_files import find_files

    settings = settings_of(ctx.params)
    found = find_files(files or [], settings)
    from cx_cli.commands.run_convert import run_convert

    run_convert(files or [], settings, ctx.params, found)
