"""Numbers of scanners beyond their bounds; that each moves something: tests/levers."""

from __future__ import annotations

import pytest

from planner.errors import ScenarioError
from planner.inputs.load import load_scenario

SCANNER = "boards.hywel-dda.scanners.scanner"
BEYOND = {
    "sessions_a_week": 10.5, "evenings_a_week": 5.5, "weekend_sessions_a_week": 4.5,
    "qa_minutes": -1, "downtime": 1.1, "old_downtime": -0.1, "downtime_half_days": 0.9,
    "life_years": 0.0, "upkeep": -1.0, "reserved_slots_a_day": 17.0,
}  # fmt: skip


@pytest.mark.parametrize("field", BEYOND)
def test_a_scanner_beyond_its_bounds_is_refused(field: str):
    with pytest.raises(ScenarioError, match=field):
        load_scenario().with_values({f"{SCANNER}.{field}": BEYOND[field]})
