"""cx init: which cx.toml reads these files as they are seen now?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Where = Annotated[
    str | None, typer.Option("-o", "--output", metavar="PATH", help="Where it goes; - is stdout.  [default: cx.toml]")
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def init(
    ctx: typer.Context,
    files: o.Files = None,
    output: Where = None,
    timezone: o.Timezone = None,
    date_order: o.DateOrder = None,
    force: Force = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    version: o.Version = False,
) -> None:
    """Writes a commented cx.toml from what is seen in the files; with it cx report needs no FILE."""
    from cx_cli.commands.run_init import run_init

    run_init(files or [], ctx.params)
