"""Small scenarios in which everything is switched on, a few weeks of two boards."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from planner.inputs.changes import set_key
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

ONE, TWO = "swansea-bay", "hywel-dda"
HERE = f"boards.{ONE}"
YEARS, RUN_ON = 0.2, 10.0


def day(month: int, number: int = 1, year: int = 2026) -> datetime.date:
    return datetime.date(year, month, number)


def spread(kind: str, mean: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "mean": mean, **more}


PEOPLE: dict[str, Any] = {
    f"{HERE}.demand.bursts.look-back": {
        "number": 1, "people": 60, "start": day(4, 20), "weeks": 2,
        "urgent_share": 0.2, "days_since_fracture": 50.0, "enters": "assess",
    },
    f"{HERE}.demand.ramps.spine": {"start": day(4, 6), "end": day(5, 20), "to": 0.9},
    f"{HERE}.demand.identified": {
        "hip": 0.5, "spine": 0.3, "other": 0.5, "wrist": 0.4, "humerus": 0.4,
        "pelvis": 0.4,
    },
    f"{HERE}.demand.other.gp": {
        "number": 1, "referrals_a_week": 25.0, "urgent_share": 0.2, "growth": 0.05,
        "accepted": 0.8, "frax_first": 0.5, "frax_avoids": 0.5,
    },
    f"{HERE}.demand.providers": {ONE: 0.8, TWO: 0.1, "england": 0.1},
    f"{HERE}.diary.review_52": {
        "people_a_week": 4.0, "weeks": 6, "days_since_fracture": 330.0,
    },
    f"{HERE}.diary.review_16": {
        "people_a_week": 8.0, "weeks": 6, "days_since_fracture": 100.0,
    },
    f"{HERE}.validations.spring": {
        "number": 1, "stage": "scan", "date": day(4, 27), "share": 0.3,
    },
    f"{HERE}.waiting_list.scan": {
        "count": 150, "age_shares": {"0-41": 0.5, "42-89": 0.5},
        "urgent_share": 0.2, "urgent_by_age": {"0-41": 0.3}, "fls_share": 0.4,
    },
    f"{HERE}.waiting_list.assess": {
        "count": 50, "urgent_share": 0.2, "fls_share": 1.0,
    },
    f"{HERE}.attributes": {"needs_dxa": 0.7},
    f"{HERE}.choices": {"form": {"a": 0.6, "b": 0.4}},
    f"{HERE}.minutes_factor": {"assess": 1.2},
    f"{HERE}.dna_factor": {"scan": 1.3},
    f"{HERE}.arrivals.clinic": {
        "number": 1, "source": "fls", "kind": "poisson", "people_a_day": 3.0,
        "urgent_share": 0.3, "enters": "assess", "first_minute": 1440,
        "length_minutes": 2880, "every_minutes": 10080,
        "patience": spread("exponential", 90_000.0),
    },
    f"{HERE}.arrivals.batches": {
        "number": 2, "source": "other", "kind": "batch", "people_a_day": 1.0,
        "batch_mean": 2.0,
    },
    f"{HERE}.arrivals.listed": {
        "number": 3, "source": "other", "kind": "listed", "minutes": [9000, 20000],
    },
    f"{HERE}.arrivals.groups": {
        "number": 4, "source": "other", "kind": "batch", "people_a_day": 0.5,
        "batch_size": 3,
    },
    "population.winter_uplift_by_site": {"hip": 0.3},
    "population.urgent_groups": [{"when": {"age_band": "75-79"}, "share": 0.5}],
    "population.urgent_attributes": ["persists"],
    "population.death_rate": {"75-79": 0.5, "80-84": 0.9},
    "population.death_factor": {"hip": 2.0},
    "population.moving_rate": 0.3,
    "population.declining_rate": 0.3,
    "outside": ["england"],
}  # fmt: skip
STAFF: dict[str, Any] = {
    "courses.densitometry": {"offered": True, "start": day(4, 13)},
    f"{HERE}.posts.nurse": {
        "number": 1, "role": "nurse", "band": "7", "wte": 3.0, "in_post": 2.0,
        "start": day(4, 2), "end": day(6, 5), "months_to_hire": 0.5,
        "induction": {"months": 1.0, "first": 0.3}, "turnover": 0.5,
        "retirements": [day(5, 10)], "weekdays": ["monday", "tuesday", "thursday"],
        "job_plan": {"assess": 0.6, "reviews": 0.4},
        "protected": {"governance": 0.1, "travel": 0.1},
        "training": {"reporting": {"months": 0.5, "start": day(4, 6), "share": 0.3,
                                   "needed": True}},
        "covers": {"report": {"share": 0.2, "speed": 0.7, "skill": "reporting",
                              "start": day(4, 10), "end": day(5, 25)}},
    },
    f"{HERE}.posts.bank": {
        "number": 41, "role": "nurse", "band": "6", "wte": 0.5, "contract": "bank",
        "price_an_hour": 40.0,
    },
    f"{HERE}.posts.agency": {
        "number": 42, "role": "nurse", "band": "6", "wte": 0.5, "contract": "agency",
    },
    f"{HERE}.posts.new": {
        "number": 43, "role": "nurse", "band": "6", "wte": 1.0, "advert": day(4, 3),
        "induction": {"by_month": [0.4, 0.7]}, "months_to_hire": 0.5,
    },
    f"{HERE}.posts.learner": {
        "number": 44, "role": "operator", "band": "5", "wte": 1.0,
        "start": day(4, 7),
        "training": {"densitometry": {
            "start": day(4, 9), "months": 1.0, "course": "densitometry",
            "supervisor": "operator", "supervisor_share": 0.3,
            "needed": False, "share": 0.5}},
    },
    f"{HERE}.posts.plain": {
        "number": 45, "role": "nurse", "band": "6", "wte": 2.0, "in_post": 1.0,
    },
    "roles.nurse": {
        "leave_days": 30.0, "sickness": 0.08, "sickness_spell_days": 4.0,
        "study_days": 10.0, "patient_share": 0.7, "leave_weights": {"april": 3.0},
        "turnover": 0.4, "months_to_hire": 0.5, "hire_price": 900.0,
        "induction": {"months": 1.0, "first": 0.2},
    },
}  # fmt: skip
SCANNER: dict[str, Any] = {
    "number": 1, "sessions_a_week": 6.0, "slots_a_session": 8, "slot_minutes": 25,
    "reserved_slots_a_day": 2.0, "downtime": 0.05, "installed": day(4, year=2016),
    "life_years": 10.1, "old_downtime": 0.5, "evenings_a_week": 1.0,
    "weekend_sessions_a_week": 1.0, "qa_minutes": 10, "site": "home",
    "downtime_half_days": 2.0, "upkeep": 20_000.0,
    "overbooked_slots_a_session": 1.5, "overrun_price_an_hour": 40.0,
}  # fmt: skip
SCANS: dict[str, Any] = {
    f"{HERE}.scanners.scanner": SCANNER | {"replacement": {
        "start": day(5, 25), "end": day(5, 29), "capital": 9.0, "one_off": 7.0}},
    f"{HERE}.scanners.second-scanner": {
        "number": 2, "sessions_a_week": 4.0, "slots_a_session": 6, "slot_minutes": 25,
        "start": day(4, 8), "end": day(6, 1), "needs_reporter": True,
    },
    f"{HERE}.sites.home": {"number": 1, "name": "Home", "operators": ["operator"]},
    f"{HERE}.extended_hours.own": {
        "number": 1, "post": "operator", "evenings_a_week": 1.0,
        "weekend_sessions_a_week": 1.0, "price_a_session": 150.0,
        "start": day(4, 6), "end": day(6, 1),
    },
    f"{HERE}.temporary.bought": {
        "number": 1, "sessions_a_week": 2.0, "slots_a_session": 6, "slot_minutes": 25,
        "price_a_session": 700.0, "start": day(4, 10), "end": day(5, 20),
        "days": "any", "least_sessions": 30,
        "overbooked_slots_a_session": 4.5, "overrun_price_an_hour": 30.0,
    },
    f"{HERE}.outsourced.bought": {
        "number": 1, "reports_a_week": 12.0, "price_a_report": 25.0,
        "start": day(4, 2), "end": day(5, 20),
    },
    f"{HERE}.scanned_elsewhere.oldest": {
        "number": 1, "people": 30, "date": day(4, 20), "price_a_scan": 95.0,
    },
    f"{HERE}.clinics.talks": {
        "number": 1, "role": "nurse", "activities": ["reviews"], "places": 3,
        "sessions_a_week": 1.5, "session_minutes": 100, "staff": 3.0,
        "staff_minutes": 30, "price_a_session": 50.0, "start": day(4, 9),
        "end": day(6, 1),
    },
    "mobile_units.van": SCANNER | {
        "site": "", "visits": [ONE, "", TWO], "start": day(4, 6), "end": day(6, 1),
        "needs_operator": False, "price_a_week": 900.0, "capital": 50_000.0,
        "replacement": {"start": day(4, 27), "end": day(5, 3), "capital": 8.0,
                        "one_off": 6.0},
    },
    f"{HERE}.servers.clinic": {
        "number": 1, "count": 1, "activities": ["reviews"], "role": "nurse",
        "first_minute": 600, "length_minutes": 60, "every_minutes": 10080,
    },
    f"{HERE}.servers.listed": {
        "number": 2, "activities": ["report"], "role": "reporter",
        "minutes": [5000, 30000], "length_minutes": 60,
    },
}  # fmt: skip
KEPT = {
    "number": 8, "stages": ["scan"], "open_after_minutes": 30,
    "route": {"source": "fls", "urgent": False, "sites": ["wrist", "other", "hip"],
              "waited_longer_than_days": 1.0, "window_days": [5.0, 400.0]},
}  # fmt: skip
PATHWAY: dict[str, Any] = {
    "pathway.stages.scan.duration":
        spread("truncated normal", 22.0, sd=5.0, lowest=20.0),
    "pathway.stages.scan.duration_draws": 3,
    "pathway.stages.scan.hold": "larger",
    "pathway.stages.scan.extra_minutes": [{"when": {"site": "hip"}, "minutes": 9}],
    "pathway.stages.scan.spare_minutes": 2,
    "pathway.stages.scan.dna": 0.3,
    "pathway.stages.scan.dna_factors": {"reminders": 0.8},
    "pathway.stages.scan.appointment_price": 0.5,
    "pathway.stages.scan.dna_hold": "duration",
    "pathway.stages.scan.backfill": 0.3,
    "pathway.stages.scan.notice_days": {"routine": 6.0, "urgent": 3.0},
    "pathway.stages.assess.duration": spread("lognormal", 40.0, cv=0.3),
    "pathway.stages.report.duration": spread("erlang", 9.0, shape=3),
    "pathway.stages.recommend.duration": spread("lognormal", 9.0, sd=3.0),
    "pathway.stages.vet.duration": spread("mixture", 0.0, components=[
        {"share": 0.5, "mean": 9.0, "kind": "constant"},
        {"share": 0.5, "mean": 8.0, "kind": "lognormal", "sd": 3.0}]),
    "pathway.dna_groups": [{"when": {"sex": "male"}, "factor": 1.5}],
    "pathway.choices.form": {
        "number": 90, "shares": {"a": 0.5, "b": 0.5},
        "groups": [{"when": {"site": "hip"}, "shares": {"a": 0.2, "b": 0.8}}],
    },
    "pathway.stages.talk": {
        "number": 90, "duration": spread("constant", 3000.0),
        "next": [{"to": "talk", "visits": 1, "later_than_days": 1.0,
                  "delay": spread("constant", 1.0)}, {"to": "done"}],
    },
    "pathway.stages.assess.next": [
        {"to": "talk", "when": {"form": "a"}, "beside": True},
        {"to": "vet", "when": {"needs_dxa": True}}, {"to": "recommend"},
    ],
    "pathway.activities.scan list.urgent_first": True,
    "pathway.activities.scan list.discipline": "breach",
    "pathway.activities.reserved slots": KEPT,
    "pathway.stages.letter.next": [
        {"to": "review_16", "share": 0.8, "not_before_days": 98.0,
         "when": {"followed_up_16w": True}, "delay": spread("exponential", 2.0)},
        {"to": "done"},
    ],
    "pathway.stages.register.next": [
        {"to": "assess", "when": {"reached": True}, "share": 0.9,
         "delay": spread("exponential", 5.0)},
        {"to": "not reached"},
    ],
    "pathway.stages.recommend.next": [
        {"to": "assess", "share": 0.4, "delay": spread("exponential", 2.0)},
        {"to": "plan", "when": {"recommended": True}},
        {"to": "no treatment"},
    ],
}  # fmt: skip
DATED = {
    "name": "more-admin", "start": day(4, 20), "until": day(5, 20),
    "values": {f"{HERE}.posts.admin.wte": 2.0},
    "price": {"capital": 100.0, "one_off": 10.0, "revenue_a_year": 1_000.0},
}  # fmt: skip
AID: dict[str, Any] = {"aid.next-door": {
    "number": 1, "board": ONE, "to": TWO, "stages": ["scan"], "share": 0.3,
    "price_a_visit": 12.0,
}}  # fmt: skip
POOL: dict[str, Any] = {"pools.west": {
    "number": 1, "boards": [ONE, TWO], "stages": ["scan"], "price_a_visit": 9.0,
}}  # fmt: skip


BY_SITE: dict[str, Any] = {
    f"{HERE}.scanners.second-scanner": SCANNER | {"number": 2, "site": "away"},
    f"{HERE}.scanners.scanner.site": "home",
    f"{HERE}.sites": {
        "home": {"number": 1, "people": 0.7, "waiting": 0.5},
        "away": {"number": 2, "people": 0.3, "waiting": 0.5},
    },
    f"{HERE}.lists_by_site": True,
    "marks.list_ages_days": [7.0, 30.0],
}


@lru_cache
def two_boards() -> dict[str, Any]:
    """Two boards with their central values, as tables, for a few weeks."""
    scenario = load_scenario().central().without_changes(("roll-out-2024",))
    tree: dict[str, Any] = scenario.model_dump()
    tree["boards"] = {name: tree["boards"][name] for name in (ONE, TWO)}
    tree |= {"years": YEARS, "run_on_days": RUN_ON, "changes": []}
    tree["marks"]["clear_within_weeks"] = 6
    return tree


def with_keys(tree: dict[str, Any], *changes: dict[str, Any]) -> dict[str, Any]:
    """A copy of the tables with these dotted keys set."""
    changed: dict[str, Any] = Scenario.model_validate(tree).model_dump()
    for keys in changes:
        for key, value in keys.items():
            set_key(changed, key, value, file="test")
    return changed


@lru_cache
def worlds() -> dict[str, Scenario]:
    """Scenarios that between them hold every kind of table there is."""
    plain = two_boards()
    full = with_keys(plain, PEOPLE, STAFF, SCANS, PATHWAY, {"changes": [DATED]})
    trees = {
        "everything": full,
        "as shipped": plain,
        "aid": with_keys(plain, AID),
        "pool": with_keys(plain, POOL),
        "by site": with_keys(plain, BY_SITE),
    }
    return {name: Scenario.model_validate(tree) for name, tree in trees.items()}
