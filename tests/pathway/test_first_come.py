"""First come, first served over two years of weekly sessions, in both engines.

No other engine is asked: the order of starting must be the order of joining.
"""

from __future__ import annotations

import numpy as np
import pytest

from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.pathway.engines import ENGINES, simulate
from planner.pathway.visits import Outcome, Visits
from tests.pathway.flows import tables_of

WEEK = 10080
pytestmark = pytest.mark.parametrize("engine", ENGINES)


def begun(engine: str, scenario: Scenario) -> Visits:
    """Stays that came to an appointment, by when they joined and whose they are."""
    visits = simulate(tables_of(scenario), engine)
    visits = visits.take(visits.started >= 0)
    return visits.take(np.lexsort((visits.patient, visits.joined)))


def two_years(name: str, **changes: float) -> Scenario:
    return load_scenario(name).with_values({"years": 2, "warm_up_days": 0, **changes})


def test_nobody_is_seen_before_one_who_joined_earlier(engine: str):
    visits = begun(engine, two_years("weekly-session"))
    assert len(visits) > 800
    assert (np.diff(visits.started) >= 0).all()


def test_one_who_missed_an_appointment_stands_behind_all_who_wait_already(engine: str):
    """Seventeen come a week and nearly three rejoin, for twenty places."""
    visits = begun(engine, two_years("weekly-session-missed"))
    assert (visits.outcome == Outcome.DNA).sum() > 100
    assert (np.diff(visits.started) >= 0).all()
    # Some wait for more than one session after a missed one: the list is not empty.
    again = visits.take(visits.attempt > 1)
    assert (again.started - again.joined > WEEK).any()


def test_a_place_that_nobody_takes_is_lost(engine: str):
    """Nobody starts outside a session, and no session holds two people."""
    scenario = two_years("weekly-session")
    tables, visits = tables_of(scenario), begun(engine, scenario)
    np.testing.assert_array_equal(visits.started, tables.rota.start[visits.session])
    assert len(np.unique(visits.session)) == len(visits)
    assert len(visits) < len(tables.rota)


def test_urgent_people_are_seen_first_and_in_turn_among_themselves(engine: str):
    scenario = two_years("weekly-session-urgent-first")
    tables = tables_of(scenario)
    visits = begun(engine, scenario)
    urgent = tables.cohort.urgent[visits.patient]
    for which in (urgent, ~urgent):
        assert (np.diff(visits.started[which]) >= 0).all()
    # No routine person is seen while an urgent one who joined earlier still waits.
    for at in np.flatnonzero(~urgent).tolist():
        waits = urgent & (visits.joined < visits.started[at])
        assert not (waits & (visits.started > visits.started[at])).any()
