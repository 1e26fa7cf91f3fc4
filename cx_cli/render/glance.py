"""What does a reader of a terminal see first: the leading KPIs as cards, and when the tickets come?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cx_cli.language import Language
from cx_cli.render.grid import Cell, Line, fold, hanging, width_of
from cx_cli.render.kpis import Kpi, Statistic, kpis_of
from cx_cli.render.times import Times, times_of
from cx_cli.results.result import Report

CARDS = (
    "tickets_created",
    "backlog",
    "first_reply_time",
    "resolution_time",
    "sla_first_reply",
    "sla_resolution",
    "first_contact_resolution",
    "reopen_rate",
    "csat",
    "nps",
    "ces",
    "pickup_rate",
    "service_level",
    "wait_time",
    "retention_rate",
    "repurchase_rate",
)
"""The KPIs that head a page, those of them that there are."""
MOST_CARDS = 12
LEAD = "median"
"""The statistic of a duration that stands for it; the first one where it wasn't asked for."""
_FEW = 3
"""A report of fewer KPIs is read without cards."""
_BETWEEN = "   "
_WIDEST = 26
_SHADES = "·░▒▓█"


def lead(kpi: Kpi) -> Statistic:
    """The statistic that a card and a chart show of a KPI."""
    return next((s for s in kpi.statistics if s.name == LEAD), kpi.statistics[0])


def glance(report: Report, width: int, language: Language) -> Iterator[Line]:
    """Cards of the newest whole period, and the week shaded by what came in; nothing where there is little to say."""
    over_time = next((one for one in report.breakdowns if one.by == ("period",)), None)
    times = times_of(over_time) if over_time is not None else None
    if over_time is not None and times is not None:
        found = {kpi.run.metric.name: kpi for kpi in kpis_of(report, over_time, language=language)}
        cards = [_card(found[name], times) for name in CARDS if name in found]
        cards = [card for card in cards if card][:MOST_CARDS]
        if len(cards) >= _FEW:
            yield from hanging(_told(times, language), "", width)
            yield from _rows(cards, width)
    yield from _week(report, width, language)


def _told(times: Times, language: Language) -> str:
    latest = language.period(times.latest)
    if times.previous is None:
        return latest
    return language.say("{latest}, against {previous}", latest=latest, previous=language.period(times.previous))


def _card(kpi: Kpi, times: Times) -> list[Cell]:
    """The title folded, the value with n, the change, and the trend."""
    statistic, say = lead(kpi), kpi.language.say
    now = statistic.points.get((times.latest,))
    if now is None or math.isnan(now.value):
        return []
    name = f" {say(statistic.name)}" if statistic.name else ""
    value, n = kpi.value(now), kpi.n(now).text
    head, *more = fold(kpi.title + name, _WIDEST)
    cells = [Cell(head, "faint"), *(Cell(line, "faint") for line in more)]
    cells.append(Cell(value.text + value.mark + (f"  n {n}" if n else ""), "strong" if not value.mark else "faint"))
    if times.previous is not None and (before := statistic.points.get((times.previous,))) is not None:
        whole = not {times.latest, times.previous} & times.unfinished
        cells.append(kpi.change(now, before, whole=whole))
    cells.append(times.trend(statistic.points, ()))
    return cells


def _rows(cards: Sequence[list[Cell]], width: int) -> Iterator[Line]:
    """As many cards side by side as the width takes, the same number in every row."""
    widths = [max(width_of(cell.text + cell.mark) for cell in card) for card in cards]
    for across in range(min(4, len(cards)), 0, -1):
        columns = [max(widths[i::across]) for i in range(across)]
        if sum(columns) + len(_BETWEEN) * (across - 1) <= width:
            break
    for begin in range(0, len(cards), across):
        row = cards[begin : begin + across]
        high = max(map(len, row))
        padded = [[*card[:-3], *[Cell("")] * (high - len(card)), *card[-3:]] for card in row]
        yield ()
        for line in zip(*padded, strict=True):
            spans = []
            for cell, wide in zip(line, columns, strict=False):
                text = cell.text + cell.mark
                spans.append((text + " " * (wide - width_of(text)) + _BETWEEN, cell.tone))
            yield (*spans[:-1], (spans[-1][0].rstrip(), spans[-1][1]))


def _week(report: Report, width: int, language: Language) -> Iterator[Line]:
    """A sign for each hour of each weekday, the fuller the more tickets came; left out where it does not fit."""
    week = next((one for one in report.breakdowns if one.by == ("weekday", "hour")), None)
    if week is None:
        return
    from cx_cli.render.week import week_counts

    counts = week_counts(week)
    most = max((n for row in counts for n in row), default=0.0) if counts else 0.0
    names = [day[:3] for day in language.weekdays]
    left = max(map(width_of, names)) + 2
    if counts is None or not most or left + 2 * 24 > width:
        return
    yield ()
    yield from hanging(language.say("Tickets created by weekday and hour"), "", width)
    yield ((" " * left + "".join(f"{hour:02}" + " " * 4 for hour in range(0, 24, 3)).rstrip(), "faint"),)
    for name, row in zip(names, counts, strict=True):
        signs = "".join(2 * _shade(n, most) for n in row)
        yield ((name + " " * (left - width_of(name)), "plain"), (signs.rstrip(), "plain"))
    told = language.say("{sign} up to {n} in an hour of the week", sign=_SHADES[-1], n=language.count(int(most)))
    yield ((" " * left + told, "faint"),)


def _shade(n: float, most: float) -> str:
    return " " if not n else _SHADES[min(len(_SHADES) - 1, int(n / most * len(_SHADES)))]
