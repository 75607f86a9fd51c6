"""Who comes from a source: what is drawn before everybody is put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.inputs.units import MINUTES_A_DAY
from planner.streams import Purpose, Words, mix_in, to_unit

Ints = npt.NDArray[np.int64]
MINUTE = int(Purpose.MINUTE)


@dataclass(frozen=True)
class Comers:
    """People of one source, a row each."""

    words: Words
    fracture_day: Ints
    """Day of the fracture, or of the referral for other DXA referrals."""
    joined: Ints
    kind: Ints
    """Row in the tables of kinds."""
    leaves: Ints | None = None
    """Minute at which patience ends; None where nobody's does."""


class ComingFrom(Protocol):
    """A source of people, ready for one replication after the other."""

    def sample(self, word: int) -> Comers:
        """Everybody who comes in the replication of this word."""


@compiled
def at_a_minute(words: Words, days: Ints) -> Ints:
    """A minute of each person's day, by their own luck."""
    minutes = np.empty(len(words), dtype=np.int64)
    for i in range(len(words)):
        luck = to_unit(mix_in(words[i], MINUTE))
        minutes[i] = days[i] * MINUTES_A_DAY + np.int64(luck * MINUTES_A_DAY)
    return minutes
