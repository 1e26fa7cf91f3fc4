"""How does a report read as text without colour, for a mail, a file or grep?"""

from __future__ import annotations

from cx_cli.language import ENGLISH, Language
from cx_cli.render.page import Page, build, lines_of
from cx_cli.results.result import Report


def render(report: Report, language: Language = ENGLISH, *, verbose: bool = False, quiet: bool = False) -> str:
    """The page in its natural width, aligned with blanks, each line ended by a newline."""
    return text_of(build(report, language, verbose=verbose), quiet=quiet)


def text_of(page: Page, *, quiet: bool = False) -> str:
    """Any page as such text."""
    lines = lines_of(page, None, quiet=quiet)
    return "".join("".join(text for text, _ in line) + "\n" for line in lines)
