"""Where rules stand, and the tests that hold them."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault

SIMPY, COMPILED, SHARED = "SimPy engine", "compiled engine", "what both read"

STARTING, LEAVING = "pathway/test_starting.py", "pathway/test_leaving.py"
MISSING, IN_LINE = "pathway/test_dna.py", "pathway/test_queues.py"
SEVERAL = "pathway/test_several_lists.py"
FIRST, QUEUEING = "pathway/test_first_come.py", "theory/test_queueing_theory.py"


def fault(name: str, target: str, old: str, new: str, *tests: str) -> Fault:
    """A fault of one edit."""
    return Fault(name, {SHARED: (Edit(target, old, new),)}, tests)
