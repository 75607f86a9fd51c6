"""Where rules stand, and the tests that hold them."""

from __future__ import annotations

SIMPY, COMPILED, SHARED = "SimPy engine", "compiled engine", "what both read"
ENGINE, SESSIONS = "pathway/reference/engine.py", "pathway/reference/sessions.py"
QUEUES, RULES, NETWORK = (
    "pathway/reference/queues.py",
    "pathway/reference/rules.py",
    "pathway/network.py",
)
ARRAYS, MACHINE = "pathway/compiled/layout.py", "pathway/compiled"
APPOINTMENTS, LANES = f"{MACHINE}/appointments.py", f"{MACHINE}/queues.py"
MOVES = f"{MACHINE}/routing.py"

STARTING, LEAVING = "pathway/test_starting.py", "pathway/test_leaving.py"
MISSING, IN_LINE = "pathway/test_dna.py", "pathway/test_queues.py"
SEVERAL = "pathway/test_several_lists.py"
FIRST, QUEUEING = "pathway/test_first_come.py", "theory/test_queueing_theory.py"
