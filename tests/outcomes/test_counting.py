"""The fast counts against the plain definitions, and the row they are written into."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.capacity.rota import ROLES, Lost, SessionKind
from planner.experiment.running.replicate import replicate_once
from planner.inputs.cached import MOST_CACHED, cached
from planner.inputs.fitting_sets import in_set
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.counts import Count
from planner.outcomes.kpi_table import undefined_state
from planner.outcomes.kpis import CLOCKS
from planner.outcomes.measure import index_of, measure, measure_into
from planner.outcomes.measure_index import ALL, Block, Key, MeasureIndex
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.percentiles import percentiles_by_pair
from planner.outcomes.record import Record
from planner.outcomes.tally import GROUPS, Tally, Work
from planner.outcomes.visit_counts import VisitCounts
from planner.pathway.visits import Outcome, Visits
from tests.waiting_lists import days_waited_at, waiting_at

BOARD = "swansea-bay"
DAY = 1440


def made(**changes: object) -> Record:
    scenario = load_scenario().without_changes(("roll-out-2024",))
    plan = {"years": 0.75, "run_on_days": 60, **changes}
    return replicate_once(scenario.with_values(plan), BOARD, 3, 0)


@pytest.fixture(scope="module", params=[0.0, 50.0], ids=["all count", "warm-up"])
def record(request: pytest.FixtureRequest) -> Record:
    """Nine months of an ordinary board, without and with a warm-up."""
    return made(warm_up_days=request.param)


def parts(record: Record, stage: str) -> dict[str, Visits]:
    stays = record.at_stage(stage)
    fls = record.fls[stays.patient]
    return {"all": stays, "fls": stays.take(fls), "other": stays.take(~fls)}


def test_lists_at_every_edge_are_those_who_joined_before_and_are_still_there(record):
    tally = Tally(VisitCounts(record))
    for place, stage in enumerate(record.listed_stages):
        for group, stays in parts(record, stage).items():
            for span in ("week", "quarter"):
                minutes = record.periods[span].edges * DAY
                mark = record.scenario.marks.cleared_wait_days
                plain = {
                    Count.LIST: waiting_at(stays, minutes),
                    Count.OVER: waiting_at(stays, minutes, 90),
                    Count.LATE: waiting_at(stays, minutes, mark),
                }
                for what, expected in plain.items():
                    found = tally.before(what, span)[place, GROUPS.index(group)]
                    np.testing.assert_array_equal(found, expected, f"{stage} {what}")


def test_days_waited_by_a_list_are_the_sum_over_those_on_it(record):
    minutes = record.periods.weeks.edges[:-1] * DAY
    found = measure(record)
    for stage in record.listed_stages:
        key = Key(BOARD, stage=stage, span="week", kpi="waiting_list_age")
        expected = days_waited_at(record.at_stage(stage), minutes)
        np.testing.assert_array_equal(found[key].numerator[0], expected)


def test_every_visit_is_counted_in_the_year_of_its_minute(record):
    tally, years = Tally(VisitCounts(record)), record.periods.years
    from_minute = record.scenario.warm_up_days * DAY
    for place, stage in enumerate(record.listed_stages):
        stays = record.at_stage(stage)
        begun, missed = stays.started >= 0, stays.outcome == Outcome.DNA
        seen = begun & ~missed
        late = stays.first_joined >= (from_minute or -np.inf)
        plain = {
            Count.JOINED: stays.joined,
            Count.ENTERED: stays.first_joined[stays.attempt == 1],
            Count.TAKEN: stays.started[begun],
            Count.SEEN: stays.started[seen],
            Count.MISSED: stays.started[missed],
            Count.LEFT: stays.finished[stays.outcome == Outcome.LEFT],
            Count.COMPLETED: stays.started[seen & late],
        }
        for what, minutes in plain.items():
            expected = years.count(minutes // DAY)
            found = tally.during(what, "year")[place, GROUPS.index(ALL)]
            np.testing.assert_array_equal(found, expected, f"{stage} {what}")


def test_completed_waits_are_those_numpy_finds(record):
    waits, years = Tally(VisitCounts(record)).waits, record.periods.years
    for place, stage in enumerate(record.listed_stages):
        for group, stays in parts(record, stage).items():
            seen = (stays.started >= 0) & (stays.outcome != Outcome.DNA)
            if record.scenario.warm_up_days:
                seen &= stays.first_joined >= record.scenario.warm_up_days * DAY
            seen &= years.position(stays.started // DAY) == 0
            days = (stays.started - stays.first_joined)[seen] / DAY
            at = place, GROUPS.index(group), 0
            assert waits.total[at] == pytest.approx(days.sum())
            if len(days):
                assert waits.late[at] == np.percentile(days, 95)
            else:
                assert np.isnan(waits.late[at])


def test_sessions_are_offered_held_and_lost_as_the_rota_says(record):
    work, rota, visits = Work(VisitCounts(record)), record.rota, record.visits
    quarters = record.periods.quarters
    begun = visits.take(visits.session >= 0)
    closes = rota.end[begun.session]
    until = np.where(begun.held_until < 0, closes, np.minimum(begun.held_until, closes))
    for row, role in enumerate(work.frame.stages_by_role):
        mine = rota.role == ROLES.index(role)
        day, minutes = rota.start[mine] // DAY, rota.offered_minutes[mine]
        offered = quarters.count(day, minutes)
        np.testing.assert_array_equal(work.offered_minutes("quarter")[row], offered)
        of_role = mine[begun.session]
        day = begun.started[of_role] // DAY
        held = quarters.count(day, (until - begun.started)[of_role])
        np.testing.assert_array_equal(work.held_minutes("quarter")[row], held)
        for reason in Lost:
            lost = mine & (rota.lost == reason) & (rota.kind != SessionKind.RESERVED)
            number = quarters.count(rota.start[lost] // DAY)
            found = work.sessions("quarter")[row, reason]
            np.testing.assert_array_equal(found, number)
    assert np.flatnonzero(work.used).tolist() == np.unique(begun.session).tolist()


def test_every_kpi_is_its_numerator_over_its_denominator_person_by_person(record):
    """Counted once more with sets of people, one for each fact."""
    cohort, visits = record.cohort, record.visits
    found, hip, spine = cohort.identified, cohort.site == 0, cohort.site == 1
    facts = {
        "identified": found,
        "fracture of the hip": hip,
        "fracture elsewhere than in the hip": ~hip,
        "fracture of the spine": spine,
        "fracture elsewhere than in the spine": ~spine,
        "identified with a fracture of the spine": found & spine,
        "identified with a fracture elsewhere than in the spine": found & ~spine,
        "at high risk": hip | spine,
        "still treated a year on, reviewed or not": cohort.attributes["persists"],
    }
    facts = {name: set(np.flatnonzero(people)) for name, people in facts.items()}
    stages = record.scenario.pathway.stages.values()
    for name, clock in CLOCKS.items():
        numbers = [
            stage.number for stage in stages if stage.milestone == clock.milestone
        ]
        passed = np.isin(visits.stage, numbers) & (visits.outcome == Outcome.SEEN)
        day = visits.started // DAY - cohort.fracture_day[visits.patient]
        facts[name] = set(visits.patient[passed & (day <= clock.days)])
    ordered = np.isin(visits.stage, [record.scenario.pathway.stages["vet"].number])
    day = visits.first_joined // DAY - cohort.fracture_day[visits.patient]
    in_time = ordered & (day <= 120)
    facts["ordered a DXA within 120 days"] = set(visits.patient[in_time])
    found = measure(record)
    judged = set(np.flatnonzero(record.counted & record.fls & (cohort.provider > 0)))
    for kpi in AUDIT:
        if kpi.id.startswith(("kpi6", "kpi8")):
            assert Key(BOARD, kpi=kpi.id) not in found
            continue
        base = judged.intersection(*(facts[name] for name in kpi.among))
        who = judged if kpi.apart else base
        amounts = found[Key(BOARD, kpi=kpi.id)]
        plan_days = record.periods.years.edges[1]
        if plan_days + kpi.clock_days > record.scenario.horizon_days:
            assert (
                amounts.numerator[0].tolist() == amounts.denominator[0].tolist() == [0]
            )
            continue
        assert amounts.denominator[0].tolist() == [kpi.base_times * len(base)]
        assert amounts.numerator[0].tolist() == [100 * len(who & facts[kpi.passed])]


@given(st.lists(st.lists(st.integers(-5, 3000), max_size=40), min_size=2, max_size=2))
def test_a_percentile_is_numpy_s_to_the_last_bit(groups: list[list[int]]):
    waits = np.array([*groups[0], *groups[1]], dtype=np.int64)
    found = np.full((1, 3), np.nan)
    ends = np.cumsum([len(group) for group in groups])
    percentiles_by_pair(waits, ends, 0.95, found)
    for value, group in zip(found[0], [groups[0] + groups[1], *groups], strict=True):
        expected = np.percentile(np.array(group) / DAY, 95) if group else np.nan
        np.testing.assert_array_equal(value, expected)


def test_each_measure_of_a_table_stands_where_its_index_says(record):
    index, measures = index_of(record.scenario, BOARD), measure(record)
    assert len(set(index.keys)) == len(index.keys)
    assert measures.numerator.shape == (1, index.lengths.sum())
    assert measures.denominator.shape == (1, index.lengths[index.ratio].sum())
    ends = np.cumsum(index.lengths)
    for k, key in enumerate(index.keys):
        values = measures.numerator[0, ends[k] - index.lengths[k] : ends[k]]
        if measures.present[0, k]:
            np.testing.assert_array_equal(values, measures[key].numerator[0])
        else:
            assert key not in measures
            assert not values.any()


def test_a_row_of_many_is_filled_in_as_a_row_alone(record):
    index = index_of(record.scenario, BOARD)
    several = MeasureTable.empty(index, 3)
    measure_into(several.rows(range(1, 2)), record)
    alone = measure(record)
    np.testing.assert_array_equal(several.values[1], alone.values[0])
    assert not several.present[[0, 2]].any()
    finite = np.isfinite(alone.values[0])
    assert several.known[finite].all()
    # Known as undefined: a list that people join while nobody is taken from it.
    of_column = np.repeat([key.kpi for key in index.keys], index.lengths)
    assert all(map(undefined_state, of_column[several.known & ~finite]))


def test_groups_are_shown_where_both_are_seen():
    alone = made(
        **{f"boards.{BOARD}.demand.other": {}, f"boards.{BOARD}.waiting_list": {}}
    )
    for row, groups in ((made(), {"all", "fls", "other"}), (alone, {"all"})):
        keys = [k for k, _ in measure(row) if k.kpi == "waiting_list"]
        assert {key.group for key in keys if key.stage == "scan"} == groups


def test_fitting_sets_of_a_board_share_one_index():
    scenario = load_scenario()
    board = scenario.providers[0]
    sets = [in_set(scenario, 2 * number) for number in range(scenario.sets)]
    assert len({id(index_of(each, board)) for each in sets}) == 1


def test_threads_that_share_a_scenario_measure_the_same():
    record = made()
    copies = [replace(record) for _ in range(6)]
    with ThreadPoolExecutor(3) as threads:
        tables = list(threads.map(measure, copies))
    for table in tables[1:]:
        np.testing.assert_array_equal(table.values, tables[0].values)


def test_what_is_made_of_a_scenario_is_made_once_and_the_oldest_forgotten():
    asked = []

    def make(scenario: Scenario, board: str) -> int:
        asked.append(board)
        return len(asked)

    found, scenario = cached(make), load_scenario("mm1")
    assert found(scenario, "one") == found(scenario, "one") == 1
    assert found(scenario.model_copy(), "one") == 2
    for number in range(MOST_CACHED):
        found(scenario, str(number))
    assert found(scenario, "one") == len(asked)


def test_what_is_not_there_is_nought_and_has_no_value():
    one, other = (
        Key("a", stage=name, kpi="completed_wait") for name in ("nurse", "scanner")
    )
    blocks = {"first": Block((other, one), 2, ratio=True), "plain": Block((), 5)}
    table = MeasureTable.empty(MeasureIndex.of(blocks), 2)
    table.put("first", [[1, 2], [3, 4]], [[2, 0]], present=[False, True])
    assert table.numerator.tolist() == [[0, 0, 3, 4]] * 2
    assert (other in table, one in table) == (False, True)
    np.testing.assert_array_equal(table[one].values, [[1.5, np.nan]] * 2)
    assert table.known.tolist() == [False, False, True, False]
