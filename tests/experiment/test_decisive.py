"""Figures that decide between plans, over replications and fitting sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import planner
from planner.experiment.decisive import Clearance, clearances, prices
from planner.experiment.needs import (
    MORE,
    for_1000_residents,
    residents_from_50,
    sessions_needed,
)
from planner.experiment.running.results import KEYS, Results
from planner.reports.bottleneck import role_spells
from planner.reports.summary_cells import cleared_by

RUNS = 20
BOARDS = ("aneurin-bevan", "swansea-bay")


def invented(**values: dict[str, list[float]]) -> Results:
    """Results that hold these measures alone, by place, with the sets of the plan."""
    rows, columns = [], []
    where = {"clearance_day": "scan", "cleared": "scan"}
    for kpi, places in values.items():
        for place, each in places.items():
            rows.append({"provider": place, "kpi": kpi, "period": "plan"})
            rows[-1] |= {"span": "plan", "stage": where.get(kpi, "all")}
            columns.append(np.resize(np.array(each, dtype=float), RUNS))
    index = pd.DataFrame(rows).assign(
        residence="all", group="all", reason="all", start="", unit="", label=""
    )
    index["role"] = np.where(index["kpi"].str.startswith("sessions"), "scanner", "all")
    plan = planner.load_scenario("wales-today")
    assert set(KEYS) <= set(index.columns)
    return Results(plan, 1, index, np.stack(columns, axis=1))


def test_wales_is_cleared_on_the_day_of_its_last_board() -> None:
    first, last = [100.0] * RUNS, [200.0, 300.0] * (RUNS // 2)
    days = {BOARDS[0]: first, BOARDS[1]: last, "wales": [np.nan] * RUNS}
    cleared = {place: [1.0] * RUNS for place in BOARDS}
    found = clearances(invented(clearance_day=days, cleared=cleared))
    assert found["wales"].sure_day == 300.0
    assert found["wales"].chance == 1.0
    assert found[BOARDS[0]].sure_day == 100.0


def test_a_backlog_without_nine_runs_in_ten_has_no_date() -> None:
    sets = np.repeat(np.arange(10), 2)
    days = np.where(np.arange(RUNS) < 17, 50.0, np.inf)
    clearance = Clearance(np.isfinite(days), sets, days)
    assert clearance.sure_day == np.inf
    plan = planner.load_scenario("wales-today")
    assert cleared_by(plan, {BOARDS[0]: clearance}, BOARDS[0]).level == "in 85 %"
    days[17] = 60.0
    surely = Clearance(np.isfinite(days), sets, days)
    assert cleared_by(plan, {BOARDS[0]: surely}, BOARDS[0]).level == "May 2026"


def test_boards_that_clear_are_counted_where_wales_does_not() -> None:
    sets = np.zeros(RUNS, dtype=np.intp)
    soon, never = np.full(RUNS, 9.0), np.full(RUNS, np.inf)
    found = {
        name: Clearance(np.isfinite(days), sets, days)
        for name, days in (("a", soon), ("b", never), ("wales", never))
    }
    assert cleared_by(planner.load_scenario(), found, "wales").lines == "1 of 2\nboards"


@pytest.mark.parametrize(
    ("more", "price"), [([100.0], 50.0), ([-10.0], np.nan), ([5.0, -5.0], np.nan)]
)
def test_a_further_person_has_a_price_where_there_surely_is_one(
    more: list[float], price: float
) -> None:
    place = BOARDS[0]
    before = invented(people_scanned_90={place: [1000.0]}, cost_whole_plan={place: [0]})
    added = np.stack([np.resize(more, RUNS), np.full(RUNS, 5000.0)], axis=1)
    after = replace(before, matrix=before.matrix + added)
    found = prices(before, after)[place]
    assert found.each == pytest.approx(price, nan_ok=True)


def test_sessions_of_one_board_are_no_help_to_another() -> None:
    level = {BOARDS[0]: [8.0], BOARDS[1]: [4.0], "wales": [12.0]}
    clear = {BOARDS[0]: [3.0], BOARDS[1]: [0.0], "wales": [3.0]}
    offered = {BOARDS[0]: [9.0], BOARDS[1]: [9.0], "wales": [18.0]}
    table = sessions_needed(
        invented(
            sessions_a_week_to_stay_level=level,
            sessions_a_week_extra_to_clear=clear,
            sessions_a_week_offered=offered,
        )
    )
    more = table[table["measure"] == MORE].set_index("place")["mean"]
    assert more.to_dict() == {BOARDS[0]: 2.0, BOARDS[1]: 0.0, "wales": 2.0}


def test_a_list_stands_beside_the_residents_it_serves() -> None:
    boards = planner.load_scenario("wales-today").boards
    assert sum(map(residents_from_50, boards)) == residents_from_50("wales")
    bands = ("ci_low", "ci_high", "random_low", "random_high", "band_low", "band_high")
    row = pd.Series({"mean": 1000.0, **dict.fromkeys(bands, 500.0)})
    scaled = for_1000_residents(row, "powys")
    assert scaled["mean"] == pytest.approx(1e6 / residents_from_50("powys"))
    assert scaled["band_low"] == pytest.approx(scaled["mean"] / 2)


def test_short_spells_of_another_bottleneck_belong_to_the_one_before() -> None:
    starts = pd.date_range("2026-04-01", periods=12, freq="7D").strftime("%Y-%m-%d")
    scanner = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    rows = [
        {"start": start, "role": role, "mean": share, "kpi": "binds"}
        for start, share in zip(starts, scanner, strict=True)
        for role, share in (("scanner", share), ("nurse", 1 - share))
    ]
    table = pd.DataFrame(rows).assign(
        provider=BOARDS[0], residence="all", group="all", reason="all"
    )
    spells = role_spells(table, BOARDS[0])
    assert [(spell.role, spell.weeks) for spell in spells] == [
        ("scanner", 6),
        ("nurse", 6),
    ]
    assert spells[-1].until == "2026-06-24"
