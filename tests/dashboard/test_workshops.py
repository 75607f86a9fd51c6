"""Workshops: who may do what, what stays, what is refused, what guests may see."""

from __future__ import annotations

import io
import json
from typing import Any

import dash
import pytest
from docx import Document

from dashboard import guests, jobs
from dashboard.pages import (
    workshop,
    workshop_build,
    workshop_form,
    workshop_join,
    workshop_lead,
    workshop_minutes,
    workshop_plans,
    workshop_ranking,
    workshop_screen,
)
from dashboard.pages.ask_form import EVERY
from dashboard.store import database, workshop_tables, workshops
from dashboard.store.database import StoreError
from dashboard.store.workshop_tables import NameTakenError
from dashboard.store.workshops import Workshop
from planner.errors import ScenarioError
from planner.outcomes.kpi_table import LEADING
from planner.reports.papers.minutes import DOCX, HTML
from tests.dashboard.conftest import BOARD, parts_of, text_of, wait_for

LEADER, ONE, OTHER = "leader-browser", "one-browser", "other-browser"
TERMS = {
    "revenue": 200_000.0,
    "capital": 0.0,
    "weights": [[LEADING, 3.0], ["cost_whole_plan", 1.0]],
}
LISTS = {"options": [], "amounts": {BOARD: {"lists": "2"}}}
DEAR = {"options": [], "amounts": {BOARD: {"sessions": "2"}}}


@pytest.fixture
def held(app: dash.Dash) -> Workshop:
    """A workshop of one board, just begun."""
    guests.forget_tries()
    return workshops.begin("What to buy", BOARD, "", TERMS, LEADER)


@pytest.fixture
def seated(held: Workshop) -> Workshop:
    workshop_tables.join(held.id, "Table 1", ONE)
    return held


def again(held: Workshop) -> Workshop:
    found = workshops.read(held.id)
    assert found is not None
    return found


def test_a_workshop_and_its_timer_are_there_after_a_restart(
    seated: Workshop, app: dash.Dash
):
    workshops.start_timer(seated.id, LEADER, 20)
    before = again(seated)
    database.configure(jobs.service().settings.database)
    jobs.service().records.database = database.database()
    after = again(seated)
    assert after == before
    assert 1190 < (after.seconds_left() or 0) <= 1200
    assert [t.name for t in workshop_tables.listed(seated.id)] == ["Table 1"]


def test_only_the_facilitator_leads_and_a_link_makes_one_more_once(held: Workshop):
    with pytest.raises(StoreError, match="Only the facilitator"):
        workshops.set_locked(held.id, OTHER, locked=True)
    secret = workshops.invite(held.id, LEADER)
    assert not workshops.accept(held.id, "guessed", OTHER)
    assert workshops.accept(held.id, secret, OTHER)
    assert not workshops.accept(held.id, secret, ONE)
    workshops.set_locked(held.id, OTHER, locked=True)
    assert not again(held).open
    assert not workshops.may_lead(held.id, "")


def test_a_timer_is_paused_goes_on_and_gets_a_minute_more(held: Workshop):
    with pytest.raises(StoreError, match="no timer"):
        workshops.pause_timer(held.id, LEADER)
    for wrong in (0, -5, float("nan"), 1e9):
        with pytest.raises(StoreError, match="1 minute to 24 hours"):
            workshops.start_timer(held.id, LEADER, wrong)
    workshops.start_timer(held.id, LEADER, 1)
    workshops.pause_timer(held.id, LEADER)
    assert again(held).deadline is None
    workshops.add_minute(held.id, LEADER)
    assert 118 < (again(held).seconds_left() or 0) <= 120
    workshops.pause_timer(held.id, LEADER)
    assert again(held).deadline is not None


def test_a_name_that_is_taken_is_taken_over_or_another_is_chosen(seated: Workshop):
    with pytest.raises(NameTakenError, match="Table 1"):
        workshop_tables.join(seated.id, "table 1", OTHER)
    workshop_tables.join(seated.id, "Table 2", OTHER)
    workshop_tables.join(seated.id, " Table  1 ", OTHER, take_over=True)
    assert workshop_tables.of_browser(seated.id, ONE) is None
    taken = workshop_tables.of_browser(seated.id, OTHER)
    assert taken is not None
    assert taken.name == "Table 1"
    with pytest.raises(StoreError, match="letters or figures"):
        workshop_tables.join(seated.id, "<>", ONE)
    with pytest.raises(StoreError, match="cookies"):
        workshop_tables.join(seated.id, "Table 3", "")


