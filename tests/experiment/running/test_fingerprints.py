"""What one board's replications hang on: never too little, and not all of Wales."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.fingerprints import (
    NAMES,
    OF_ITS_RESIDENTS,
    OF_THE_BOARD_ALONE,
    board_fingerprints,
)
from planner.experiment.running.replicate import Batch, Task, run_batch
from planner.inputs.apply_changes import list_options
from planner.inputs.boards import Board
from planner.inputs.changes import ChangeInForce, Price
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

BOARD, STRANGER, SENDER = "aneurin-bevan", "cardiff-and-vale", "powys"
"""None of a stranger's people come to the board, some of the sender's do."""
LISTS = {"number": 90, "sessions_a_week": 2, "slots_a_session": 9, "slot_minutes": 20,
         "price_a_session": 500, "start": datetime.date(2026, 4, 8),
         "end": datetime.date(2026, 4, 30)}  # fmt: skip
FOR_ITSELF = {
    "name": "Renamed",
    "name_cy": "Newydd",
    "kpis_published": True,
    "posts.more": {"number": 93, "role": "nurse", "band": "6", "wte": 7.5},
    "scanners.more": {"number": 94, "sessions_a_week": 3, "slots_a_session": 9,
                      "slot_minutes": 20},
    "temporary.more": LISTS,
    "extended_hours.more": {"number": 97, "post": "operator", "price_a_session": 9},
    "outsourced.more": {"number": 98, "reports_a_week": 9, "price_a_report": 30,
                        "start": datetime.date(2026, 4, 10),
                        "end": datetime.date(2026, 5, 10)},
    "scanned_elsewhere.more": {"number": 99, "people": 5, "price_a_scan": 9.0,
                               "date": datetime.date(2026, 4, 8)},
    "sites.more": {"number": 96, "operators": ["operator"]},
    "waiting_list.assess": {"count": 900},
    "diary.assess": {"people_a_week": 40, "weeks": 4},
    "servers.more": {"number": 91, "activities": ["assess"], "role": "nurse"},
    "arrivals.more": {"number": 92, "people_a_day": 3.0},
    "days_before_list": 33.0,
    "attributes.needs_dxa": 0.9,
    "choices.drug": {"oral": 0.5, "zoledronate": 0.5},
    "clinics.more": {"number": 89, "sessions_a_week": 2, "places": 3},
    "minutes_factor.start": 2.0,
    "demand.identified.hip": 0.11,
    "demand.fractures_a_year": 99.0,
    "demand.reference_year": 2011,
    "demand.other.more": {"number": 95, "referrals_a_week": 44.0},
    "code": "",
}  # fmt: skip
"""A change of every input that a board may have for itself and its own people."""
SHARED = {
    "mobile_units": {
        "van": {
            "number": 1,
            "visits": ["powys"],
            "sessions_a_week": 2,
            "slots_a_session": 8,
            "slot_minutes": 25,
            "start": datetime.date(2026, 5, 1),
        }
    },
    "years": 0.2,
    "warm_up_days": 7.0,
    "run_on_days": 30.0,
    "plan_start": datetime.date(2026, 5, 1),
    "calendar": "england",
    "population.growth": 0.2,
    "roles.nurse.sickness": 0.3,
    "money.scan_consumables": 77.0,
    "marks.cleared_wait_days": 20.0,
    "pathway.stages.assess.slot_minutes": 50,
    "pathway.attributes.needs_dxa.share": 0.11,
}
"""Changes that every board feels."""


@pytest.fixture(scope="module")
def brief() -> Scenario:
    return load_scenario().with_values({"years": 0.1, "run_on_days": 0})


def mark(scenario: Scenario, board: str = BOARD) -> str:
    return board_fingerprints(scenario, [board])[board]


def numbers(scenario: Scenario, board: str = BOARD) -> tuple[object, ...]:
    """Every number of one replication of one board, and what it is."""
    batch = Batch(Task(0, (board,), 3, (RESULTS,)), range(1))
    (table,) = run_batch(scenario, batch).parts[board]
    there = table.present[0].tolist()
    below = table.denominator.tobytes()
    return table.index.keys, there, table.numerator.tobytes(), below


def at(board: str, changes: dict[str, Any]) -> dict[str, Any]:
    return {f"boards.{board}.{key}": value for key, value in changes.items()}


def test_the_list_names_every_input_that_is_left_out():
    named = {key.split(".")[0] for key in FOR_ITSELF}
    assert named == OF_THE_BOARD_ALONE | OF_ITS_RESIDENTS
    assert named <= set(Board.model_fields)


@pytest.mark.parametrize("key", FOR_ITSELF)
def test_what_a_stranger_has_for_itself_leaves_a_board_as_it_was(brief, key: str):
    changed = brief.with_values(at(STRANGER, {key: FOR_ITSELF[key]}))
    assert mark(changed) == mark(brief)
    assert mark(changed, STRANGER) != mark(brief, STRANGER)


def test_a_board_has_the_same_numbers_whatever_strangers_have_for_themselves(brief):
    changed = brief.with_values(at(STRANGER, FOR_ITSELF))
    assert mark(changed) == mark(brief)
    assert numbers(changed) == numbers(brief)
    assert numbers(changed, STRANGER) != numbers(brief, STRANGER)


@pytest.mark.parametrize("key", SHARED)
def test_what_all_share_counts_for_every_board(brief, key: str):
    changed = brief.with_values({key: SHARED[key]})
    assert mark(changed) != mark(brief)
    assert mark(changed, STRANGER) != mark(brief, STRANGER)


@pytest.mark.parametrize(
    "key",
    [
        "code",
        "demand.identified.hip",
        "demand.fractures_a_year",
        "demand.reference_year",
    ],
)
def test_what_describes_people_who_come_from_elsewhere_counts(brief, key: str):
    changed = brief.with_values(at(SENDER, {key: FOR_ITSELF[key]}))
    assert mark(changed) != mark(brief)
    assert mark(changed, STRANGER) == mark(brief, STRANGER)


def test_people_who_begin_to_come_count(brief):
    shares = {STRANGER: 0.9, BOARD: 0.1}
    changed = brief.with_values({f"boards.{STRANGER}.demand.providers": shares})
    assert mark(changed) != mark(brief)
    assert numbers(changed) != numbers(brief)


def test_a_name_or_a_title_counts_for_nothing(brief):
    renamed = brief.renamed("another", "Another title")
    assert mark(renamed) == mark(brief)
    assert numbers(renamed) == numbers(brief)
    assert set(Scenario.model_fields) >= NAMES


def dated(board: str, price: float) -> ChangeInForce:
    return ChangeInForce(
        name="later",
        start=datetime.date(2026, 4, 20),
        values={f"boards.{board}.posts.more": FOR_ITSELF["posts.more"]},
        price=Price(revenue_a_year=price),
    )


def test_the_price_of_a_decision_counts_where_it_is_paid(brief):
    cheap, dear = (brief.with_dated((dated(STRANGER, p),)) for p in (1.0, 5.0))
    assert mark(cheap) == mark(dear)
    assert mark(cheap, STRANGER) != mark(dear, STRANGER)
    assert numbers(cheap) == numbers(dear)


def test_the_day_on_which_anything_changes_counts(brief):
    """A stretch of the plan ends there, and reserved slots are counted by stretch."""
    assert mark(brief.with_dated((dated(STRANGER, 1.0),))) != mark(brief)


@pytest.mark.parametrize("option", list_options())
def test_equal_fingerprints_mean_equal_numbers_in_every_shipped_option(option: str):
    plain = load_scenario().with_values({"years": 0.1, "run_on_days": 0})
    chosen = load_scenario(options=[option])
    chosen = chosen.with_values({"years": 0.1, "run_on_days": 0})
    for board in plain.boards:
        if mark(plain, board) == mark(chosen, board):
            assert numbers(plain, board) == numbers(chosen, board)
