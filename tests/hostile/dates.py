"""Hostile dates: every way to write an instant, the two that can't be told apart, and what no calendar has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tests.hostile.case import Case, at, table

# 13 January settles the order of day and month; 5 January alone would not.
WHEN = (datetime(2026, 1, 13, 9, 5, 0), datetime(2026, 1, 5, 22, 10, 0), datetime(2026, 4, 3, 0, 0, 0))
MONTHS = {
    tongue: words.split()
    for tongue, words in {
        "en": "January February March April May June July August September October November December",
        "en short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "it short": "gen feb mar apr mag giu lug ago set ott nov dic",
        "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
        "ro short": "ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.",
    }.items()
}


def dates(name: str, cells: Sequence[str], values: Sequence[datetime | None], **more: object) -> Case:
    """``values`` are those of the loaded rows; None is a row that is rejected for a bad date."""
    rows = [(str(i), f'"{cell}"', "Bo") for i, cell in enumerate(cells)]
    good = [value for value in values if value is not None]
    n, bad = len(cells), len(values) - len(good)
    first = next((i for i, value in enumerate(values) if value is None), 0)
    issues = {("created_at", "bad-date"): (bad, first + 2)} if bad else {}
    told = {"issues": issues, "account": (n, n - bad, 0, 0, bad), "cells": {"created_at": good}, **more}
    return Case("dates", name, table("ticket_id,created_at,agent", rows).encode(), **told)  # type: ignore[arg-type]


def written(name: str, form: str, *, whole_days: bool = False, hours: float = 0, **more: object) -> Case:
    """The instants of WHEN in one form; ``hours`` is the offset that the form names."""
    values = [when.replace(hour=0, minute=0) if whole_days else when for when in WHEN]
    return dates(name, [form_of(when, form) for when in WHEN], [at(one.isoformat(), hours) for one in values], **more)


def form_of(when: datetime, form: str) -> str:
    """strftime, and ``%-x`` without a leading zero on every system."""
    for sign in "dmHI":
        form = form.replace(f"%-{sign}", str(int(when.strftime(f"%{sign}"))))
    return when.strftime(form)


def cases() -> Iterator[Case]:
    yield from _iso()
    yield from _numeric()
    yield from _named()


def _iso() -> Iterator[Case]:
    for form in (
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
        "%Y%m%dT%H%M%S",
        "%Y-%m-%d %H:%M:%S.000",
        "%Y-%m-%dT%H:%M:%S,000000",
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S.123Z",
        "%Y-%m-%d %H:%M:%S UTC",
        "%Y-%m-%dT%H:%M:%S+00:00",
        "%Y-%m-%d %H:%M:%S +0000",
        "%Y-%m-%d %H:%M:%S GMT",
        "%Y/%m/%d %H:%M",
        "%Y.%m.%d %H:%M",
        "'%Y-%m-%d %H:%M:%S",
        "  %Y-%m-%d  %H:%M:%S  ",
    ):
        yield written(form, form)
    for offset, hours in (
        ("+02:00", 2),
        ("-0500", -5),
        ("+05:30", 5.5),
        (" -08", -8),
        ("+14:00", 14),
        (" +0100", 1),
        ("−05:00", -5),
    ):
        yield written(f"ISO with {offset}", "%Y-%m-%dT%H:%M:%S" + offset, hours=hours)
    yield written("an ISO date", "%Y-%m-%d", whole_days=True)
    yield written("a compact date", "%Y%m%d", whole_days=True)
    summer = ["2026-01-05T10:00:00+01:00", "2026-07-05T10:00:00+02:00", "2026-07-05T10:00:00Z"]
    yield dates("offsets that differ", summer, [at(text) for text in summer])
    mixed = ["2026-01-05T10:00:00Z", "2026-01-05T10:00:00", "2026-01-05 10:00"]
    yield dates(
        "some with an offset, in Rome",
        mixed,
        [at(mixed[0]), at(mixed[1], 1), at(mixed[1], 1)],
        settings={"timezone": "Europe/Rome"},
    )


def _numeric() -> Iterator[Case]:
    for mark in "/.-":
        day, month = f"%d{mark}%m{mark}%Y", f"%m{mark}%d{mark}%Y"
        for clock in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%-I:%M:%S %p"):
            yield written(f"day first: {day} {clock}", f"{day} {clock}")
            yield written(f"month first: {month} {clock}", f"{month} {clock}")
        yield written(f"day first: {day}", day, whole_days=True)
        yield written(f"month first: {month}", month, whole_days=True)
        yield written(f"day first, 2 digits: {mark}", f"%d{mark}%m{mark}%y %H:%M")
        yield written(f"month first, 2 digits: {mark}", f"%m{mark}%d{mark}%y %H:%M")
        yield written(f"day first, no zeros: {mark}", f"%-d{mark}%-m{mark}%Y %-H:%M")
        yield written(f"month first, no zeros: {mark}", f"%-m{mark}%-d{mark}%Y %-H:%M")
    for form in (
        "%d/%m/%Y, %H:%M",
        "%d/%m/%Y alle %H:%M",
        "%d/%m/%Y ore %H:%M",
        "%d.%m.%Y la %H:%M",
        "%d/%m/%Y %H.%M",
        "%m/%d/%Y at %I:%M %p",
        "%d/%m/%Y - %H:%M",
        "%m/%d/%Y %I:%M%p",
        "%d/%m/%Y %I:%M p.m.",
    ):
        cells = [form_of(when, form) for when in WHEN]
        values = [at(when.isoformat()) for when in WHEN]
        if "p.m." in form:
            cells = [
                cell.replace("p.m.", "a.m." if when.hour < 12 else "p.m.")
                for cell, when in zip(cells, WHEN, strict=True)
            ]
        yield dates(form, cells, values)
    yield dates(
        "noon and midnight",
        ["01/13/2026 12:00 AM", "01/13/2026 12:00 PM", "01/13/2026 12:30 am"],
        [at("2026-01-13T00:00"), at("2026-01-13T12:00"), at("2026-01-13T00:30")],
    )
    yield dates(
        "a year of 2 digits",
        ["13/01/26", "14/01/99", "15/01/70"],
        [at("2026-01-13"), at("1999-01-14"), at("1970-01-15")],
    )
    yield dates("one cell settles the column", ["03/04/2026", "13/04/2026"], [at("2026-04-03"), at("2026-04-13")])
    for order, day in (("dmy", "2026-04-03"), ("mdy", "2026-03-04")):
        yield dates(f"{order} as said", ["03/04/2026", "03/04/2026"], [at(day)] * 2, settings={"date_order": order})
        said = {"files": {"tickets.csv": {"date_order": order}}}
        yield dates(f"{order} as said of the file", ["03/04/2026", "03/04/2026"], [at(day)] * 2, settings=said)
    for locale in ("it", "ro"):
        yield dates(
            f"in {locale}",
            ["03/04/2026", "05/04/2026"],
            [at("2026-04-03"), at("2026-04-05")],
            settings={"input_locale": locale},
        )
        yield dates(
            f"the column knows better than {locale}",
            ["03/14/2026", "05/04/2026"],
            [at("2026-03-14"), at("2026-05-04")],
            settings={"input_locale": locale},
        )


def _named() -> Iterator[Case]:
    for tongue, names in MONTHS.items():
        for form in ("%d {} %Y", "%-d {} %Y", "%-d {} %Y, %H:%M", "%d-{}-%Y %H:%M", "%d-{}-%y"):
            cells = [form_of(when, form).format(names[when.month - 1]) for when in WHEN]
            values = [when if "%H" in form else when.replace(hour=0, minute=0) for when in WHEN]
            yield dates(f"{tongue}: {form}", cells, [at(value.isoformat()) for value in values])
        upper = [form_of(when, "%d {} %Y %H:%M").format(names[when.month - 1].upper()) for when in WHEN]
        yield dates(f"{tongue}: capitals", upper, [at(value.isoformat()) for value in WHEN])
    for form in (
        "%b %d, %Y %I:%M %p",
        "%B %d %Y %H:%M",
        "%d/%b/%y %I:%M %p",
        "%a %b %d %H:%M:%S +0000 %Y",
        "%a, %d %b %Y %H:%M:%S GMT",
        "%a %b %d %H:%M:%S UTC %Y",
        "%A, %B %d, %Y %H:%M",
        "%Y-%b-%d %H:%M",
    ):
        yield written(f"named: {form}", form)
    yield dates(
        "a tweet's",
        ["Tue Oct 31 22:10:47 +0000 2017", "Wed Nov 01 08:00:00 +0200 2017"],
        [at("2017-10-31T22:10:47"), at("2017-11-01T06:00:00")],
    )
    yield dates(
        "Italian with a weekday",
        ["lun 12 gennaio 2026", "martedì 13 gennaio 2026"],
        [at("2026-01-12"), at("2026-01-13")],
    )
    yield dates(
        "Romanian with a weekday",
        ["luni, 12 ianuarie 2026", "marţi, 13 ianuarie 2026"],
        [at("2026-01-12"), at("2026-01-13")],
    )
    yield dates(
        "ordinals",
        ["1st January 2026", "2nd Jan 2026", "3rd April 2026", "13th May 2026"],
        [at("2026-01-01"), at("2026-01-02"), at("2026-04-03"), at("2026-05-13")],
    )
