"""How do the property tests run? Without a deadline, which a busy machine misses, and where CI is set always alike.

``make test-long`` tries so many examples that it may find what an ordinary run of the tests misses.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("cx", deadline=None, derandomize="CI" in os.environ, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=2_000)
settings.load_profile("cx")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first, so that it is not waited for alone at the end."""
    items.sort(key=lambda item: item.path.name != "test_wheel.py")
