"""A small helpdesk whose figures can be worked out by hand, and the check of it in this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cx_cli.commands.run_check import check_files
from cx_cli.results.verdict import Checked
from cx_cli.settings import load_settings

AGENTS = ("Ana", "Bo")


def tickets() -> str:
    """February: 20 tickets, March: 30, on the first days of the month; the last is on 31 March at 23:00.

    First replies take 100 s in February; in March chat takes 60 s and e-mail 120 s, one of three tickets is by e-mail.
    March has no ticket of priority urgent, February has 2. One ticket in March has no agent.
    """
    lines = ["ticket_id,created_at,first_replied_at,channel,agent,priority"]
    for i in range(20):
        day = f"2026-02-{1 + i:02}"
        priority = "urgent" if i < 2 else "normal"
        lines.append(f"F{i},{day}T08:00:00Z,{day}T08:01:40Z,chat,{AGENTS[i % 2]},{priority}")
    for i in range(30):
        day = f"2026-03-{1 + i:02}" if i < 29 else "2026-03-31"
        hour = "08" if i < 29 else "23"
        channel, reply = ("email", "02:00") if i % 3 == 0 else ("chat", "01:00")
        agent = "" if i == 28 else AGENTS[i % 2]
        lines.append(f"M{i},{day}T{hour}:00:00Z,{day}T{hour}:{reply}Z,{channel},{agent},normal")
    return "\n".join(lines) + "\n"


def surveys() -> str:
    """100 answers in March of which 80 are good: 45 of 50 are Ana's, 35 of 50 are Bo's; 1 of 2 in February."""
    rows = [("2026-03-10", "Ana", i < 45) for i in range(50)] + [("2026-03-11", "Bo", i < 35) for i in range(50)]
    rows += [("2026-02-01", "Ana", True), ("2026-02-11", "Ana", False)]
    lines = ["survey_id,kind,score,scale,answered_at,agent"]
    lines += [f"{i},csat,{5 if good else 1},1..5,{day}T12:00:00Z,{agent}" for i, (day, agent, good) in enumerate(rows)]
    return "\n".join(lines) + "\n"


def write(folder: Path) -> list[str]:
    """Writes both files and returns their paths."""
    (folder / "tickets.csv").write_text(tickets(), encoding="utf-8")
    (folder / "surveys.csv").write_text(surveys(), encoding="utf-8")
    return [str(folder / "tickets.csv"), str(folder / "surveys.csv")]


def check(folder: Path, *rules: str, toml: str = "", files: Sequence[str] = (), **params: object) -> Checked:
    """The check of the helpdesk, or of other files, as of the end of March; ``rules`` are required."""
    (folder / "cx.toml").write_text(toml, encoding="utf-8")
    given = {"require": list(rules) or None, "as_of": "2026-03-31", "timezone": "UTC", "quiet": True, **params}
    return check_files(list(files) or write(folder), load_settings(given, {}, folder), given)[0]
