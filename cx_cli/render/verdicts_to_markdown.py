"""How do verdicts read in a pull request, or in the summary of a job?"""

from __future__ import annotations

import re

from cx_cli.language import ENGLISH, Language
from cx_cli.render.safe import harmless
from cx_cli.render.verdict_table import subject
from cx_cli.render.verdict_words import Words, summary
from cx_cli.results.verdict import Checked, Verdict

MOST_BYTES = 1_000_000
"""GitHub refuses a summary of more than 1 MiB whole."""
_HEAD = ("verdict", "rule", "value", "limit", "n", "95 % interval", "remark")
_MARKS = {"fail": "❌ ", "no data": "❌ ", "warn": "⚠️ ", "pass": "✅ "}


def render(checked: Checked, language: Language = ENGLISH) -> str:
    """A heading, a line on what was judged, and the table; rows past a megabyte are counted and left out."""
    say = language.say
    words, head = Words(checked, language), [say(word) for word in _HEAD]
    lines = [f"### {escaped(summary(checked, language))}", "", escaped(subject(checked, language)), ""]
    lines += [_row(head), _row(["---"] * len(head))]
    size = sum(len(line.encode()) + 1 for line in lines)
    rows = [_row(_cells(words, verdict)) for verdict in checked.sorted]
    for place, row in enumerate(rows):
        size += len(row.encode()) + 1
        if size > MOST_BYTES:
            left = len(rows) - place
            lines += ["", say("{n} more verdicts are left out here: the table would be too large.", n=left)]
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _cells(words: Words, verdict: Verdict) -> list[str]:
    said = verdict.verdict
    mark = _MARKS.get(said, "") if verdict.effect == "fail" or said != "no data" else ""
    return [
        mark + words.language.say(said),
        *map(
            escaped,
            (
                words.name(verdict),
                words.value(verdict),
                words.limit(verdict),
                words.n(verdict),
                words.interval(verdict),
                words.remark(verdict),
            ),
        ),
    ]


def escaped(text: str) -> str:
    """Text that stays text: no cell, markup, link, mention or HTML begins in it.

    >>> escaped("a|b <b> *c* @dev #1")
    'a\\\\|b &lt;b&gt; \\\\*c\\\\* &#64;dev &#35;1'
    """
    entities = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;"}
    plain = harmless(text)
    marked = "".join(entities.get(char, char) for char in re.sub(r"([\\`*_\[\]|~])", r"\\\1", plain))
    return marked.replace("://", "&#58;//").replace("www.", "www&#46;")


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
