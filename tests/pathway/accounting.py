"""Rule F8 as a check: at every week of a run nobody is lost or in two places."""

from __future__ import annotations

import numpy as np

from planner.capacity.rota import OWN_LIST
from planner.demand.cohort import OUTSIDE
from planner.pathway.network import END, StepTable, Tables
from planner.pathway.visits import Outcome, Visits
from tests.pathway.steps import is_open, joined_by
from tests.waiting_lists import waiting_at

WEEK = 10080


def check_accounts(tables: Tables, visits: Visits) -> None:
    """Everything that rule F8 promises, for one run."""
    _check_weeks(tables, visits)
    _check_everybody_came(tables, visits)
    _check_ways(tables, visits)
    _check_sessions(tables, visits)


def _check_weeks(tables: Tables, visits: Visits) -> None:
    """By list and stage: joined = waiting + in service + missed + left + done."""
    minutes = np.unique(
        np.append(np.arange(0, tables.horizon, WEEK), tables.horizon)
    ).astype(np.int64)
    for place in np.unique(np.stack([visits.list, visits.stage]), axis=1).T:
        here = visits.take((visits.list == place[0]) & (visits.stage == place[1]))
        waits = waiting_at(here, minutes)
        for minute, waiting in zip(minutes.tolist(), waits.tolist(), strict=True):
            _check_minute(here, minute, waiting)


def _check_minute(visits: Visits, minute: int, waiting: float) -> None:
    joined = visits.joined < minute
    begun = joined & (visits.started >= 0) & (visits.started < minute)
    over = begun & (visits.finished >= 0) & (visits.finished < minute)
    left = (visits.outcome == Outcome.LEFT) & (visits.finished < minute) & joined
    in_service = begun & ~over
    done = over & (visits.outcome == Outcome.SEEN)
    missed = over & (visits.outcome == Outcome.DNA)
    sums = [part.sum() for part in (in_service, done, missed, left)]
    assert joined.sum() == waiting + sum(sums), (minute, waiting, sums)


def _check_everybody_came(tables: Tables, visits: Visits) -> None:
    """Everybody who is due before the horizon joins the entry stage at their minute."""
    cohort = tables.cohort
    due = cohort.identified & (cohort.provider != OUTSIDE)
    due &= (cohort.first_joined < tables.horizon) & (
        cohort.exit_minute > cohort.first_joined
    )
    _, first = np.unique(visits.patient, return_index=True)
    firsts = visits.take(first)
    _check_companions(tables, visits, firsts.take(firsts.patient >= tables.people))
    firsts = firsts.take(firsts.patient < tables.people)
    np.testing.assert_array_equal(firsts.patient, np.flatnonzero(due))
    np.testing.assert_array_equal(firsts.joined, cohort.first_joined[due])
    np.testing.assert_array_equal(firsts.stage, cohort.entry_stage[due])
    np.testing.assert_array_equal(firsts.visit, 1)


def _check_companions(tables: Tables, visits: Visits, firsts: Visits) -> None:
    """Those whom somebody sent, when the stage was completed for the first time."""
    due = {}
    for stage in tables.stages.values():
        once = (visits.stage == stage.number) & (visits.visit == 1)
        once &= (visits.outcome == Outcome.SEEN) & (visits.patient < tables.people)
        for row in np.flatnonzero(once).tolist():
            for way in stage.beside:
                assert way.companion is not None
                person = int(visits.patient[row])
                other = int(way.companion[person])
                leaves = tables.cohort.exit_minute[person] <= visits.finished[row]
                if other >= 0 and not leaves and _goes(way, visits, row):
                    due[other] = (
                        way.to,
                        joined_by(way, person, int(visits.finished[row])),
                    )
    ends = tables.cohort.exit_minute
    due = {
        other: (to, joined)
        for other, (to, joined) in due.items()
        if joined < min(tables.horizon, int(ends[other])) and to != END
    }
    rows = zip(firsts.stage.tolist(), firsts.joined.tolist(), strict=True)
    assert dict(zip(firsts.patient.tolist(), rows, strict=True)) == due


