"""Ageing and seasons: who is added, who stays away, and nobody else touched."""

from __future__ import annotations

import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from planner.demand.cohort import Cohort
from planner.demand.fractures import rates_by_day, resident_cells, season
from planner.demand.growth import extras, factors
from planner.demand.sample import sample_cohort
from planner.errors import ScenarioError
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from tests.counts import poisson_interval

BOARD = "swansea-bay"
NUMBER = 7
OLD = AGE_BANDS.index("85-89")
HIP, WRIST = SITES.index("hip"), SITES.index("wrist")


@lru_cache
def plain() -> Scenario:
    """One board whose residents stay there, over three years."""
    key = f"boards.{BOARD}."
    return load_scenario().with_values(
        {
            "run_on_days": 0,
            "population.winter_uplift": 0.0,
            f"{key}demand.providers": {BOARD: 1.0},
            "boards.powys.demand.fractures_a_year": 0,
        }
    )


def people(replication: int = 0, **changes: Any) -> Cohort:
    """Fractures of the board's residents in the plan, found or not."""
    scenario = plain()
    if changes:
        values = {f"population.{key}": value for key, value in changes.items()}
        scenario = scenario.with_values(values)
    cohort = sample_cohort(scenario, 5, replication, [BOARD])
    return cohort.take(
        (cohort.fracture_day >= 0) & ~cohort.at_start & (cohort.site >= 0)
    )


