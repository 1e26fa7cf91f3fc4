"""How is a file spoilt at random, from a seed?"""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.hostile.case import Case

SIGNS = (
    b'"',
    b"\n",
    b"\r",
    b",",
    b";",
    b"\t",
    b"\0",
    b"\\",
    b"'",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b'""',
    b"\r\n",
    b"sep=;\n",
)
WORDS = (
    b"99999999999999999999",
    b"-",
    b"1e999",
    b"2026-13-45",
    b"Total",
    b"\xf0\x9f\x91\x8d",
    b"x" * 5000,
    b"=1+1",
    b"/",
    b":" * 9,
)


def mutated(cases: Sequence[Case], seed: int) -> Case:
    """One of the cases, spoilt in a few places; what is right for it is not known any more."""
    dice = random.Random(seed)
    case = dice.choice(cases)
    data = bytearray(case.data[:20_000])
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        place = dice.randrange(len(data) + 1)
        match dice.randrange(7):
            case 0:
                data[place:place] = dice.choice(SIGNS)
            case 1:
                data[place:place] = dice.choice(WORDS)
            case 2:
                del data[place : place + dice.choice((1, 2, 10, 200))]
            case 3 if data:
                data[place % len(data)] = dice.randrange(256)
            case 4:
                end = min(len(data), place + dice.choice((3, 40, 400)))
                data[place:place] = data[place:end] * dice.choice((1, 2, 20))
            case 5:
                data = data[:place]
            case _:
                other = dice.choice(cases).data[:2_000]
                data[place:place] = other
    return Case(
        case.group, f"{case.name}, seed {seed}", bytes(data), case.cells, file=case.file, settings=case.settings
    )
