"""What went wrong, in the words a user can act on, and the exit code that goes with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

BUG = 70
INTERRUPTED = 130


class CxError(Exception):
    """A mistake the user can mend: one sentence, up to three facts, one line to try, a slug for ``cx help``."""

    exit_code = 2

    def __init__(self, message: str, *, slug: str, facts: Sequence[tuple[str, str]] = (), fix: str | None = None):
        super().__init__(message)
        self.message = message
        self.slug = slug
        self.facts = tuple(facts)[:3]
        self.fix = fix

    def lines(self, tell: Callable[[str], str] = str) -> list[str]:
        """The error as it is printed on stderr, without the ending newline: what to try is said in every one."""
        return complaint(self.message, self.facts, self.fix or f"cx help {self.slug}", self.slug, tell)


def complaint(
    message: str, facts: Sequence[tuple[str, str]], fix: str, slug: str, tell: Callable[[str], str] = str
) -> list[str]:
    """What went wrong, in the form that everything has that goes wrong; ``tell`` says it in the reader's language, of a
    command only the remark."""
    command, mark, remark = fix.partition("   # ")
    told = [*((tell(word), tell(text)) for word, text in facts), (tell("try"), tell(command) + mark + tell(remark))]
    width = max(len(word) for word, _ in told) + 1
    return [
        f"{tell('error')}: {tell(message)}",
        *(f"  {word + ':':<{width}}  {text}" for word, text in told),
        f"  [{slug}]",
    ]


class UsageError(CxError):
    """Wrong usage or settings: an unknown metric, column, group, unit or key (exit 2)."""

    exit_code = 2


class InputError(CxError):
    """An input that is missing, unreadable, not a known table, or undecidable (exit 3)."""

    exit_code = 3
