"""Names on screen read as people write them."""

from __future__ import annotations

from dashboard.names import STAGES, name_of


def test_a_stage_without_a_name_still_shows() -> None:
    assert name_of(STAGES, "bone_clinic") == "bone clinic"
