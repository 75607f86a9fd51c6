"""Expected caseload, as the audit reckons it."""

from __future__ import annotations

FRACTURES_A_HIP = 5.0
"""FLS-DB expects five fragility fractures for each hip fracture."""


def expected_fractures(hips: float, factor: float = FRACTURES_A_HIP) -> float:
    """Fragility fractures expected of a place with so many hip fractures.

    >>> expected_fractures(4113)
    20565.0
    """
    return hips * factor


def expected_from_share(identified: float, percent: float) -> float:
    """Fractures expected where so many identified are so many percent."""
    return identified / percent * 100
