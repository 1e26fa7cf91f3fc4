"""Is pyarrow the same when it makes its functions late?"""

from __future__ import annotations

import subprocess
import sys

LATE = """
from cx_cli.load.lean import make_compute_lean
make_compute_lean()
import pyarrow.compute as pc
early = len(vars(pc))
names = {name for name, _ in EVERY}
found = [(name, getattr(pc, name).__doc__) for name in sorted(names)]
assert len(vars(pc)) > early + 200, early
"""
EVERY = """
import pyarrow.compute as whole
from types import FunctionType
functions = {name: one for name, one in vars(whole).items() if isinstance(one, FunctionType) and name[0] != "_"}
EVERY = sorted((name, one.__doc__) for name, one in functions.items())
"""
CHECK = """
assert found == EVERY, set(found) ^ set(EVERY)
assert pc.and_(True, False).as_py() is False and pc.utf8_upper("a").as_py() == "A"
try:
    pc.hash_sum_of_nothing
except AttributeError as error:
    assert "has no attribute 'hash_sum_of_nothing'" in str(error)
else:
    raise AssertionError
"""


def test_functions_made_late_are_those_that_pyarrow_makes() -> None:
    parts = [EVERY, "import sys", "del sys.modules['pyarrow.compute']", LATE, CHECK]
    run = subprocess.run([sys.executable, "-c", "\n".join(parts)], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
