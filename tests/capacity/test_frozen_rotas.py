"""Rotas that must not move unless an input or a rule does, and then on purpose.

The digests were taken from code that drew one person after the other in plain NumPy.
"""

from __future__ import annotations

import datetime
import hashlib

import numpy as np
import pytest

from planner.capacity.offer import offer_rota
from planner.capacity.rota import Rota
from planner.inputs.changes import ChangeInForce
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

COLUMNS = (
    "provider", "kind", "unit", "role", "start", "end", "paid_minutes", "lost", "plan",
)  # fmt: skip
BOARD = "swansea-bay"
HERE = f"boards.{BOARD}"
SCANNER = {
    "number": 9,
    "sessions_a_week": 6.3,
    "slots_a_session": 9,
    "slot_minutes": 20,
    "reserved_slots_a_day": 1.3,
    "downtime": 0.05,
}


def digest(rota: Rota) -> str:
    """Number of sessions and a digest of all columns."""
    whole = hashlib.sha256(repr(rota.plans).encode())
    for name in COLUMNS:
        whole.update(np.ascontiguousarray(getattr(rota, name)).tobytes())
    return f"{len(rota)}-{whole.hexdigest()[:12]}"


def shipped(name: str) -> Scenario:
    return load_scenario(name).with_values({"years": 1})


def of_one_board(**changes: object) -> Scenario:
    keys = {f"{HERE}.{key.replace('__', '.')}": v for key, v in changes.items()}
    return shipped("wales-today").with_values(keys)


def with_dates() -> Scenario:
    """Posts and scanners that come, change and go while the plan runs."""
    plan = shipped("wales-today")

    def day(number: int) -> datetime.date:
        return plan.plan_start + datetime.timedelta(days=number)

    late = {"number": 77, "role": "admin", "band": "4", "wte": 1.2, "start": day(333)}
    early = {f"{HERE}.posts.nurse.wte": 3.3, f"{HERE}.scanners.other": SCANNER}
    later = {
        f"{HERE}.posts.nurse.wte": 0.7,
        f"{HERE}.posts.fresh": late,
        f"{HERE}.scanners.scanner.slot_minutes": 20,
    }
    first = ChangeInForce(name="early", start=day(100), until=day(200), values=early)
    second = ChangeInForce(name="later", start=day(201), values=later)
    return plan.with_dated((first, second))


def crowded() -> Scenario:
    """Several people a post, a job plan, two scanners for fewer operators."""
    return of_one_board(
        posts__nurse__wte=14.3,
        posts__nurse__job_plan={"assess": 0.7, "reviews": 0.3},
        scanners__other=SCANNER,
        scanners__scanner__sessions_a_week=9.1,
        scanners__scanner__reserved_slots_a_day=1.7,
    )


def listed() -> Scenario:
    """Extra lists, and an explicit timetable beside the posts."""
    extra = {
        "number": 1,
        "sessions_a_week": 2.5,
        "slots_a_session": 8,
        "slot_minutes": 25,
        "price_a_session": 900,
        "start": datetime.date(2026, 6, 1),
        "end": datetime.date(2026, 8, 31),
    }
    servers = {"number": 1, "count": 2, "activities": ("assess",)}
    servers |= {"first_minute": 77, "length_minutes": 100, "every_minutes": 1000}
    return of_one_board(temporary__evenings=extra, servers__desk=servers)


def terms() -> Scenario:
    """Absence and shares at their edges."""
    return shipped("wales-today").with_values(
        {
            "roles.nurse.sickness": 1.0,
            "roles.admin.sickness": 0.5,
            "roles.admin.sickness_spell_days": 40.0,
            "roles.admin.study_days": 300.0,
            "roles.operator.leave_days": 17.5,
            "roles.operator.patient_share": 0.55,
            "calendar": "england",
        }
    )


EVERYBODY = None
CASES = {
    "today": (lambda: shipped("wales-today"), EVERYBODY, "36476-801c3e7faa0c"),
    "2023": (lambda: shipped("wales-2023"), EVERYBODY, "19348-15ec6eebd048"),
    "with dates": (with_dates, [BOARD], "4255-940cb20b793d"),
    "crowded": (crowded, [BOARD], "13661-e20d111c86e7"),
    "listed": (listed, [BOARD, "powys"], "5254-dc07f44abdd5"),
    "terms": (terms, [BOARD], "3827-eb3c02b06228"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rota_is_the_one_it_always_was(case: str):
    made, providers, expected = CASES[case]
    assert digest(offer_rota(made(), 7, 3, providers)) == expected
