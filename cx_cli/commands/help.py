"""cx help: what does an error mean, and what can be done about it?"""

from __future__ import annotations

from typing import Annotated

import typer

Slug = Annotated[
    str | None, typer.Argument(metavar="[SLUG]", help="The word in brackets at an error's end.", show_default=False)
]


def explain(slug: Slug = None) -> None:
    """What an error means and what to do; without SLUG the list of them."""
    from cx_cli.commands.explain import explained

    typer.echo(explained(slug))
