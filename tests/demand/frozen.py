"""Cohorts whose every column is frozen: how they are made, and what was found.

Written anew, after a change that is meant to move people, by
`python -m tests.demand.frozen`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from planner.demand.cohort import Cohort
from planner.demand.sample import sample_cohort
from planner.inputs.files import shipped_folder
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

FILE = Path(__file__).with_name("frozen_cohorts.json")
SHORT = {"years": 1, "run_on_days": 30}
SITE = "boards.swansea-bay"
EVERY_SOURCE: dict[str, Any] = {
    f"{SITE}.arrivals.all": {"number": 1, "people_a_day": 2.5, "urgent_share": 0.3},
    f"{SITE}.arrivals.even": {"number": 2, "kind": "even", "people_a_day": 1.7},
    f"{SITE}.arrivals.coaches": {
        "number": 3,
        "kind": "batch",
        "people_a_day": 0.4,
        "batch_size": 9,
        "source": "other",
    },
    f"{SITE}.arrivals.listed": {
        "number": 4,
        "kind": "listed",
        "minutes": (90, 7, 7, 100_000),
        "urgent_share": 1.0,
    },
    f"{SITE}.diary.assess": {
        "people_a_week": 11,
        "weeks": 5,
        "days_since_fracture": 20.5,
    },
    f"{SITE}.waiting_list.assess": {
        "count": 173,
        "age_shares": {"0-41": 0.6, "42-89": 0.3, "90-400": 0.1},
        "urgent_share": 0.4,
        "fls_share": 0.7,
    },
}
STATED: dict[str, Any] = {
    f"{SITE}.arrivals.mornings": {
        "number": 5,
        "people_a_day": 6,
        "first_minute": 1440 * 3 + 480,
        "length_minutes": 240,
        "every_minutes": 1440,
        "patience": {"kind": "lognormal", "mean": 9000, "sd": 4000},
        "enters": "scan",
    },
    f"{SITE}.arrivals.families": {
        "number": 6,
        "kind": "batch",
        "people_a_day": 0.8,
        "batch_mean": 2.5,
        "source": "other",
    },
    f"{SITE}.arrivals.clockwork": {
        "number": 7,
        "kind": "even",
        "people_a_day": 13,
        "first_minute": 700,
        "length_minutes": 3000,
        "every_minutes": 10_000,
        "patience": {"kind": "constant", "mean": 30},
    },
}
GROUPS: dict[str, Any] = {
    "pathway.attributes.recommended.groups": (
        {"when": {"needs_dxa": False, "sex": "male"}, "share": 0.9},
        {"when": {"age_band": ("75-79", "90+"), "reached": True}, "share": 0.2},
        {"when": {"needs_dxa": False}, "share": 0.7},
        {"when": {"urgent": True, "source": "fls"}, "share": 0.35},
    ),
    "pathway.attributes.needs_dxa.groups": (
        {"when": {"site": ("hip", "pelvis")}, "share": 0.31},
    ),
    f"{SITE}.attributes": {"reached": 0.5, "persists": 0.1},
    "boards.powys.attributes": {"reached": 0.95},
}
DELAYS: dict[str, dict[str, Any]] = {
    "exponential": {"kind": "exponential", "mean": 20},
    "erlang": {"kind": "erlang", "mean": 20, "shape": 3},
    "truncated normal": {"kind": "truncated normal", "mean": 20, "sd": 9, "lowest": 3},
    "far cut": {"kind": "truncated normal", "mean": 20, "sd": 9, "lowest": 40},
    "mixture": {
        "kind": "mixture",
        "components": (
            {"share": 0.3, "mean": 5, "kind": "constant"},
            {"share": 0.5, "mean": 25, "sd": 30, "kind": "lognormal"},
            {"share": 0.2, "mean": 60},
        ),
    },
}


def _wales(changes: dict[str, Any], *options: str, name: str = "wales-today") -> Any:
    return lambda: load_scenario(name, options).with_values({**SHORT, **changes})


def _verification(name: str) -> Callable[[], Scenario]:
    path = shipped_folder() / "verification" / f"{name}.toml"
    return lambda: load_scenario(path).with_values({"years": 1})


def _delayed(name: str) -> Callable[[], Scenario]:
    delay = {"population.identification_delay": DELAYS[name]}
    return _wales({"years": 0.5, **delay})


CASES: dict[str, tuple[Callable[[], Scenario], list[str] | None]] = {
    "Wales today": (_wales({}), None),
    "Wales today, Powys": (_wales({"years": 5}), ["powys"]),
    "Wales today, two boards": (_wales({}), ["betsi-cadwaladr", "hywel-dda"]),
    "Wales 2023, Aneurin Bevan": (_wales({}, name="wales-2023"), ["aneurin-bevan"]),
    "a clinic for Powys": (_wales({}, "powys-clinic"), ["powys", "swansea-bay"]),
    "more found": (_wales({}, "identify-80-percent"), ["swansea-bay"]),
    "FRAX first": (_wales({}, "vetting-and-frax-first"), ["hywel-dda"]),
    "every source": (_wales(EVERY_SOURCE), ["swansea-bay"]),
    "groups": (_wales({**GROUPS, **EVERY_SOURCE}), ["swansea-bay", "powys"]),
    "groups, FRAX first": (_wales(GROUPS, "vetting-and-frax-first"), None),
    "nobody leaves": (_wales({"population.exit_rate": 0}), ["powys"]),
    "fourteen times": (
        _wales({"years": 0.2, "boards.powys.demand.fractures_a_year": 400_000}),
        ["powys"],
    ),
    "nobody": (_wales({}), []),
    "stated times": (_wales(STATED), ["swansea-bay"]),
    **{f"delay, {name}": (_delayed(name), ["cardiff-and-vale"]) for name in DELAYS},
    **{
        name: (_verification(name), None)
        for name in ("mm1", "mmc", "md1", "priority-mm1", "weekly-session-missed")
    },
}


def columns(cohort: Cohort) -> dict[str, np.ndarray]:
    """Every column of the table, the pathway's attributes and choices among them."""
    plain = {f.name: getattr(cohort, f.name) for f in fields(Cohort)}
    facts, choices = plain.pop("attributes"), plain.pop("choices")
    return {**plain, **facts, **{name: got.places for name, got in choices.items()}}


def digest_of(values: np.ndarray) -> str:
    """Digest of a column's numbers and of their kind."""
    content = values.dtype.str.encode() + np.ascontiguousarray(values).tobytes()
    return hashlib.sha256(content).hexdigest()[:8]


def found(case: str) -> dict[str, Any]:
    """People and digests of columns of one case, as the code stands."""
    make, boards = CASES[case]
    cohort = sample_cohort(make(), 7, 2, boards)
    digests = {name: digest_of(values) for name, values in columns(cohort).items()}
    return {"people": len(cohort), **digests}


if __name__ == "__main__":
    lines = [f"{json.dumps(case)}: {json.dumps(found(case))}" for case in CASES]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