def _goes(step: StepTable, visits: Visits, row: int) -> bool:
    patient, finished = int(visits.patient[row]), int(visits.finished[row])
    visit, first_joined = int(visits.visit[row]), int(visits.first_joined[row])
    return is_open(step, patient, finished, visit=visit, first_joined=first_joined)


def _check_ways(tables: Tables, visits: Visits) -> None:
    """Each stay is followed by what its outcome asks for, at the minute it asks for."""
    size = len(visits)
    same = np.zeros(size, dtype=bool)
    same[:-1] = visits.patient[1:] == visits.patient[:-1]
    seen_before: dict[tuple[int, int], int] = {}
    for row in range(size):
        person, stage = int(visits.patient[row]), int(visits.stage[row])
        if visits.attempt[row] == 1:
            key = person, stage
            seen_before[key] = seen_before.get(key, 0) + 1
            assert visits.visit[row] == seen_before[key]
        following = row + 1 if same[row] else None
        outcome = visits.outcome[row]
        if outcome in (Outcome.OPEN, Outcome.LEFT):
            assert following is None
        elif outcome == Outcome.DNA:
            _check_missed(tables, visits, row, following)
        else:
            _check_seen(tables, visits, row, following)


def _check_missed(
    tables: Tables, visits: Visits, row: int, following: int | None
) -> None:
    stage = tables.stages[int(visits.stage[row])]
    person = int(visits.patient[row])
    again = int(visits.finished[row]) + stage.dna_delay
    again = max(again, int(visits.started[row]) + 1)
    gone = visits.attempt[row] >= stage.dna_maximum
    if visits.finished[row] < 0:
        # The slot outlasts the horizon, and so does what comes after it.
        assert following is None
        return
    if following is None:
        exits = int(tables.cohort.exit_minute[person])
        assert gone or again >= tables.horizon or exits <= again
        return
    assert not gone
    assert visits.joined[following] == again
    assert visits.attempt[following] == visits.attempt[row] + 1
    for kept in ("stage", "visit", "first_joined"):
        column = getattr(visits, kept)
        assert column[following] == column[row]


def _check_seen(
    tables: Tables, visits: Visits, row: int, following: int | None
) -> None:
    person, finished = int(visits.patient[row]), int(visits.finished[row])
    steps = tables.stages[int(visits.stage[row])].steps
    fitting = [step for step in steps if _goes(step, visits, row)]
    due = {step.to: joined_by(step, person, finished) for step in fitting}
    if following is None:
        exits = int(tables.cohort.exit_minute[person])
        last = tables.horizon
        open_end = not fitting or fitting[-1].share < 1 or END in due
        assert open_end or any(j >= last or exits <= j for j in due.values())
        return
    assert visits.attempt[following] == 1
    assert visits.joined[following] == due[int(visits.stage[following])]
    assert visits.first_joined[following] == visits.joined[following]


def _check_sessions(tables: Tables, visits: Visits) -> None:
    """Starts lie in a session of their list, fit before its end, and never overlap."""
    taken = visits.take(visits.session >= 0)
    rota = tables.rota
    for session, whose in np.unique(np.stack([taken.session, taken.list]), axis=1).T:
        served = int(rota.serves[session])
        own = (int(rota.provider[session]),)
        assert whose in (own if served == OWN_LIST else rota.lists[served])
    slots = {number: stage.slot for number, stage in tables.stages.items()}
    slot = np.array([slots[number] for number in taken.stage.tolist()], dtype=np.int64)
    assert (taken.started >= taken.joined).all()
    assert (taken.started >= rota.start[taken.session]).all()
    assert (taken.started + slot <= rota.end[taken.session]).all()
    until = np.where(taken.held_until < 0, tables.horizon, taken.held_until)
    ordered = np.lexsort((until, taken.started, taken.session))
    session, begun, until = (
        taken.session[ordered],
        taken.started[ordered],
        until[ordered],
    )
    same = session[1:] == session[:-1]
    assert (begun[1:] >= until[:-1])[same].all()
