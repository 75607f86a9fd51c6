"""People recommended treatment, started by drug, and still on it, counted by hand."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from planner.experiment.running.replicate import replicate_once
from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import Key
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome
from planner.reports.treatment import (
    treatment_line,
    treatment_rows,
    unlimited_sentences,
)
from tests.outcomes.test_definitions import passing

BOARD = "swansea-bay"
YEAR = 365 * MINUTES_A_DAY
DRUGS = {"oral", "zoledronate", "denosumab", "romosozumab", "teriparatide", "other"}
MILESTONES = {
    "treatment_recommended": "recommendation",
    "treatment_started": "treatment start",
    "treatment_confirmed": "on treatment at 52 weeks",
}


@lru_cache
def with_clinic(**own: float) -> Scenario:
    plan = apply_option(load_scenario(), load_option("infusion-clinic"))
    values = {key.replace("__", "."): value for key, value in own.items()}
    return plan.with_values({"years": 2, **values})


@lru_cache
def one_run() -> Record:
    return replicate_once(with_clinic(), BOARD, 3, 0)


def first_year(record: Record, kpi: str, drug: str = "all") -> float:
    return float(measure(record)[Key(BOARD, group=drug, kpi=kpi)].values[0, 0])


def by_hand(record: Record, milestone: str, drug: str = "all") -> int:
    """People seen at a stage of a milestone in the first year; a start is its end."""
    stages = record.scenario.pathway.stages.values()
    numbers = [stage.number for stage in stages if stage.milestone == milestone]
    rows = record.visits.rows
    rows = rows[np.isin(rows["stage"], numbers) & (rows["outcome"] == Outcome.SEEN)]
    when = "finished" if milestone == "treatment start" else "started"
    rows = rows[(rows[when] >= 0) & (rows[when] < YEAR)]
    if drug == "all":
        return len(rows)
    places, words = record.cohort.choices["drug"]
    return int((places[rows["patient"]] == words.index(drug)).sum())


@pytest.mark.parametrize(("kpi", "milestone"), MILESTONES.items())
def test_people_are_counted_in_the_year_in_which_it_happens(kpi: str, milestone: str):
    found = first_year(one_run(), kpi)
    assert found == by_hand(one_run(), milestone)
    assert found > 50


def test_starts_are_told_apart_by_drug_and_add_up():
    found = {drug: first_year(one_run(), "treatment_started", drug) for drug in DRUGS}
    for drug, people in found.items():
        assert people == by_hand(one_run(), "treatment start", drug), drug
    assert sum(found.values()) == first_year(one_run(), "treatment_started")
    assert found["oral"] > found["zoledronate"] > 10


def test_of_those_who_start_the_share_that_persists_is_still_treated_a_year_on():
    record = one_run()
    started = first_year(record, "treatment_started", "oral")
    stay = first_year(record, "treatment_continued", "oral")
    share = record.scenario.pathway.attributes["persists"].share
    spread = 2.6 * np.sqrt(share * (1 - share) / started)
    assert abs(stay / started - share) <= spread


def test_nobody_whose_practice_never_takes_over_is_still_treated():
    """All have a first injection, are handed over, and no practice takes over."""
    lost = {"handed_over": 1.0, "lost_at_handover": 1.0, "first_dose_here": 1.0}
    own = {f"pathway__attributes__{name}__share": s for name, s in lost.items()}
    record = replicate_once(with_clinic(**own), BOARD, 3, 0)
    assert first_year(record, "treatment_started", "denosumab") > 0
    assert first_year(record, "treatment_continued", "denosumab") == 0
    assert first_year(record, "treatment_continued", "oral") > 0


def test_a_pathway_without_drugs_has_the_people_alone():
    starts = passing({"treatment start": 5}, people=10)
    found = summarise(run(starts, 1, 1, workers=1))
    rows = found[found["kpi"] == "treatment_started"]
    assert rows[["group", "mean"]].to_numpy().tolist() == [["all", 10], ["all", 0]]
    none = summarise(run(passing({"assessment": 5}, people=10), 1, 1, workers=1))
    assert not none["kpi"].str.startswith("treatment_").any()


def test_readers_see_the_drugs_of_the_last_year_with_the_commonest_first():
    plan = with_clinic()
    summary = summarise(run(plan, 2, 1, [BOARD], workers=1))
    rows = treatment_rows(summary, plan)
    assert set(rows["period"]) == {"2027/28"}
    line = treatment_line(rows, BOARD)
    assert line.drugs.startswith("oral ")
    assert "teriparatide or abaloparatide " in line.drugs
    assert int(line.recommended) > int(line.started) > int(line.continued)


def test_unlimited_therapy_is_said_until_a_board_or_change_gives_a_capacity():
    names = {BOARD: "Swansea Bay", "hywel-dda": "Hywel Dda"}
    plain = load_scenario()
    (said,) = unlimited_sentences(plain, [BOARD], names)
    assert said.startswith("Bone therapy is unlimited at Swansea Bay:")
    assert "published" in said
    assert unlimited_sentences(with_clinic(), [*names], names) == []
    one = {f"boards.{BOARD}.attributes.infusion_clinic": 1.0}
    (said,) = unlimited_sentences(plain.with_values(one), [*names], names)
    assert said.startswith("Bone therapy is unlimited at Hywel Dda:")
    assert unlimited_sentences(passing({"treatment start": 5}), ["clinic"], {}) == []
