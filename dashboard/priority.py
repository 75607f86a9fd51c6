"""Who may wait: work that nobody watches yields to work that somebody does."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress


def step_back() -> None:
    """Let this thread, and what it starts, yield to everybody else.

    Who types a board's numbers while Wales is simulated still gets a first band soon.
    Only Linux has a priority for each thread; elsewhere things stay as they are.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