def assert_same_people(one: Cohort, other: Cohort) -> None:
    for name in ("seed", "sex", "age_band", "site", "fracture_day", "identified"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


def test_an_age_that_grows_more_adds_people_of_that_age_alone():
    before, after = people(), people(growth_by_age={"85-89": 0.3})
    there = np.isin(after.seed, before.seed)
    assert_same_people(before, after.take(there))
    added = after.take(~there)
    assert len(added) > 100
    assert set(added.age_band.tolist()) == {OLD}
    assert set(added.sex.tolist()) == {0, 1}
    assert {HIP, WRIST} <= set(added.site.tolist())


def test_an_age_that_grows_less_loses_people_of_that_age_alone():
    before, after = people(), people(growth_by_age={"85-89": -0.3})
    there = np.isin(before.seed, after.seed)
    assert_same_people(before.take(there), after)
    assert set(before.take(~there).age_band.tolist()) == {OLD}


def test_more_growth_of_an_age_only_adds_people_and_less_only_takes_them():
    rates = (-0.3, -0.1, 0.015, 0.1, 0.3)
    seeds = [set(people(growth_by_age={"85-89": g}).seed.tolist()) for g in rates]
    for fewer, more in pairwise(seeds):
        assert fewer < more
    assert seeds[2] == set(people().seed.tolist())


@pytest.mark.parametrize("growth", [-0.2, 0.25])
def test_an_age_is_as_many_as_its_growth_says(growth: float):
    """Expected in year t + 1: rate x share of the age x (1 + g)^t, summed by day."""
    scenario = plain().with_values({"population.growth_by_age": {"85-89": growth}})
    days = np.arange(scenario.plan_days)
    common = (1 + scenario.population.growth) ** (days / 365.25)
    level = rates_by_day(scenario, BOARD, days) / common
    cells = np.diff(resident_cells("W11000031"), prepend=0).reshape(len(SEXES), -1)
    by_day = level * (1 + growth) ** (days / 365.25) * cells[:, OLD].sum()
    runs = [people(n, growth_by_age={"85-89": growth}) for n in range(3)]
    for first, last in ((0, 365), (730, 1095)):
        found = sum(
            ((c.age_band == OLD) & (c.fracture_day >= first) & (c.fracture_day < last))
            .sum()
            for c in runs
        )  # fmt: skip
        low, high = poisson_interval(3 * by_day[first:last].sum())
        assert low <= found <= high


def test_growth_by_age_changes_nothing_before_the_plan_and_at_its_start():
    scenario = plain().with_values({"population.growth_by_age": {"50-54": 0.4}})
    table = factors(scenario)
    assert table is not None
    assert (table[:, :, :181] == 1).all()
    assert table[0, 0, -1] == pytest.approx((1.4 / 1.015) ** (1095 / 365.25), rel=1e-3)


def test_a_season_of_one_site_moves_that_site_alone():
    before, after = people(), people(winter_uplift_by_site={"hip": 1.0})
    both = np.intersect1d(before.seed, after.seed)
    assert_same_people(
        before.take(np.isin(before.seed, both)), after.take(np.isin(after.seed, both))
    )
    gone = before.take(~np.isin(before.seed, both))
    come = after.take(~np.isin(after.seed, both))
    assert set(gone.site.tolist()) == set(come.site.tolist()) == {HIP}
    # They stay away from April to September and come from October to March.
    month = (np.datetime64("2026-04-01") + come.fracture_day).astype("M8[M]")
    cold = month.astype(int) % 12
    assert np.isin(cold, [8, 9, 10, 11, 0, 1, 2, 3]).mean() > 0.95
    assert not np.isin(cold, [4, 5, 6, 7]).any()


def test_an_age_and_a_site_apart_are_added_age_by_age_and_site_by_site():
    changes = {
        "population.growth_by_age": {"85-89": 0.2},
        "population.winter_uplift_by_site": {"hip": 0.5},
    }
    found = extras(plain().with_values(changes), "W11000031")
    assert len({more.number for more in found}) == len(found)
    assert all(len(more.among.bands) == 1 and more.among.site for more in found)
    assert {more.among.site for more in found if "85-89" in more.among.bands} == {
        *SITES
    }
    assert {m.among.site for m in found if "50-54" in m.among.bands} == {"hip"}


def test_weights_of_months_take_the_place_of_the_winter_wave_and_keep_the_year():
    weights = (1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.8, 0.8, 0.9, 1.0, 1.1, 1.3)
    scenario = load_scenario().with_values(
        {"population.month_weights": weights, "plan_start": datetime.date(2026, 1, 1)}
    )
    days = np.arange(365)
    level = season(scenario, days, scenario.population)
    assert level.mean() == pytest.approx(1, abs=1e-3)
    assert level[0] / level[31] == pytest.approx(1.3 / 1.2)
    assert level[30] == level[0]
    assert level[364] == level[334] == level[0]


@pytest.mark.parametrize(
    ("key", "value", "about"),
    [
        ("growth_by_age", {"70-80": 0.1}, "age band"),
        ("winter_uplift_by_site", {"ankle": 0.1}, "site"),
        ("month_weights", (1.0, 2.0), "12 weights"),
        ("urgent_groups", ({"when": {"reached": True}, "share": 1.0},), "reached"),
        ("urgent_groups", ({"when": {"urgent": True}, "share": 1.0},), "urgent"),
        ("urgent_attributes", ("tall",), "attribute"),
    ],
)
def test_what_nobody_could_mean_is_refused(key: str, value: Any, about: str):
    with pytest.raises(ScenarioError, match=about) as refused:
        plain().with_values({f"population.{key}": value})
    assert all(problem.hint for problem in refused.value.problems)


def test_growth_by_age_is_read_once(tmp_path):
    text = 'title="t"\nwhy="a test"\nfrom=2027-01-01\nsource="a test"\n[set]\n'
    (tmp_path / "late.toml").write_text(text + '"population.growth_by_age.90+" = 0.1')
    (tmp_path / "o.toml").write_text('changes = ["late"]')
    with pytest.raises(ScenarioError, match="no effect"):
        load_scenario(options=[tmp_path / "o.toml"])


def test_age_sex_and_site_may_make_urgent_and_so_may_a_fact():
    old = {"when": {"age_band": ("85-89", "90+"), "sex": "female"}, "share": 1.0}
    wrist = {"when": {"site": "wrist"}, "share": 0.5}
    cohort = people(urgent_groups=(old, wrist), urgent_attributes=("persists",))
    first = (cohort.age_band >= OLD) & (cohort.sex == 0)
    wrists = ~first & (cohort.site == WRIST) & ~cohort.attributes["persists"]
    others = ~first & (cohort.site > WRIST) & ~cohort.attributes["persists"]
    assert cohort.urgent[first].all()
    assert cohort.urgent[cohort.attributes["persists"]].all()
    low, high = poisson_interval(wrists.sum() / 2)
    assert low <= cohort.urgent[wrists].sum() <= high
    assert not cohort.urgent[others].any()
    assert_same_people(people(), cohort)
