"""How do verdicts read as a table, in a terminal and in plain text?"""

from __future__ import annotations

from collections.abc import Iterator

from cx_cli.render.grid import Cell, Column, Line, Row, Table, Tone, draw
from cx_cli.render.safe import harmless
from cx_cli.render.verdict_words import Words
from cx_cli.results.verdict import Checked, Verdict

_TONES: dict[str, Tone] = {"fail": "worse", "no data": "worse", "warn": "strong", "pass": "better"}
_COLUMNS = (
    Column("value"),
    Column("limit", 4, right=False),
    Column("n", 2),
    Column("95 % interval", 3),
    Column("remark", 1, right=False, aside=""),
)


def lines_of(checked: Checked, width: int | None, *, quiet: bool = False) -> Iterator[Line]:
    """The table, sorted by what needs a reader first, below what was judged."""
    if not quiet:
        yield ((harmless(subject(checked)), "plain"),)
        yield ()
    words = Words(checked)
    wide = max(len(word) for word in ("verdict", *(verdict.verdict for verdict in checked.verdicts)))
    rows = tuple(_row(words, verdict, wide) for verdict in checked.sorted)
    table = Table(f"{'verdict':<{wide}}  rule", _COLUMNS, rows)
    for line in draw([table], width)[0]:
        yield tuple((harmless(text), tone) for text, tone in line)


def plain(checked: Checked, *, quiet: bool = False) -> str:
    """The same as text in its natural width."""
    lines = lines_of(checked, None, quiet=quiet)
    return "".join("".join(text for text, _ in line) + "\n" for line in lines)


def subject(checked: Checked) -> str:
    """What the rules were judged on: the period, or the span that was asked for."""
    told = checked.report.settings
    span = " ".join(
        [*([f"since {told.since}"] if told.since else []), *([f"until {told.until}"] if told.until else [])]
    )
    if checked.asked:
        what = f"{checked.asked}: {checked.period}" if checked.period not in (None, checked.asked) else checked.asked
        span = f"period {what}" + (f", {span}" if span else "")
    return f"{span or 'all of the data'} · {told.timezone} · as of {told.as_of or 'no date'}"


def _row(words: Words, verdict: Verdict, wide: int) -> Row:
    """Verdict and rule are one label: where a terminal is narrow, the label is what is folded."""
    said = verdict.verdict
    cells = (
        Cell(words.value(verdict)),
        Cell(words.limit(verdict)),
        Cell(words.n(verdict)),
        Cell(words.interval(verdict), "faint"),
        Cell(words.remark(verdict), "faint"),
    )
    return Row(f"{said:<{wide}}  {words.name(verdict)}", cells, tone=_TONES.get(said, "plain"))
