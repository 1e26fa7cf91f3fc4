"""Which names stand for people, if they are to be hidden, and for how long do they hold?"""

from __future__ import annotations

import secrets

from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.settings import Settings

_SHORTEST = 16


def pseudonyms_of(settings: Settings) -> tuple[Pseudonyms, list[str]]:
    """The names under the key of the settings, and what must be said of it.

    Without a key there is one for this run only: nobody, the user included, can tell later whose a name was.
    """
    key = settings.pseudonym_key
    if not key:
        return Pseudonyms(secrets.token_bytes(32)), [
            "no CX_PSEUDONYM_KEY: the other names of people hold for this run only"
        ]
    short = [f"CX_PSEUDONYM_KEY has fewer than {_SHORTEST} signs, and can be found by trying"]
    return Pseudonyms(key.encode()), short if len(key) < _SHORTEST else []
