"""Who is found: ramps of the share identified, sites of their own, and bursts."""

from __future__ import annotations

import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.demand.cohort import Cohort
from planner.demand.sample import sample_cohort
from planner.errors import ScenarioError
from planner.inputs.conditions import SITES
from planner.inputs.demand import Demand, Identification
from planner.inputs.load import load_scenario
from planner.inputs.referrals import found_share, kind_weights
from planner.inputs.scenario import Scenario
from tests.counts import poisson_interval

BOARD = "swansea-bay"
DEMAND = f"boards.{BOARD}.demand"
SPINE, WRIST = SITES.index("spine"), SITES.index("wrist")
RAMP = {"start": datetime.date(2026, 10, 1), "end": datetime.date(2027, 10, 1)}
BURST = {"number": 1, "people": 300, "start": datetime.date(2026, 9, 1), "weeks": 6}


@lru_cache
def plain() -> Scenario:
    changes = {"years": 2.0, "run_on_days": 30}
    flat = {f"{DEMAND}.identified.{site}": 0.3 for site in ("hip", "spine", "other")}
    return load_scenario().with_values({**changes, **flat})


def people(replication: int = 0, **changes: Any) -> Cohort:
    """Everybody who comes to the board."""
    values = {f"{DEMAND}.{key}": value for key, value in changes.items()}
    scenario = plain().with_values(values) if values else plain()
    return sample_cohort(scenario, 9, replication, [BOARD])


def residents(cohort: Cohort) -> Cohort:
    return cohort.take((cohort.residence == 7) & (cohort.site >= 0) & ~cohort.at_start)


def test_a_ramp_climbs_evenly_between_its_dates_and_stays():
    """30 % to 90 %: 30 % before, 60 % in the middle, 90 % afterwards."""
    runs = [
        residents(people(n, ramps={"other": {**RAMP, "to": 0.9}})) for n in range(3)
    ]
    for first, last, share in ((0, 183, 0.3), (335, 396, 0.6), (548, 700, 0.9)):
        found = expected = 0.0
        for cohort in runs:
            due = (cohort.fracture_day >= first) & (cohort.fracture_day < last)
            due &= (cohort.site >= WRIST) & (cohort.first_joined >= 0)
            found += (cohort.identified & due).sum()
            expected += due.sum() * share
        low, high = poisson_interval(expected)
        assert low <= found <= high


def test_a_ramp_of_one_site_finds_more_of_that_site_alone():
    before, after = people(), people(ramps={"spine": {**RAMP, "to": 0.9}})
    np.testing.assert_array_equal(before.seed, after.seed)
    assert not (before.identified & ~after.identified).any()
    more = ~before.identified & after.identified
    assert set(after.site[more].tolist()) == {SPINE}
    assert (after.fracture_day[more] > 183).all()
    further = people(ramps={"spine": {**RAMP, "to": 1.0}})
    assert not (after.identified & ~further.identified).any()


def test_a_site_may_have_a_share_of_its_own_and_the_others_keep_theirs():
    before, after = people(), people(**{"identified.wrist": 1.0})
    changed = before.identified != after.identified
    assert set(after.site[changed].tolist()) == {WRIST}
    found = residents(after)
    assert found.identified[(found.site == WRIST) & (found.first_joined >= 0)].all()
    shares = Identification(hip=0.3, spine=0.3, other=0.3, wrist=1.0)
    weights = kind_weights("W11000031", shares.kinds)
    assert sum(weights.values()) == pytest.approx(1)
    assert found_share("W11000031", shares) == pytest.approx(
        weights["wrist"] + 0.3 * (1 - weights["wrist"])
    )


def test_the_ramp_of_the_others_leaves_out_who_has_a_share_or_a_ramp_of_its_own():
    demand = Demand(
        identified=Identification(hip=0.1, spine=0.1, other=0.1, pelvis=0.1),
        ramps={"other": {**RAMP, "to": 0.5}, "wrist": {**RAMP, "to": 0.8}},
    )
    to = {site: ramp and ramp.to for site in SITES if (ramp := demand.ramp_at(site))}
    assert to == {"wrist": 0.8, "humerus": 0.5, "other": 0.5}


