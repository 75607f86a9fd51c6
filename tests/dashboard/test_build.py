"""Build: changes are added, moved, edited and saved; the planner says what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash
import pytest

from dashboard import drafts, option_choices, plans
from dashboard.jobs import RunService
from dashboard.pages import build, build_answer, build_form, build_saving, running
from dashboard.pages import build_edits as edits
from dashboard.plans import Plan
from dashboard.store import saved_plans
from planner.formula.fluid import is_ready
from planner.inputs.option_text import change_text
from planner.inputs.options import load_option
from tests.dashboard.conftest import parts_of, text_of

START = Plan("wales-today")
FIVE_DAYS = "dxa-five-days-2026"
BOARD = "hywel-dda"


@pytest.fixture
def held(
    app: dash.Dash, service: RunService, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """A plan of one shipped change, in folders of its own."""
    monkeypatch.setattr(running.jobs, "_service", service)
    monkeypatch.setattr(saved_plans, "database", lambda: service.records.database)
    return edits.added(edits.new(), FIVE_DAYS, "")


def start() -> Any:
    return plans.load(START)


def test_a_moved_change_moves_its_own_dates_and_undo_brings_it_back(
    held: dict[str, Any],
):
    held = edits.added(held, "insourced-weekend-lists-2026", "")
    name = held["changes"][1]["name"]
    later = edits.dated(held, {name: "2026-12-01"}, start())
    change = drafts.draft_of(later, start()).changes[1].change(start())
    lists = change.raw["boards.aneurin-bevan.temporary.insourced-weekends"]
    assert str(lists["start"]) == "2026-12-03"
    assert str(lists["end"]) == "2027-05-28"
    assert edits.undone(later)["changes"] == held["changes"]


def test_a_change_for_fewer_boards_has_its_share_of_the_price(held: dict[str, Any]):
    only = edits.for_boards(held, FIVE_DAYS, [BOARD])
    (draft,) = drafts.draft_of(only, start()).changes
    change = draft.change(start())
    assert {key.split(".")[1] for key in change.raw} == {BOARD}
    assert change.price.one_off == 5_000


def test_new_capacity_twice_at_one_board_does_not_meet_itself(held: dict[str, Any]):
    for _time in range(2):
        held = edits.added(held, f"new:nurse:{BOARD}", BOARD)
    held = edits.duplicated(held, held["changes"][2]["name"], start())
    made = build_answer.tried(held, START)
    assert made.problems == ()
    assert made.scenario is not None
    posts = made.scenario.periods[-1][1].boards[BOARD].posts
    assert sum(name.startswith("new-") for name in posts) == 3


def test_two_changes_that_set_one_number_are_named_by_their_titles(
    held: dict[str, Any],
):
    twice = edits.duplicated(held, FIVE_DAYS, start())
    made = build_answer.tried(twice, START)
    assert made.scenario is None
    shown = text_of(build.show(twice, "", "published", BOARD))
    assert "DXA on five days a week from October 2026 (2)" in shown
    assert "two changes in force on the same day set one key" in shown
    assert ".toml" not in shown


def test_a_refused_value_is_said_beside_its_field(held: dict[str, Any]):
    key = f"set.boards.{BOARD}.posts.operator.wte"
    wrong = edits.edited(held, FIVE_DAYS, {key: "a lot"})
    form = build_form.show(build_answer.tried(wrong, START), FIVE_DAYS, start())
    field = build_form.field_id(FIVE_DAYS, key)
    (shown,) = (p for p in parts_of(form) if getattr(p, "id", None) == field)
    assert "a number" in shown.error
    refused = edits.edited(held, FIVE_DAYS, {key: "900"})
    problems = build_answer.tried(refused, START).problems
    assert any("less than or equal to 200" in each.rule for each in problems)


def test_typing_what_a_field_shows_already_is_no_edit(held: dict[str, Any]):
    ids = [build_form.field_id(FIVE_DAYS, "from")]
    assert build_form.typed(held, ids, ["2026-10-01"], start()) is held
    moved = build_form.typed(held, ids, ["2027-10-01"], start())
    assert moved["changes"][0]["edits"] == {"from": "2027-10-01"}


def test_a_saved_plan_is_an_option_that_says_the_same_with_its_versions(
    held: dict[str, Any], service: RunService
):
    held = edits.dated(held, {FIVE_DAYS: "2027-01-01"}, start())
    held = edits.added(held, "reserved-slots-2026", "")
    _said, saved = build_saving.save(held, "published", "Five days later", "asked for")
    assert saved is not None
    path = service.settings.options_folder / "five-days-later.toml"
    option = load_option(path)
    assert option.changes == (f"five-days-later-{FIVE_DAYS}", "reserved-slots-2026")
    assert str(path) in option_choices.titles()
    tried = build_answer.tried(held, START).scenario
    assert tried is not None
    again = plans.load(Plan("wales-today", (str(path),)))
    assert again.model_dump()["boards"] == tried.model_dump()["boards"]
    moved = edits.dated(saved, {option.changes[0]: "2027-06-01"}, start())
    _said, second = build_saving.save(moved, "published", "Five days later", "later")
    assert second is not None
    assert [v.reason for v in saved_plans.history(second["id"])] == [
        "later",
        "asked for",
    ]
    assert plans.load(Plan("wales-today", (str(path),))) != again
    _said, back = build_saving.taken_back(second)
    assert back is not None
    assert (
        plans.load(Plan("wales-today", (str(path),))).model_dump() == again.model_dump()
    )


def test_a_plan_that_began_as_a_shipped_option_is_among_one_s_own(
    held: dict[str, Any],
):
    opened = drafts.opened("balanced")
    assert opened["group"] == "capacity"
    _said, saved = build_saving.save(opened, "published", "Balanced, ours", "")
    assert saved is not None
    assert [each.title for each in option_choices.grouped()["own"]] == [
        "Balanced, ours"
    ]


def test_a_plan_is_deleted_with_its_files_and_undo_brings_both_back(
    held: dict[str, Any], service: RunService
):
    folder = service.settings.options_folder
    moved = edits.dated(held, {FIVE_DAYS: "2026-12-01"}, start())
    now = drafts.save({**moved, "title": "To go"}, START, "")
    files = {path.name for path in folder.glob("to-go*.toml")}
    assert len(files) == 2
    said, gone = build_saving.act(build_saving.DELETE, now, "", "To go", "tried out")
    assert "Deleted: To go" in text_of(said)
    assert gone is not None
    assert not list(folder.glob("to-go*.toml"))
    assert "To go" not in option_choices.titles().values()
    again, none = build_saving.act(build_saving.DELETE, gone, "", "To go", "")
    assert "nothing to delete" in text_of(again)
    assert none is None
    _said, back = build_saving.act(build_saving.UNDO, gone, "", "To go", "")
    assert back is not None
    assert {path.name for path in folder.glob("to-go*.toml")} == files
    assert back["changes"] == now["changes"]


def test_a_plan_whose_file_came_by_another_way_is_deleted_and_undone_too(
    held: dict[str, Any], service: RunService
):
    path = service.settings.options_folder / "given.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('title = "Given"\nquestion = "?"\nchanges = ["dxa-five-days-2026"]')
    gone = drafts.delete(drafts.opened(str(path)), "not ours")
    assert not path.exists()
    build_saving.taken_back({"id": gone.id, "version": gone.version})
    assert load_option(path).title == "Given"


def test_a_title_that_another_file_has_is_refused(held: dict[str, Any]):
    assert build_saving.save(held, "published", "Mine", "")[1]
    said, saved = build_saving.save(held, "published", "Mine", "")
    assert saved is None
    assert "already" in text_of(said)


def test_a_definition_that_no_list_offers_is_refused(held: dict[str, Any]):
    for name in ("../secret", "own:../../etc/passwd", "new:nurse:nowhere:1"):
        made = build_answer.tried(edits.added(held, name, ""), START)
        assert made.problems, name


def test_budget_and_effect_are_there_at_once(held: dict[str, Any]):
    if not is_ready():
        pytest.skip("the formula is not compiled yet")
    shown = text_of(build.show_answer(held, "published", BOARD))
    assert "2028/29" in shown
    assert "DXA backlog cleared by" in shown


def test_every_shipped_change_is_written_as_it_is_read(tmp_path: Path):
    from planner.experiment.build.catalogue import addable, shipped
    from planner.inputs.change_files import parse_change

    for group in addable(start()).values():
        for each in group:
            change = shipped(each.name)
            again = parse_change(change_text(change), change.name, change.file)
            assert (again.raw, again.price, again.together) == (
                change.raw,
                change.price,
                change.together,
            )
