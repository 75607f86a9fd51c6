"""80 % identification with the least capacity that leaves nobody later than today."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import pytest

from planner import compare, load_scenario, run
from planner.experiment.running.results import Results
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario

MATCHED = "identify-80-percent-matched"
RUNS = 6
LONGER = 0.02
"""Share by which a DXA list may be longer without anybody noticing."""
LEAST = {
    "aneurin-bevan": {
        "scanners.scanner.weekend_sessions_a_week": 0.5,
        "extended_hours.matching-saturdays.weekend_sessions_a_week": 0.5,
    },
    "betsi-cadwaladr": {
        "scanners.second-scanner.sessions_a_week": 3.0,
        "posts.operator.wte": 1.3,
    },
    "cardiff-and-vale": {
        "scanners.scanner.sessions_a_week": 6.5,
        "posts.operator.wte": 0.65,
    },
    "cwm-taf-morgannwg": {
        "scanners.scanner.sessions_a_week": 8.0,
        "posts.operator.wte": 0.8,
    },
    "hywel-dda": {
        "scanners.scanner.sessions_a_week": 8.0,
        "posts.operator.wte": 0.8,
    },
    "swansea-bay": {
        "scanners.scanner.sessions_a_week": 6.5,
        "posts.operator.wte": 0.65,
    },
}
"""Half a session less at each board."""


def results(board: str, scenario: Scenario) -> Results:
    """With the central values, for which the capacity was sized."""
    return run(scenario.central(), replications=RUNS, boards=[board], workers=1)


@lru_cache
def today(board: str) -> Results:
    return results(board, load_scenario(DEFAULT_SCENARIO))


def against_today(board: str, scenario: Scenario) -> dict[str, pd.Series]:
    """Differences of the three measures that the option answers for."""
    table = compare(today(board), results(board, scenario))
    table = table[(table["provider"] == board) & (table["group"] == "all")]
    table = table[(table["residence"] == "all") & (table["reason"] == "all")]
    wanted = {
        "assessed": ("kpi4_assessed_90", "all", "2028/29"),
        "scanned": ("kpi5_scanned_90_of_all", "all", "2028/29"),
        "list": ("waiting_list", "scan", "2029-03-21"),
    }
    found = {}
    for name, (kpi, stage, period) in wanted.items():
        rows = table[(table["kpi"] == kpi) & (table["stage"] == stage)]
        (found[name],) = (row for _, row in rows[rows["period"] == period].iterrows())
    return found


@pytest.mark.parametrize("board", LEAST)
def test_matched_capacity_leaves_nobody_later_than_today(board: str) -> None:
    found = against_today(board, load_scenario(DEFAULT_SCENARIO, [MATCHED]))
    assert found["assessed"]["ci_high"] > -1
    assert found["scanned"]["ci_high"] > 0
    assert found["list"]["ci_low"] < LONGER * found["list"]["baseline_mean"]


@pytest.mark.parametrize("board", LEAST)
def test_matched_capacity_is_the_least_at_every_board(board: str) -> None:
    """With half a session less, or today's reserved slots, somebody is later."""
    matched = load_scenario(DEFAULT_SCENARIO, [MATCHED])
    fewer = {f"boards.{board}.{key}": at for key, at in LEAST[board].items()}
    waiting = against_today(board, with_dated_values(matched, fewer))["list"]
    assert waiting["ci_low"] > LONGER * waiting["baseline_mean"]
    scanners = matched.boards[board].scanners
    before = {
        f"boards.{board}.scanners.{name}.reserved_slots_a_day": one.reserved_slots_a_day
        for name, one in scanners.items()
    }
    found = against_today(board, with_dated_values(matched, before))
    assert found["scanned"]["ci_high"] < 0


def with_dated_values(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """The same with other values in the change that matches capacity."""
    changed = []
    for change in scenario.changes:
        if change.name == "match-80-percent-2026":
            tree = dict(change.values)
            for key, at in values.items():
                table = next((k for k in tree if key.startswith(f"{k}.")), None)
                if table is None:
                    tree[key] = at
                else:
                    tree[table] = {**tree[table], key.rpartition(".")[2]: at}
            change = change.model_copy(update={"values": tree})
        changed.append(change)
    return scenario.with_changes(tuple(changed))


def test_matching_adds_only_sessions_their_operators_and_reserved_slots() -> None:
    """Nurses, administrators and reporters have the hours already."""
    touched = load_scenario(DEFAULT_SCENARIO, [MATCHED]).changes[-1].values
    parts = {key.split(".")[2] for key in touched}
    assert parts == {"scanners", "posts", "extended_hours"}
    assert all("operator" in key for key in touched if ".posts." in key)
