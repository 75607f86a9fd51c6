"""What a reader is told before trusting a plan."""

from __future__ import annotations

import pandas as pd

from planner.inputs.load import load_scenario
from planner.reports import cautions

PLAN = load_scenario().with_values({"years": 1.0})


def sessions(lost: float, offered: float) -> pd.DataFrame:
    """A summary of one board's scanner sessions of one year."""
    common = {
        "provider": "hywel-dda",
        "residence": "all",
        "stage": "all",
        "role": "scanner",
        "period": "2026/27",
        "group": "all",
    }
    rows = [
        {"kpi": "sessions_lost", "reason": "no operator", "mean": lost},
        {"kpi": "sessions_offered", "reason": "all", "mean": offered},
    ]
    return pd.DataFrame([{**common, **row} for row in rows])


def test_sessions_without_an_operator_are_said_out_loud():
    (said,) = cautions(sessions(112, 337), PLAN, {"hywel-dda": "Hywel Dda"})
    assert said.startswith("Hywel Dda: 112 of 449 scanner sessions a year")
    assert "operator WTE" in said


def test_an_operator_away_now_and_then_is_not_worth_a_word():
    assert cautions(sessions(15, 337), PLAN, {}) == []


def test_a_plan_without_any_session_is_not_said_to_lack_operators():
    assert cautions(sessions(0, 0), PLAN, {}) == []
