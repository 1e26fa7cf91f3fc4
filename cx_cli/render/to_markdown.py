"""How does a report read in a mail, a pull request or a chat?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli import __version__
from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell
from cx_cli.render.html.cards import Card
from cx_cli.render.html.charts import Drawing
from cx_cli.render.html.contents import Contents, Section
from cx_cli.render.html.figures import HtmlTable
from cx_cli.render.html.header import page_header
from cx_cli.render.html.verdict_strip import Strip, strip_of
from cx_cli.render.kpis import FEW_MARK, OPEN_MARK
from cx_cli.render.verdicts_to_markdown import escaped
from cx_cli.results.result import Report
from cx_cli.results.verdict import Checked


def render(report: Report, language: Language = ENGLISH, checked: Checked | None = None) -> str:
    """A heading, what was read, the verdicts of the rules if any are given, the cards, and the sections' tables.

    Every text of a file is escaped: no cell, markup, link, mention or HTML begins in it. What a page draws is left out.
    """
    return "\n".join(_lines(report, language, checked)) + "\n"


def _lines(report: Report, language: Language, checked: Checked | None) -> Iterator[str]:
    say, contents = language.say, Contents(report, language, checked)
    yield f"# {escaped(say('Customer service report'))}"
    yield ""
    if contents.timeline:
        yield f"**{escaped(contents.timeline.told())}**"
        yield ""
    for word, items in page_header(report, language):
        yield f"- **{escaped(word)}** {escaped(' · '.join(items))}"
    strip = strip_of(checked, language)
    if strip is not None:
        yield from ("", f"## {escaped(say('Rules'))}: {escaped(strip.told)}", "", escaped(strip.about), "")
        yield from _verdicts(strip, language)
    cards = contents.cards()
    if cards:
        yield from ("", f"## {escaped(say('At a glance'))}", "")
        yield from _cards(cards, language)
    for section in (*contents.sections(), *contents.grouped()):
        yield from _section(section)
    yield from ("", f"## {escaped(say('Method'))}", "")
    yield from _table(contents.method())
    yield ""
    few = say("n < {n}: a small sample, too few to be taken as a fact", n=report.settings.min_n)
    yield f"{escaped(FEW_MARK)} {escaped(few)}"
    yield f"{OPEN_MARK} {escaped(say('''the data doesn't cover the period whole'''))}"
    yield ""
    yield f"cx {__version__}"


def _verdicts(strip: Strip, language: Language) -> Iterator[str]:
    say = language.say
    yield from _head((say("verdict"), say("rule"), say("value"), say("remark")), (False, False, True, False))
    for line in (*strip.lines, *strip.folded):
        yield _row((f"{line.sign} {line.word}", line.rule, line.value, line.beside))
    if strip.note:
        yield from ("", escaped(strip.note))


def _cards(cards: Sequence[Card], language: Language) -> Iterator[str]:
    say = language.say
    aimed = any(card.targets for card in cards)
    target = (say("target"),) if aimed else ()
    heads = ("KPI", say("value"), *target, say("n, 95 % interval"), say("change"))
    yield from _head(heads, [head == say("value") for head in heads])
    for card in cards:
        title = f"{card.title} {card.statistic}".strip()
        changes = [f"{_told(change)} {say('against {period}', period=when)}" for when, change in card.changes]
        targets = "; ".join(target.text for target in card.targets)
        cells = (title, _told(card.value), *((targets,) if aimed else ()), " · ".join(card.beside), "; ".join(changes))
        yield _row(cells)


def _section(section: Section) -> Iterator[str]:
    if not section.tables:
        return
    yield from ("", f"## {escaped(section.title)}")
    for note in section.notes:
        yield from ("", escaped(note))
    for table in section.tables:
        yield ""
        yield from _table(table)


def _table(table: HtmlTable) -> Iterator[str]:
    """The table without the columns of which something is drawn."""
    drawn = {i for _, _, cells in table.rows for i, cell in enumerate(cells) if isinstance(cell, Drawing)}
    kept = [i for i in range(len(table.columns)) if i not in drawn]
    titles = (table.title, *(table.columns[i][0] for i in kept))
    yield from _head(titles, (False, *(table.columns[i][1] for i in kept)))
    group = ""
    for label, depth, cells in table.rows:
        group = label if not cells else group if depth else ""
        if cells:
            name = f"{group}, {label}" if depth and group else label
            yield _row((name, *(_told(cells[i]) for i in kept)))


def _told(cell: Cell | Drawing) -> str:
    return "" if isinstance(cell, Drawing) else cell.text + cell.mark


def _head(titles: Sequence[str], right: Sequence[bool]) -> Iterator[str]:
    yield _row(titles)
    yield f"| {' | '.join('---:' if number else '---' for number in right)} |"


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(map(escaped, texts))} |"
