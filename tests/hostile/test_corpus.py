"""Does ``cx`` give the one right answer to every hostile file?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from tests.hostile.case import Case
from tests.hostile.corpus import corpus
from tests.hostile.reading import answer, wrong

AT_ONCE = 60
"""So many cases are one test: a test of its own for each would take longer than the case."""


def portions() -> Iterator[tuple[str, list[Case]]]:
    for group, found in groupby(corpus(), key=lambda case: case.group):
        cases = list(found)
        for first in range(0, len(cases), AT_ONCE):
            yield f"{group} {first + 1}", cases[first : first + AT_ONCE]


PORTIONS = dict(portions())


@pytest.mark.parametrize("portion", PORTIONS)
def test_every_hostile_file_gets_its_one_right_answer(portion: str, tmp_path: Path) -> None:
    failed = [f"{case}: {what}" for case in PORTIONS[portion] if (what := wrong(case, answer(case, tmp_path)))]
    assert not failed, "\n".join(failed)


def test_no_two_cases_have_one_name_and_there_are_hundreds() -> None:
    names = [str(case) for case in corpus()]
    assert len(names) == len(set(names)) > 800


def test_a_wrong_answer_is_seen(tmp_path: Path) -> None:
    whole = next(case for case in corpus() if case.cells and case.account)
    damaged = Case(whole.group, whole.name, whole.data.replace(b"5", b"6", 1), whole.cells, whole.account)
    assert wrong(damaged, answer(damaged, tmp_path))
    refused = Case(whole.group, whole.name, whole.data, refused="encoding")
    assert wrong(refused, answer(refused, tmp_path))
