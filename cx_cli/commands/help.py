"""cx help: what does an error mean, and what can be done about it?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli.commands import options as o

Slug = Annotated[
    str | None,
    typer.Argument(
        metavar="[SLUG]", help="The word in brackets at an error's end; without it they are listed.", show_default=False
    ),
]

Man = Annotated[bool, typer.Option("--man", help="The whole manual as a man page: cx help --man | man -l -")]


def explain(ctx: typer.Context, slug: Slug = None, man: Man = False, locale: o.Locale = None) -> None:
    """What an error means and what to do about it."""
    from cx_cli.commands.explain import explained
    from cx_cli.commands.spoken import language_for
    from cx_cli.settings import load_settings

    load_settings({"locale": locale}, {}, None)  # what is no locale is refused
    root = ctx.find_root()
    if man:
        from cx_cli.commands.manual import manual

        typer.echo(manual(root.command), nl=False)
        return
    command = getattr(root.command, "commands", {}).get(slug)
    if command is None:
        typer.echo(explained(slug, language_for(["--locale", locale] if locale else [])))
        return
    with command.make_context(slug, [], parent=root, resilient_parsing=True) as asked:
        typer.echo(asked.get_help())
