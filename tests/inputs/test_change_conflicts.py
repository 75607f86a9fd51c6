"""When decisions hold, what they may change by date, and which give way to which."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from planner import Scenario, load_scenario
from planner.errors import ScenarioError
from planner.inputs.apply_changes import (
    apply_changes,
    apply_option,
    load_option,
    read_change,
)

WTE = "boards.swansea-bay.posts.nurse.wte"


def option(folder: Path, *changes: tuple[str, str]) -> Path:
    """An option whose changes hold these lines after their title and reason."""
    for name, lines in changes:
        text = f'title = "{name}"\nwhy = "a test"\nsource = "a test"\n{lines}\n'
        (folder / f"{name}.toml").write_text(text)
    path = folder / "option.toml"
    names = ", ".join(f'"{name}"' for name, _ in changes)
    path.write_text(f"changes = [{names}]\n")
    return path


def lines(start: str, key: str, value: str, until: str = "") -> str:
    ending = f"until = {until}\n" if until else ""
    return f'from = {start}\n{ending}[set]\n"{key}" = {value}'


@pytest.mark.parametrize(
    "key",
    ["pathway.stages.scan.slot_minutes", "boards.swansea-bay.waiting_list.scan.count",
     "roles.nurse.sickness", "population.exit_rate", "money.scanner_upkeep"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("start", "until"), [("2026-10-01", ""), ("2026-04-01", "2027-03-31")]
)
def test_a_date_for_what_is_read_once_is_refused(
    tmp_path: Path, key: str, start: str, until: str
) -> None:
    path = option(tmp_path, ("late", lines(start, key, "1", until)))
    with pytest.raises(ScenarioError, match="no effect") as refused:
        load_scenario("wales-today", options=[path])
    assert [p.key for p in refused.value.problems] == [key]


@pytest.mark.parametrize(
    ("table", "day"),
    [
        ("demand.bursts.one", "number = 1\npeople = 9\nstart = 2026-09-30"),
        (
            "validations.one",
            'number = 1\nstage = "scan"\nshare = 0.1\ndate = 2026-09-30',
        ),
    ],
)
def test_an_event_before_its_own_change_is_refused(
    tmp_path: Path, table: str, day: str
) -> None:
    text = f'from = 2026-10-01\n[set."boards.swansea-bay.{table}"]\n{day}'
    path = option(tmp_path, ("early", text))
    with pytest.raises(ScenarioError, match="before the change begins") as refused:
        load_scenario("wales-today", options=[path])
    assert refused.value.problems[0].value == "2026-09-30"
    path = option(tmp_path, ("early", text.replace("09-30", "10-01")))
    assert len(load_scenario("wales-today", options=[path]).periods) == 3


def test_the_same_from_the_first_day_on_becomes_the_plans_own_value(
    tmp_path: Path,
) -> None:
    key = "pathway.stages.scan.slot_minutes"
    path = option(tmp_path, ("early", lines("2026-04-01", key, "20")))
    scenario = load_scenario("wales-today", options=[path])
    assert scenario.pathway.stages["scan"].slot_minutes == 20
    assert scenario.provenance[key].source == "a test"


def test_what_changes_by_date_leaves_the_first_value_and_its_owner(
    tmp_path: Path,
) -> None:
    before = load_scenario("wales-today")
    path = option(tmp_path, ("later", lines("2026-10-01", WTE, "9")))
    scenario = load_scenario("wales-today", options=[path])
    nurse = [
        scenario.periods[at][1].boards["swansea-bay"].posts["nurse"].wte
        for at in (0, -1)
    ]
    assert nurse == [before.boards["swansea-bay"].posts["nurse"].wte, 9]
    assert scenario.provenance[WTE] == before.provenance[WTE]
    change = next(change for change in scenario.applied if change.key == WTE)
    assert (change.before, change.after, change.change) == (nurse[0], 9, "later")
    assert str(change.start) == "2026-10-01"


def test_two_decisions_on_one_key_are_refused_even_from_the_first_day(
    tmp_path: Path,
) -> None:
    one, other = lines("2026-04-01", WTE, "2"), lines("2026-10-01", WTE, "3")
    path = option(tmp_path, ("one", one), ("other", other))
    with pytest.raises(ScenarioError, match="two changes"):
        load_scenario("wales-today", options=[path])


def test_a_decision_may_alter_what_the_plan_starts_from(tmp_path: Path) -> None:
    key = "boards.swansea-bay.posts.roll-out-nurse.wte"
    path = option(tmp_path, ("half", lines("2026-10-01", key, "0.5")))
    scenario = load_scenario("wales-today", options=[path])
    posts = [scenario.periods[at][1].boards["swansea-bay"].posts for at in (0, -1)]
    assert [post["roll-out-nurse"].wte for post in posts] == [1, 0.5]


def test_taking_a_decision_out_of_the_plan_undoes_what_it_set() -> None:
    plain, less = (
        load_scenario("wales-today"),
        load_scenario(options=["without-roll-out"]),
    )
    gone = {
        (board_id, post_id)
        for board_id, board in plain.boards.items()
        for post_id in set(board.posts) - set(less.boards[board_id].posts)
    }
    assert len(gone) == 12
    assert {post_id for _, post_id in gone} == {"roll-out-nurse", "roll-out-admin"}
    assert not [key for key in less.provenance if ".roll-out-" in key]
    assert {change.after for change in less.applied} == {None}


# ---- rules that the plan itself holds from a date on

OFFER = "pathway.attributes.needs_dxa.share"


def with_a_rule_in_force(folder: Path, start: str, share: float) -> Scenario:
    """Wales today with a dated rule of its own on who is offered a scan."""
    option(folder, ("rule", lines(start, OFFER, str(share))))
    rule = read_change(folder / "rule.toml")
    return apply_changes(load_scenario("wales-today"), [rule], basis="scenario")


@pytest.mark.parametrize("start", ["2026-04-01", "2026-05-01", "2026-10-01"])
def test_a_decision_outlasts_a_rule_that_the_plan_holds_from_a_date_on(
    tmp_path: Path, start: str
) -> None:
    """Whichever begins first: from its own first day on, the decision holds."""
    plan = with_a_rule_in_force(tmp_path, "2026-07-01", 0.7)
    path = option(tmp_path, ("decision", lines(start, OFFER, "0.2")))
    decided = apply_option(plan, load_option(path))
    begins = date.fromisoformat(start)
    for day, here in decided.periods:
        today = plan.plan_start + timedelta(days=day)
        rule = 0.7 if today >= date(2026, 7, 1) else 0.58
        share = here.pathway.attributes["needs_dxa"].share
        assert share == (0.2 if today >= begins else rule)


def test_a_rule_in_force_leaves_alone_what_a_chosen_pathway_writes_itself(
    tmp_path: Path,
) -> None:
    plan = with_a_rule_in_force(tmp_path, "2026-07-01", 0.7)
    for name, last in (("dxa-first-under-75", 0.8), ("telephone-only", 0.7)):
        chosen = apply_option(plan, load_option(name))
        last_day = chosen.periods[-1][1]
        assert last_day.pathway.attributes["needs_dxa"].share == last
