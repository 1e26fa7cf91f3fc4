"""Hostile numbers, durations, scores and flags: decided per column, whatever one cell looks like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.hostile.case import DAYS, Case, table

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


def cases() -> Iterator[Case]:
    yield from _numbers()
    yield from _durations()
    yield from _scores()
    yield from _flags()


def amounts(name: str, cells: Sequence[str], values: Sequence[float | None], bad: int = 0, **more: object) -> Case:
    rows = [(str(i), f"c{i}", DAYS[i], f'"{cell}"') for i, cell in enumerate(cells)]
    first = next((i for i, value in enumerate(values) if value is None), 0)
    issues = {("amount", "bad-number"): (bad, first + 2)} if bad else {}
    n = len(cells)
    told = {
        "issues": issues,
        "account": (n, n, 0, 0, 0),
        "cells": {"amount": list(values)},
        "file": "orders.csv",
        **more,
    }
    return Case("numbers", name, table("order_id,customer_id,ordered_at,amount", rows).encode(), **told)  # type: ignore[arg-type]


def _numbers() -> Iterator[Case]:
    guessed = {("amount", "decimal-guessed"): (2, 2)}
    yield amounts("plain", ["1", "2.5", "-3", "0.125", "1000"], [1.0, 2.5, -3.0, 0.125, 1000.0])
    yield amounts("decimal commas", ["1,5", "2,25", "-3,0"], [1.5, 2.25, -3.0])
    yield amounts("decimal commas and points", ["1.234,5", "12.345.678,90", "7"], [1234.5, 12345678.9, 7.0])
    yield amounts("decimal points and commas", ["1,234.5", "12,345,678.90", "7"], [1234.5, 12345678.9, 7.0])
    yield amounts("a comma settled by another cell", ["1.234", "2,5"], [1234.0, 2.5])
    yield amounts("a point settled by another cell", ["1,234", "2.5"], [1234.0, 2.5])
    yield amounts("many groups settle it", ["1.234", "1.234.567"], [1234.0, 1234567.0])
    yield amounts("a zero settles it", ["1,234", "0,125"], [1.234, 0.125])
    yield amounts("nothing settles points", ["1.234", "5.678"], [1.234, 5.678], issues=guessed)
    yield amounts("nothing settles commas", ["1,234", "5,678"], [1234.0, 5678.0], issues=guessed)
    for locale, comma in (("it", True), ("ro", True), ("en", False)):
        said = {"input_locale": locale}
        yield amounts(
            f"points in {locale}", ["1.234", "5.678"], [1234.0, 5678.0] if comma else [1.234, 5.678], settings=said
        )
        yield amounts(
            f"commas in {locale}", ["1,234", "5,678"], [1.234, 5.678] if comma else [1234.0, 5678.0], settings=said
        )
        yield amounts(f"the column knows better than {locale}", ["1,5", "2,5"], [1.5, 2.5], settings=said)
    for decimal, value in ((",", 1234.0), (".", 1.234)):
        said = {"files": {"orders.csv": {"decimal": decimal}}}
        yield amounts(
            f"decimal {decimal} as said", ["1.234", "5.000"], [value, 5000.0 if decimal == "," else 5.0], settings=said
        )
    for name, blank in (("blanks", " "), ("hard blanks", NBSP), ("narrow hard blanks", NARROW), ("thin blanks", THIN)):
        yield amounts(
            f"grouped by {name}, comma",
            [f"1{blank}234,5", f"12{blank}345{blank}678", "7,25"],
            [1234.5, 12345678.0, 7.25],
        )
        yield amounts(
            f"grouped by {name}, point",
            [f"1{blank}234.5", f"12{blank}345{blank}678", "7.25"],
            [1234.5, 12345678.0, 7.25],
        )
    yield amounts("grouped by apostrophes", ["1'234.5", "12'345'678", "7.25"], [1234.5, 12345678.0, 7.25])
    yield amounts("grouped by curly apostrophes", ["1’234.5", "12’345’678", "7.25"], [1234.5, 12345678.0, 7.25])
    for money in ("€", "$", "£", "EUR", "RON", "lei", "CHF"):
        yield amounts(f"{money} in front", [f"{money} 1234.5", f"{money}7"], [1234.5, 7.0])
        yield amounts(f"{money} behind", [f"1234,5 {money}", f"7{money}"], [1234.5, 7.0])
    yield amounts("signs", ["-5", "+6", "−7.5", "- 8"], [-5.0, 6.0, -7.5, -8.0])
    yield amounts("in brackets", ["(1,234.50)", "2.5"], [-1234.5, 2.5])
    yield amounts("a minus behind", ["5.5-", "2.5"], [-5.5, 2.5])
    yield amounts("powers", ["1.5E+3", "2e-1", "1E2"], [1500.0, 0.2, 100.0])
    yield amounts("percents", ["87%", "12.5 %"], [87.0, 12.5])
    yield amounts("blanks around", ["  5 ", f"{NBSP}6{NBSP}", "\t7"], [5.0, 6.0, 7.0])
    yield amounts("with an apostrophe in front", ["'5", "'6.5"], [5.0, 6.5])
    for word in ("", "-", "N/A", "n/a", "NULL", "null", "None", "nan", "NaN", "#N/A", "--", "\\N"):
        yield amounts(f"missing as {word!r}", ["5.5", word, "7"], [5.5, None, 7.0])
    for word in (
        "five",
        "1.2.3",
        "1,23,4",
        "12-3",
        "0x1F",
        "inf",
        "1e999",
        "5 apples",
        "1 2",
        "٣",
        "１２",
        "1,5.2,5",
        "½",
    ):
        yield amounts(f"bad as {word!r}", ["5.5", word, "7"], [5.5, None, 7.0], bad=1)
    yield amounts("wrongly grouped", ["1,234.5", "12,34.5", "7.5"], [1234.5, None, 7.5], bad=1)
    yield amounts(
        "many digits", ["12345678901234567890", "0.1234567890123456789"], [12345678901234567890.0, 0.12345678901234568]
    )


HOURS = "Resolution time (in hrs)"


def durations(name: str, header: str, cells: Sequence[str], values: Sequence[float | None], bad: int = 0) -> Case:
    rows = [(str(i), DAYS[i], f'"{cell}"') for i, cell in enumerate(cells)]
    first = next((i for i, value in enumerate(values) if value is None), 0)
    column = "reported_resolution_seconds"
    issues = {(column, "bad-duration"): (bad, first + 2)} if bad else {}
    n = len(cells)
    data = table(["ticket_id", "created_at", header], rows).encode()
    return Case("durations", name, data, {column: list(values)}, (n, n, 0, 0, 0), issues, headers={column: header})


def _durations() -> Iterator[Case]:
    yield durations("HH:MM:SS past 24 h", HOURS, ["27:10:00", "0:02:23", "120:00:00"], [97800.0, 143.0, 432000.0])
    yield durations("HH:MM", HOURS, ["27:10", "00:30", "1:05"], [97800.0, 1800.0, 3900.0])
    yield durations(
        "days and a clock", HOURS, ["2 days 03:04:05", "1 day, 00:00:30", "3d 01:00:00"], [183845.0, 86430.0, 262800.0]
    )
    yield durations("fractions of a second", HOURS, ["0:00:01.5", "0:00:02,25"], [1.5, 2.25])
    yield durations(
        "1d 4h", "Resolution time", ["1d 4h", "3h 12m", "45m", "30s", "1d"], [100800.0, 11520.0, 2700.0, 30.0, 86400.0]
    )
    yield durations(
        "words",
        "Resolution time",
        ["1 day 4 hours", "2 hours, 5 minutes", "1 minute and 3 seconds"],
        [100800.0, 7500.0, 63.0],
    )
    yield durations(
        "Italian words",
        "Tempo di risoluzione",
        ["1 giorno 4 ore", "2 ore e 5 minuti", "3 secondi"],
        [100800.0, 7500.0, 3.0],
    )
    yield durations(
        "Romanian words", "Timp de rezolvare", ["1 zi 4 ore", "2 ore și 5 minute", "3 secunde"], [100800.0, 7500.0, 3.0]
    )
    for header, factor in (
        ("Resolution time in minutes", 60.0),
        (HOURS, 3600.0),
        ("Resolution time (s)", 1.0),
        ("Resolution time (ms)", 0.001),
        ("Resolution time in seconds", 1.0),
        ("Resolution time (days)", 86400.0),
        ("resolution_time_mins", 60.0),
        ("resolution_hours", 3600.0),
        ("Tempo di risoluzione (minuti)", 60.0),
        ("Timp de rezolvare (ore)", 3600.0),
    ):
        yield durations(f"plain numbers under {header!r}", header, ["90", "1.5", "0"], [90 * factor, 1.5 * factor, 0.0])
        yield durations(f"decimal commas under {header!r}", header, ["90,5", "1,5"], [90.5 * factor, 1.5 * factor])
    yield durations("grouped thousands", "Resolution time in minutes", ["1,234.5", "12"], [74070.0, 720.0])
    yield durations(
        "ISO 8601",
        "Resolution time",
        ["PT4H", "P1DT2H30M", "PT45M30S", "P2W", "PT0.5H", "PT0S"],
        [14400.0, 95400.0, 2730.0, 1209600.0, 1800.0, 0.0],
    )
    yield durations("negative clocks", HOURS, ["-3:30", "1:00", "2:00"], [None, 3600.0, 7200.0], bad=1)
    yield durations("negative numbers", HOURS, ["5", "-2", "3"], [18000.0, None, 10800.0], bad=1)
    yield durations("negative ISO 8601", HOURS, ["PT5H", "-PT2H", "PT3H"], [18000.0, None, 10800.0], bad=1)
    for word in (
        "soon",
        "25:61",
        "1:99:00",
        "PT",
        "P",
        "1h 1h",
        "1x",
        "4h 5",
        "::",
        "12:",
        "1 fortnight",
        "2026-01-05",
    ):
        yield durations(f"bad as {word!r}", HOURS, ["1:00", word, "2:00"], [3600.0, None, 7200.0], bad=1)
    for word in ("", "-", "N/A", "null", "--"):
        yield durations(f"missing as {word!r}", HOURS, ["1:00", word, "2:00"], [3600.0, None, 7200.0])
    yield durations("clocks and numbers in one column", HOURS, ["1:30:00", "2", "0:30"], [5400.0, 7200.0, 1800.0])


def surveys(
    name: str,
    cells: Sequence[str],
    values: Sequence[float | None],
    kind: str = "csat",
    off: int = 0,
    bad: int = 0,
    **more: object,
) -> Case:
    """``values`` are those of the loaded rows; a bad cell and a score off its scale are rejected rows."""
    rows = [(str(i), kind, f'"{cell}"', DAYS[i]) for i, cell in enumerate(cells)]
    n = len(cells)
    issues = {("score", "off-scale"): (off, more.pop("line", n + 1))} if off else {}
    issues |= {("score", "bad-score"): (bad, more.pop("line", n + 1))} if bad else {}
    told = {
        "issues": issues,
        "account": (n, n - off - bad, 0, 0, off + bad),
        "cells": {"score": list(values)},
        "file": "surveys.csv",
        **more,
    }
    return Case("scores", name, table("survey_id,kind,score,answered_at", rows).encode(), **told)  # type: ignore[arg-type]


def _scores() -> Iterator[Case]:
    yield surveys("1 to 5", ["5", "4", "3", "2", "1"], [5.0, 4.0, 3.0, 2.0, 1.0])
    yield surveys("as fractions", ["4/5", "5/5", "3 / 5"], [4.0, 5.0, 3.0])
    yield surveys("out of", ["4 out of 5", "5 of 5", "3 su 5", "2 din 5"], [4.0, 5.0, 3.0, 2.0])
    yield surveys("decimal commas", ["4,5", "3,25", "5"], [4.5, 3.25, 5.0])
    yield surveys("decimal points", ["4.5", "3.25", "5"], [4.5, 3.25, 5.0])
    yield surveys("Good and Bad", ["Good", "Bad", "good ", "BAD"], [1.0, 0.0, 1.0, 0.0])
    yield surveys("thumbs", ["👍", "👎", "👍🏽"], [1.0, 0.0, 1.0])
    yield surveys("Italian words", ["Buono", "Cattivo", "buona"], [1.0, 0.0, 1.0])
    yield surveys("Romanian words", ["Bun", "Slab", "BUNĂ"], [1.0, 0.0, 1.0])
    yield surveys("with words", ["5 - Very satisfied", "1 - Bad", "4 stars", "3 (ok)"], [5.0, 1.0, 4.0, 3.0])
    yield surveys("stars", ["★★★★★", "★★★☆☆", "⭐⭐⭐⭐"], [5.0, 3.0, 4.0])
    for word in ("N/A", "", "-", "null", "n/a"):
        yield surveys(f"none as {word!r}", ["5", word, "3"], [5.0, None, 3.0])
    scores = ["5"] * 10 + ["3"] * 8 + ["1"]
    yield surveys("one of 20 off the scale", [*scores, "50"], [float(one) for one in scores], off=1)
    for low, high in (("0", "6"), ("-1", "11")):
        yield surveys(
            f"off the scale as said: {low}",
            ["5", low, "1"],
            [5.0, 1.0],
            off=1,
            line=3,
            settings={"scales": {"csat": "1..5"}},
        )
        yield surveys(
            f"off the scale as said: {high}", ["5", "4", high], [5.0, 4.0], off=1, settings={"scales": {"csat": "1..5"}}
        )
    yield surveys("a fraction above one", ["4/5", "3/5", "9/5"], [4.0, 3.0], bad=1)
    yield surveys("NPS", ["10", "9", "0", "6"], [10.0, 9.0, 0.0, 6.0], kind="nps")
    yield surveys("NPS off its scale", ["10", "9", "11"], [10.0, 9.0], kind="nps", off=1)
    yield surveys("CES", ["7", "1", "4"], [7.0, 1.0, 4.0], kind="ces")
    yield surveys("CES off its scale", ["7", "1", "8"], [7.0, 1.0], kind="ces", off=1)
    yield surveys("1 to 10", ["10", "8", "1"], [10.0, 8.0, 1.0])
    yield surveys("0 to 100", ["100", "87", "0"], [100.0, 87.0, 0.0])
    yield surveys("percents", ["100%", "87%", "0%"], [100.0, 87.0, 0.0])
    yield surveys("words nobody knows", ["5", "4", "meh"], [5.0, 4.0], bad=1)


def _flags() -> Iterator[Case]:
    for yes, no in (
        ("true", "false"),
        ("TRUE", "FALSE"),
        ("Yes", "No"),
        ("Y", "N"),
        ("1", "0"),
        ("sì", "no"),
        ("da", "nu"),
        ("Vero", "Falso"),
        ("t", "f"),
        ("on", "off"),
        ("1.0", "0.0"),
        (" yes ", "NO"),
    ):
        rows = [(str(i), DAYS[i], cell) for i, cell in enumerate((yes, no, "", yes))]
        data = table("call_id,started_at,answered", rows).encode()
        yield Case(
            "flags", f"{yes}/{no}", data, {"answered": [True, False, None, True]}, (4, 4, 0, 0, 0), file="calls.csv"
        )
