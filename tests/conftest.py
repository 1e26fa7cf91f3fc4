"""How do the property tests run? Without a deadline, which a busy machine misses, and where CI is set always alike."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("cx", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("cx")
