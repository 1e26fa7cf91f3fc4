"""A child that works until it is killed, and says on its way what it has finished."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context


def finished_before_a_kill(work: Callable[[int], None], dice: random.Random, first: int, most_seconds: float) -> int:
    """Forks a child that does ``work(first)``, ``work(first + 1)`` ...; kills it at a random moment after the first.

    Returns the number of the first piece of work that the child did not say was finished.
    """
    reading, writing = os.pipe()
    child = get_context("fork").Process(target=_work_on, args=(work, writing, first))
    child.start()
    os.close(writing)
    select.select([reading], [], [], 30)
    time.sleep(dice.uniform(0, most_seconds))
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert child.exitcode == -signal.SIGKILL
    told = b""
    while block := os.read(reading, 1 << 16):
        told += block
    os.close(reading)
    return first + len(told)


def _work_on(work: Callable[[int], None], writing: int, number: int) -> None:
    while True:
        work(number)
        os.write(writing, b".")
        number += 1
