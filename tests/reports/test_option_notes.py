"""What an option cannot move is said, with the reason that its run gives."""

from __future__ import annotations

import pandas as pd

from planner.inputs.load import load_scenario
from planner.outcomes.periods import headline_period
from planner.reports.option_notes import option_notes

YEARS = {"years": 2.0}
PLAN = load_scenario().with_values(YEARS)
PLACE, NAMES = "hywel-dda", {"hywel-dda": "Hywel Dda"}
Gap = tuple[float, float]
NOTHING: Gap = (0.0, 0.0)


def row(kpi: str, gap: Gap, level: float, stage: str = "all", n: int = 10) -> dict:
    """A row of a comparison: difference and half its interval, and the level."""
    period = headline_period(PLAN, kpi)
    assert period is not None
    difference, half = gap
    return {
        "baseline": "today", "option": "more", "provider": PLACE, "residence": "all",
        "stage": stage, "role": "all", "group": "all", "reason": "all", "kpi": kpi,
        "period": period.label, "baseline_mean": level - difference,
        "option_mean": level, "difference": difference, "ci_low": difference - half,
        "ci_high": difference + half, "better": "up", "n": n, "label": "",
    }  # fmt: skip


def compared(
    share: Gap = (0.0, 0.2),
    waiting: Gap = (-600.0, 50.0),
    wait: float = 300.0,
    cost: float = 40_000.0,
) -> pd.DataFrame:
    """A comparison of one board: list, newcomers' wait and cost move, KPI 5 not."""
    rows = [
        row("kpi5_scanned_90_of_all", share, 15.0),
        row("waiting_list", waiting, 900.0, "scan"),
        row("new_referral_wait", NOTHING, wait, "scan"),
        row("cost_whole_plan", (cost, 0.0), 1e6),
    ]
    return pd.DataFrame(rows)


def notes(table: pd.DataFrame, option: str = "weekend-scanning") -> list[str]:
    plan = load_scenario("wales-today", [option]).with_values(YEARS)
    return option_notes(PLAN, plan, table, NAMES)


def test_where_reserved_slots_decide_the_run_says_that_KPI_5_cannot_move() -> None:
    (said,) = notes(compared())
    assert "as it is at Hywel Dda" in said
    assert "up to 300 days" in said
    assert "reserved slots decide who is scanned in time" in said


def test_nothing_is_said_where_KPI_5_moves_or_the_open_list_scans_in_time() -> None:
    assert notes(compared(share=(4.0, 0.5))) == []
    assert notes(compared(wait=60.0)) == []


def test_an_option_that_changes_reserved_slots_is_not_said_to_leave_them() -> None:
    assert notes(compared(), "reserved-slots") == []
    assert notes(compared(), "reserved-slots-hip-spine") == []


def test_a_rise_too_small_to_matter_is_no_move() -> None:
    assert len(notes(compared(share=(0.1, 0.05)))) == 1


def test_money_that_moves_nothing_is_named() -> None:
    first, said = notes(compared(waiting=(1.0, 5.0)), "more-nurses")
    assert "reserved slots" in first
    assert "costs £40,000 more at Hywel Dda and moves none of these" in said


def test_a_board_that_an_option_leaves_alone_is_not_spoken_of() -> None:
    assert notes(compared(waiting=NOTHING, cost=0.0)) == []


def test_one_run_says_nothing() -> None:
    table = compared()
    table[["ci_low", "ci_high"]] = float("nan")
    table["n"] = 1
    assert notes(table) == []


def test_a_pathway_with_several_DXA_lists_says_what_they_hold_together() -> None:
    plan = load_scenario("wales-today", ["vertebral-assessment"]).with_values(YEARS)
    levels = [
        pd.DataFrame(
            [
                row("waiting_list", NOTHING, level, stage) | {"mean": level}
                for stage, level in held.items()
            ]
        )
        for held in (
            {"scan": 1000.0},
            {"scan": 700.0, "scan_vfa": 450.0, "scan_again": 50.0},
        )
    ]
    stages = [n for n, s in plan.pathway.stages.items() if s.role == "scanner"]
    levels[1]["stage"] = stages
    (said,) = option_notes(PLAN, plan, compared(wait=60.0), NAMES, tuple(levels))
    assert "together they hold 1,200 people" in said
    assert "+200 people against before" in said
