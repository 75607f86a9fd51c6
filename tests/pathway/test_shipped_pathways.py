"""Both engines tell the same visits on every pathway that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.inputs.pathways import list_pathways
from planner.pathway.engines import COMPILED, SIMPY, simulate
from planner.pathway.network import prepare_tables
from tests.pathway.agreement import first_difference

BRIEF = {"years": 0.3, "run_on_days": 60}


@pytest.mark.parametrize("name", list_pathways())
def test_engines_agree_on_a_shipped_pathway(name: str, tmp_path: Path):
    choice = tmp_path / "choice.toml"
    choice.write_text(f'question = "Does it run?"\npathway = "{name}"\n', "utf-8")
    scenario = planner.load_scenario(options=[choice])
    brief = scenario.with_values(BRIEF)
    cohort = sample_cohort(brief, 11, 0, ["hywel-dda"])
    tables = prepare_tables(brief, cohort, offer_rota(brief, 11, 0, ["hywel-dda"]))
    tried = {engine: simulate(tables, engine) for engine in (SIMPY, COMPILED)}
    assert first_difference(tried) == ""
    served = {stage.number for stage in scenario.pathway.stages.values()}
    # Reviews are due later than this plan lasts, so not every stage is reached.
    assert len(served & set(tried[COMPILED].stage.tolist())) > 6