def test_plans_change_until_they_are_locked_and_nothing_after_the_end(seated: Workshop):
    workshop_tables.submit(seated.id, ONE, LISTS, "run")
    workshop_tables.submit(seated.id, ONE, {"options": [], "amounts": {}}, "run2")
    workshops.set_locked(seated.id, LEADER, locked=True)
    with pytest.raises(StoreError, match="locked"):
        workshop_tables.submit(seated.id, ONE, LISTS, "run3")
    workshops.end(seated.id, LEADER)
    with pytest.raises(StoreError, match="ended"):
        workshops.set_locked(seated.id, LEADER, locked=False)
    (table,) = workshop_tables.listed(seated.id)
    assert table.run_id == "run2"
    said = [text for _at, text in workshops.events(seated.id)]
    assert said[0] == "The workshop began"
    assert said[-1] == "The workshop ended"


def test_a_draft_is_there_after_a_reload(seated: Workshop):
    workshop_tables.save_draft(seated.id, ONE, LISTS)
    table = workshop_tables.of_browser(seated.id, ONE)
    assert table is not None
    form = workshop_build.show_form(seated, table)
    values = [
        part.value
        for part in parts_of(form)
        if getattr(part, "id", "") == workshop_build.lever_id(BOARD, "lists")
    ]
    assert values == ["2"]


