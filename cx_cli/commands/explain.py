"""What is told of a slug?"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial

from cx_cli.errors import UsageError
from cx_cli.language import ENGLISH, Language
from cx_cli.suggest import nearest
from cx_cli.topics import ERRORS, ISSUES

WIDTH = 100


def explained(slug: str | None, language: Language = ENGLISH) -> str:
    """The explanation of an error or an issue, or the list of all."""
    tell = partial(language.retell, about="topics")
    if slug is None:
        return _listed(tell)
    word = slug.strip("[]").lower()
    if word in ISSUES:
        return f"{word}\n\n{_wrapped(tell(ISSUES[word]))}"
    if word not in ERRORS:
        close = nearest(word, [*ERRORS, *ISSUES])
        raise UsageError(
            f"there is nothing to explain under {slug!r}" + (f"; did you mean {close!r}?" if close else ""),
            slug="unknown-topic",
            fix=f"cx help {close}" if close else "cx help",
        )
    topic = ERRORS[word]
    said = [word, "", _wrapped(tell(topic.means)), *([_wrapped(tell(topic.why))] if topic.why else []), ""]
    return "\n".join([*said, tell("What to do"), *(f"  {_done(line, tell)}" for line in topic.do)])


def _done(line: str, tell: Callable[[str], str]) -> str:
    """What to do: of a line that can be pasted only the remark is translated."""
    command, mark, remark = line.partition("   # ")
    return tell(command) + mark + tell(remark)


def _listed(tell: Callable[[str], str]) -> str:
    width = max(map(len, [*ERRORS, *ISSUES])) + 2
    errors = [_entry(slug, tell(topic.means), width) for slug, topic in ERRORS.items()]
    issues = [_entry(name, tell(text), width) for name, text in ISSUES.items()]
    return "\n".join([tell("Errors"), *errors, "", tell("Issues, which a report lists and goes on"), *issues])


def _entry(word: str, text: str, width: int) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=f"  {word:<{width}}", subsequent_indent=" " * (width + 2), break_long_words=False
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)
