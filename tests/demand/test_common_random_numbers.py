"""Random numbers belong to a person: options, names and horizons change no others."""

from __future__ import annotations

import numpy as np
import pytest

from planner.capacity.offer import offer_rota
from planner.demand.cohort import OUTSIDE, Cohort
from planner.demand.sample import sample_cohort
from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.pathway.visits import COLUMNS, Outcome, Visits
from tests.demand.frozen import columns

DAY = 1440
BOARD = "swansea-bay"


@pytest.fixture(scope="module")
def wales() -> Scenario:
    """A short plan, as the tests need only its start."""
    return load_scenario().with_values({"years": 0.25, "run_on_days": 0})


def assert_equal(one: Cohort, other: Cohort) -> None:
    for name, values in columns(one).items():
        np.testing.assert_array_equal(values, columns(other)[name], err_msg=name)


def test_nobody_shares_a_seed(wales: Scenario):
    seeds = [sample_cohort(wales, 1, n).seed for n in range(3)]
    seeds.append(sample_cohort(wales, 2, 0).seed)
    together = np.concatenate(seeds)
    assert len(np.unique(together)) == len(together)


def test_the_same_seed_gives_the_same_people_and_another_gives_others(wales: Scenario):
    one = sample_cohort(wales, 1, 0)
    assert_equal(one, sample_cohort(wales, 1, 0))
    assert not np.intersect1d(one.seed, sample_cohort(wales, 1, 1).seed).size


def test_finding_more_keeps_everybody_who_was_found(wales: Scenario):
    fewer = sample_cohort(wales, 1, 0)
    site = f"boards.{BOARD}.demand.identified."
    more = sample_cohort(
        wales.with_values({f"{site}{key}": 0.9 for key in ("hip", "spine", "other")}),
        1,
        0,
    )
    np.testing.assert_array_equal(fewer.seed, more.seed)
    assert not (fewer.identified & ~more.identified).any()
    assert more.identified.sum() > fewer.identified.sum()


@pytest.mark.parametrize("name", ["reached", "needs_dxa", "starts_treatment"])
def test_a_higher_share_of_a_fact_moves_people_one_way_only(wales: Scenario, name: str):
    before = sample_cohort(wales, 1, 0)
    key = f"pathway.attributes.{name}.share"
    after = sample_cohort(wales.with_values({key: 0.95}), 1, 0)
    was, now = before.attributes[name], after.attributes[name]
    assert not (was & ~now).any()
    for other in set(before.attributes) - {name, "recommended"}:
        np.testing.assert_array_equal(before.attributes[other], after.attributes[other])


def test_more_demand_keeps_the_people_already_there(wales: Scenario):
    key = f"boards.{BOARD}.demand."
    rate = wales.boards[BOARD].demand.fractures_a_year
    weekly = wales.boards[BOARD].demand.other["gp"].referrals_a_week
    more = wales.with_values(
        {
            f"{key}fractures_a_year": rate * 1.3,
            f"{key}other.gp.referrals_a_week": weekly * 2,
        }
    )
    before, after = sample_cohort(wales, 1, 0), sample_cohort(more, 1, 0)
    there = np.isin(after.seed, before.seed)
    assert there.sum() == len(before) < len(after)
    assert_equal(before, after.take(there))


def test_renaming_boards_changes_nothing(wales: Scenario):
    tree = wales.model_dump()
    boards = tree["boards"]
    names = {name: f"z{99 - board['number']}" for name, board in boards.items()}
    for board in boards.values():
        board["name"] = board["name"].upper()
        shares = board["demand"]["providers"]
        board["demand"]["providers"] = {names.get(n, n): s for n, s in shares.items()}
    tree["boards"] = {names[name]: board for name, board in boards.items()}
    for name, new in names.items():
        tree["fitting_sets"] = {
            key.replace(f"boards.{name}.", f"boards.{new}."): values
            for key, values in tree["fitting_sets"].items()
        }
    tree["changes"] = ()
    plain = Scenario.model_validate({**wales.model_dump(), "changes": ()})
    renamed = Scenario.model_validate(tree)
    assert_equal(sample_cohort(plain, 1, 0), sample_cohort(renamed, 1, 0))
    before = replicate_once(plain, BOARD, 1, 0).visits
    assert_same_visits(before, replicate_once(renamed, names[BOARD], 1, 0).visits)


def assert_same_visits(one: Visits, other: Visits) -> None:
    for name in COLUMNS:
        np.testing.assert_array_equal(
            getattr(one, name), getattr(other, name), err_msg=name
        )


def test_one_board_alone_is_that_board_within_wales(wales: Scenario):
    everybody = sample_cohort(wales, 1, 0)
    number = wales.boards[BOARD].number
    alone = sample_cohort(wales, 1, 0, [BOARD])
    here = everybody.provider == number
    outside = (everybody.provider == OUTSIDE) & (everybody.residence == number)
    assert_equal(alone, everybody.take(here | outside))


def test_a_longer_plan_begins_like_the_shorter_one(wales: Scenario):
    longer = wales.with_values({"years": 1.5, "run_on_days": 30})
    end = wales.horizon_days * DAY
    short, long = sample_cohort(wales, 1, 0), sample_cohort(longer, 1, 0)
    come, came = short.first_joined < end, long.first_joined < end
    assert_equal(short.take(come), long.take(came))
    one, other = offer_rota(wales, 1, 0), offer_rota(longer, 1, 0)
    other = other.take(other.start < end)
    for name in ("provider", "kind", "unit", "start", "end", "lost", "paid_minutes"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


def test_a_longer_plan_s_visits_begin_like_the_shorter_one_s(wales: Scenario):
    end = wales.horizon_days * DAY
    longer = wales.with_values({"years": 0.5})
    short = replicate_once(wales, BOARD, 1, 0)
    long = replicate_once(longer, BOARD, 1, 0)
    cut = long.visits.take(long.visits.joined < end)
    assert_same_visits(without_numbers(short.visits), until(cut, end))


def without_numbers(visits: Visits) -> Visits:
    return until(visits, 2**60)


def until(visits: Visits, end: int) -> Visits:
    """The visits as a plan that ends here would show them."""
    late = (visits.finished >= end) | (visits.finished < 0)
    delayed = late & (visits.session < 0)
    unstarted = delayed | (visits.started >= end) | (visits.started < 0)
    held = (visits.held_until >= end) | (visits.held_until < 0)
    waiting = late & unstarted
    stays = visits.in_order.copy()
    stays["started"][unstarted] = -1
    stays["finished"][late] = -1
    stays["held_until"][held] = -1
    stays["session"][waiting] = -1
    stays["outcome"][late] = Outcome.OPEN
    return Visits(stays)


def test_visits_of_another_provider_stay_as_they_are_when_a_board_changes(
    wales: Scenario,
):
    more = wales.with_values({f"boards.{BOARD}.scanners.scanner.sessions_a_week": 10})
    before = replicate_once(wales, "hywel-dda", 1, 0).visits
    assert_same_visits(before, replicate_once(more, "hywel-dda", 1, 0).visits)
