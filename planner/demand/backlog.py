"""People already waiting when the plan begins: the day-0 lists, exactly as given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.inputs.boards import WaitingList
from planner.inputs.day_zero import apportion, day_zero_table
from planner.inputs.units import MINUTES_A_DAY

__all__ = ["apportion", "day_zero_table", "spread_over_band"]
Ints = npt.NDArray[np.int64]


def spread_over_band(band: str, age_luck: npt.NDArray[np.float64]) -> Ints:
    """Minutes (negative) at which people of one age band joined.

    Waited days at minute 0 lie in the band for everybody, ends included.
    """
    first, last = WaitingList.band_days(band)
    position = age_luck * (last - first + 1)
    days = np.floor(position)
    within = 1 + np.floor((position - days) * (MINUTES_A_DAY - 1))
    return np.asarray(-(first + days) * MINUTES_A_DAY - within).astype(np.int64)
