"""How does a report look as one HTML file that needs nothing else?"""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

from cx_cli import __version__
from cx_cli.language import ENGLISH, Language
from cx_cli.render.html.contents import Contents
from cx_cli.render.html.figures import html_table
from cx_cli.render.html.header import page_header
from cx_cli.render.html.verdict_strip import strip_of
from cx_cli.render.kpis import FEW_MARK, OPEN_MARK
from cx_cli.render.page import build
from cx_cli.results.result import Report
from cx_cli.results.verdict import Checked


def render(report: Report, language: Language = ENGLISH, checked: Checked | None = None) -> str:
    """The page, with the verdicts of the rules if any are given.

    It fetches nothing and runs nothing; every text from a file is escaped.
    """
    folder = Path(__file__).parent / "html"
    maker = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = maker.from_string((folder / "report.html.j2").read_text(encoding="utf-8"))
    contents = Contents(report, language, checked)
    page = build(report, language, verbose=True)
    say = language.say
    return template.render(
        language=language,
        say=say,
        version=__version__,
        style=Markup((folder / "style.css").read_text(encoding="utf-8")),
        title=say("Customer service report"),
        lead=contents.timeline.told() if contents.timeline else "",
        header=page_header(report, language),
        strip=strip_of(checked, language),
        cards=contents.cards(),
        sections=[*contents.sections(), *contents.grouped()],
        method=contents.method(),
        accounts=html_table(page.accounts),
        issues=html_table(page.issues),
        unavailable=page.unavailable,
        marks={
            FEW_MARK: say("n < {n}: a small sample, too few to be taken as a fact", n=report.settings.min_n),
            OPEN_MARK: say("the data doesn't cover the period whole"),
        },
    )
