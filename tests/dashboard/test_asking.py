"""Questions: early answer, whole answer, cached, resumed, opened as an option."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import dash
import pytest

from dashboard import answering, runs
from dashboard.asking import EARLY
from dashboard.asking import WHOLE as CONFIRMED
from dashboard.jobs import RunService
from dashboard.pages import ask, ask_form, ask_reading, ask_results, running
from dashboard.plans import Plan
from dashboard.questions import (
    CHEAPEST,
    INFORMATION,
    STRESS,
    Asking,
    AskRequest,
    SaidAnswer,
)
from dashboard.ui.progress import sentence
from planner.errors import RunCancelled, ScenarioError
from planner.inputs.load import load_scenario
from tests.dashboard.conftest import BOARD, WHOLE, parts_of, text_of, until, wait_for

MEET = AskRequest(
    kind="meet",
    plan=WHOLE,
    marks=("scanned=30",),
    by="2028-03-31",
    limits=(("most_wte", 3.0),),
)
FORM: dict[str, Any] = {
    "kind": "meet",
    "place": BOARD,
    "by": "2028-03-31",
    "chance": "80",
    "options": [],
    "worth": "",
    "marks": ["scanned", "assessed", "none"],
    "targets": ["30", "80 %", ""],
}
LIMITS = {name: f"{value:g}" for name, value in ((n, 3) for n in ask_form.LIMITS)}


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Kinds answered; each answer is invented, with a file to open."""
    answered: list[str] = []

    def answer(asking: Asking) -> SaidAnswer:
        answered.append(asking.request.kind)
        asking.early(SaidAnswer("Asked", ("By formula: 1 list.",), early=True))
        asking.means["progress"](3, 7)
        files = {"answer.toml": 'title = "An answer"\n'}
        return SaidAnswer("Asked", ("2 lists.",), files=files, option="answer.toml")

    monkeypatch.setattr(answering, "answer", answer)
    monkeypatch.setattr(running.jobs, "_service", None)
    return answered


@pytest.fixture
def service(
    app: dash.Dash, service: RunService, monkeypatch: pytest.MonkeyPatch
) -> RunService:
    """A service of its own, behind the pages as well."""
    monkeypatch.setattr(running.jobs, "_service", service)
    return service


def test_a_question_is_written_and_read_back_whole():
    assert AskRequest.of(MEET.plan, MEET.text()) == MEET


def test_the_formula_answers_first_and_the_simulation_confirms(
    pretended: list[str], service: RunService, monkeypatch: pytest.MonkeyPatch
):
    early, go_on = threading.Event(), threading.Event()

    def answer(asking: Asking) -> SaidAnswer:
        asking.early(SaidAnswer("Asked", ("By formula: 1 list.",), early=True))
        early.set()
        go_on.wait(10)
        return SaidAnswer("Asked", ("2 lists.",))

    monkeypatch.setattr(answering, "answer", answer)
    run = service.ask(MEET, by="ann")
    assert early.wait(10)
    assert until(lambda: service.rows[run.id].ready == EARLY)
    seen = service.row(run.id, by="ann")
    assert seen is not None
    assert "First answer, by formula" in text_of(ask_results.body(seen))
    assert "confirming" in sentence(seen)
    go_on.set()
    ended = wait_for(service, run.id)
    assert (ended.state, ended.ready) == (runs.DONE, CONFIRMED)
    assert "2 lists." in text_of(ask_results.body(ended))


def test_an_answer_at_hand_is_given_at_once(pretended: list[str], service: RunService):
    first = wait_for(service, service.ask(MEET).id)
    again = service.ask(MEET)
    assert (again.state, again.ready) == (runs.DONE, CONFIRMED)
    assert again.id != first.id
    assert pretended == ["meet"]
    assert service.said(again) == service.said(first)


def test_a_cancelled_question_keeps_the_formula_s_answer(
    pretended: list[str], service: RunService, monkeypatch: pytest.MonkeyPatch
):
    begun = threading.Event()

    def answer(asking: Asking) -> SaidAnswer:
        asking.early(SaidAnswer("Asked", ("By formula: 1 list.",), early=True))
        begun.set()
        while not asking.means["cancelled"]():
            threading.Event().wait(0.01)
        raise RunCancelled("stopped")

    monkeypatch.setattr(answering, "answer", answer)
    run = service.ask(MEET, by="ann")
    assert begun.wait(10)
    service.cancel(run.id, by="ann")
    ended = wait_for(service, run.id)
    assert ended.state == runs.CANCELLED
    assert "By formula" in text_of(ask_results.body(ended))


