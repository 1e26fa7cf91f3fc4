"""Is the HTML report whole, harmless and small, and does a browser show it without a word of complaint?"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cx_cli.render import to_html
from cx_cli.render.html import charts
from cx_cli.results.result import Issue
from cx_cli.units import format_value
from tests.render import fakes

_VOID = {"meta", "link", "br", "path", "rect", "circle", "line"}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>",
    "a\u202eb\x1b[2J",
    "{{ 7 * 7 }}",
)
WIDTHS = [360, 1440]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Outline(HTMLParser):
    """The tags that stand open, those that were closed out of turn, and the text of each cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in _VOID or tag == "path":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in _VOID:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


@pytest.fixture(scope="module")
def page() -> str:
    return to_html.render(fakes.helpdesk(("period",), ("agent",), ("period", "channel")))


def test_the_page_needs_nothing_and_runs_nothing(page: str) -> None:
    found = outline(page)
    assert found.wrong == []
    assert "script" not in found.tags
    assert re.findall(r"""(?:src|href)=["'](?!#|data:,)[^"']*""", page) == []
    assert "url(" not in page
    assert "@import" not in page
    assert len(page.encode()) < 300_000


def test_a_card_shows_the_newest_whole_period_and_a_year_before() -> None:
    report = fakes.helpdesk(("period",))
    whole = report.breakdowns[1]
    (csat,) = (s for s in whole.series if s.metric == "csat")
    latest, year_before = (whole.slices.index((label,)) for label in (fakes.MONTHS[-2], fakes.MONTHS[0]))
    assert fakes.MONTHS[-2] == "2026-03"
    found = to_html.render(report)
    card = re.search(r'<article class="card"><h3>Customer satisfaction.*?</article>', found, re.S)
    assert card is not None
    assert f">{format_value(csat.values[latest], 'percent')}<" in card[0]
    assert "against Feb 2026" in card[0]
    assert "against Mar 2025" in card[0]
    change = csat.values[latest] - csat.values[year_before]
    assert f"{abs(change):.1f} pp" in card[0]


def test_every_drawing_has_a_title_and_a_table_behind_it(page: str) -> None:
    drawings = re.findall(r"<svg [^>]*>", page)
    assert drawings
    assert all(re.search(r'role="img" aria-label="[^"]+"', tag) for tag in drawings)
    figures = re.findall(r"<figure.*?</figure>", page, re.S)
    assert figures
    assert all("<details>" in figure and "<table>" in figure for figure in figures)


def test_a_better_or_worse_change_is_said_in_words(page: str) -> None:
    changes = re.findall(r'<p class="change (better|worse)"><span>([^<]*)</span>', page)
    assert changes
    assert all(text.endswith(tone) for tone, text in changes)


def test_what_a_file_says_is_escaped_wherever_it_stands() -> None:
    report = fakes.helpdesk(("period",), ("channel",), channels=(*HOSTILE, None), where=HOSTILE[0])
    report = replace(report, issues=tuple(Issue(text, "tickets", text, 1, "bad-date", 1, text) for text in HOSTILE))
    shown = to_html.render(report)
    found = outline(shown)
    assert found.wrong == []
    assert not {"script", "img"} & found.tags
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "".join(found.texts).count("{{ 7 * 7 }}") >= 2


def test_agents_stand_by_name_with_the_law_beside(page: str) -> None:
    section = page[page.index('id="by-agent"') :]
    assert "300/1970" in section
    names = [section.index(name) for name in ("Ana Popescu", "Bruno De Luca", "Ștefan Ionescu")]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("values", "unit"),
    [([0, 0], "count"), ([3_600, 250_000], "seconds"), ([99.5, 100], "percent"), ([-20, 60], "points"), ([], "score")],
)
def test_ticks_hold_every_value_between_them(values: list[float], unit: str) -> None:
    ticks = charts.ticks_of(values, unit)
    assert 2 <= len(ticks) <= 8
    assert all(ticks[0] <= value <= ticks[-1] for value in values)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")
def test_a_browser_shows_it_without_overflow_request_or_complaint_on_a_phone_and_on_a_desk(
    page: str, tmp_path: Path
) -> None:
    assert CHROMIUM is not None
    measuring = (
        "<script>onload = () => {document.title = [document.documentElement.scrollWidth, innerWidth, "
        "performance.getEntriesByType('resource').length].join(' ')}</script></body>"
    )
    frames = (f'<iframe src="page.html" style="width:{w}px;height:900px;border:0"></iframe>' for w in WIDTHS)
    (tmp_path / "frame.html").write_text(
        "".join(frames) + "<script>onload = () => {document.title = [...document.querySelectorAll('iframe')]."
        "map((frame) => frame.contentDocument?.title ?? 'none').join('; ')}</script>",
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text(page.replace("</body>", measuring), encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    more = ["--allow-file-access-from-files", "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [CHROMIUM, *flags.split(), *more, "--disable-component-update", "--disable-sync",
         "--window-size=1600,1000", "--dump-dom", (tmp_path / "frame.html").as_uri()],
        capture_output=True, text=True, timeout=90, check=True,
    )  # fmt: skip
    titles = re.findall(r"(\d+) (\d+) (\d+)(?=; |</title>)", done.stdout)
    assert [int(inner) for _, inner, _ in titles] == WIDTHS, done.stdout[-500:]
    assert all(int(needed) <= int(inner) for needed, inner, _ in titles)
    assert "CONSOLE" not in done.stderr
    assert [int(fetched) for *_, fetched in titles] == [0, 0]


def test_a_further_slice_stands_in_its_section_and_in_none_of_its_own() -> None:
    report = fakes.helpdesk(("period",), ("channel",))
    (channel,) = (one for one in report.breakdowns if one.by == ("channel",))
    counts = tuple(series for series in channel.series if series.metric == "tickets_created")
    few = replace(channel, series=counts, further=True)
    shown = to_html.render(replace(report, breakdowns=(*report.breakdowns[:2], few)))
    assert 'id="by-channel"' not in shown
    demand = shown[shown.index('id="demand"') : shown.index('id="speed"')]
    assert [name for name in ("chat", "email", "phone", "web form", "(none)") if f">{name}<" in demand] == [
        "chat", "email", "phone", "web form", "(none)",
    ]  # fmt: skip
