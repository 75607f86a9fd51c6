"""No dead levers of scanning: the list is that of the inputs themselves."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

import pytest

from planner.errors import ScenarioError
from planner.experiment.replicate import replicate_once
from planner.inputs.bought_in import OutsourcedReports, TemporaryLists
from planner.inputs.load import load_scenario
from planner.inputs.scanners import (
    ExtendedHours,
    MobileUnit,
    Replacement,
    Scanner,
    ScanSite,
)
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure

BOARD = "hywel-dda"
HERE = f"boards.{BOARD}"


def day(month: int, number: int = 1) -> datetime.date:
    return datetime.date(2026, month, number)


ONE: dict[str, Any] = {
    "number": 1, "sessions_a_week": 6.0, "slots_a_session": 8, "slot_minutes": 25,
    "kept_slots_a_day": 2.0, "downtime": 0.05, "installed": day(2).replace(year=2016),
    "old_downtime": 0.2, "evenings_a_week": 1.0, "weekend_sessions_a_week": 1.0,
    "qa_minutes": 10, "site": "home",
    "replacement": {"start": day(6), "end": day(6, 10), "capital": 9.0, "one_off": 7.0},
}  # fmt: skip
TABLES: dict[str, tuple[type, str, dict[str, Any]]] = {
    "scanner": (Scanner, f"{HERE}.scanners.scanner", ONE),
    "replacement": (
        Replacement, f"{HERE}.scanners.scanner.replacement", ONE["replacement"],
    ),
    "site": (
        ScanSite, f"{HERE}.sites.home", {"number": 1, "operators": ["operator"]},
    ),
    "extended hours": (
        ExtendedHours, f"{HERE}.extended_hours.own",
        {"number": 1, "post": "operator", "evenings_a_week": 1.0,
         "weekend_sessions_a_week": 1.0, "price_a_session": 150.0},
    ),
    "lists": (
        TemporaryLists, f"{HERE}.temporary.bought",
        {"number": 1, "sessions_a_week": 2.0, "slots_a_session": 6, "slot_minutes": 25,
         "price_a_session": 700.0, "start": day(4, 10), "end": day(5, 20)},
    ),
    "reports": (
        OutsourcedReports, f"{HERE}.outsourced.bought",
        {"number": 1, "reports_a_week": 12.0, "price_a_report": 25.0,
         "start": day(4, 2), "end": day(5, 20)},
    ),
    "unit": (
        MobileUnit, "mobile_units.van",
        ONE | {"site": "", "visits": [BOARD, "powys"], "start": day(4, 6),
               "needs_operator": False, "price_a_week": 900.0, "capital": 50_000.0},
    ),
}  # fmt: skip
MOVED: dict[str, Any] = {
    "sessions_a_week": 3.0, "slots_a_session": 5, "slot_minutes": 20,
    "kept_slots_a_day": 5.0, "downtime": 0.5, "downtime_half_days": 9.0,
    "needs_operator": None, "needs_reporter": True, "qa_minutes": 60, "site": "away",
    "installed": day(2).replace(year=2020), "life_years": 30.0, "old_downtime": 0.9,
    "replacement": {"start": day(5), "end": day(5, 10)}, "upkeep": 44_000.0,
    "evenings_a_week": 0.0, "weekend_sessions_a_week": 0.0, "capital": 5_000.0,
    "one_off": 3_000.0, "operators": ["operator", "second-operator"],
    "post": "second-operator", "price_a_session": 333.0, "days": "evenings",
    "least_sessions": 60, "reports_a_week": 3.0, "price_a_report": 99.0,
    "visits": ["powys", "", BOARD], "price_a_week": 10.0,
    "start": day(4, 20), "end": day(6, 4),
}  # fmt: skip
"""Another value of every field; None: the other of yes and no."""
WITHOUT_EFFECT = {
    "number": "luck hangs on it, and it tells entries apart; nothing else",
    "name": "a word for people",
    "unit.site": "a unit has none, and one that is written is refused",
}
ALONE = {"needs_reporter": {"evenings_a_week": 0.0, "weekend_sessions_a_week": 0.0}}
"""What must go with a value so that it is not refused."""
LEVERS = [
    (table, field)
    for table, (model, _, _) in TABLES.items()
    for field in model.model_fields
    if not {field, f"{table}.{field}"} & set(WITHOUT_EFFECT)
]


@lru_cache
def plain() -> Scenario:
    scenario = load_scenario().without_changes(("roll-out-2024",))
    tables = {
        key: table for _, key, table in TABLES.values() if "replacement" not in key
    }
    more = {
        f"{HERE}.sites.away": {"number": 2, "operators": ["second-operator"]},
        f"{HERE}.posts.reporter.wte": 0.05,
        "pathway.activities.outsourced reports.route.waited_longer_than_days": 2.0,
    }
    return scenario.with_changes({"years": 0.25, "run_on_days": 0, **tables, **more})


def outputs(scenario: Scenario) -> str:
    measures = measure(replicate_once(scenario, BOARD, 1, 0))
    return str([(key, amounts.values.tolist()) for key, amounts in measures])


@lru_cache
def before() -> str:
    return outputs(plain())


@pytest.mark.parametrize(("table", "field"), LEVERS)
def test_every_input_of_scanning_moves_some_output(table: str, field: str):
    _, key, now = TABLES[table]
    value = MOVED[field]
    if value is None:
        value = not now.get(field, True)
    with_it = {f"{key}.{other}": v for other, v in ALONE.get(field, {}).items()}
    changed = plain().with_changes({**with_it, f"{key}.{field}": value})
    base = outputs(plain().with_changes(with_it)) if with_it else before()
    assert outputs(changed) != base


BEYOND = {
    "sessions_a_week": 10.5, "evenings_a_week": 5.5, "weekend_sessions_a_week": 4.5,
    "qa_minutes": -1, "downtime": 1.1, "old_downtime": -0.1, "downtime_half_days": 0.9,
    "life_years": 0.0, "upkeep": -1.0, "kept_slots_a_day": 17.0,
}  # fmt: skip


@pytest.mark.parametrize("field", BEYOND)
def test_a_scanner_beyond_its_bounds_is_refused(field: str):
    with pytest.raises(ScenarioError, match=field):
        plain().with_changes({f"{HERE}.scanners.scanner.{field}": BEYOND[field]})
