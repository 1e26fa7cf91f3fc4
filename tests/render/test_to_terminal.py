"""Does the page fit the terminal, in colour or without, whatever the labels hold?"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from cx_cli.facts.time_labels import WEEKDAYS
from cx_cli.render import to_plain, to_terminal
from cx_cli.results.result import Input, Issue, Report, Unavailable
from tests.render import fakes

HOSTILE = (
    "[red]x[/]",
    "[/nothing]",
    "\x1b]0;owned\x07",
    "\x1b[2J",
    "a\u202eb",
    "two\nlines",
    "c\u200bd",
    ":warning:",
    "\x9b5n",
)
LONG = ("Customers who came by the old web form of the partner's shop", "x" * 90, "请求者等待时间" * 8, None)
EVERY_BY = (("period",), ("channel",), ("period", "channel"), ("agent", "channel"))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def printed(report: Report, width: int | None = None, *, verbose: bool = False, **console: object) -> str:
    out = io.StringIO()
    told = {
        "force_terminal": width is not None,
        "width": width,
        "color_system": "standard" if width else "auto",
        **console,
    }
    to_terminal.render(report, Console(file=out, **told), verbose=verbose)  # type: ignore[arg-type]
    return out.getvalue()


def without_colour(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.fixture(scope="module")
def long() -> Report:
    return fakes.helpdesk(*EVERY_BY, channels=LONG, agents=LONG)


@pytest.mark.parametrize(
    ("width", "verbose"), [(40, False), (40, True), (60, False), (80, False), (120, True), (160, False)]
)
def test_no_line_is_wider_than_the_terminal(long: Report, width: int, verbose: bool) -> None:
    lines = without_colour(printed(long, width, verbose=verbose)).splitlines()
    assert max(map(cell_len, lines)) <= width


FIGURE = r"[<>]?[+-]?\d[\d,.]*[dhms%]?(?: \d+[hms])?"


@pytest.fixture(scope="module")
def sliced() -> tuple[Report, str]:
    """A report and its page in natural width."""
    report = fakes.helpdesk(*EVERY_BY)
    return report, to_plain.render(report, quiet=True)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
def test_every_figure_of_the_natural_width_is_whole_at_any_width(sliced: tuple[Report, str], width: int) -> None:
    report, wide = sliced
    narrow = without_colour(printed(report, width))
    figures = {found for found in re.findall(rf"(?<![\w-]){FIGURE}", wide) if len(found) > 2}
    assert len(figures) > 1000
    for figure in figures - set(re.findall(rf"(?<![\w,.]){FIGURE}(?![\w%])", narrow)):
        assert re.search(rf"(?<![\w,.]){re.escape(figure)}(?![\w%])", narrow), figure
    assert "…" not in narrow


def test_nothing_is_lost_on_the_way_from_wide_to_narrow() -> None:
    report = fakes.helpdesk(("period",))
    wide, narrow = (without_colour(printed(report, width)) for width in (160, 50))
    for kind in (r"\d+[dhm] \d+[hms]", r"[▁▂▃▄▅▆▇█·]{14,}", r"[↑↓] [^·]*? (?:better|worse|higher|lower)", r"\d+\.\d%"):
        assert sorted(re.findall(kind, wide)) == sorted(re.findall(kind, narrow))


@pytest.fixture(scope="module")
def hostile() -> Report:
    report = fakes.helpdesk(*EVERY_BY, channels=HOSTILE, agents=HOSTILE)
    word = "".join(HOSTILE)
    runs = tuple(
        replace(run, metric=replace(run.metric, title=word, family=word, where=word), variant=word, formula=word)
        for run in report.metrics
    )
    return replace(
        report,
        metrics=runs,
        inputs=(Input(word, word, word, 1, 1, 0, 0, 0, word),),
        issues=(Issue(word, word, word, 1, word, 1, word),),
        unavailable=(Unavailable(word, word),),
        settings=replace(
            report.settings, timezone=word, where=word, since=word, until=word, as_of=word, definitions=word
        ),
    )


@pytest.mark.parametrize("width", [None, 60, 120])
def test_hostile_text_comes_out_as_text(hostile: Report, width: int | None) -> None:
    page = printed(hostile, width, verbose=True)
    left = without_colour(page)
    assert not set("\x1b\x07\x9b\r\u202e\u200b") & set(left)
    for shown in ("[red]x[/]", "[/nothing]", "]0;owned", "two lines", ":warning:"):
        assert re.search(rf"^ *{re.escape(shown)}  ", left, re.MULTILINE), shown


def test_hostile_text_is_harmless_in_plain_text_too(hostile: Report) -> None:
    page = to_plain.render(hostile, verbose=True)
    assert not set("\x1b\x07\x9b\r\u202e\u200b") & set(page)
    assert page.count("owned") > 20


def test_colour_follows_better_and_worse_and_is_never_alone() -> None:
    page = printed(fakes.helpdesk(("period",)), 120)
    assert set(re.findall(r"\x1b\[32m[↑↓][^\x1b]* (\w+) *\x1b", page)) == {"better"}
    assert set(re.findall(r"\x1b\[31m[↑↓][^\x1b]* (\w+) *\x1b", page)) == {"worse"}


def test_a_figure_on_few_values_is_grey_and_its_change_has_no_colour() -> None:
    row = next(
        line for line in printed(fakes.helpdesk(("period",)), 120).splitlines() if line.startswith("Net promoter")
    )
    assert re.search(r"\x1b\[2m *\+[\d.]+\*", row)
    assert "\x1b[31m" not in row
    assert "\x1b[32m" not in row


def test_no_color_takes_the_colour_and_leaves_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = printed(fakes.helpdesk(("period",)), 120)
    monkeypatch.setenv("NO_COLOR", "1")
    page = printed(fakes.helpdesk(("period",)), 120)
    assert not re.search(r"\x1b\[3\dm", page)
    assert without_colour(page) == without_colour(coloured)


def test_what_is_no_terminal_gets_natural_width_and_no_colour() -> None:
    report = fakes.helpdesk(*EVERY_BY, channels=LONG)
    assert printed(report) == to_plain.render(report)


def test_columns_bind_even_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    lines = printed(fakes.helpdesk(("period",))).splitlines()
    assert 60 < max(map(cell_len, lines)) <= 70


def test_a_terminal_without_unicode_gets_plainer_signs() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    to_terminal.render(fakes.helpdesk(("period",)), Console(file=out))
    out.seek(0)
    page = out.read()
    assert re.search(r"v 20 better +6\.1127436538731\.", page)


def test_showing_a_report_needs_no_frames() -> None:
    code = "import sys, cx_cli.render.to_terminal; print({'pandas', 'pyarrow'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
    code = "import sys, cx_cli.render.to_plain, cx_cli.units; print('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_cards_and_the_week_head_the_page_of_a_terminal_and_of_nothing_else() -> None:
    report = fakes.helpdesk(("period",))
    hours = [(day, f"{hour:02}") for day in WEEKDAYS for hour in range(24)]
    counts = [
        (float(10 * (day == WEEKDAYS[1] and hour == "09") + (hour == "13")), 1.0, 1.0, 1.0) for day, hour in hours
    ]
    week = replace(fakes.breakdown(("weekday", "hour"), hours, [fakes.series("arrivals", None, counts)]), further=True)
    report = replace(report, breakdowns=(*report.breakdowns, week))
    shown = without_colour(printed(report, 100))
    cards, tables = shown.split("By month")
    assert "Mar 2026, against Feb 2026" in cards
    (csat,) = (s for s in report.breakdowns[1].series if s.metric == "csat")
    value = csat.values[report.breakdowns[1].slices.index(("2026-03",))]
    assert re.search(rf"{value:.1f}%  n \d+", cards)
    grid = cards[cards.index("Tickets created by weekday and hour") :].splitlines()
    assert [line[:3] for line in grid[2:9]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert grid[3].index("██") == 5 + 2 * 9
    assert grid[2].split() == ["Mon", "··"]
    assert "up to 10 in an hour of the week" in grid[9]
    assert "weekday" not in tables
    piped = printed(report)
    assert "against Feb" not in piped
    assert "weekday" not in piped
    assert to_plain.render(report) == piped


def test_a_report_of_one_kpi_has_no_cards() -> None:
    report = fakes.helpdesk(("period",))
    csat = [run for run in report.metrics if run.metric.name == "csat"]
    few = [replace(one, series=tuple(s for s in one.series if s.metric == "csat")) for one in report.breakdowns]
    shown = printed(replace(report, metrics=tuple(csat), breakdowns=tuple(few)), 80)
    assert "against Feb 2026" not in shown
