"""Hostile instants: numbers of seconds and days, no dates at all, two readings of one, and clocks in their zones."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import Case, at, table
from tests.hostile.dates import WHEN, dates, written


def cases() -> Iterator[Case]:
    yield from _numbers()
    yield from _bad()
    yield from _undecidable()
    yield from _zones()


def _numbers() -> Iterator[Case]:
    seconds = [int(at(when.isoformat()).timestamp()) for when in WHEN]
    values = [at(when.isoformat()) for when in WHEN]
    yield dates("epoch seconds", [str(one) for one in seconds], values)
    yield dates("epoch seconds with a fraction", [f"{one}.5" for one in seconds], values)
    yield dates("epoch milliseconds", [str(one * 1000 + 7) for one in seconds], values)
    serials = [one / 86400 + 25569 for one in seconds]
    yield dates("serials of a spreadsheet", [f"{one:.10f}" for one in serials], values)
    yield dates("serials with a comma", [f"{one:.10f}".replace(".", ",") for one in serials], values)
    yield dates("whole serials", [str(int(one)) for one in serials], [at(when.date().isoformat()) for when in WHEN])
    for unit, cells in (
        ("s", [str(one) for one in seconds]),
        ("ms", [f"{one}000" for one in seconds]),
        ("excel", [f"{one:.10f}" for one in serials]),
    ):
        said = {"columns": {"tickets": {"created_at": {"column": "created_at", "unit": unit}}}}
        yield dates(f"in {unit}, as said", cells, values, settings=said)
    small = ["86400", "172800"]
    said = {"columns": {"tickets": {"created_at": {"column": "created_at", "unit": "s"}}}}
    yield dates("small seconds, as said", small, [at("1970-01-02"), at("1970-01-03")], settings=said)


def _bad() -> Iterator[Case]:
    good = ["2026-01-13", "2026-01-05", "2026-04-03"]
    iso = [at(cell) for cell in good]
    for word in (
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2025-02-29",
        "2026-04-31",
        "0001-01-01",
        "9999-12-31",
        "1900-01-01",
        "1969-12-31",
        "2101-01-01",
        "yesterday",
        "2026-01",
        "2026",
        "10:00",
        "2026-01-05 25:00",
        "2026-01-05 10:60",
        "2026-1-5-7",
        "20260105x",
        "99999999999",
        "2026-01-05T10:00:00+99:00",
        "=NOW()",
    ):
        yield dates(f"bad: {word}", [*good, word], [*iso, None])
    for word in (
        "31/02/2026",
        "30/02/2026",
        "31/04/2026",
        "29/02/2025",
        "32/01/2026",
        "00/01/2026",
        "13/13/2026",
        "01/01/2101",
        "01/13/2026",
    ):
        cells = ["13/01/2026", "14/01/2026", "03/04/2026", word]
        yield dates(f"bad: {word}", cells, [at("2026-01-13"), at("2026-01-14"), at("2026-04-03"), None])
    yield dates("a leap day", ["29/02/2024", "28/02/2025"], [at("2024-02-29"), at("2025-02-28")])
    yield dates("no leap day in 2100", ["28/02/2100", "29/02/2100"], [at("2100-02-28"), None])
    for word in ("", "-", "N/A", "0000-00-00", "0000-00-00 00:00:00", "NULL"):
        yield dates(f"none as {word!r}", [*good, word], [*iso, None], issues={("created_at", "missing"): (1, 5)})
    yield dates(
        "a bad weekday's word",
        ["xyz 12 gennaio 2026", "lun 12 gennaio 2026", "mar 13 gennaio 2026"],
        [None, at("2026-01-12"), at("2026-01-13")],
    )


def _undecidable() -> Iterator[Case]:
    for cells, says in (
        (["03/04/2026", "05/06/2026"], ("3 April", "4 March", "created_at", "line 2")),
        (["01/01/2026", "03/04/2026 10:15"], ("3 April", "4 March", "line 3")),
        (["3.4.26", "5.6.26"], ("3 April", "4 March")),
        (["12-11-2026 1:00 PM"], ("12 November", "11 December")),
        (["26/04/03", "26/04/15", "25/11/30"], ("2026", "03")),
    ):
        rows = [(str(i), cell, "Bo") for i, cell in enumerate(cells)]
        if cells[0] == "26/04/03":
            says = ("--date-order",)
        data = table("ticket_id,created_at,agent", rows).encode()
        yield Case("dates", f"undecidable: {cells}", data, refused="date-order", says=says)
    alike = ["01/01/2026", "02/02/2026", "12/12/2026"]
    yield dates("day and month alike", alike, [at("2026-01-01"), at("2026-02-02"), at("2026-12-12")])


def _zones() -> Iterator[Case]:
    rome = {"settings": {"timezone": "Europe/Rome"}}
    gap = {("created_at", "clock-gap"): (1, 2)}
    yield dates(
        "a gap of the clocks",
        ["2026-03-29 02:30", "2026-03-29 03:30"],
        [at("2026-03-29T01:30"), at("2026-03-29T01:30")],
        issues=gap,
        **rome,
    )
    overlap = {("created_at", "clock-overlap"): (1, 2)}
    yield dates(
        "an overlap of the clocks",
        ["2026-10-25 02:30", "2026-10-25 03:30"],
        [at("2026-10-25T00:30"), at("2026-10-25T02:30")],
        issues=overlap,
        **rome,
    )
    yield dates(
        "an offset settles the overlap",
        ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"],
        [at("2026-10-25T00:30"), at("2026-10-25T01:30")],
        **rome,
    )
    for word, hours in (
        ("CET", 1),
        ("CEST", 2),
        ("EET", 2),
        ("EEST", 3),
        ("WET", 0),
        ("EST", -5),
        ("EDT", -4),
        ("CST", -6),
        ("PST", -8),
        ("PDT", -7),
        ("MST", -7),
        ("Z", 0),
        ("UTC", 0),
        ("UTC+2", 2),
        ("GMT-3", -3),
        ("(UTC+01:00)", 1),
    ):
        yield written(f"zone {word}", f"%Y-%m-%d %H:%M {word}", hours=hours)
        yield written(f"day first, zone {word}", f"%d/%m/%Y %H:%M {word}", hours=hours)
    for zone in ("Europe/Rome", "Europe/Bucharest", "America/New_York", "Asia/Kolkata", "[Europe/Rome]"):
        hours = {"Europe/Bucharest": (2, 3), "America/New_York": (-5, -4), "Asia/Kolkata": (5.5, 5.5)}.get(zone, (1, 2))
        cells = [when.strftime("%Y-%m-%d %H:%M ") + zone for when in WHEN]
        offsets = (hours[0], hours[0], hours[1])
        yield dates(f"zone {zone}", cells, [at(when.isoformat(), one) for when, one in zip(WHEN, offsets, strict=True)])
    for word in ("IST", "XYZ", "Mars/Olympus"):
        cells = ["2026-01-13 09:00 UTC", "2026-01-13 09:00 UTC", f"2026-01-13 09:00 {word}"]
        yield dates(f"zone {word} that isn't one", cells, [at("2026-01-13T09:00")] * 2 + [None])
    data = table(["ticket_id", "Created (UTC)"], [("1", "2026-01-13 09:00")]).encode()
    yield Case(
        "dates",
        "the header's zone wins",
        data,
        {"created_at": [at("2026-01-13T09:00")]},
        headers={"created_at": "Created (UTC)"},
        **rome,
    )
