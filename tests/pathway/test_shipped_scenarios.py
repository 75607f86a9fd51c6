"""Both engines tell the same visits of every scenario that ships."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.pathway.engines import COMPILED, SIMPY, simulate
from planner.pathway.network import Tables, prepare_tables
from planner.pathway.visits import Visits
from tests.conftest import ROOT
from tests.pathway.agreement import first_difference
from tests.pathway.flows import DAY

VERIFICATION = sorted((ROOT / "scenarios" / "verification").glob("*.toml"))
DAYS = 20
BOARDS = {"aneurin-bevan": True, "betsi-cadwaladr": True, "powys": False}
"""Boards, and whether they see anybody themselves; Powys sends everybody elsewhere."""
SEEDS = {"wales-today": 20240101, "wales-2023": 7}


def tables_of_board(scenario: planner.Scenario, board: str, seed: int) -> Tables:
    """What an engine gets for one board."""
    cohort = sample_cohort(scenario, seed, 0, [board])
    return prepare_tables(scenario, cohort, offer_rota(scenario, seed, 0, [board]))


def same_visits(tables: Tables) -> Visits:
    """The visits of both engines; a failure says the first one that differs."""
    tried = {name: simulate(tables, name) for name in (SIMPY, COMPILED)}
    difference = first_difference(tried)
    if difference:
        pytest.fail(difference, pytrace=False)
    return tried[COMPILED]


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("name", SEEDS)
def test_engines_agree_on_a_year_of_a_board(name: str, board: str):
    scenario = planner.load_scenario(name).with_values({"years": 1})
    visits = same_visits(tables_of_board(scenario, board, SEEDS[name]))
    assert bool(len(visits)) == BOARDS[board]


@pytest.mark.parametrize("path", VERIFICATION, ids=[path.stem for path in VERIFICATION])
def test_engines_agree_on_the_first_weeks_of_a_verification_scenario(path: Path):
    scenario = planner.load_scenario(path)
    tables = tables_of_board(scenario, next(iter(scenario.boards)), seed=3)
    assert len(same_visits(replace(tables, horizon=min(tables.horizon, DAYS * DAY))))


def test_engines_agree_where_posts_move():
    """Vacancies, newcomers, learners and people who cover are all in the rota."""
    options = ["people-come-and-go", "recruit-and-train", "nurses-report"]
    scenario = planner.load_scenario(options=options).with_values({"years": 1.2})
    same_visits(tables_of_board(scenario, "hywel-dda", seed=5))
