"""Memory that one replication frees, kept for the next one."""

from __future__ import annotations

import numpy as np

LARGEST_LEARNT = 2**25
"""Bytes; the C library of Linux learns nothing from a block of this size or larger."""


def keep_freed_memory() -> None:
    """Have freed memory kept by the process instead of given back at once.

    The C library of Linux gives back what is twice as large as the largest block freed
    so far, and a replication would have to fetch the memory of its tables anew, page
    by page, which takes a sixth of its time. A block freed unused costs nothing and
    teaches it a larger size, in all threads. Elsewhere this does nothing.
    """
    np.empty(LARGEST_LEARNT - 2**13, dtype=np.uint8)
