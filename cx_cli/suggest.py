"""Which known name did the user mean?"""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that is closest to ``word``, or None when none is close.

    >>> nearest("chanel", ["channel", "agent"])
    'channel'
    >>> nearest("zzz", ["channel", "agent"]) is None
    True
    """
    from difflib import get_close_matches  # only when something is wrong

    by_fold = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None
