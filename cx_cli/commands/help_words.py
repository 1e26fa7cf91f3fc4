"""How does a command's help read in the reader's language, where somebody asks for it in another than English?"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cx_cli.language import Language


@contextmanager
def in_language(command: Any, language: Language) -> Iterator[None]:
    """Has the help of the command, and of those under it, told in the language; names and values stay as they are.

    The formatter of click's help is the one place where its headings, its words and ours come together.
    """
    if language.locale == "en":
        yield
        return
    for one in getattr(command, "commands", {}).values():  # told before it is cut to the width of a line
        first = inspect.cleandoc(one.help or "").partition("\n\n")[0]
        one.short_help = language.retell(" ".join(first.split()), "help")
    context = command.context_class
    usual = context.formatter_class
    context.formatter_class = _speaking(usual, language)
    try:
        yield
    finally:
        context.formatter_class = usual


def _speaking(usual: Any, language: Language) -> Any:
    def tell(text: str) -> str:
        """The text whole, or without what stands in brackets at its end: ``[required]``, a range."""
        told = language.retell(text, "help")
        head, mark, rest = text.rpartition("  [")
        return told if told != text or not mark else f"{tell(head)}  {language.retell(f'[{rest}', 'help')}"

    class Speaking(usual):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, tell("Usage: ") if prefix is None else prefix)

        def write_heading(self, heading: str) -> None:
            super().write_heading(tell(heading))

        def write_text(self, text: str) -> None:
            super().write_text(tell(text))

        def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
            told: Iterable[tuple[str, str]] = ((name, tell(text)) for name, text in rows)
            super().write_dl(list(told), *args, **more)

    return Speaking