def test_a_plan_over_the_budget_is_refused_in_a_plain_sentence(seated: Workshop):
    plan = workshop_plans.build(seated, DEAR)
    assert not plan.may_be_handed_in
    assert plan.over.startswith("Over budget by £100,000 of capital.")
    with pytest.raises(StoreError, match="Over budget"):
        workshop_join.hand_in(seated, DEAR)
    assert workshop_plans.build(seated, LISTS).may_be_handed_in


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"options": [], "amounts": {BOARD: {"nurse": "abc"}}}, "abc"),
        ({"options": [], "amounts": {BOARD: {"nurse": "nan"}}}, "nan"),
        ({"options": [], "amounts": {BOARD: {"nurse": "99"}}}, "between 0 and 10"),
        ({"options": ["second-scanner"], "amounts": {BOARD: {"sessions": "2"}}},
         "cannot be combined"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_plainly(
    held: Workshop, content: dict[str, Any], said: str
):
    plan = workshop_plans.build(held, content)
    assert not plan.may_be_handed_in
    assert said in " ".join(plan.problems)


def test_an_option_that_no_list_offers_is_no_part_of_a_plan(held: Workshop):
    content = {"options": ["/etc/passwd", "hard-winter"], "amounts": {"../x": {}}}
    assert workshop_plans.described(held, content) == ()
    assert workshop_plans.plan_of(held, content).options == ()


def test_plans_are_simulated_ranked_and_minuted(seated: Workshop):
    """Hidden until they are revealed; names of people are never read as HTML."""
    workshop_tables.join(seated.id, "<b>Table</b> 2", OTHER)
    for browser, content in ((ONE, LISTS), (OTHER, {"options": [], "amounts": {}})):
        run_id = workshop_plans.start_run(seated, content, by=browser)
        workshop_tables.submit(seated.id, browser, content, run_id)
        wait_for(jobs.service(), run_id)
    room = workshop_ranking.room_of(seated.id)
    assert room is not None
    assert {each.state for each in room.tables} == {workshop_ranking.READY}
    assert "hidden until" in text_of(workshop_screen.show_room(room))
    workshops.set_hidden(seated.id, LEADER, hidden=False)
    workshops.decide(seated.id, LEADER, "Table 1", "Buy lists.", "Quick to begin.")
    room = workshop_ranking.room_of(seated.id)
    assert room is not None
    ranking = workshop_ranking.ranking_of(room)
    assert ranking is not None
    assert {plan.name for plan in ranking.plans} == {"Table 1", "<b>Table</b> 2"}
    nothing = next(plan for plan in ranking.plans if plan.name != "Table 1")
    assert nothing.score == 0.0
    shown = text_of(workshop_screen.show_room(room))
    assert "By what this room values" in shown
    assert "2 bought-in lists a week" in shown
    files = workshop_minutes.files(room)
    page = files[HTML].decode()
    assert "Buy lists." in page
    assert "Reasons: Quick to begin." in page
    assert "&lt;b&gt;Table&lt;/b&gt; 2" in page
    assert "<b>Table" not in page
    words = "\n".join(p.text for p in Document(io.BytesIO(files[DOCX])).paragraphs)
    assert "The plan of Table 1 is put forward. Buy lists." in words


def test_results_that_cannot_be_stored_are_run_once_more_and_not_for_ever(
    seated: Workshop, monkeypatch: pytest.MonkeyPatch
):
    content = {"options": [], "amounts": {}}
    run_id = workshop_plans.start_run(seated, content, by=ONE)
    workshop_tables.submit(seated.id, ONE, content, run_id)
    wait_for(jobs.service(), run_id)
    monkeypatch.setattr(workshop_ranking, "_AT_HAND", set[str]())
    monkeypatch.setattr(workshop_ranking, "results_on_hand", lambda *_: None)
    for expected in (workshop_ranking.QUEUED, workshop_ranking.FAILED):
        room = workshop_ranking.room_of(seated.id)
        assert room is not None
        assert room.tables[0].state == expected
        assert room.under_way == (expected == workshop_ranking.QUEUED)
        wait_for(jobs.service(), room.tables[0].table.run_id or run_id)
        (table,) = workshop_tables.listed(seated.id)
        wait_for(jobs.service(), table.run_id)


def test_terms_that_are_no_numbers_are_refused_all_at_once():
    ids = [{"type": "w", "key": LEADING}]
    with pytest.raises(ScenarioError) as why:
        workshop_form.read_terms("much", "-1", ids, ["12"])
    assert len(why.value.problems) == 3
    terms = workshop_form.read_terms("£150,000", "", ids, ["4"])
    assert terms == {"revenue": 150_000, "capital": 0, "weights": [[LEADING, 4.0]]}


def test_every_action_of_the_facilitator_is_refused_to_others(held: Workshop):
    given = {"minutes": "5", "choice": "", "text": "x", "reasons": ""}
    for name in workshop_lead.ACTIONS:
        said = workshop_lead.act(name, held.id, OTHER, given)
        assert "facilitator" in text_of(said), name
    assert again(held).version == held.version


def test_a_workshop_of_all_wales_begins_like_that_of_a_board(app: dash.Dash):
    made = workshop_form.begun("Together", EVERY, "", TERMS, LEADER)
    assert made.board == ""
    assert workshop_screen.place_name(made) == "All of Wales"


def test_after_the_end_controls_are_gone_and_tables_see_what_was_decided(
    seated: Workshop,
):
    """Also on a page that has seen that plans are locked before."""
    assert workshop.follow("", seated.id)[-1] == {}
    workshops.set_locked(seated.id, LEADER, locked=True)
    workshops.decide(seated.id, LEADER, "", "Buy lists.", "Quick to begin.")
    workshops.end(seated.id, LEADER)
    assert workshop.follow("", seated.id)[-1] == {"display": "none"}
    *_same, outcome = workshop_join.look(1, seated.code, "the mark before")
    for shown in (outcome, workshop_join.layout(code=seated.code)):
        assert "This workshop has ended." in text_of(shown)
        assert "Buy lists." in text_of(shown)
        assert "Name of your table" not in text_of(shown)


def test_a_look_at_a_workshop_that_has_not_changed_brings_nothing(held: Workshop):
    room = workshop_ranking.room_of(held.id)
    assert room is not None
    assert workshop.look(1, 0, held.id, room.mark) == (dash.no_update,) * 3
    shown, _below, mark = workshop.look(1, 0, held.id, "")
    assert shown
    assert mark == room.mark


def test_pages_open_for_a_newcomer_and_for_a_code_that_is_wrong(held: Workshop):
    assert "Run a workshop" in text_of(workshop.layout())
    assert "no workshop of this address" in text_of(workshop.layout(workshop="gone"))
    assert "What to buy" in text_of(workshop.layout(workshop=held.id))
    assert "looking on" in text_of(workshop.layout(workshop=held.id))
    assert "Name of your table" in json.dumps(
        workshop_join.layout(code=held.code).to_plotly_json(), default=str
    )
    assert "no workshop with this code" in text_of(workshop_join.layout(code="nope"))
