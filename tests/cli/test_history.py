"""Does a history keep every run that was finished, whole, whoever else writes and whatever is killed?"""

from __future__ import annotations

import functools
import json
import random
import sqlite3
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from cx_cli.app import run
from cx_cli.commands.emit import whole
from cx_cli.commands.history_store import append, remembered
from cx_cli.errors import InputError, UsageError
from cx_cli.metrics.slices import PERIOD
from cx_cli.render.to_plain import render
from cx_cli.results.history import Family, Kept, with_history
from cx_cli.results.result import Report
from tests.cli.killing import finished_before_a_kill
from tests.render.fakes import breakdown, helpdesk, report, series
from tests.render.fakes import run as metric
from tests.results.checking import check, write

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # the children only write
KILLS = 6
FAMILY = Family("month", "UTC", "calendar", "", ())


def of_month(month: str, value: float, *, incomplete: bool = False, **told: object) -> Report:
    rows = series("csat", None, [(value, 100, value - 5, value + 5)])
    return report([metric("csat")], [breakdown((PERIOD,), [(month,)], [rows], [incomplete])], timezone="UTC", **told)


def by_channel(month: str, **channels: float) -> Report:
    rows = series("csat", None, [(value, 10, value - 5, value + 5) for value in channels.values()])
    slices = [(month, channel) for channel in channels]
    return report([metric("csat")], [breakdown((PERIOD, "channel"), slices, [rows])], timezone="UTC")


def month(number: int) -> str:
    return f"{2000 + number // 12}-{number % 12 + 1:02}"


def values(path: Path, family: Family = FAMILY) -> dict[str, float]:
    return {one.period: one.value for one in remembered(path, family)}


def n_runs(path: Path) -> int:
    with closing(sqlite3.connect(path)) as store:
        found: int = store.execute("SELECT count(*) FROM runs").fetchone()[0]
        return found


