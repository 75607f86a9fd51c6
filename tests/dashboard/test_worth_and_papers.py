"""Worth and papers: the planner's own answers, on a page and as files."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict

import dash
import pytest
from dash import html

from dashboard import answering, runs
from dashboard.answering_papers import file_of
from dashboard.asking import question_key
from dashboard.jobs import RunService
from dashboard.pages import papers, plan_form, running, worth
from dashboard.questions import PAPERS, WORTH, AskRequest, SaidAnswer, SaidTable
from planner.errors import ScenarioError
from tests.dashboard.conftest import BOARD, WHOLE, parts_of, text_of, wait_for

QUICK = {"plan": WHOLE, "replications": 2}


@pytest.fixture
def service(
    app: dash.Dash, service: RunService, monkeypatch: pytest.MonkeyPatch
) -> RunService:
    """A service of its own, behind the pages as well."""
    monkeypatch.setattr(running.jobs, "_service", service)
    return service


def test_an_answer_with_tables_and_files_is_written_and_read_back_whole():
    table = SaidTable("Money", {"a": "A"}, ({"a": "1"},))
    said = SaidAnswer("Asked", ("Yes.",), further=(table,), made=("paper.pdf",))
    assert SaidAnswer.of(asdict(said)) == said


def test_worth_is_answered_early_and_whole_with_the_price_of_waiting(
    service: RunService,
):
    run = wait_for(service, service.ask(AskRequest(kind=WORTH, **QUICK)).id)
    assert run.state == runs.DONE, run.message
    said = service.said(run)
    assert said is not None
    assert not said.early
    shown = text_of(worth.body(run))
    assert "refractures against no FLS" in shown
    assert "started a week later" in shown
    assert "Cost of one more week of waiting" in shown
    assert "ceiling" in shown
    titles = [table.title for table in said.further]
    assert any("worth for money" in title for title in titles)


def test_the_form_asks_for_the_board_and_options_chosen(service: RunService):
    request = plan_form.request(WORTH, BOARD, ["longest-wait-first"], "")
    assert request.options == ("longest-wait-first",)
    assert request.plan.boards == (BOARD,)


@pytest.mark.parametrize(
    ("place", "options", "rule"),
    [
        ("nowhere", [], "choose from the lists"),
        (BOARD, ["/etc/passwd"], "choose from the lists"),
        (BOARD, ["dxa-five-days", "more-nurses", "balanced", "ageing"], "at most 3"),
    ],
)
def test_what_no_list_offers_is_refused(
    service: RunService, place: str, options: list[str], rule: str
):
    with pytest.raises(ScenarioError, match=rule):
        plan_form.request(WORTH, place, options, "")


def test_papers_are_made_in_every_format_and_held_for_the_buttons(
    service: RunService, monkeypatch: pytest.MonkeyPatch
):
    run = wait_for(service, service.ask(AskRequest(kind=PAPERS, **QUICK)).id)
    assert run.state == runs.DONE, run.message
    said = service.said(run)
    assert said is not None
    assert set(said.made) == set(papers.KINDS) - {papers.PACK}
    key = question_key(run)
    pdf = file_of(service.cache, key, "paper.pdf")
    assert pdf is not None
    assert pdf.startswith(b"%PDF")
    word = file_of(service.cache, key, "paper.docx")
    assert word is not None
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word)).namelist()
    shown = text_of(papers.body(run))
    assert "Board paper, Word" in shown
    assert said.sentences[0] in shown


def test_a_file_that_is_gone_is_said_to_be(service: RunService):
    assert file_of(service.cache, "no such answer", "paper.pdf") is None


def test_every_kind_of_question_has_its_function():
    assert {WORTH, PAPERS} < set(answering.KINDS)


def test_the_long_list_of_options_is_closed_above_an_answer(
    service: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_form, "options_of", lambda *_: ["balanced"])
    address = {"board": BOARD, "start": "", "option": "balanced"}
    row = service.ask(AskRequest(kind=WORTH, **QUICK))
    for run, is_open in ((None, True), (row, False)):
        shown = parts_of(plan_form.controls("worth", run, address))
        (options,) = [part for part in shown if isinstance(part, html.Details)]
        assert options.open is is_open
