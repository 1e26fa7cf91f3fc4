"""How do the parts of a change stand under each other?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.kpis import FEW_MARK
from cx_cli.render.safe import harmless
from cx_cli.results.contrast import Drivers, Figure, Measure, Part
from cx_cli.results.drivers import largest
from cx_cli.units import MISSING, format_beside, format_value

MOST = 3
"""So many groups of a column are shown, the others in one line."""


_PARADOXES = {
    "better": "Simpson's paradox in {kpi} by {column}: every group got better and the whole worse, because of the mix.",
    "worse": "Simpson's paradox in {kpi} by {column}: every group got worse and the whole better, because of the mix.",
    "higher": "Simpson's paradox in {kpi} by {column}: every group went up and the whole down, because of the mix.",
    "lower": "Simpson's paradox in {kpi} by {column}: every group went down and the whole up, because of the mix.",
}


def title_of(measure: Measure, language: Language = ENGLISH) -> str:
    """The KPI, its statistic, and its definition and clock where they are not the usual ones."""
    beside = [*([measure.variant] if measure.variant != "default" else [])]
    beside += [language.say("business time")] if measure.clock == "business" else []
    told = language.say(measure.title) + (f" ({', '.join(beside)})" if beside else "")
    return harmless(told + (f", {language.say(measure.statistic)}" if measure.statistic else ""))


def signed(value: float, measure: Measure, language: Language = ENGLISH) -> str:
    """A difference with its sign, and as many digits as it takes not to look like none; pp are percentage points.

    >>> signed(0.004, Measure("csat", None, "CSAT", "percent", "higher", ""))
    '+0.004 pp'
    """
    unit = "pp" if measure.unit == "percent" else measure.unit
    text = format_beside(value, 0.0, unit, days=measure.clock != "business")
    told = language.signs(f"+{text}" if value > 0 and not text.startswith("+") else text)
    return told.replace(" pp", f" {language.say('pp')}")


def part_told(part: Fraction, measure: Measure, language: Language = ENGLISH) -> str:
    """A part of a change; one that is too small to be printed is still told apart from none.

    >>> csat = Measure("csat", None, "CSAT", "percent", "higher", "")
    >>> [part_told(Fraction(part), csat) for part in ("-5/4", "1/1000", "0")]
    ['-1.2 pp', '<0.1 pp', '0']
    """
    value = float(part)
    least = {"percent": 0.05, "points": 0.05, "seconds": 0.05}.get(measure.unit, 0.005)
    if not part:
        return "0"
    if abs(value) < least:
        told = {"percent": "<0.1 pp", "points": "<0.1", "seconds": "<0.1s"}.get(measure.unit, "<0.01")
        return language.signs(told)
    if measure.unit == "percent":
        return language.signs(f"{value:+.1f}") + f" {language.say('pp')}"
    told = format_value(abs(value), measure.unit, days=measure.clock != "business", language=language).removeprefix("+")
    return ("+" if value > 0 else "-") + told


def driver_tables(found: Sequence[Drivers], language: Language = ENGLISH) -> tuple[Table, ...]:
    """A table for each KPI: under each column the groups with the largest parts."""
    columns = (
        Column(language.say("change")),
        Column(language.say("mix")),
        Column(language.say("within")),
        Column(language.say("value"), 1, aside=""),
        Column(language.say("share of n"), 2, aside=language.say("share")),
    )
    measures = dict.fromkeys(one.measure for one in found)
    return tuple(
        Table(
            title_of(measure, language),
            columns,
            tuple(row for one in found if one.measure == measure for row in _rows(one, language)),
        )
        for measure in measures
    )


def paradoxes(found: Sequence[Drivers], language: Language = ENGLISH) -> Iterator[str]:
    """Simpson's paradox, by its name, wherever it occurs."""
    for one in found:
        if one.paradox:
            yield language.say(
                _PARADOXES[one.paradox], kpi=title_of(one.measure, language), column=harmless(one.column)
            )


def _rows(one: Drivers, language: Language) -> Iterator[Row]:
    blank = Cell("")
    head = (*_parts(one.measure, one.change, one.mix, one.within, language), blank, blank)
    yield Row(language.say("by {column}", column=harmless(one.column)), head, tone="strong")
    shown, (mix, within, others) = largest(one, MOST)
    for part in shown:
        yield Row(_label(part.label, language), _cells(one, part, language), 1)
    if others:
        parts = _parts(one.measure, mix + within, mix, within, language)
        yield Row(language.say("{n} others", n=others), (*parts, blank, blank), 1, "faint")


def _label(label: str | None, language: Language) -> str:
    return language.say("(none)") if label is None else harmless(label) or language.say("(blank)")


def _cells(one: Drivers, part: Part, language: Language) -> tuple[Cell, ...]:
    from_, to = _value(one.measure, part.older, language), _value(one.measure, part.newer, language)
    shares = (format_value(float(100 * share), "percent", language=language) for share in _shares(part))
    tone, mark = ("faint", FEW_MARK) if part.small else ("plain", "")
    return (
        *_parts(one.measure, part.total, part.mix, part.within, language),
        Cell(f"{from_} → {to}", tone, mark),  # type: ignore[arg-type]
        Cell(" → ".join(shares), "faint"),
    )


def _shares(part: Part) -> tuple[Fraction, Fraction]:
    return part.share_older, part.share_newer


def _value(measure: Measure, figure: Figure, language: Language) -> str:
    if figure.value is None:
        return MISSING
    return format_value(figure.value, measure.unit, days=measure.clock != "business", language=language)


def _parts(
    measure: Measure, change: Fraction, mix: Fraction, within: Fraction, language: Language
) -> tuple[Cell, Cell, Cell]:
    told = [Cell(part_told(one, measure, language)) for one in (change, mix, within)]
    return told[0], told[1], told[2]
