"""Which verdicts head a page, and in which words?"""

from __future__ import annotations

from cx_cli.frozen import frozen
from cx_cli.language import Language
from cx_cli.render.verdict_table import subject
from cx_cli.render.verdict_words import Words, outcome
from cx_cli.results.verdict import Checked, Verdict

SHOWN = 12
"""So many verdicts that nobody must act on stand open; more are folded."""
_QUIET = ("pass", "too few", "inconclusive")
_SIGNS = {"fail": "✗", "no data": "?", "warn": "!", "too few": "~", "inconclusive": "~", "pass": "✓"}
_TONES = {"fail": "fails", "no data": "fails", "warn": "warns", "pass": "holds"}


@frozen
class Line:
    """One verdict: the word and sign for it, the rule in words and as it is written, the judged value, and what stands
    beside it."""

    word: str
    sign: str
    tone: str
    rule: str
    written: str
    value: str
    beside: str


@frozen
class Strip:
    """``told`` is the outcome in one sentence, ``about`` what was judged; ``folded`` those that ask for nothing."""

    told: str
    about: str
    tone: str
    lines: tuple[Line, ...]
    folded: tuple[Line, ...] = ()
    note: str = ""


def strip_of(checked: Checked | None, language: Language) -> Strip | None:
    """The verdicts, those that need a reader first; None where no rules are given."""
    if checked is None:
        return None
    say, words = language.say, Words(checked, language)
    lines = [_line(one, words) for one in checked.sorted]
    quiet = [line for one, line in zip(checked.sorted, lines, strict=True) if one.verdict in _QUIET]
    folded = quiet if len(quiet) > SHOWN else []
    n = checked.n_left_out
    return Strip(
        outcome(checked, language),
        subject(checked, language),
        "fails" if checked.exit_code else "warns" if checked.warnings else "holds",
        tuple(line for line in lines if line not in folded),
        tuple(folded),
        say("Rules against a baseline, which only cx check has: {n}", n=n) if n else "",
    )


def _line(verdict: Verdict, words: Words) -> Line:
    say = words.language.say
    beside = [
        *([say("n {n}", n=words.n(verdict))] if verdict.n is not None else []),
        *filter(None, (words.interval(verdict), words.remark(verdict))),
    ]
    tone = _TONES.get(verdict.verdict, "open")
    return Line(
        say(verdict.verdict),
        _SIGNS[verdict.verdict],
        "warns" if tone == "fails" and verdict.effect == "warn" else tone,
        words.told(verdict),
        words.name(verdict),
        words.value(verdict),
        " · ".join(beside),
    )
