"""What a run of the benchmarks is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """How much to run: all of it, or tiny sizes that only show that it works."""

    quick: bool = False
    rounds: int = 3