def test_a_link_to_an_answer_works_after_it_was_cleared(
    pretended: list[str], service: RunService, monkeypatch: pytest.MonkeyPatch
):
    run = wait_for(service, service.ask(MEET).id)
    monkeypatch.setattr(service.records, "answer", lambda _: None)
    opened = running.row_with_results(run.id)
    assert opened is not None
    assert (opened.id, opened.note) == (run.id, runs.CLEARED)
    wait_for(service, run.id)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"marks": ()}, "needs at least one mark"),
        ({"marks": ("scanned=130",)}, "130"),
        ({"by": "2020-01-01"}, "lies between"),
        ({"limits": (("most_wte", -1.0),)}, "most_wte"),
        ({"kind": CHEAPEST, "plan": Plan("wales-today")}, "one board"),
        ({"kind": INFORMATION}, "at least one option"),
    ],
)
def test_a_question_that_cannot_be_answered_starts_nothing(
    service: RunService, wrong: dict[str, Any], told: str
):
    asked = AskRequest(**{**MEET.__dict__, **wrong})
    with pytest.raises(ScenarioError, match=told):
        service.ask(asked)
    assert service.records.interrupted() == []


def test_the_form_makes_the_question(service: RunService):
    asked = ask_reading.request(FORM, LIMITS, Plan("wales-today"))
    assert asked.marks == ("scanned=30", "assessed=80")
    assert asked.plan == Plan("wales-today", boards=(BOARD,))
    assert dict(asked.limits)["hire_months"] == 3
    problem, run_id = ask_reading.ask(
        {**FORM, "targets": ["many", "", ""]}, LIMITS, Plan("wales-today")
    )
    assert "'many'" in text_of(problem)
    assert run_id is dash.no_update


def test_a_name_that_no_list_offers_is_refused(service: RunService):
    with pytest.raises(ScenarioError, match="choose from the lists"):
        ask_reading.request(
            {**FORM, "kind": STRESS, "options": ["../secret.toml"]},
            LIMITS,
            Plan("wales-today"),
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"targets": ["-5", "80", ""]},
        {"targets": ["120", "", ""]},
        {"targets": ["nan", "inf", ""]},
        {"marks": ["scanned", "scanned", "none"]},
        {"marks": ["none", "none", "none"]},
        {"by": "2020-03-31"},
        {"by": ""},
        {"chance": "150"},
        {"kind": "information", "worth": "-5"},
    ],
)
def test_nonsense_is_refused_in_the_words_of_the_form(
    service: RunService, wrong: dict[str, Any]
) -> None:
    """Nobody at a screen knows the options of a command line, or keys of files."""
    with pytest.raises(ScenarioError) as refused:
        ask_reading.request({**FORM, **wrong}, LIMITS, Plan("wales-today"))
    assert not re.search(r"--|fls-planner|scanned=|_", str(refused.value))


def test_every_wrong_number_of_the_form_is_told_at_once(service: RunService) -> None:
    given = {**FORM, "targets": ["-5", "", ""]}
    limits = {**LIMITS, "hire_months": "-3", "list_price": "much"}
    with pytest.raises(ScenarioError) as refused:
        ask_reading.request(given, limits, Plan("wales-today"))
    assert len(refused.value.problems) == 4
    assert "months to a new post = -3" in str(refused.value)


def test_an_answer_opens_as_an_option_once(pretended: list[str], service: RunService):
    run = wait_for(service, service.ask(MEET).id)
    for _time in range(2):
        problem, address = ask_results.open_option(run)
        assert problem is None
        assert address.startswith("/compare?option=")
    folder = service.settings.options_folder
    assert [path.name for path in Path(folder).iterdir()] == ["answer.toml"]


def test_the_page_shows_the_question_of_its_link(
    pretended: list[str], service: RunService
):
    run = wait_for(service, service.ask(MEET).id)
    assert ask.open_as_option(0, run.id) == (dash.no_update, dash.no_update)
    page = ask.layout(run=run.id)
    values = {getattr(p, "id", ""): getattr(p, "value", "") for p in parts_of(page)
              if isinstance(getattr(p, "id", ""), str)}  # fmt: skip
    assert values["ask-target-0"] == "30"
    assert values["ask-place"] == BOARD
    assert "2 lists." in text_of(page)
    assert "Choose a question" in text_of(ask.layout())


def test_what_is_asked_is_answered_in_the_planner_s_words_and_files(
    service: RunService, tmp_path: Path
):
    """One real question, small: the answer is an option that can be loaded."""
    small = AskRequest(
        kind="level", plan=WHOLE, by="2027-09-30", chance=50, replications=2
    )
    run = wait_for(service, service.ask(small).id)
    assert run.message == ""
    said = service.said(run)
    assert said is not None
    assert "Keep the scan list" in said.heading
    assert said.lines[0]["sets"].endswith(" of 1")
    if said.option:
        for name, text in said.files.items():
            (tmp_path / name).write_text(text, "utf-8")
        load_scenario("wales-today", options=[tmp_path / said.option])
