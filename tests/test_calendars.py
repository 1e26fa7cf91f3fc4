"""Are calendars read from the settings as they are written, and is every wrong one refused where it stands?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cx_cli.errors import UsageError
from cx_cli.settings import Settings, load_settings
from cx_cli.settings.calendars import OpenHours

HOUR = 3_600


def load(folder: Path, text: str, user: str | None = None) -> Settings:
    (folder / "cx.toml").write_text(text, encoding="utf-8")
    if user is not None:
        (folder / "user.toml").write_text(user, encoding="utf-8")
    return load_settings({}, {}, folder, folder / "user.toml")


def test_every_key_of_the_contract_is_read(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        """
        [hours]
        timezone = "Europe/Rome"
        weekdays = "mon-fri"
        open     = ["09:00-13:00", "14:00-18:00"]
        sat      = ["09:00-12:30"]
        wed      = ["22:00-06:00"]
        holidays = ["IT", "IT-MI", "2026-12-24", "2026-08-10..2026-08-21", 2026-05-04]
        dst_day  = "nominal"
        deadline_on_boundary = "next_opening"
        [hours.special]
        2026-12-31 = ["09:00-12:00"]
        2026-12-30 = []
        [calendars.night]
        open = ["00:00-24:00"]
        weekdays = ["sat", "sun"]
        where = "team == 'Night'"
        """,
    ).calendars
    day = ((9 * HOUR, 13 * HOUR), (14 * HOUR, 18 * HOUR))
    assert found["hours"] == OpenHours(
        "hours",
        week=(day, day, ((22 * HOUR, 30 * HOUR),), day, day, ((9 * HOUR, 12 * HOUR + 1_800),), ()),
        timezone="Europe/Rome",
        regions=("IT", "IT-MI"),
        closed=(
            (date(2026, 12, 24), date(2026, 12, 24)),
            (date(2026, 8, 10), date(2026, 8, 21)),
            (date(2026, 5, 4), date(2026, 5, 4)),
        ),
        special=((date(2026, 12, 30), ()), (date(2026, 12, 31), ((9 * HOUR, 12 * HOUR),))),
        dst_day="nominal",
        deadline_on_boundary="next_opening",
    )
    whole = ((0, 24 * HOUR),)
    assert found["night"] == OpenHours("night", ((),) * 5 + (whole, whole), where="team == 'Night'")


def test_open_without_weekdays_is_monday_to_friday_and_days_stand_alone(tmp_path: Path) -> None:
    assert [len(day) for day in load(tmp_path, '[hours]\nopen = "09:00-17:00"').calendars["hours"].week] == [
        *[1] * 5,
        *[0] * 2,
    ]
    assert [len(day) for day in load(tmp_path, '[hours]\nsun = "09:00-17:00"').calendars["hours"].week] == [
        *[0] * 6,
        1,
    ]


def test_the_nearer_of_two_files_wins_key_by_key(tmp_path: Path) -> None:
    user = '[hours]\nopen = ["08:00-16:00"]\ntimezone = "UTC"\n[hours.special]\n2026-01-02 = []'
    found = load(tmp_path, '[hours]\nopen = ["09:00-17:00"]\n[hours.special]\n2026-01-03 = []', user).calendars["hours"]
    assert (found.timezone, found.week[0]) == ("UTC", ((9 * HOUR, 17 * HOUR),))
    assert [day.day for day, _ in found.special] == [2, 3]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[hours]\nopn = ["09:00-17:00"]', "cx.toml: [hours]: unknown key 'opn'; did you mean 'open'?"),
        ('[calendars.a]\nweekday = "mon"', "cx.toml: [calendars.a]: unknown key 'weekday'; did you mean 'weekdays'?"),
        ('[hours]\nopen = ["9-17"]', "cx.toml: [hours] open '9-17' is no interval of a day"),
        ('[hours]\nopen = ["09:00-09:00"]', "cx.toml: [hours] open '09:00-09:00' has no length"),
        ('[hours]\nsat = ["24:00-06:00"]', "cx.toml: [hours] sat '24:00-06:00' has no length"),
        ('[hours]\nopen = ["09:00-25:00"]', "cx.toml: [hours] open '09:00-25:00' has a time that there isn't"),
        ('[hours]\nopen = ["09:61-17:00"]', "cx.toml: [hours] open '09:61-17:00' has a time that there isn't"),
        ("[hours]\nopen = 9", "cx.toml: [hours] open must be text, not 9"),
        ("[hours]\nopen = []", "cx.toml: [hours] is never open"),
        ('[hours]\nweekdays = "mon-fri"', "cx.toml: [hours] has weekdays and no open"),
        (
            '[hours]\nweekdays = "mno-fri"\nopen = "09:00-17:00"',
            "cx.toml: [hours] weekdays can't be 'mno'; did you mean",
        ),
        (
            '[hours]\nopen = "09:00-17:00"\nholidays = ["Italy"]',
            "cx.toml: [hours] holidays 'Italy' is neither a country nor a date",
        ),
        (
            '[hours]\nopen = "09:00-17:00"\nholidays = ["2026-08-21..2026-08-10"]',
            "cx.toml: [hours] holidays '2026-08-21..2026-08-10' ends before it begins",
        ),
        ('[hours]\nopen = "09:00-17:00"\nholidays = [true]', "cx.toml: [hours] holidays must be text, not True"),
        ('[hours]\nopen = "09:00-17:00"\n[hours.special]\nxmas = []', "cx.toml: [hours] special 'xmas' is no date"),
        (
            '[hours]\nopen = "09:00-17:00"\n[hours.special]\n2026-12-31 = ["9"]',
            "cx.toml: [hours] special 2026-12-31 '9' is no interval of a day",
        ),
        ('[hours]\nopen = "09:00-17:00"\ndst_day = "real"', "cx.toml: [hours] dst_day can't be 'real'"),
        (
            '[hours]\nopen = "09:00-17:00"\ndeadline_on_boundary = "next"',
            "cx.toml: [hours] deadline_on_boundary can't be 'next'",
        ),
        ('[hours]\nopen = "09:00-17:00"\nwhere = "x"', "cx.toml: [hours] has a where"),
        ('[calendars.always]\nopen = "09:00-17:00"', "cx.toml: [calendars.always] can't be named 'always'"),
        ('[calendars]\nnight = "x"', "cx.toml: [calendars]"),
    ],
)
def test_a_wrong_calendar_is_refused_where_it_stands(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    assert caught.value.message.startswith(told)
