"""What does a shell get to show when somebody presses Tab?

The shells' scripts and their protocol are Typer's (``cx --install-completion``); the words are cx's own, and each
shell gets them quoted the way it wants them.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cx_cli.commands import candidates
from cx_cli.frozen import frozen
from cx_cli.render.safe import harmless

_MOST = 400
"""More words than that nobody looks through."""
_END = "\0"
Items = Sequence[tuple[str, str]]
"""Words, each with what it means or ''."""


@frozen
class Typed:
    """The line up to the cursor: whole words, the one that is being typed, and the quote that it opened with.

    ``kept``: so many of its signs stand before what the shell takes for the word and puts an answer in place of.
    """

    words: tuple[str, ...]
    word: str
    quote: str = ""
    kept: int = 0


def answer(command: Any, click: Any, environ: Mapping[str, str]) -> tuple[str, int]:
    """What is printed for the shell that ``_CX_COMPLETE`` names, and the exit code.

    ``command`` is the program, ``click`` the module ``shell_completion`` of the click that the program is built on.
    """
    shell = environ["_CX_COMPLETE"].removeprefix("complete_")
    asking = click.get_completion_class(shell)(command, {}, "cx", "_CX_COMPLETE")
    typed = _TYPED[shell](environ)
    _teach(command, typed.words, click.CompletionItem)
    option, sign, rest = typed.word.partition("=")
    of_option = bool(sign) and option.startswith("--")
    words, word = ([*typed.words, option], rest) if of_option else ([*typed.words], typed.word)
    found = asking.get_completions(words, word)[:_MOST]
    lead = option + sign if of_option else ""
    items = [(lead + item.value, harmless(item.help or "")) for item in found]
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return "", 0 if items else 1
    return _SHOWN[shell](items, typed), 0


def _teach(command: Any, words: Sequence[str], item: Any) -> None:
    """Gives the options and arguments of the subcommand in the line their words.

    Typer takes them with an option's other traits, and so looks at each of them at every start of the program: 25 ms.
    """
    sub = command.commands.get(words[0]) if words else None
    if sub is None:
        return
    whole = words[1:-1] if words[-1].startswith("-") else words[1:]  # an option that lacks its value spoils the parsing
    with sub.make_context(words[0], list(whole), resilient_parsing=True) as context:
        asked = {**context.params, "commands": list(command.commands)}
    for param in sub.params:
        completer = candidates.of(words[0], param.name, getattr(param, "help", "") or "")
        if completer is not None:
            param.shell_complete = _told_by(completer, asked, item)


def _told_by(completer: candidates.Completer, asked: candidates.Asked, item: Any) -> Callable[[Any, str], list[Any]]:
    def complete(context: Any, typed: str) -> list[Any]:
        found = dict(completer(asked, typed))
        return [item(word, help=about) for word, about in found.items() if word.startswith(typed)]

    return complete


def _of_bash(environ: Mapping[str, str]) -> Typed:
    """Bash says which word the cursor is in; what stands around = and : are words of their own to it."""
    line, at = environ["COMP_WORDS"], int(environ["COMP_CWORD"])
    parts = line.split("\n") if "\n" in line else re.findall(r"""(?:"[^"]*"?|'[^']*'?|\\.|[^\s"'\\])+""", line)
    parts = [*parts, ""][: at + 1]
    words: list[str] = []
    kept = 0
    for place, part in enumerate(parts):
        joins = place > 1 and (part in ("=", ":") or parts[place - 1] in ("=", ":"))
        kept = len(words[-1]) + (len(part) if part in ("=", ":") else 0) if joins else 0
        words[-1:] = [words[-1] + part] if joins else [*words[-1:], part]
    quote = parts[-1][:1] if parts[-1][:1] in ("'", '"') else ""
    *before, word = ["".join(_split(raw)) for raw in words]
    return Typed(tuple(before[1:]), word, quote, kept)


def _of_line(environ: Mapping[str, str]) -> Typed:
    """Zsh and fish say the line up to the cursor."""
    *before, word = _split(environ.get("_TYPER_COMPLETE_ARGS", "") + _END)
    raw = re.findall(r"""(?:"[^"]*"?|'[^']*'?|\\.|[^\s"'\\])+""", environ.get("_TYPER_COMPLETE_ARGS", "") + _END)[-1]
    return Typed(tuple(before[1:]), word.removesuffix(_END), raw[0] if raw[0] in ("'", '"') else "")


def _of_powershell(environ: Mapping[str, str]) -> Typed:
    """PowerShell says the line and, once more, the word that is being typed."""
    word = environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
    words = _split(environ.get("_TYPER_COMPLETE_ARGS", ""))[1:]
    return Typed(tuple(words[:-1] if word else words), word.strip("'\""))


def _split(line: str) -> list[str]:
    """The words of a line; one whose quote is still open ends with the line."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    found: list[str] = []
    try:
        found.extend(lexer)
    except ValueError:  # the quote is open: what it has so far is the word
        found.append(str(lexer.token))
    return found


def _for_bash(items: Items, typed: Typed) -> str:
    """One a line, as they are to stand in the line: behind a backslash what means something to the shell."""
    special = {"": r"([^\w@%+=:,./-])", '"': r'([$`"\\])'}.get(typed.quote)
    words = [word[typed.kept :] for word, _ in _writable(items, typed)]
    return "\n".join(re.sub(special, r"\\\1", word) if special else word for word in words)


def _for_zsh(items: Items, typed: Typed) -> str:
    """Code that zsh evaluates; it quotes the words by itself."""
    if not items:
        return "_files"
    told = [
        word.replace("\\", "\\\\").replace(":", "\\:") + (f":{about}" if about else "")
        for word, about in _writable(items, typed)
    ]
    return f"local -a found; found=({' '.join(map(shlex.quote, told))}); _describe '' found"


def _for_fish(items: Items, typed: Typed) -> str:
    return "\n".join(f"{word}\t{about}" if about else word for word, about in _writable(items, typed))


def _for_powershell(items: Items, typed: Typed) -> str:
    def quoted(word: str) -> str:
        return word if re.fullmatch(r"[\w+=:./-]+", word) else "'" + word.replace("'", "''") + "'"

    return "\n".join(f"{quoted(word)}:::{about or ' '}" for word, about in _writable(items, typed))


def _writable(items: Items, typed: Typed) -> Items:
    """Those that go into the quote that is open; a condition is offered with either kind of quotes inside."""
    unfit = "'" if typed.quote == "'" else '"'
    return [(word, about) for word, about in items if unfit not in word]


_TYPED: Mapping[str, Callable[[Mapping[str, str]], Typed]] = {
    "bash": _of_bash,
    "zsh": _of_line,
    "fish": _of_line,
    "powershell": _of_powershell,
    "pwsh": _of_powershell,
}
_SHOWN: Mapping[str, Callable[[Items, Typed], str]] = {
    "bash": _for_bash,
    "zsh": _for_zsh,
    "fish": _for_fish,
    "powershell": _for_powershell,
    "pwsh": _for_powershell,
}
