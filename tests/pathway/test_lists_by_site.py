"""Hospitals of one board with lists of their own: who waits where, and who is seen."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from planner.capacity.rota import SessionKind
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.changes import ChangeInForce, Price
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import Key
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.pathway.network import prepare_tables
from planner.pathway.visits import Visits
from tests.pathway.test_shipped_scenarios import same_visits

BOARD, HERE = "betsi-cadwaladr", "boards.betsi-cadwaladr"
WEST, EAST = {"number": 1, "people": 0.7}, {"number": 2, "people": 0.3}
SITES: dict[str, Any] = {
    f"{HERE}.sites": {"west": WEST, "east": EAST},
    f"{HERE}.scanners.scanner.site": "west",
    f"{HERE}.scanners.second-scanner.site": "east",
}
COMMON, LIST_WEST, LIST_EAST = 2, 2002, 3002
DAY = 1440
MARKS = {"marks.list_ages_days": [42.0, 90.0]}


@lru_cache
def plan(by_site: bool = True) -> Scenario:
    short = load_scenario().with_values({"years": 0.75, "run_on_days": 0, **MARKS})
    return short.with_values({**SITES, f"{HERE}.lists_by_site": by_site})


@lru_cache
def named(name: str) -> Scenario:
    """The plan with lists by site, on one list, or changing on day 90."""
    return {
        "by site": lambda: plan(),
        "one list": lambda: plan(False),
        "pooled later": lambda: changed_on(plan(), 90, False),
        "split later": lambda: changed_on(plan(False), 90, True),
    }[name]()


def changed_on(scenario: Scenario, day: int, by_site: bool) -> Scenario:
    """The plan, whose lists are split or put together on a day."""
    change = ChangeInForce(
        name="lists",
        start=scenario.plan_start + datetime.timedelta(days=day),
        values={f"{HERE}.lists_by_site": by_site},
        price=Price(),
    )
    return scenario.with_dated((change,))


def replicated(scenario: Scenario) -> Record:
    return replicate_once(scenario, BOARD, 5, 0)


@lru_cache
def once(name: str) -> Record:
    return replicated(named(name))


def values_of(table: MeasureTable, key: Key) -> Any:
    """Values of one measure by period, of a table of one replication."""
    return table[key].values[0]


def scans(record: Record) -> Visits:
    """First joining of the list, of everybody who needs a scan."""
    stays = record.at_stage("scan")
    return stays.take(stays.attempt == 1)


@pytest.mark.parametrize("name", ["by site", "pooled later", "split later"])
def test_both_engines_agree_row_for_row(name: str) -> None:
    record = once(name)
    same_visits(prepare_tables(record.scenario, record.cohort, record.rota))


def test_people_are_sent_where_they_live_for_good() -> None:
    """0.3 of them to the east: within four standard errors."""
    joined = scans(once("by site"))
    assert set(joined.list.tolist()) == {LIST_WEST, LIST_EAST}
    half = 4 * np.sqrt(0.21 / len(joined))
    assert abs(np.mean(joined.list == LIST_EAST) - 0.3) < half
    again = once("by site").at_stage("scan")
    by_person = dict(zip(joined.patient.tolist(), joined.list.tolist(), strict=True))
    here = zip(again.patient.tolist(), again.list.tolist(), strict=True)
    assert all(by_person[who] == number for who, number in here)


def test_a_scanner_serves_the_list_of_its_site_alone() -> None:
    record = once("by site")
    begun = record.at_stage("scan")
    begun = begun.take(begun.session >= 0)
    unit = record.rota.unit[begun.session]
    assert (begun.list == np.where(unit == 1, LIST_WEST, LIST_EAST)).all()


def test_the_day_0_list_may_be_shared_out_in_another_way() -> None:
    uneven = plan().with_values({f"{HERE}.sites.west.waiting": 1.0,
                                 f"{HERE}.sites.east.waiting": 0.0})  # fmt: skip
    joined = scans(replicated(uneven))
    waiting = joined.joined < 0
    assert set(joined.list[waiting].tolist()) == {LIST_WEST}
    assert LIST_EAST in joined.list[~waiting]


def test_whoever_joined_before_the_lists_were_split_is_seen_first() -> None:
    record = once("split later")
    joined = scans(record)
    late = joined.joined >= 90 * DAY
    assert set(joined.list[~late].tolist()) == {COMMON}
    assert set(joined.list[late].tolist()) == {LIST_WEST, LIST_EAST}
    open_list = record.rota.kind[joined.session] == SessionKind.SCANNER
    routine = ~record.cohort.urgent[joined.patient]
    seen = (joined.started >= 90 * DAY) & open_list & routine
    last_common = joined.started[seen & ~late].max()
    # Of the split lists, only those behind the last of the common one are seen.
    assert (seen & ~late).sum() > 100
    assert (joined.started[seen & late] >= last_common).all()


def test_one_list_from_a_date_on_makes_waits_alike() -> None:
    """The east has a tenth of the slots for three tenths of the people."""

    def gap(name: str) -> float:
        joined = scans(once(name))
        seen = (joined.started >= 0) & (joined.joined >= 0)
        of_east = np.isin(joined.patient, east)
        days = (joined.started - joined.joined) / DAY
        return float(days[seen & of_east].mean() - days[seen & ~of_east].mean())

    first = scans(once("by site"))
    east = first.patient[first.list == LIST_EAST]
    assert abs(gap("one list")) < 5
    assert abs(gap("by site")) > abs(gap("one list")) + 10


def test_lists_of_the_sites_and_what_is_left_add_up_to_the_board_s_list() -> None:
    table = measure(once("pooled later"))
    whole = values_of(table, Key(BOARD, stage="scan", span="week", kpi="waiting_list"))
    sites = [
        values_of(
            table,
            Key(BOARD, stage="scan", group=s, span="week", kpi="site_waiting_list"),
        )
        for s in ("west", "east")
    ]
    assert (sum(sites)[:13] == whole[:13]).all()
    assert (sum(sites)[20:] < whole[20:]).all()


def test_the_age_of_a_list_is_what_its_visits_say() -> None:
    record = once("by site")
    table, stays = measure(record), record.at_stage("scan")
    edges = record.periods.quarters.edges[1:] * DAY
    off = np.where(stays.started >= 0, stays.started, stays.finished)
    off = np.where(off < 0, record.scenario.horizon_days * DAY + 1, off)
    for mark in (42, 90):
        past = np.maximum(stays.joined, stays.first_joined + mark * DAY)
        by_hand = [np.sum((past < edge) & (off >= edge)) for edge in edges]
        key = Key(BOARD, stage="scan", reason=f"{mark} days", span="quarter")
        found = values_of(table, key._replace(kpi="waiting_over"))
        assert found.tolist() == by_hand
        parts = [
            values_of(table, key._replace(group=site, kpi="site_waiting_over"))
            for site in ("west", "east")
        ]
        assert sum(parts).tolist() == by_hand


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({f"{HERE}.sites.west.people": 0.5}, "add up to 1"),
        ({f"{HERE}.sites.west.number": 31}, "a number up to 30"),
        ({f"{HERE}.scanners.scanner.site": ""}, "no scanner stands at a site"),
        ({f"{HERE}.sites.west.waiting": 0.9}, "shares of the day-0 list add up to 1"),
        (
            {
                "pools.north": {
                    "number": 1,
                    "boards": [BOARD, "powys"],
                    "stages": ["scan"],
                }
            },
            "keeps a list for each site",
        ),
    ],
)
def test_lists_that_leave_somebody_out_are_refused(
    values: dict[str, Any], says: str
) -> None:
    with pytest.raises(ScenarioError, match=says):
        plan().with_values(values)


# ---- so many of the oldest, scanned elsewhere --------------------------------------


@lru_cache
def with_scans_bought(people: int) -> Record:
    day = datetime.date(2026, 6, 6)
    bought = {"number": 1, "people": people, "date": day, "price_a_scan": 95.0}
    return replicated(
        plan(False).with_values({f"{HERE}.scanned_elsewhere.oldest": bought})
    )


def test_the_oldest_of_a_list_are_scanned_elsewhere_on_the_day() -> None:
    record = with_scans_bought(200)
    same_visits(prepare_tables(record.scenario, record.cohort, record.rota))
    stays = record.at_stage("scan")
    kind = np.where(stays.session >= 0, record.rota.kind[stays.session], -1)
    there = kind == SessionKind.ELSEWHERE
    assert there.sum() == 200
    noon = stays.started[there].max()
    off = np.where(stays.started >= 0, stays.started, stays.finished)
    # Whoever missed an appointment just before has to be told of another first.
    told = stays.joined + 14 * DAY <= noon
    left = told & ((off > noon) | (off < 0)) & ~there
    assert stays.first_joined[there].max() <= stays.first_joined[left].min()


def test_scans_elsewhere_cost_their_price_each_and_only_those_taken() -> None:
    key = Key(BOARD, span="financial year", kpi="cost_temporary")
    costs = values_of(measure(with_scans_bought(200)), key)
    # With value added tax.
    assert costs.sum() == pytest.approx(200 * 95 * 1.2)
    # Nobody stands there twice: at most the whole list is taken.
    many = measure(with_scans_bought(5_000))
    assert values_of(many, key).sum() < 5_000 * 95 * 1.2
