"""Does no input, however spoilt, end in anything but a report or an error that says what to do?"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.hostile.corpus import corpus
from tests.hostile.mutating import mutated
from tests.hostile.reading import answer

N_MUTATIONS = 160
SLOWEST_SECONDS = 20.0
"""Far more than any of them takes; a hang is what is meant."""


@pytest.mark.parametrize("part", range(4))
def test_a_spoilt_file_is_read_or_refused_and_its_rows_add_up(part: int, tmp_path: Path) -> None:
    for seed in range(part * N_MUTATIONS // 4, (part + 1) * N_MUTATIONS // 4):
        case = mutated(corpus(), seed)
        began = time.perf_counter()
        found = answer(case, tmp_path)
        assert time.perf_counter() - began < SLOWEST_SECONDS, case
        rows, *kept = found.account
        assert rows == sum(kept), case
        if found.error is not None:
            assert found.error.slug, case
            assert found.error.exit_code in (2, 3), case


def test_the_same_seed_spoils_the_same_file_the_same_way() -> None:
    assert mutated(corpus(), 7) == mutated(corpus(), 7)
    assert mutated(corpus(), 7).data != mutated(corpus(), 8).data