def test_a_burst_brings_its_people_in_its_weeks_and_leaves_everybody_else_be():
    before, after = people(), people(bursts={"look-back": {**BURST, "site": "spine"}})
    new = ~np.isin(after.seed, before.seed)
    np.testing.assert_array_equal(before.seed, after.seed[~new])
    low, high = poisson_interval(300)
    assert low <= new.sum() <= high
    days = after.first_joined[new] // 1440
    assert days.min() >= 153
    assert days.max() < 153 + 42
    assert set(after.site[new].tolist()) == {SPINE}
    assert after.identified[new].all()
    assert len(set(after.age_band[new].tolist())) > 5
    assert (after.fracture_day[new] == days).all()


def test_a_bigger_burst_keeps_who_was_there():
    burst = {**BURST, "source": "other", "enters": "scan", "days_since_fracture": 50}
    few = people(bursts={"one": burst})
    many = people(bursts={"one": {**burst, "people": 500, "urgent_share": 0.2}})
    assert set(few.seed.tolist()) < set(many.seed.tolist())
    new = ~np.isin(many.seed, people().seed)
    assert set(many.entry_stage[new].tolist()) == {4}
    assert (many.fracture_day[new] == many.first_joined[new] // 1440 - 50).all()
    assert 0 < many.urgent[new].mean() < 0.4


def test_ramps_and_bursts_may_come_by_date(tmp_path: Path):
    text = f'''title = "later"
why = "a test"
from = 2026-10-01
source = "a test"
[set]
"{DEMAND}.ramps.spine" = {{ start = 2026-10-01, end = 2027-03-31, to = 0.8 }}
[set."{DEMAND}.bursts.one"]
number = 3
people = 50
start = 2026-10-05
weeks = 2
'''
    (tmp_path / "later.toml").write_text(text)
    (tmp_path / "o.toml").write_text('changes = ["later"]')
    scenario = load_scenario(options=[tmp_path / "o.toml"])
    came = sample_cohort(scenario, 9, 0, [BOARD])
    before = sample_cohort(load_scenario(), 9, 0, [BOARD])
    new = ~np.isin(came.seed, before.seed)
    low, high = poisson_interval(50)
    assert low <= new.sum() <= high
    more = (came.identified & ~new).sum() - before.identified.sum()
    assert more > 50


def test_a_longer_plan_begins_like_the_shorter_one_with_all_of_this():
    changes = {
        f"{DEMAND}.bursts": {"one": BURST},
        f"{DEMAND}.ramps": {"spine": {**RAMP, "to": 0.9}},
        "population.growth_by_age": {"50-54": -0.2, "85-89": 0.2},
        "population.winter_uplift_by_site": {"hip": 0.4},
    }
    short = plain().with_values({**changes, "years": 1.0, "run_on_days": 0})
    long = plain().with_values({**changes, "years": 2.0, "run_on_days": 60})
    end = short.horizon_days * 1440
    one, other = (sample_cohort(s, 9, 0, [BOARD]) for s in (short, long))
    one, other = one.take(one.first_joined < end), other.take(other.first_joined < end)
    for name in ("seed", "age_band", "site", "identified", "exit_minute", "urgent"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


@pytest.mark.parametrize(
    ("key", "value", "about"),
    [
        ("ramps", {"ankle": {**RAMP, "to": 0.5}}, "fracture site"),
        ("ramps", {"hip": {"start": RAMP["end"], "end": RAMP["start"], "to": 0.5}},
         "before"),
        ("bursts", {"one": {**BURST, "site": "ankle"}}, "fracture site"),
        ("bursts", {"one": {**BURST, "site": "hip", "source": "other"}}, "FLS"),
        ("bursts", {"one": {**BURST, "enters": "nowhere"}}, "stage"),
        ("bursts", {"one": BURST, "two": BURST}, "declared number"),
    ],
)  # fmt: skip
def test_what_nobody_could_mean_is_refused(key: str, value: Any, about: str):
    with pytest.raises(ScenarioError, match=about) as refused:
        people(**{key: value})
    assert all(problem.hint for problem in refused.value.problems)
