"""Is a table that is written in any dialect read back as the same table?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.case import Case
from tests.hostile.packing import pack
from tests.hostile.reading import answer, wrong

LETTERS = {
    "utf-8": "abcàèșț山👍", "utf-8-sig": "abcàèșț山👍", "utf-16": "abcàèșț山👍", "utf-32": "abcàèșț山👍",
    "cp1252": "abcèùé€", "cp1250": "abcăşţ€", "latin-1": "abcèùé",
}  # fmt: skip
DATES = (
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%d.%m.%Y %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "epoch",
)
START = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def written_tables(draw: st.DrawFn) -> Case:
    """A table of orders and the bytes of it in one dialect, whose encoding is said where it can't be seen."""
    encoding = draw(st.sampled_from(sorted(LETTERS)))
    text = st.text(LETTERS[encoding] + " ,;|\"\n'-", max_size=8).map(lambda cell: "x" + cell + "x")
    whens = st.integers(0, 364 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))
    amounts = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
    rows = draw(st.lists(st.tuples(whens, amounts, text, text), min_size=1, max_size=8))
    # A first row that settles the order of day and month, and the decimal mark.
    rows.insert(0, (START + timedelta(days=12), 0.25, "x", "y"))
    decimal = draw(st.sampled_from(",."))
    grouped = draw(st.booleans())
    dates = draw(st.sampled_from(DATES))
    columns = ["order_id", "customer_id", "ordered_at", "amount", "channel"]
    order = draw(st.permutations(range(len(columns))))
    out = io.StringIO()
    end, quoting = draw(st.sampled_from(["\n", "\r\n"])), draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(out, delimiter=draw(st.sampled_from(",;\t|")), lineterminator=end, quoting=quoting)
    writer.writerow([columns[place] for place in order])
    for number, (when, amount, customer, channel) in enumerate(rows):
        cells = [f"o{number}", customer, _date(when, dates), _amount(amount, decimal, grouped), channel]
        writer.writerow([cells[place] for place in order])
    data = pack(out.getvalue().encode(encoding), draw(st.sampled_from(["plain", "plain", "gz", "zst"])))
    said: dict[str, Any] = {} if encoding.startswith("utf") else {"files": {"orders.csv": {"encoding": encoding}}}
    expected = {
        "order_id": [f"o{number}" for number in range(len(rows))],
        "customer_id": [customer.strip() for _, _, customer, _ in rows],
        "ordered_at": [when for when, *_ in rows],
        "amount": [amount for _, amount, _, _ in rows],
        "channel": [channel.strip() for *_, channel in rows],
    }
    n = len(rows)
    return Case("dialects", "drawn", data, expected, (n, n, 0, 0, 0), file="orders.csv", settings=said)


def _date(when: datetime, form: str) -> str:
    return str(int(when.timestamp())) if form == "epoch" else when.strftime(form)


def _amount(amount: float, decimal: str, grouped: bool) -> str:
    text = f"{amount:,.2f}" if grouped else f"{amount:.2f}"
    return text if decimal == "." else text.translate(str.maketrans(",.", ".,"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(case=written_tables())
def test_a_table_in_any_dialect_is_read_back_equal(tmp_path: Path, case: Case) -> None:
    assert wrong(case, answer(case, tmp_path)) is None
