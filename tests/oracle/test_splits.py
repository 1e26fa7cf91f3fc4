"""Do the numbers stay the same, to the last bit, however the rows are spread over files?"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.oracle import dice, helpdesk, reading
from tests.oracle.comparing import Report, metric_options, options, run
from tests.oracle.oracle import View

VIEW = View(dice.AS_OF, ("period", "agent"), "month", "Europe/Rome")
PARTS = ("rows", "loaded", "duplicates", "excluded", "rejected")


def report_of(seed: int, folder: Path, parts: int, shuffle: int | None) -> Report:
    paths = helpdesk.write(helpdesk.export(seed), folder, parts, shuffle)
    files = [f"{path.stem.partition('-')[0]}={path.name}" for path in paths]
    return run(files, *options(VIEW), *metric_options(), folder=folder)


def accounts(report: Report) -> dict[str, dict[str, int]]:
    sums: dict[str, Counter[str]] = {}
    for entry in report["inputs"]:
        assert entry["rows"] == sum(entry[part] for part in PARTS[1:]), entry
        sums.setdefault(entry["table"], Counter()).update({part: entry[part] for part in PARTS})
    return {table: {part: counts[part] for part in PARTS} for table, counts in sums.items()}


def test_shuffled_rows_in_three_files_give_the_same_bytes_and_the_same_accounts(tmp_path: Path) -> None:
    seed = 21
    whole = report_of(seed, tmp_path / "whole", 1, None)
    shuffled = report_of(seed, tmp_path / "shuffled", 1, seed)
    split = report_of(seed, tmp_path / "split", 3, seed + 1)
    assert len(split["inputs"]) == 12
    values = json.dumps(whole["values"])
    assert len(whole["values"]) > 500
    assert json.dumps(shuffled["values"]) == values
    assert json.dumps(split["values"]) == values
    wanted = {table: vars(account) for table, account in reading.read(helpdesk.export(seed)).accounts.items()}
    assert accounts(whole) == wanted
    assert accounts(shuffled) == wanted
    assert accounts(split) == wanted


def test_the_whole_rows_are_the_same_under_every_by(tmp_path: Path) -> None:
    helpdesk.write(helpdesk.export(23), tmp_path)
    files = ["tickets.csv", "messages.csv", "surveys.csv", "calls.csv"]
    wholes = []
    for by in (("period",), ("period", "agent", "channel"), ("team",)):
        view = View(dice.AS_OF, by, "week", "America/New_York")
        report = run(files, *options(view), *metric_options(), folder=tmp_path)
        wholes.append([row for row in report["values"] if row["slice"] == {} and row["metric"] != "channel_share"])
    assert wholes[0] == wholes[1] == wholes[2]
    assert len(wholes[0]) > 25
