"""cx doctor: is everything there that cx needs, and what should a bug report say of this machine?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Format = Annotated[str | None, typer.Option("--format", metavar="NAME", help="plain or json.  [default: plain]")]


def doctor(
    ctx: typer.Context,
    locale: o.Locale = None,
    format: Format = None,
    output: o.Output = None,
    config: o.Config = None,
    version: o.Version = False,
) -> None:
    """What a bug report should say of this machine: versions, settings in force, a run on sample data."""
    from cx_cli.commands.run_doctor import run_doctor

    raise typer.Exit(run_doctor(ctx.params))
