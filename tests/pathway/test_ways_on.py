"""Ways open to some alone, and companions who go a way beside the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from planner.pathway.companions import visits_of_people
from planner.pathway.engines import COMPILED, simulate
from tests.pathway.flows import DAY, DONE, flow, listed, open_for, plan, read, tables_of

Table = dict[str, Any]


def clinic(*minutes: int, dose: Table, **stages: Table) -> Any:
    """One place for doses of 20 minutes, always open; the other stages are delays."""
    pathway = {
        "entry": {"fls": "dose"},
        "stages": {"dose": {"number": 1, "slot_minutes": 20, **dose}, **stages},
        "activities": {"doses": {"number": 1, "stages": ["dose"]}},
    }
    board = {
        "arrivals": {"all": listed(*minutes)},
        "servers": {"1": open_for(None, activities=("doses",))},
    }
    return plan(pathway, {"clinic": board})


def test_a_course_of_three_doses_comes_back_twice_on_its_interval():
    again = {"to": "dose", "visits": 2, "delay": {"mean": 1}}
    visits = flow(clinic(0, dose={"next": [again, *DONE]}))
    assert read(visits, "visit", "started") == [
        (1, 0),
        (2, 20 + DAY),
        (3, 40 + 2 * DAY),
    ]


def test_a_dose_given_too_late_goes_another_way():
    """Three come at once: the third waits 40 minutes, and is done after 60."""
    late = {"to": "late", "later_than_days": 50 / DAY}
    visits = flow(
        clinic(0, 0, 0, dose={"next": [late, *DONE]}, late={"number": 2, "next": DONE})
    )
    assert read(visits.take(visits.stage == 2), "patient") == [2]


def test_who_completes_a_stage_long_after_the_fracture_goes_another_way():
    """Three come at once: the third is done 60 minutes after the clocks started."""
    late = {"to": "late", "late_after_days": 50 / DAY}
    visits = flow(
        clinic(0, 0, 0, dose={"next": [late, *DONE]}, late={"number": 2, "next": DONE})
    )
    assert read(visits.take(visits.stage == 2), "patient") == [2]


def beside(**step: Any) -> Any:
    """Two doses a day apart; a class goes on beside them."""
    again = {"to": "dose", "visits": 1, "delay": {"mean": 1}}
    to_class = {"to": "class", "beside": True, **step}
    course = {"number": 2, "duration": {"mean": 30}, "next": DONE}
    return clinic(0, dose={"next": [to_class, again, *DONE]}, **{"class": course})


def test_a_companion_goes_one_way_once_while_the_person_goes_on():
    visits = flow(beside())
    assert read(visits, "patient", "stage", "visit", "joined", "finished") == [
        (0, 1, 1, 0, 20),
        (0, 1, 2, 20 + DAY, 40 + DAY),
        (1, 2, 1, 20, 50),
    ]


def test_visits_of_companions_are_visits_of_their_people():
    tables = tables_of(beside())
    visits = visits_of_people(
        simulate(tables, COMPILED), tables.people, tables.person_of
    )
    assert sorted(read(visits, "patient", "stage")) == [(0, 1), (0, 1), (0, 2)]


def test_nobody_goes_beside_who_does_not_fit():
    visits = flow(beside(when={"urgent": True}))
    assert set(read(visits, "stage")) == {1}


def test_a_companion_leaves_with_the_person():
    visits = flow(beside(), exits={0: 30})
    assert read(visits, "patient", "stage", "finished") == [(0, 1, 20), (1, 2, 30)]


@pytest.mark.parametrize(
    "step", [{"share": 0.5}, {"to": "done"}], ids=["a share", "an end"]
)
def test_a_way_beside_that_could_not_be_gone_is_refused(step):
    with pytest.raises(ValidationError, match="beside the others"):
        beside(**step)


def test_nobody_is_lost_among_companions():
    """As many go beside as complete the dose for the first time."""
    many = clinic(
        *range(0, 5 * DAY, 300),
        dose={"next": [{"to": "class", "beside": True}, *DONE]},
        **{"class": {"number": 2, "duration": {"mean": 3000}, "next": DONE}},
    )
    visits = flow(many)
    seen = (visits.stage == 1) & (visits.finished >= 0)
    assert seen.sum() == (visits.stage == 2).sum() > 0
    assert np.unique(visits.patient[visits.stage == 2]).size == seen.sum()