def test_a_period_is_what_the_newest_run_says_and_every_run_stays_listed(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    for value in (80.0, 81.0, 82.5):
        append(path, of_month("2026-01", value))
    append(path, of_month("2026-02", 70.0))
    append(path, of_month("2026-01", 10.0, clock="business"))  # another line of figures
    assert values(path) == {"2026-01": 82.5, "2026-02": 70.0}
    assert n_runs(path) == 5


def test_a_part_of_a_period_takes_no_place_of_the_whole_and_the_whole_takes_a_parts(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    append(path, of_month("2026-01", 50.0, incomplete=True))
    append(path, of_month("2026-01", 51.0, incomplete=True))
    assert values(path) == {"2026-01": 51.0}
    append(path, of_month("2026-01", 80.0))
    append(path, of_month("2026-01", 52.0, incomplete=True))
    assert values(path) == {"2026-01": 80.0}


def test_a_group_that_is_gone_goes_and_its_spelling_makes_no_second_one(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    append(path, by_channel("2026-01", email=80.0, chat=70.0))
    append(path, by_channel("2026-01", Email=81.0, phone=60.0))
    kept = remembered(path, Family("month", "UTC", "calendar", "", ("channel",)))
    assert sorted((one.labels, one.value) for one in kept) == [
        ((("channel", "email"),), 81.0),
        ((("channel", "phone"),), 60.0),
    ]


def test_a_report_that_is_kept_reads_back_the_same(tmp_path: Path) -> None:
    made = helpdesk((PERIOD,), (PERIOD, "agent"), timezone="UTC")
    append(tmp_path / "h.db", made)
    kept = remembered(tmp_path / "h.db", Family("month", "UTC", "calendar", "", ("agent",)))
    found = {(one.metric, one.statistic, one.period, one.labels): (one.value, one.n, one.low) for one in kept}
    by = made.breakdowns[2]
    for line in by.series:
        for place, value, n, low in zip(line.where, line.values, line.n, line.low, strict=True):
            period, agent = by.slices[place]
            if value == value:
                told = found.pop((line.metric, line.statistic, str(period), (("agent", agent),)))
                assert told[:2] == (value, n)
                assert told[2] == low or low != low
    assert not found


def test_a_page_asks_for_no_more_than_a_trend_shows(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    for number in range(40):
        append(path, of_month(month(number), float(number), incomplete=number == 36))
    kept = remembered(path, FAMILY, before=month(38))
    assert [one.period for one in kept] == [month(number) for number in (*range(13, 36), 37)]
    assert [one.value for one in remembered(path, FAMILY, period=month(36))] == [36.0]


def append_runs(path: Path, numbers: range) -> None:
    for number in numbers:
        append(path, of_month(month(number), float(number)))


def test_eight_processes_that_append_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    context = get_context("fork")
    workers = [context.Process(target=append_runs, args=(path, range(25 * i, 25 * i + 25))) for i in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 8
    assert n_runs(path) == 200
    assert values(path) == {month(number): float(number) for number in range(200)}


def append_one(path: Path, number: int) -> None:
    append(path, of_month(month(number), float(number)))


def appending_killed(folder: Path, kills: int, seed: int) -> None:
    """Every run that was said to be done is there, at most one more after each kill, and the file is sound."""
    path, dice, first, done = folder / "h.db", random.Random(seed), 0, 0
    for kill in range(kills):
        end = finished_before_a_kill(functools.partial(append_one, path), dice, first, 0.05)
        done += end - first
        kept = values(path)
        assert {month(number) for number in range(first, end)} <= kept.keys()
        assert all(kept[month(number)] == number for number in range(end) if month(number) in kept)
        assert done <= n_runs(path) <= done + kill + 1
        with closing(sqlite3.connect(path)) as store:
            assert store.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        first = end + 1


def test_a_kill_at_any_moment_loses_no_run_that_was_done_and_leaves_no_half(tmp_path: Path) -> None:
    appending_killed(tmp_path, KILLS, 1)


def write_one(path: Path, number: int) -> None:
    with whole(path) as file:
        for _ in range(200):
            file.write(f"{number:09}\n".encode() * 100)


def writing_killed(folder: Path, kills: int, seed: int) -> None:
    """What stands under the name is always the whole of one output, and never older than the last that was done."""
    path, dice, first = folder / "out.json", random.Random(seed), 0
    for _ in range(kills):
        end = finished_before_a_kill(functools.partial(write_one, path), dice, first, 0.03)
        lines = path.read_bytes().splitlines()
        assert len(lines) == 20_000
        assert len(set(lines)) == 1
        assert int(lines[0]) in (end - 1, end)
        first = end


def test_a_kill_at_any_moment_leaves_a_whole_output(tmp_path: Path) -> None:
    writing_killed(tmp_path, KILLS, 2)


def test_a_trend_goes_on_where_the_files_begin_and_nothing_of_theirs_is_replaced() -> None:
    kept = [
        Kept("csat", metric("csat").formula, None, (), period, value, 50.0, value, value, complete)
        for period, value, complete in (
            *(("2025-09", 61.0, True), ("2025-11", 63.0, False), ("2025-12", 64.0, True)),
            *(("2026-01", 65.0, True), ("2026-02", 66.0, True), ("2026-03", 67.0, True)),
        )
    ]
    kept.append(Kept("csat", "sum(score) / count(answered)", None, (), "2025-10", 4.0, 50.0, 4.0, 4.0, True))
    rows = series("csat", None, [(80.0, 10, 70, 90), (81.0, 100, 75, 85)])
    own = breakdown((PERIOD,), [("2026-01",), ("2026-02",)], [rows], [True, False])
    made = report([metric("csat")], [own], timezone="UTC")
    longer = with_history(made, lambda family, _: kept if family == FAMILY else ()).breakdowns[0]
    (line,) = longer.series
    found = {longer.slices[at][0]: value for at, value in zip(line.where, line.values, strict=True)}
    # the first month of the files is a part only; October and November are a gap in what was kept
    assert found == {"2025-09": 61.0, "2025-12": 64.0, "2026-01": 65.0, "2026-02": 81.0}
    assert [period for (period,) in longer.slices] == [month(number) for number in range(308, 314)]
    assert longer.incomplete == (False,) * 6
    assert with_history(made, lambda *_: ()) == made


def test_a_history_with_more_columns_keeps_the_reports_order_of_labels() -> None:
    made = helpdesk((PERIOD, "channel"), timezone="UTC")
    kept = [
        Kept("csat", metric("csat").formula, None, (("channel", label),), "2024-01", 50.0, 9.0, 40.0, 60.0, True)
        for label in ("fax", "chat")
    ]
    longer = with_history(made, lambda family, _: kept if family.columns == ("channel",) else ()).breakdowns[1]
    assert longer.slices[:2] == (("2024-01", "chat"), ("2024-01", "fax"))
    assert longer.slices[2:] == made.breakdowns[1].slices
    assert "fax" in render(with_history(made, lambda family, _: kept if family.columns == ("channel",) else ()))


def test_a_report_adds_to_the_history_and_a_check_compares_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """February is in the first export only; the second begins in March."""
    monkeypatch.chdir(tmp_path)
    tickets, _ = write(tmp_path)
    words = ["report", tickets, "--metric", "tickets_created", "--timezone", "UTC", "--history", "h.db", "-q"]
    assert run([*words, "--until", "2026-03-01"]) == 0
    assert run([*words, "--since", "2026-03-01", "--as-of", "2026-03-31", "--format", "json"]) == 0
    document = json.loads(b"{" + capfdbinary.readouterr().out.partition(b"{")[2])
    assert {row["slice"].get("period") for row in document["values"]} == {None, "2026-03"}  # the files' own figures
    assert values(tmp_path / "h.db") == {"2026-02": 20.0, "2026-03": 30.0}
    rule = "tickets_created vs previous <= +40%"
    given = {"check_period": "2026-03", "since": "2026-03-01"}
    (verdict,) = check(tmp_path, rule, **given).verdicts
    assert (verdict.verdict, verdict.reason) == ("no data", "the data do not cover 2026-02 whole")
    (verdict,) = check(tmp_path, rule, history=str(tmp_path / "h.db"), **given).verdicts
    assert (verdict.verdict, verdict.change, verdict.compared_period) == ("fail", 50.0, "2026-02")
    (verdict,) = check(tmp_path, "tickets_created.n vs previous <= +9", history="h.db", **given).verdicts
    assert (verdict.verdict, verdict.change) == ("fail", 10.0)


def test_what_is_no_history_is_left_alone_and_named(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("ticket_id,created_at\n" * 100)
    with closing(sqlite3.connect(tmp_path / "other.db")) as store:
        store.execute("CREATE TABLE mine (x)")
    for name in ("text.db", "other.db"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(InputError, match=f"{name}: this is"):
            append(tmp_path / name, of_month("2026-01", 1.0))
        assert (tmp_path / name).read_bytes() == before
    with pytest.raises(InputError, match="there is no file"):
        remembered(tmp_path / "none.db", FAMILY)
    with pytest.raises(UsageError, match="no place for a file"):
        append(tmp_path / "no" / "h.db", of_month("2026-01", 1.0))
