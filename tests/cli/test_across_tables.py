"""Do joins across tables find what belongs together, whatever way ids are written, and never multiply rows?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cx_cli.metrics.registry import BUILT_IN
from cx_cli.normalise.ids import places_among
from cx_cli.normalise.rows import Words
from cx_cli.results.result import Report
from tests.cli.in_process import figure, report

TICKETS = """ticket_id,created_at,first_replied_at,resolved_at,agent,channel,customer_id
1,2026-01-01 09:00,2026-01-01 09:10,2026-01-01 10:00,Ana,chat,8
2,2026-01-01 09:00,2026-01-01 15:10,2026-01-02 10:00,Bo,email,7
3,2026-01-01 09:00,,,Bo,email,7
"""
SURVEYS = """survey_id,csat,ticket_id,answered_at
a,5,1.0,2026-01-03
b,1, 1 ,2026-01-03
c,4,2,2026-01-03
d,2,01,2026-01-03
e,5,3,2026-01-03
"""
SPENT = ((BUILT_IN["clv_by_feedback"], "spent"), (BUILT_IN["survey_vs_speed"], "default"))
ORDERS = """order_id,customer_id,ordered_at,amount
1,7,2026-01-01,100
2,7,2026-01-05,50
3,8,2026-01-06,30
4,09,2026-01-06,10
5,ab ,2026-02-01,5
"""
NPS = """survey_id,nps,customer_id,answered_at,ticket_id
1,10,7.0,2026-01-02,
2,3,7.0,2026-01-09,
3,9,AB,2026-01-09,
4,8,,2026-01-09,1.0
5,,9,2026-01-09,
"""


def places(cells: list[str], ids: list[str]) -> list[int]:
    return places_among(Words(np.arange(len(cells), dtype=np.int32), tuple(cells)), ids).tolist()


def test_an_id_is_found_however_a_file_writes_it() -> None:
    assert places(["17.0", " 17 ", "017", "17.5", "x"], ["17"]) == [0, 0, -1, -1, -1]
    assert places(["ab-1", "AB-2", "Cd"], ["AB-1", "ab-2", "cD", "CD"]) == [0, 1, -1], "two ids but for case: neither"
    assert places(["1.03006E+13"], ["10300600000000", "1.03006E+13"]) == [-1], "a spreadsheet has cut it short"


def by_speed(folder: Path, column: str) -> Report:
    return report(folder, {"t.csv": TICKETS, "s.csv": SURVEYS}, by=((column,), ("agent",), ("channel",)))


def test_surveys_stand_beside_the_speed_of_their_ticket_each_once(tmp_path: Path) -> None:
    found = by_speed(tmp_path, "first_reply_bucket")
    assert figure(found, "csat") == (60, 5)
    assert figure(found, "survey_vs_speed", slice_=("<1h",)) == (50, 2), "two surveys on a ticket"
    assert figure(found, "survey_vs_speed", slice_=("4-8h",)) == (100, 1)
    assert figure(found, "survey_vs_speed", slice_=("no reply",)) == (100, 1)
    assert figure(found, "survey_vs_speed", slice_=(None,)) == (0, 1), "01 is no ticket"
    assert figure(found, "csat", slice_=("Ana",)) == (50, 2)
    assert figure(found, "csat", slice_=("email",)) == (100, 2)
    found = by_speed(tmp_path, "resolution_bucket")
    assert figure(found, "survey_vs_speed", slice_=("open",)) == (100, 1)
    assert figure(found, "survey_vs_speed") == (60, 5)


def test_ratings_in_a_ticket_export_have_the_speed_of_their_ticket(tmp_path: Path) -> None:
    text = TICKETS.replace("customer_id", "satisfaction").replace(",8\n", ",5\n").replace(",7\n", ",1\n")
    found = report(tmp_path, {"t.csv": text}, by=(("first_reply_bucket",),))
    assert figure(found, "survey_vs_speed", slice_=("<1h",)) == (100, 1)
    assert figure(found, "survey_vs_speed", slice_=("no reply",)) == (0, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_orders_know_the_feedback_of_their_customer_and_count_once(tmp_path: Path, turned: bool) -> None:
    head, *lines = NPS.splitlines(keepends=True)
    files = {"o.csv": ORDERS, "t.csv": TICKETS, "s.csv": head + "".join(lines[::-1] if turned else lines)}
    found = report(tmp_path, files, metrics=SPENT, by=(("feedback",), ("nps_group",)))
    assert figure(found, "clv_by_feedback") == (195 / 4, 4)
    assert figure(found, "clv_by_feedback", slice_=("answered",)) == (185 / 3, 3)
    assert figure(found, "clv_by_feedback", slice_=("no answer",)) == (10, 1), "09 is not 9, who was only asked"
    assert figure(found, "clv_by_feedback", slice_=("detractor",)) == (150, 1), "the newest answer counts"
    assert figure(found, "clv_by_feedback", slice_=("passive",)) == (30, 1), "the ticket of the survey names who"
    assert figure(found, "clv_by_feedback", slice_=("promoter",)) == (5, 1)


def test_two_rated_tickets_of_a_customer_do_not_double_the_orders(tmp_path: Path) -> None:
    rated = TICKETS.replace("agent", "satisfaction").replace("Ana", "").replace("Bo", "4")
    found = report(tmp_path, {"o.csv": ORDERS, "t.csv": rated}, metrics=SPENT, by=(("feedback",),))
    assert figure(found, "clv_by_feedback", slice_=("answered",)) == (150, 1)
    assert figure(found, "clv_by_feedback", slice_=("no answer",)) == (45 / 3, 3)


def test_long_ids_of_a_parquet_file_that_holds_them_as_decimals_are_found(tmp_path: Path) -> None:
    ids = [10300612345678.0, 10300612345679.0, None]
    pq.write_table(
        pa.table({"customer_id": ids, "nps": [9, 2, 1], "survey_id": ["a", "b", "c"]}), tmp_path / "s.parquet"
    )
    orders = "customer_id,ordered_at,amount\n10300612345678,2026-01-01,7\n10300612345679,2026-01-01,5\n"
    found = report(tmp_path, {"o.csv": orders}, metrics=SPENT, by=(("nps_group",),), more=("s.parquet",))
    assert figure(found, "clv_by_feedback", slice_=("promoter",)) == (7, 1)
    assert figure(found, "clv_by_feedback", slice_=("detractor",)) == (5, 1)


REVIEWS = """review_id,reviewed_at,agent,criterion,score,low,high,ticket_id
r1,2026-01-05,Ana,tone,5,1,5,1.0
r1,2026-01-05,Ana,facts,5,1,5,1.0
r2,2026-01-05,Bo,tone,1,1,5,2
r3,2026-01-05,Bo,tone,5,1,5,77
"""


def test_a_review_takes_from_its_ticket_what_it_does_not_say_itself(tmp_path: Path) -> None:
    """r3 is of a ticket that is in no file; the criteria of a review are one review still."""
    metrics = ((BUILT_IN["iqs"], "default"),)
    by = (("channel",), ("customer_id",), ("agent",))
    found = report(tmp_path, {"tickets.csv": TICKETS, "reviews.csv": REVIEWS}, metrics=metrics, by=by)
    assert figure(found, "iqs", slice_=("chat",)) == (100, 1)
    assert figure(found, "iqs", slice_=("email",)) == (0, 1)
    assert figure(found, "iqs", slice_=(None,)) == (100, 1)
    assert figure(found, "iqs", slice_=("8",)) == (100, 1)
    assert figure(found, "iqs", slice_=("Bo",)) == (50, 2)
    assert figure(found, "iqs")[1] == 3
