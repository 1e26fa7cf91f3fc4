"""How do verdicts read as a table, in a terminal and in plain text?"""

from __future__ import annotations

from collections.abc import Iterator

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Line, Row, Table, Tone, draw
from cx_cli.render.safe import harmless
from cx_cli.render.verdict_words import Words
from cx_cli.results.verdict import Checked, Verdict

_TONES: dict[str, Tone] = {"fail": "worse", "no data": "worse", "warn": "strong", "pass": "better"}


def lines_of(
    checked: Checked, width: int | None, language: Language = ENGLISH, *, quiet: bool = False
) -> Iterator[Line]:
    """The table, sorted by what needs a reader first, below what was judged."""
    if not quiet:
        yield ((harmless(subject(checked, language)), "plain"),)
        yield ()
    words, say = Words(checked, language), language.say
    wide = max(len(word) for word in (say("verdict"), *(say(verdict.verdict) for verdict in checked.verdicts)))
    rows = tuple(_row(words, verdict, wide) for verdict in checked.sorted)
    columns = (
        Column(say("value")),
        Column(say("limit"), 4, right=False),
        Column("n", 2),
        Column(say("95 % interval"), 3),
        Column(say("remark"), 1, right=False, aside=""),
    )
    table = Table(f"{say('verdict'):<{wide}}  {say('rule')}", columns, rows)
    for line in draw([table], width)[0]:
        yield tuple((harmless(text), tone) for text, tone in line)


def plain(checked: Checked, language: Language = ENGLISH, *, quiet: bool = False) -> str:
    """The same as text in its natural width."""
    lines = lines_of(checked, None, language, quiet=quiet)
    return "".join("".join(text for text, _ in line) + "\n" for line in lines)


def subject(checked: Checked, language: Language = ENGLISH) -> str:
    """What the rules were judged on: the period, or the span that was asked for."""
    told, say = checked.report.settings, language.say
    span = " ".join(
        [
            *([say("since {instant}", instant=told.since)] if told.since else []),
            *([say("until {instant}", instant=told.until)] if told.until else []),
        ]
    )
    if checked.asked:
        what = f"{checked.asked}: {checked.period}" if checked.period not in (None, checked.asked) else checked.asked
        span = f"{say('period')} {what}" + (f", {span}" if span else "")
    as_of = say("as of {instant}", instant=told.as_of or say("no date"))
    return f"{span or say('all of the data')} · {told.timezone} · {as_of}"


def _row(words: Words, verdict: Verdict, wide: int) -> Row:
    """Verdict and rule are one label: where a terminal is narrow, the label is what is folded."""
    said = words.language.say(verdict.verdict)
    cells = (
        Cell(words.value(verdict)),
        Cell(words.limit(verdict)),
        Cell(words.n(verdict)),
        Cell(words.interval(verdict), "faint"),
        Cell(words.remark(verdict), "faint"),
    )
    return Row(f"{said:<{wide}}  {words.name(verdict)}", cells, tone=_TONES.get(verdict.verdict, "plain"))
