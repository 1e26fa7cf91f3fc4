"""How do words stand beside their head, wrapped?"""

from __future__ import annotations

import textwrap

from cx_cli.render.safe import harmless

WIDTH = 100


def hanging(head: str, said: str) -> list[str]:
    """The words after their head, the further lines indented as far."""
    return textwrap.wrap(
        harmless(said),
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
