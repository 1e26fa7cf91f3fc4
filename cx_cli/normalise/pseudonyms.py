"""Under which name does a person stand, whom nobody is to recognise?"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import cache, lru_cache

from cx_cli.normalise.ids import id_key
from cx_cli.normalise.labels import label_key
from cx_cli.normalise.profile import aliases, key

_PEOPLE = {
    "agent": ("agent", "by"),
    "customer": ("customer_id", "author", "referred_by"),
}
"""What a name begins with -> the columns that hold such people."""
_LENGTH = 10
"""Signs of 5 bits: two of a million people share a name once in two thousand times."""


class Pseudonyms:
    """Names that a secret key gives: who has the key can find out whose they are, nobody else can by trying.

    The same person has the same name in every column, table and run under one key, however it is spelt.

    >>> names = Pseudonyms(b"a secret")
    >>> names.name("agent", "Anna Rossi") == names.name("by", "  anna ROSSI")
    True
    >>> names.name("agent", "Anna Rossi") == Pseudonyms(b"another").name("agent", "Anna Rossi")
    False
    """

    def __init__(self, secret: bytes):
        self._secret = secret
        self._named = lru_cache(maxsize=1 << 20)(self._name)

    def hides(self, column: str) -> bool:
        """Whether the column holds people: a canonical one, or one whose header may mean such a column."""
        return _kind_of(column) is not None

    def name(self, column: str, label: str) -> str:
        """The name of the person that ``label`` means in the column."""
        return self._named(_kind_of(column) or "person", label)

    def _name(self, kind: str, label: str) -> str:
        said = f"{kind}:{label_key(id_key(label))}".encode()
        digest = hmac.new(self._secret, said, hashlib.sha256).digest()
        return f"{kind}-{base64.b32encode(digest)[:_LENGTH].decode().lower()}"


@cache
def _kinds() -> dict[str, str]:
    """The keys of the headers that mean people -> agent or customer."""
    kinds: dict[str, str] = {}
    for kind, columns in _PEOPLE.items():
        for name in columns:
            kinds.setdefault(key(name), kind)
            for table, columns_of_table in aliases().tables.items():
                if (table, name) != ("messages", "author"):  # there it is a role: customer, agent, bot
                    for alias in columns_of_table.get(name, ()):
                        kinds.setdefault(alias.keys[0], kind)
    return kinds


def _kind_of(column: str) -> str | None:
    return _kinds().get(key(column))
