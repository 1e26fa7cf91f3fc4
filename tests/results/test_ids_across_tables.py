"""Do duplicates, conversations and surveys find their tickets as plain Python finds them, however ids are written?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import pytest

from cx_cli.metrics.registry import BUILT_IN
from cx_cli.results.result import Report
from tests.cli.in_process import figure, report

METRICS = tuple((BUILT_IN[name], "default") for name in ("tickets_created", "first_reply_time", "reply_time", "csat"))
KINDS = {
    "whole": lambda n: str(100 + n),
    "far apart": lambda n: str(n * 10**14 + 7),
    "prefixed": lambda n: f"TCK-{n:03}",
    "padded": lambda n: f"{n:05}",
    "rounded": lambda n: str(100 + n) if n % 3 else f"1.0{n % 2}E+1{n % 2}",
    "mixed": lambda n: (str(100 + n), f"{n:04}", f"{n}-x", f"ünï {n}")[n % 4],
}
Cells = dict[str, str]


def spelt(dice: random.Random, one: str) -> str:
    """The id in some other way of writing it."""
    return dice.choice([one, one, one, f"{one}.0" if one.isdigit() else one, f" {one} "])


def key(cell: str) -> str:
    one = cell.strip()
    return one[:-2] if one.endswith(".0") and one[:-2].isdigit() else one


def is_rounded(one: str) -> bool:
    return "E+" in one


def stamp(minute: int) -> str:
    return f"2026-03-{1 + minute // 1440:02} {minute // 60 % 24:02}:{minute % 60:02}:00"


def made(dice: random.Random, kind: str) -> tuple[list[Cells], list[Cells], list[Cells]]:
    """Tickets, messages and surveys; every instant is there once, so that the newest row is one."""
    ids = [KINDS[kind](number) for number in range(12)]
    minutes = iter(dice.sample(range(1000, 20_000), 400))
    tickets = [
        {
            "ticket_id": spelt(dice, one),
            "created_at": stamp(dice.randrange(900)),
            "updated_at": stamp(next(minutes)),
            "channel": dice.choice(["chat", "email"]),
        }
        for one in [*ids, *dice.choices(ids, k=5)]
    ]
    others = [*ids, "999", "x-9"]
    messages = [
        {
            "message_id": str(7000 + number),
            "ticket_id": spelt(dice, dice.choice(others)),
            "sent_at": stamp(next(minutes)),
            "author": dice.choice(["customer", "agent", "agent", "bot"]),
            "public": dice.choice(["true", "true", "true", "false"]),
        }
        for number in range(60)
    ]
    again = [{**row, "message_id": f"{row['message_id']}.0"} for row in dice.sample(messages, dice.choice([0, 4]))]
    surveys = [
        {"survey_id": str(number), "csat": dice.choice("145"), "ticket_id": spelt(dice, dice.choice(others)).swapcase()}
        for number in range(30)
    ]
    surveys = [{**row, "answered_at": stamp(next(minutes))} for row in surveys]
    return dice.sample(tickets, len(tickets)), dice.sample(messages + again, len(messages + again)), surveys


def text(rows: list[Cells]) -> str:
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"


def spoken(messages: list[Cells]) -> dict[str, list[Cells]]:
    """The public messages of customers and agents by ticket, in order, each once."""
    once = {key(row["message_id"]): row for row in messages}
    found: dict[str, list[Cells]] = {}
    for row in sorted(once.values(), key=lambda row: row["sent_at"]):
        if row["author"] != "bot" and row["public"] == "true":
            found.setdefault(key(row["ticket_id"]), []).append(row)
    return found


def seconds(start: str, end: str) -> int:
    def minute(cell: str) -> int:
        return (int(cell[8:10]) * 24 + int(cell[11:13])) * 60 + int(cell[14:16])

    return 60 * (minute(end) - minute(start))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_rows_are_joined_as_plain_python_joins_them(tmp_path: Path, kind: str, seed: int) -> None:
    dice = random.Random(f"{kind} {seed}")
    tickets, messages, surveys = made(dice, kind)
    files = {"tickets_1.csv": text(tickets[:8]), "tickets_2.csv": text(tickets[8:]), "surveys.csv": text(surveys)}
    files |= {"messages_1.csv": text(messages[:25]), "messages_2.csv": text(messages[25:])}
    found = report(tmp_path, files, metrics=METRICS, by=(("channel",),))

    newest: dict[str, Cells] = {}
    for place, row in enumerate(sorted(tickets, key=lambda row: row["updated_at"])):
        newest[f"rounded {place}" if is_rounded(row["ticket_id"]) else key(row["ticket_id"])] = row
    talks = spoken(messages)
    assert figure(found, "tickets_created") == (len(newest), len(newest))
    assert told(found, "tickets") == len(tickets) - len(newest)
    assert told(found, "messages") == len(messages) - 60

    replies: list[tuple[str, int]] = []
    for one, row in newest.items():
        later = [talk["sent_at"] for talk in talks.get(one, [])[1:] if talk["author"] == "agent"]
        if later:
            replies.append((row["channel"], seconds(row["created_at"], later[0])))
    of_channels(found, "first_reply_time", replies, statistic="mean")

    waits = []
    for talk in talks.values():
        asked: str | None = None
        for row in talk:
            if row["author"] == "customer":
                asked = asked or row["sent_at"]
            elif asked:
                waits.append(seconds(asked, row["sent_at"]))
                asked = None
    assert figure(found, "reply_time", "mean") == (pytest.approx(fmean(waits)), len(waits))

    channels = {one.lower(): row["channel"] for one, row in newest.items()}
    rated = [(channels.get(key(row["ticket_id"]).lower()), 100 * (row["csat"] != "1")) for row in surveys]
    of_channels(found, "csat", rated)


def told(found: Report, table: str) -> int:
    """How many rows of the table are duplicates."""
    assert all(one.rows == one.loaded + one.duplicates for one in found.inputs)
    return sum(one.duplicates for one in found.inputs if one.table == table)


def of_channels(
    found: Report, metric: str, values: Sequence[tuple[str | None, int]], *, statistic: str | None = None
) -> None:
    for channel in {channel for channel, _ in values}:
        some = [value for said, value in values if said == channel]
        assert figure(found, metric, statistic, (channel,)) == (pytest.approx(fmean(some)), len(some)), channel
