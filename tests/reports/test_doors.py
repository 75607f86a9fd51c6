"""Papers, worth and the assurance pack as bytes and answers, asked by a program."""

from __future__ import annotations

import pytest

from planner.experiment.answer_worth import WEEK, WorthAnswer, answer_worth
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.simulation import Simulation
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.benefits.assumptions import CEILING, CENTRAL, LOW
from planner.reports.papers.make import gather_evidence, paper_bytes, papers_of

BOARD = "hywel-dda"


@pytest.fixture(scope="module")
def plans() -> list[Scenario]:
    plan = load_scenario("wales-today").with_values({"years": 1.5})
    key = f"boards.{BOARD}.scanners.scanner.sessions_a_week"
    more = plan.with_values({key: 10.0}).renamed("more", "More scanning")
    return [plan, more]


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(4, boards=[BOARD], workers=1, cache=ResultCache())


@pytest.fixture(scope="module")
def worth(plans: list[Scenario], simulation: Simulation) -> WorthAnswer:
    found = answer_worth(plans, simulation)
    assert found is not None
    return found


def test_worth_is_one_answer_with_low_central_and_ceiling_and_the_price_of_waiting(
    worth: WorthAnswer,
):
    base, (option,) = worth.base, worth.options
    avoided = base.case("fractures_avoided")
    assert avoided[LOW].mean <= avoided[CENTRAL].mean <= avoided[CEILING].mean
    assert set(base.waiting) == set(WEEK)
    assert base.totals_beyond == []
    assert base.economics_beyond is None
    beyond = option.case_beyond("fractures_avoided")[CENTRAL].mean
    of_both = [each.case("fractures_avoided")[CENTRAL].mean for each in worth.plans]
    assert beyond == pytest.approx(of_both[1] - of_both[0])
    assert option.economics_beyond is not None


def test_papers_are_bytes_in_every_format_and_a_second_answer_simulates_nothing(
    plans: list[Scenario], simulation: Simulation, worth: WorthAnswer
):
    evidence = gather_evidence(plans, simulation)
    files = papers_of(evidence, ["html", "docx"])
    assert list(files) == ["paper.html", "paper.docx"]
    assert paper_bytes(evidence, "html") == files["paper.html"]
    assert evidence.plans[1].worth is not None
    assert evidence.plans[1].worth.totals == worth.options[0].totals
