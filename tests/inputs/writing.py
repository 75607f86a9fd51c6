"""A small country in files, to be spoilt by tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import Problem, ScenarioError
from planner.inputs.load import load_scenario

SCENARIO = """\
title = "Small country"
plan_start = 2026-04-01
years = 1
calendar = "none"
source = "made up for a test"
confidence = "assumption"

[population]
growth = 0.01
winter_uplift = 0.1
exit_rate = 0.05
identification_delay = { kind = "lognormal", mean = 21, sd = 18 }

[roles.nurse]
leave_days = 30
sickness = 0.05

[pathway]
entry = { fls = "assess", other = "scan" }
scan_activities = ["scan"]
[pathway.roles]
nurse = ["assess"]
[pathway.attributes.needs_dxa]
number = 1
share = { value = 0.6, unit = "share" }
groups = [{ when = { site = "hip" }, share = 0.1 }]
[pathway.stages.assess]
number = 1
slot_minutes = 45
next = [{ to = "scan", when = { needs_dxa = true } }, { to = "done" }]
[pathway.stages.scan]
number = 2
slot_minutes = 25
dna = 0.08
next = [{ to = "done" }]
[pathway.activities.assess]
number = 1
stages = ["assess"]
[pathway.activities.scan]
number = 2
stages = ["scan"]
"""

NORTH = """\
number = 1
name = "North"
[demand]
fractures_a_year = 500
identified = { hip = 0.7, spine = 0.4, other = 0.7 }
[demand.other.gp]
number = 1
referrals_a_week = 10
[posts.nurse]
number = 1
role = "nurse"
band = "7"
wte = { value = 1.5, unit = "WTE", source = "a guess", confidence = "assumption" }
[scanners.scanner]
number = 1
sessions_a_week = 4
slots_a_session = 8
slot_minutes = 25
needs_operator = false
[waiting_list.scan]
count = 100
age_shares = { "0-41" = 0.5, "42-89" = 0.5 }
"""

SOUTH = """\
number = 2
name = "South"
[demand]
fractures_a_year = 300
identified = { hip = 0.7, spine = 0.4, other = 0.7 }
providers = { north = 0.5, south = 0.5 }
"""

CHANGE = """\
title = "A second nurse"
why = "The list grows."
from = 2026-04-01
source = "a decision"
confidence = "assumption"
[set]
"boards.north.posts.nurse.wte" = 2.5
"""

OPTION = """\
title = "More nurses"
question = "What would a second nurse change?"
changes = ["second-nurse"]
"""

FILES = {
    "scenario.toml": SCENARIO,
    "north.toml": NORTH,
    "south.toml": SOUTH,
}
BESIDE = {"second-nurse.toml": CHANGE, "more-nurses.toml": OPTION}


def write_country(folder: Path, **spoilt: str | bytes) -> Path:
    """Folder of the country; files may be replaced by stem, e.g. north="..."."""
    country, options = folder / "country", folder / "options"
    for place, files in ((country, FILES), (options, BESIDE)):
        place.mkdir(exist_ok=True, parents=True)
        for name, text in files.items():
            stem = name.removesuffix(".toml").replace("-", "_")
            text_or_bytes = spoilt.get(stem, text)
            data = (
                text_or_bytes.encode()
                if isinstance(text_or_bytes, str)
                else text_or_bytes
            )
            (place / name).write_bytes(data)
    return country


def problems_of(folder: Path, **spoilt: str | bytes) -> tuple[Problem, ...]:
    """What loading the country, with its option, is told."""
    country = write_country(folder, **spoilt)
    option = folder / "options" / "more-nurses.toml"
    with pytest.raises(ScenarioError) as caught:
        load_scenario(country, options=[option])
    for problem in caught.value.problems:
        assert problem.file
        assert problem.rule
        assert problem.hint, problem
        assert str(problem) in str(caught.value)
    return caught.value.problems


def only(folder: Path, **spoilt: str | bytes) -> Problem:
    (problem,) = problems_of(folder, **spoilt)
    return problem
