"""No random number is used twice: every number of a replication has its own keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.numerics.random_numbers import Purpose, Source
from tests.random_keys import Draws, faults_in

NOT_DRAWN = {"PERSON", "DIARY", "BENEFITS"}
"""Keys on the way to a number, one kept so that its number is not used again, and that
of assumptions which are drawn when benefits are measured, not for a replication."""
PERSON = (Source.FRACTURE, 7, 40, Purpose.PERSON, 2)


def what_is_drawn(root: Path, engine: str, *faults: str) -> dict[str, Any]:
    """Faults and counts of one replication, in a program without machine code."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.random_keys", engine, *faults],
        cwd=root,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_every_number_of_a_replication_has_keys_of_its_own(root: Path, engine: str):
    found = what_is_drawn(root, engine)
    assert found["faults"] == []
    # Nothing is missed: every purpose there is was listened to.
    purposes = {about.split()[1] for about in found["drawn"]}
    assert purposes == set(Purpose.__members__) - NOT_DRAWN
    assert sum(found["drawn"].values()) > 10_000


@pytest.mark.parametrize(
    ("fault", "about"),
    [
        ("planner.pathway.compiled.appointments:BACKFILL_PURPOSE:DNA", "DNA"),
        ("planner.pathway.compiled.routing:ROUTE_PURPOSE:DNA", "DNA"),
        ("planner.demand.people:SITE:CELL", "CELL"),
        ("planner.capacity.staff.absence:STUDY:SICKNESS", "SICKNESS"),
    ],
)
def test_one_seed_used_twice_is_caught(root: Path, fault: str, about: str):
    faults = what_is_drawn(root, "compiled", fault)["faults"]
    assert any(f" {about}" in said for said in faults)


def draws_with(*drawn: tuple[tuple[int, ...], str]) -> Draws:
    """Numbers drawn with these keys by these functions."""
    draws = Draws(root=12345)
    draws.drawn = [(draws.mix(draws.root, *keys), place) for keys, place in drawn]
    return draws


def test_numbers_with_keys_of_their_own_are_no_fault():
    found = draws_with(
        ((*PERSON, Purpose.DNA, 4, 1, 0), "engine.offer"),
        ((*PERSON, Purpose.DNA, 4, 1, 1), "engine.offer"),
        ((*PERSON, Purpose.ROUTE, 4, 1), "engine.leave"),
    )
    assert faults_in(found) == []


def test_a_number_drawn_twice_by_one_function_is_a_fault():
    """As when the attempt is forgotten: who misses once misses always."""
    keys = (*PERSON, Purpose.DNA, 4, 1)
    (said,) = faults_in(draws_with((keys, "engine.offer"), (keys, "engine.offer")))
    assert "FRACTURE DNA" in said
    assert "drawn 2 times by engine.offer" in said


def test_a_number_drawn_by_two_functions_is_a_fault():
    keys = (*PERSON, Purpose.CELL)
    said = faults_in(draws_with((keys, "people.cell"), (keys, "people.site")))
    assert "drawn 2 times by people.cell and people.site" in said[0]
    assert said[1].endswith("asked for by people.cell and people.site")


def test_a_number_whose_keys_begin_anothers_is_a_fault():
    said = faults_in(
        draws_with(
            ((*PERSON, Purpose.DNA, 4, 1), "engine.offer"),
            ((*PERSON, Purpose.DNA, 4, 1, 0), "engine.offer"),
        )
    )
    assert len(said) == 1
    assert said[0].endswith("begins the keys of another number")


def test_a_purpose_borrowed_for_something_else_is_a_fault_even_with_other_keys():
    said = faults_in(
        draws_with(
            ((*PERSON, Purpose.DNA, 4, 1, 0), "engine.offer"),
            ((*PERSON, Purpose.DNA, 5, 1, 0), "engine.leave"),
        )
    )
    assert said == ["FRACTURE DNA: asked for by engine.leave and engine.offer"]
