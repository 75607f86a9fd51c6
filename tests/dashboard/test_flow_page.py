"""The page Flow: frames small over the wire, a sentence, tables; what it refuses."""

from __future__ import annotations

import json

import dash
import pytest

from dashboard import runs
from dashboard.answering_flow import PICTURE
from dashboard.jobs import RunService
from dashboard.pages import flow, running
from dashboard.plans import Plan
from dashboard.questions import FLOW, AskRequest, SaidAnswer
from dashboard.ui.progress import sentence
from planner.errors import ScenarioError
from planner.outcomes.flow import MOST_FRAMES
from tests.dashboard.conftest import BOARD, WHOLE, parts_of, text_of, wait_for

MOST_BYTES = 60_000
"""Of the frames, before they are compressed to about a fifth."""


@pytest.fixture
def service(
    app: dash.Dash, service: RunService, monkeypatch: pytest.MonkeyPatch
) -> RunService:
    """A service of its own, behind the page as well."""
    monkeypatch.setattr(running.jobs, "_service", service)
    return service


@pytest.fixture
def run(service: RunService) -> runs.Run:
    """The flow of one board from two replications."""
    request = AskRequest(kind=FLOW, plan=WHOLE, replications=2)
    return wait_for(service, service.ask(request).id)


@pytest.fixture
def said(service: RunService, run: runs.Run) -> SaidAnswer:
    """Its answer."""
    assert run.state == runs.DONE, run.message
    found = service.said(run)
    assert found is not None
    return found


def test_the_page_shows_one_possible_future_with_its_tables(run, said):
    shown = flow.body(run)
    text = text_of(shown)
    assert "One possible future" in text
    assert "Aneurin Bevan, DXA scan:" in text
    assert "no forecast" in text
    assert "Waiting in the last week" in text
    assert "first week of each quarter" in text
    players = [
        p for p in parts_of(shown) if "flow-player" in getattr(p, "className", "")
    ]
    assert len(players) == 1
    assert sentence(run) == "Finished."


def test_frames_are_few_and_small_and_name_everything(said):
    told = said.files[PICTURE]
    assert len(told.encode()) < MOST_BYTES
    picture = json.loads(told)
    frames = len(picture["days"])
    assert 100 < frames <= MOST_FRAMES
    for rows in ("waiting", "moved", "joined", "booked", "piled"):
        assert {len(row) for row in picture[rows]} == {frames}
    assert len(picture["bottleneck"]) == frames
    assert max(picture["bottleneck"]) < len(picture["roles"])
    assert picture["days"][0] == "1 Apr 2026"
    scan = next(s for s in picture["stages"] if s["title"] == "DXA scan")
    assert picture["roles"][scan["bound"][0]] == "Scanners"


def test_no_frame_holds_what_a_script_cannot_read(said):
    """Infinite or unknown numbers are left out: JSON has no word for them."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(said.files[PICTURE], parse_constant=refuse)


def test_a_flow_is_of_one_board(service: RunService):
    with pytest.raises(ScenarioError, match="of one board"):
        service.ask(AskRequest(kind=FLOW, plan=Plan("wales-today")))


def test_nothing_is_simulated_by_opening_the_page_where_settings_forbid_it(service):
    assert flow.begun({"board": BOARD, "start": "", "option": ""}) is None
    assert "Choose a board" in text_of(flow.layout(board=BOARD))
