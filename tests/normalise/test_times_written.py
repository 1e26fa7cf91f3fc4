"""Instants written in every form are read back; the standard library's calendar says which dates there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_cli.normalise.rows import NEVER
from cx_cli.normalise.times import (
    InstantFormat,
    decide_instants,
    parse_instants,
)
from cx_cli.normalise.zones import Zone
from tests.normalise.reading_times import EPOCH, UTC_ZONE, parsed, shown

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "short en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "short it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "short ro": "ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.",
}
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def half(at: datetime) -> str:
    return f"{(at.hour - 1) % 12 + 1}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"


def named(months: list[str]) -> Callable[[datetime], str]:
    return lambda at: f"{at.day} {months[at.month - 1]} {at.year} {at:%H:%M:%S}"


WRITERS: dict[str, Callable[[datetime], str]] = {
    "iso": lambda at: at.isoformat(" "),
    "iso zoned": lambda at: (at + timedelta(hours=5, minutes=30)).isoformat() + "+05:30",
    "iso west": lambda at: (at - timedelta(hours=3, minutes=30)).isoformat(" ") + " -0330",
    "d/m/y": lambda at: f"{at.day}/{at.month}/{at.year} {at.hour}:{at:%M:%S}",
    "dd.mm.yyyy": lambda at: f"{at:%d.%m}.{at.year} {at:%H:%M:%S}",
    "m/d/y half": lambda at: f"{at.month}/{at.day}/{at.year}, {half(at)}",
    "y/m/d": lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}",
    "twitter": lambda at: (
        f"{WEEKDAYS[at.weekday()]} {MONTHS['short en'].split()[at.month - 1]} {at:%d %H:%M:%S} +0000 {at.year}"
    ),
    "epoch": lambda at: str(int((at - EPOCH).total_seconds())),
    "epoch ms": lambda at: str(int((at - EPOCH).total_seconds()) * 1000 + 7),
    "excel": lambda at: repr((at - datetime(1899, 12, 30)) / timedelta(days=1)),
    **{f"named {language}": named(names.split()) for language, names in MONTHS.items()},
}
GIVEN = {
    "d/m/y": {"order": "dmy"},
    "dd.mm.yyyy": {"order": "dmy"},
    "m/d/y half": {"order": "mdy"},
    "epoch": {"unit": "s"},
    "epoch ms": {"unit": "ms"},
    "excel": {"unit": "excel"},
}


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=25)
@given(
    instants=st.lists(
        st.datetimes(datetime(1970, 1, 2), datetime(2100, 12, 30)).map(lambda at: at.replace(microsecond=0)),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_written_is_read_back(form: str, instants: list[datetime]) -> None:
    read = parsed([WRITERS[form](at) for at in instants], **GIVEN.get(form, {}))
    assert shown(read) == [at.isoformat(" ") for at in instants]
    assert not read.bad.any()


@settings(max_examples=60)
@given(
    parts=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(1960, 2110), st.integers(0, 25)), min_size=1
    )
)
def test_a_date_is_bad_exactly_when_the_calendar_does_not_have_it(parts: list[tuple[int, int, int, int]]) -> None:
    def truth(day: int, month: int, year: int, hour: int) -> str | None:
        try:
            at = datetime(year, month, day, hour)
        except ValueError:
            return None
        return at.isoformat(" ") if 1970 <= year <= 2100 else None

    cells = pa.array([f"{day}/{month}/{year} {hour}:00" for day, month, year, hour in parts])
    read = parse_instants(cells, InstantFormat("dmy"), UTC_ZONE)
    expected = [truth(*part) for part in parts]
    assert shown(read) == expected
    assert read.bad.tolist() == [one is None for one in expected]


@given(cells=st.lists(st.one_of(st.none(), st.text(max_size=30), st.from_regex(r"[0-9/:. apm-]{0,20}")), max_size=20))
def test_no_text_breaks_the_reader(cells: list[str | None]) -> None:
    column = pa.array(cells, pa.string())
    for fmt in (InstantFormat("dmy"), InstantFormat("mdy"), InstantFormat("ymd"), InstantFormat(unit="s")):
        read = parse_instants(column, fmt, Zone("Europe/Rome"))
        assert (read.seconds[read.bad] == NEVER).all()
        missing = np.array([cell is None for cell in cells], dtype=bool)
        assert not read.bad[missing].any()
    decide_instants([cell for cell in cells if cell is not None])
