"""Pathways in files: each loads, alters only what it says, and can be chosen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import planner
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.apply_changes import (
    apply_changes,
    apply_option,
    load_option,
    read_change,
)
from planner.inputs.pathways import list_pathways, load_pathway
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome
from tests.conftest import ROOT

FOLDER = ROOT / "scenarios" / "pathways"
CHOSEN = {
    "one-stop-clinic", "nurse-led-reporting", "dxa-first-under-75", "telephone-only",
    "assessment-modes",
}  # fmt: skip
"""Pathways that an option of the same name chooses."""
WARD = {
    "based_on": '"standard"',
    "title": '"Ward first"',
    "why": '"A test."',
    "source": '"made up for a test"',
}


def written(folder: Path, name: str, parts: dict[str, str], rest: str = "") -> Path:
    """A file with these keys at its top."""
    lines = [f"{key} = {value}" for key, value in parts.items()]
    path = folder / f"{name}.toml"
    path.write_text("\n".join([*lines, rest, ""]), "utf-8")
    return path


def problems_of(path: Path) -> str:
    """What loading a pathway says."""
    with pytest.raises(ScenarioError) as found:
        load_pathway(path)
    return str(found.value)


@pytest.mark.parametrize("name", list_pathways())
def test_every_shipped_pathway_says_what_it_is_for_and_who_owns_its_numbers(name: str):
    pathway = load_pathway(name)
    assert pathway.title
    assert pathway.why.endswith(".")
    text = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    assert {"source", "confidence"} <= set(text)


@pytest.mark.parametrize("name", sorted(CHOSEN))
def test_an_option_runs_on_its_pathway_and_every_number_in_it_has_an_owner(name: str):
    scenario = planner.load_scenario(options=[name])
    assert scenario.pathway == load_pathway(name)
    assert scenario.pathway != planner.load_scenario().pathway
    owners = {k for k in scenario.provenance if k.startswith("pathway.")}
    alone = planner.load_scenario(options=[name]).pathway.model_dump()
    # Owners of what the pathway left out or replaced have gone with it.
    for key in owners:
        here = alone
        for part in key.split(".")[1:]:
            here = here[int(part)] if part.isdigit() else here[part]
    silent = [
        key
        for key in owners
        if not scenario.provenance[key].source and not key.endswith("number")
    ]
    assert silent == []


def test_a_pathway_that_is_based_on_another_keeps_all_that_it_does_not_write():
    standard, telephone = load_pathway("standard"), load_pathway("telephone-only")
    assert telephone.stages["assess"].slot_minutes == 35
    assert telephone.stages["assess"].next == standard.stages["assess"].next
    assert telephone.stages["scan"] == standard.stages["scan"]
    assert telephone.attributes == standard.attributes


def test_a_pathway_may_leave_parts_of_another_out():
    clinic = load_pathway("one-stop-clinic")
    assert set(load_pathway("standard").stages) - set(clinic.stages) == {"recommend"}
    assert "results" not in clinic.activities


def test_what_is_based_on_itself_or_on_nothing_is_refused(tmp_path: Path):
    written(tmp_path, "one", {**WARD, "based_on": '"other"'})
    other = written(tmp_path, "other", {**WARD, "based_on": '"one"'})
    assert "is based on itself" in problems_of(other)
    lost = written(tmp_path, "lost", {**WARD, "based_on": '"nowhere"'})
    assert "no pathway of this name" in problems_of(lost)
    gone = written(tmp_path, "gone", {**WARD, "without": '["stages.nobody"]'})
    assert "is not there to be left out" in problems_of(gone)
    none = written(tmp_path, "none", {"title": '"No pathway"'})
    assert "is no pathway" in problems_of(none)


def test_a_wrong_number_in_a_chosen_pathway_is_refused_with_its_file(tmp_path: Path):
    rest = "[stages.scan]\ndna = { value = 7.5, unit = 'share' }\n"
    written(tmp_path, "ward", WARD, rest)
    keys = {"title": '"Ward"', "question": '"What then?"', "pathway": '"ward"'}
    option = load_option(written(tmp_path, "try-ward", keys))
    with pytest.raises(ScenarioError, match=r"ward\.toml: pathway\.stages\.scan\.dna"):
        apply_option(planner.load_scenario(), option)


def test_an_option_may_bear_the_name_of_the_pathway_it_chooses():
    option = load_option("telephone-only")
    assert option.pathway == "telephone-only"
    chosen = apply_option(planner.load_scenario(), option)
    assert chosen.applied[0].shown == ("Standard FLS pathway", chosen.pathway.title)


def test_an_option_may_alter_a_part_of_the_pathway_that_it_chooses(tmp_path: Path):
    rest = "[set]\n'pathway.attributes.by_telephone.share' = { multiply = 0.5 }\n"
    keys = {"why": '"Half."', "from": "2026-04-01", "source": '"made up"'}
    written(tmp_path, "half", keys, rest)
    about = {"changes": '["half"]', "pathway": '"assessment-modes"'}
    changed = planner.load_scenario(options=[written(tmp_path, "less", about)])
    assert changed.pathway.attributes["by_telephone"].share == 0.45


# ---- what was altered before, and a pathway chosen then


def test_what_was_altered_is_kept_where_both_pathways_share_the_number():
    """In either order, a decision or a number typed in."""
    either = [
        planner.load_scenario(options=names)
        for names in (["short-notice", "telephone-only"], ["telephone-only"])
    ]
    assert [s.pathway.stages["scan"].notice_days.routine for s in either] == [7, 14]
    assert either[0].pathway.activities["scan list"].urgent_first
    typed = planner.load_scenario().with_values({"pathway.stages.scan.dna": 0.2})
    chosen = apply_option(typed, load_option("telephone-only"))
    assert chosen.pathway.stages["scan"].dna == 0.2
    assert chosen.provenance["pathway.stages.scan.dna"].source == "typed in"


def test_a_number_that_the_new_pathway_writes_itself_is_its_own():
    minutes = {"pathway.stages.assess.slot_minutes": 50}
    typed = planner.load_scenario().with_values(minutes)
    chosen = apply_option(typed, load_option("telephone-only"))
    assert chosen.pathway.stages["assess"].slot_minutes == 35


def test_a_decision_that_the_new_pathway_would_undo_is_refused(tmp_path: Path):
    keys = {"why": '"Longer."', "from": "2026-04-01", "source": '"made up"'}
    rest = "[set]\n'pathway.stages.assess.slot_minutes' = 50\n"
    longer = read_change(written(tmp_path, "longer", keys, rest))
    before = apply_changes(planner.load_scenario(), [longer])
    with pytest.raises(ScenarioError, match="set one key"):
        apply_option(before, load_option("telephone-only"))


def test_a_decision_of_a_later_date_stands_on_whichever_pathway_is_chosen():
    both = ["vetting-and-frax-first", "telephone-only"]
    for names in (both, both[::-1]):
        scenario = planner.load_scenario(options=names)
        first, last = scenario.periods[0][1], scenario.periods[-1][1]
        groups = [s.pathway.attributes["needs_dxa"].groups for s in (first, last)]
        assert [len(each) for each in groups] == [0, 4]
        assert groups[1][1].share == 0.7
        assert last.pathway.stages["assess"].slot_minutes == 35


def test_a_pathway_cannot_be_chosen_in_the_middle_of_a_plan(tmp_path: Path):
    keys = {"why": '"Later."', "from": "2027-01-01", "source": '"made up"'}
    rest = "[set]\npathway = 'telephone-only'\n"
    change = read_change(written(tmp_path, "later", keys, rest))
    with pytest.raises(ScenarioError, match="read once, when the plan begins"):
        apply_changes(planner.load_scenario(), [change])


# ---- what each pathway does to people


def half_a_year(option: str) -> Record:
    """Half a year of one board under an option."""
    scenario = planner.load_scenario(options=[option]).with_values({"years": 0.5})
    return replicate_once(scenario, "hywel-dda", seed=3, replication=0)


@pytest.mark.parametrize("name", ["dxa-first-under-75", "one-stop-clinic"])
def test_who_is_scanned_first_is_assessed_after_the_scan(name: str):
    record = half_a_year(name)
    scans, assessed = record.at_stage("scan"), record.at_stage("assess")
    came = record.fls & ~record.cohort.at_start
    first = scans.finished[came[scans.patient] & (scans.outcome == Outcome.SEEN)]
    assert len(first)
    needs = record.cohort.attributes["needs_dxa"]
    joined = {
        who: minute
        for who, minute in zip(assessed.patient, assessed.first_joined, strict=True)
        if needs[who] and came[who]
    }
    done = dict(zip(scans.patient, scans.finished, strict=True))
    assert joined
    assert all(minute >= done[who] for who, minute in joined.items())


def test_nobody_from_75_on_is_scanned_under_oxfords_rule():
    record = half_a_year("dxa-first-under-75")
    scans = record.at_stage("scan")
    came = (record.fls & ~record.cohort.at_start)[scans.patient]
    assert record.cohort.age_band[scans.patient[came]].max() < 5


def test_nurses_report_fls_scans_and_reporters_the_others():
    record = half_a_year("nurse-led-reporting")
    for stage, fls in (("nurse_report", True), ("report", False)):
        visits = record.at_stage(stage)
        assert (visits.outcome == Outcome.SEEN).any()
        assert (record.fls[visits.patient] == fls).all()


def test_modes_of_assessment_take_whom_their_shares_say():
    """Of those reached, hip patients go to the ward (60 in 100), others are called."""
    record = half_a_year("assessment-modes")
    cohort = record.cohort
    people = {
        stage: record.at_stage(stage).patient
        for stage in ("assess_ward", "assess_telephone")
    }
    assert (cohort.site[people["assess_ward"]] == 0).all()
    called = record.at_stage("assess_telephone")
    missed = (called.outcome == Outcome.DNA).mean()
    assert 0.06 < missed < 0.16
    assert len(people["assess_telephone"]) > len(people["assess_ward"]) > 0
