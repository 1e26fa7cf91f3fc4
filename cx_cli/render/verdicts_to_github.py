"""How do verdicts read in the log of a GitHub workflow?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli.render.safe import harmless
from cx_cli.render.verdict_words import Words
from cx_cli.results.verdict import Checked, Verdict

MOST = 10
"""GitHub shows so many annotations of a kind per step, and drops the others in silence."""


def render(checked: Checked) -> str:
    """A workflow command per failure and warning, at most ten of each; the tenth says how many more there are."""
    words = Words(checked)
    effects = (("error", "fail"), ("warning", "warn"))
    found = [(kind, [one for one in checked.sorted if one.effect == effect]) for kind, effect in effects]
    return "".join(line + "\n" for kind, some in found for line in _commands(kind, some, words))


def _commands(kind: str, found: Sequence[Verdict], words: Words) -> Iterator[str]:
    shown = found if len(found) <= MOST else found[: MOST - 1]
    for verdict in shown:
        message = f"{verdict.verdict}: {words.sentence(verdict)}"
        yield f"::{kind} title={_property(words.name(verdict))}::{_data(message)}"
    if len(found) > len(shown):
        yield f"::{kind} title=cx check::and {len(found) - len(shown)} more, see the table in the log"


def _data(text: str) -> str:
    """The message of a command: a percent sign, CR or LF would begin something else."""
    return harmless(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def without_commands(text: str) -> str:
    """Other output in the same log, where ``##[`` inside a line, and ``::`` at its beginning, are commands too.

    >>> without_commands("a ##[add-mask]x"), without_commands("  ::error::x")
    ('a ## [add-mask]x', '  : :error::x')
    """
    lines = text.replace("##[", "## [").split("\n")
    return "\n".join(line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line for line in lines)
