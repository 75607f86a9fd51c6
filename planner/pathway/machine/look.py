"""Looking things up by number."""

from __future__ import annotations

import numpy as np

from planner.compiled import inlined


@inlined
def nth(records, number):
    """The record of a number that is not below 0.

    A number without a sign spares the question whether to count from the end.
    """
    return records[np.uint64(number)]
