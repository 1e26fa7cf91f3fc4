"""Are policies read from the settings as they are written, and is every wrong one refused where it stands?"""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_cli.errors import UsageError
from cx_cli.settings import Settings, load_settings
from cx_cli.settings.policies import Policy

HOURS = '[hours]\nopen = ["09:00-17:00"]\n'


def load(folder: Path, text: str, user: str = "") -> Settings:
    (folder / "cx.toml").write_text(text, encoding="utf-8")
    (folder / "user.toml").write_text(user, encoding="utf-8")
    return load_settings({}, {}, folder, folder / "user.toml")


def test_every_key_of_a_policy_is_read_and_the_order_is_the_files(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        f"""
        {HOURS}
        [calendars.night]
        open = "22:00-06:00"
        [sla]
        priority_rule = "at_event"
        [sla.urgent]
        where = "priority in ['urgent', 'high']"
        first_reply = "1h"
        next_reply = "4h"
        resolution = "1d"
        requester_wait = "2h"
        update = "1h 30m"
        calendar = "night"
        pause = ["pending", "on_hold"]
        [sla.all]
        resolution = "2d"
        """,
        '[sla.first]\nresolution = "3d"\n[sla.all]\nresolution = "9d"\n[sla]\npriority_rule = "at_creation"',
    ).promised
    targets = {
        "first_reply": 3_600,
        "next_reply": 14_400,
        "resolution": 86_400,
        "requester_wait": 7_200,
        "update": 5_400,
    }
    assert found.policies[0] == Policy(
        "urgent", "priority in ['urgent', 'high']", targets, "night", ("pending", "on_hold")
    )
    assert [(one.name, one.targets["resolution"] // 86_400) for one in found.policies[1:]] == [("all", 2), ("first", 3)]
    assert found.policies[1].calendar == "hours"
    assert found.rule == "at_event"


def test_without_hours_a_promise_runs_around_the_clock(tmp_path: Path) -> None:
    (policy,) = load(tmp_path, '[sla.all]\nresolution = "2d"').promised.policies
    assert (policy.calendar, policy.pause, policy.where) == ("always", (), "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[sla.a]\nfirst_repl = "1h"', "cx.toml: [sla.a]: unknown key 'first_repl'; did you mean 'first_reply'?"),
        ('[sla.a]\nfirst_reply = "1"', "cx.toml: [sla.a] first_reply: a duration needs a unit"),
        ('[sla.a]\nfirst_reply = "0h"', "cx.toml: [sla.a] first_reply '0h' is no time at all"),
        ("[sla.a]\nfirst_reply = 60", "cx.toml: [sla.a] first_reply: a duration needs a unit"),
        ('[sla.a]\nwhere = "true"', "cx.toml: [sla.a] promises nothing"),
        (
            '[sla.a]\nfirst_reply = "1h"\ncalendar = "hours"',
            "cx.toml: [sla.a] calendar is hours, and there is no [hours]",
        ),
        (
            '[calendars.night]\nopen = "22:00-06:00"\n[sla.a]\nfirst_reply = "1h"\ncalendar = "nigth"',
            "cx.toml: [sla.a] calendar can't be 'nigth'; did you mean 'night'?",
        ),
        (
            '[sla.a]\nfirst_reply = "1h"\npause = ["pendin"]',
            "cx.toml: [sla.a] pause can't be 'pendin'; did you mean 'pending'?",
        ),
        ('[sla]\npriority_rule = "at_creaton"', "cx.toml: [sla] priority_rule can't be 'at_creaton'; did you mean"),
        ('[sla]\npriorty_rule = "now"', "cx.toml: [sla]: unknown key 'priorty_rule'; did you mean 'priority_rule'?"),
        ('[sla.a]\nfirst_reply = "1h"\nwhere = 3', "cx.toml: [sla.a] where must be text, not 3"),
    ],
)
def test_a_wrong_policy_is_refused_where_it_stands(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    assert caught.value.message.startswith(told)
