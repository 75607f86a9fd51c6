"""Small services by hand: tables in, visits out, with the books checked each time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from planner.capacity.offer import offer_rota
from planner.capacity.rota import Rota
from planner.demand.sample import sample_cohort
from planner.inputs.scenario import Scenario
from planner.pathway.engines import ENGINES, simulate
from planner.pathway.network import Tables, prepare_tables
from planner.pathway.visits import COLUMNS, Outcome, Visits
from tests.pathway.accounting import check_accounts
from tests.pathway.slow_engine import simulate_slowly

Table = dict[str, Any]
DAY, WEEK = 1440, 10080
SEEN, DNA, LEFT, OPEN = Outcome.SEEN, Outcome.DNA, Outcome.LEFT, Outcome.OPEN
DONE = [{"to": "done"}]


def plan(pathway: Table, boards: Mapping[str, Table], **top: Any) -> Scenario:
    """A validated scenario of bare minutes, a week long unless said otherwise."""
    basic = {
        "name": "example",
        "plan_start": datetime.date(2024, 1, 1),
        "years": 7 / 365,
        "run_on_days": 0,
        "calendar": "none",
    }
    boards = {name: {"number": 1, "name": name, **b} for name, b in boards.items()}
    return Scenario.model_validate(
        {**basic, "pathway": pathway, "boards": boards, **top}
    )


def listed(*minutes: int, number: int = 1, **more: Any) -> Table:
    """Arrivals at these minutes."""
    return {"number": number, "kind": "listed", "minutes": minutes, **more}


def open_for(length: int | None, first: int = 0, number: int = 1, **more: Any) -> Table:
    """One session from a first minute, or more of them."""
    activities = more.pop("activities", ("scan",))
    return {
        "number": number,
        "activities": activities,
        "first_minute": first,
        "length_minutes": length,
        **more,
    }


def one_stage(
    arrivals: Table,
    *servers: Table,
    stage: Table | None = None,
    activity: Table | None = None,
    **top: Any,
) -> Scenario:
    """A scan list and nothing else; `arrivals` is one table, or several by name."""
    kinds = arrivals if "number" not in arrivals else {"all": arrivals}
    scan = {"number": 1, "slot_minutes": 20, "next": DONE, **(stage or {})}
    pathway = {
        "entry": {"fls": "scan", "other": "scan"},
        "stages": {"scan": scan},
        "activities": {"scan": {"number": 1, "stages": ["scan"], **(activity or {})}},
    }
    pathway.update(top.pop("pathway", {}))
    given = {str(server["number"]): server for server in servers}
    board = {"arrivals": kinds, "servers": given, **top.pop("board", {})}
    return plan(pathway, {"clinic": board}, **top)


def tables_of(
    scenario: Scenario,
    *,
    exits: Mapping[int, int] | None = None,
    clock: Mapping[int, int] | None = None,
    serves: Mapping[int, tuple[int, ...]] | None = None,
    seed: int = 1,
    days: int | None = None,
) -> Tables:
    """What an engine gets; exits (minutes) and fractures (days) by patient.

    `serves` gives sessions lists other than their own; `days` cuts the plan short, for
    engines that look at every minute.
    """
    cohort = sample_cohort(scenario, seed, 0)
    leaving, day = cohort.exit_minute.copy(), cohort.fracture_day.copy()
    for patient, minute in (exits or {}).items():
        leaving[patient] = minute
    for patient, fracture in (clock or {}).items():
        day[patient] = fracture
    cohort = replace(cohort, exit_minute=leaving, fracture_day=day)
    rota = with_lists(offer_rota(scenario, seed, 0), serves or {})
    tables = prepare_tables(scenario, cohort, rota)
    return replace(tables, horizon=days * DAY) if days else tables


def with_lists(rota: Rota, serves: Mapping[int, tuple[int, ...]]) -> Rota:
    """The rota with some sessions serving these lists, in this order."""
    lists = tuple(dict.fromkeys(serves.values()))
    column = rota.serves.copy()
    for session, numbers in serves.items():
        column[session] = lists.index(numbers)
    return replace(rota, serves=column, lists=lists)


def flow(scenario: Scenario, **draw: Any) -> Visits:
    """The visits, the same from every engine, with every week's books in order."""
    tables = tables_of(scenario, **draw)
    visits = simulate_slowly(tables)
    for engine in ENGINES:
        assert_same(simulate(tables, engine), visits)
    check_accounts(tables, visits)
    return visits


def assert_same(visits: Visits, others: Visits) -> None:
    """Both tables are equal, row for row."""
    for name in COLUMNS:
        mine, other = getattr(visits, name), getattr(others, name)
        np.testing.assert_array_equal(mine, other, err_msg=name)


def read(visits: Visits, *columns: str) -> list[Any]:
    """Rows of these columns, plain numbers; one column comes without brackets."""
    rows = zip(*(getattr(visits, name).tolist() for name in columns), strict=True)
    return [row[0] if len(columns) == 1 else row for row in rows]


def starts(scenario: Scenario, **draw: Any) -> dict[int, int]:
    """Minute at which each patient was first seen."""
    visits = flow(scenario, **draw)
    seen = visits.take((visits.outcome == SEEN) & (visits.started >= 0))
    return dict(read(seen, "patient", "started"))
