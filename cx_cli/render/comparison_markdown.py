"""How does a comparison read in a mail, a pull request or a chat?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli.render.grid import Row, Table
from cx_cli.render.page import Page, Pair
from cx_cli.render.verdicts_to_markdown import escaped


def render(page: Page) -> str:
    """The sections of the page, each under its heading, with its tables and notes; then what the marks mean."""
    lines: list[str] = []
    for section in page.sections:
        lines += [f"### {escaped(section.title)}", ""]
        for table in section.tables:
            lines += [*_table(table), ""]
        for note in section.notes:
            lines += [escaped(note), ""]
    return "\n".join([*lines, *_pairs([*page.header, *page.legend])]) + "\n"


def _table(table: Table) -> Iterator[str]:
    """Without the columns in which no cell says anything."""
    kept = [i for i in range(len(table.columns)) if any(row.cells[i].text for row in table.rows if row.cells)]
    yield _line([table.title, *(table.columns[i].title for i in kept)])
    yield "|" + "|".join([" --- ", *(" ---: " if table.columns[i].right else " --- " for i in kept)]) + "|"
    for row in table.rows:
        cells = [row.cells[i].text + row.cells[i].mark for i in kept]
        yield _line([_label(row), *cells])


def _label(row: Row) -> str:
    return "\N{NO-BREAK SPACE}" * 4 * row.depth + row.label


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"


def _pairs(pairs: Sequence[Pair]) -> list[str]:
    return [f"- {escaped(word)}: {escaped(' · '.join(items))}" for word, items in pairs]
