"""An option taken apart on Compare and on Ask: the steps add up to the whole."""

from __future__ import annotations

import dash
import pytest

from dashboard import runs
from dashboard.answering import check
from dashboard.jobs import RunService
from dashboard.pages import ask_results, compare_explain, running
from dashboard.plans import Plan
from dashboard.questions import EXPLAIN, AskRequest
from planner.errors import ScenarioError
from tests.dashboard.conftest import BOARD, WHOLE, text_of, wait_for

REQUEST = AskRequest(
    kind=EXPLAIN, plan=WHOLE, options=("vetting-and-frax-first",), replications=2
)


@pytest.fixture
def service(
    app: dash.Dash, service: RunService, monkeypatch: pytest.MonkeyPatch
) -> RunService:
    """A service of its own, behind the pages as well."""
    monkeypatch.setattr(running.jobs, "_service", service)
    return service


def test_the_steps_from_start_to_option_add_up_and_are_drawn(service: RunService):
    run = wait_for(service, service.ask(REQUEST).id)
    assert run.state == runs.DONE, run.message
    said = service.said(run)
    assert said is not None
    amounts = [float(line["amount"]) for line in said.lines]
    first, *steps, whole, last = amounts
    assert len(steps) == 2
    assert first + sum(steps) == pytest.approx(last)
    assert sum(steps) == pytest.approx(whole)
    assert "step by step" in said.heading
    shown = text_of(compare_explain.body(said))
    assert "from start to option, part by part" in shown
    assert "combinations simulated" in shown
    assert "from start to option" in text_of(ask_results.body(run))


def test_one_option_is_explained_at_a_time(app: dash.Dash):
    for options in ((), ("balanced", "more-nurses")):
        with pytest.raises(ScenarioError, match="one option"):
            check(AskRequest(kind=EXPLAIN, plan=Plan("wales-today"), options=options))


def test_only_an_option_of_the_comparison_is_explained(service: RunService):
    said, _id = compare_explain.ask("balanced", None, BOARD)
    assert "Choose one option" in text_of(said)
