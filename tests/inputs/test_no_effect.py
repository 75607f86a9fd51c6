"""What cannot do anything in a plan is said; what contradicts itself is refused."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import ScenarioError
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.changes import ChangeInForce
from planner.inputs.load import load_scenario
from planner.inputs.no_effect import (
    NoEffect,
    Reason,
    last_day,
    without_effect,
)
from planner.inputs.scenario import Scenario
from planner.reports.warnings import changes_without_effect


@pytest.fixture(scope="module")
def wales() -> Scenario:
    return load_scenario()


def optioned(wales: Scenario, folder: Path, start: str, keys: str) -> Scenario:
    """Wales under an option of one change."""
    change = f'title = "x"\nwhy = "x"\nfrom = {start}\n[set]\n{keys}\n'
    (folder / "one.toml").write_text(change, "utf-8")
    option = 'title = "x"\nquestion = "x"\nchanges = ["one"]\n'
    (folder / "mine.toml").write_text(option, "utf-8")
    return apply_option(wales, load_option(folder / "mine.toml"))


LISTS = '"boards.hywel-dda.scanners.scanner.sessions_a_week" = { value = 9 }'


def test_shipped_options_all_do_something(wales: Scenario):
    assert without_effect(wales) == []
    for name in ("dxa-five-days", "powys-clinic", "powys-mobile-unit", "spine-search"):
        assert without_effect(apply_option(wales, load_option(name)), wales) == []


def test_a_change_that_begins_after_the_plan_is_named(wales: Scenario, tmp_path: Path):
    late = optioned(wales, tmp_path, "2041-04-01", LISTS)
    begins = datetime.date(2041, 4, 1)
    found = NoEffect(Reason.BEGINS_LATE, "one", begins)
    assert without_effect(late, wales) == [found]
    assert changes_without_effect(late, wales)[0].startswith(
        "The change one begins on 2041-04-01, after the plan ends on"
    )


def test_a_change_in_the_run_on_is_named_too(wales: Scenario, tmp_path: Path):
    """It touches those who are followed; nobody should take it for a plan."""
    day_after = last_day(wales) + datetime.timedelta(days=1)
    late = optioned(wales, tmp_path, str(day_after), LISTS)
    assert without_effect(late, wales) == [NoEffect(Reason.RUN_ON, "one", day_after)]
    (said,) = changes_without_effect(late, wales)
    assert "touches only those who are followed beyond the plan" in said
    on_the_last = optioned(wales, tmp_path, str(last_day(wales)), LISTS)
    assert without_effect(on_the_last, wales) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 400), st.integers(10, 900), st.integers(-40, 40))
def test_a_change_is_named_from_the_day_on_which_nobody_is_followed_any_more(
    shift: int, hundredths: int, days: int
):
    plan = load_scenario()
    start = plan.plan_start + datetime.timedelta(days=shift)
    plan = plan.with_values({"plan_start": start, "years": hundredths / 100})
    begins = start + datetime.timedelta(days=plan.horizon_days - 1 + days)
    values = {"boards.hywel-dda.scanners.scanner.sessions_a_week": 9.0}
    change = ChangeInForce(name="late", start=begins, values=values)
    dated = plan.with_dated((*plan.changes, change))
    reason = Reason.BEGINS_LATE if days > 0 else Reason.RUN_ON
    named = [each for each in without_effect(dated) if each.part == "late"]
    assert named == [NoEffect(reason, "late", begins)]


def test_an_option_that_sets_what_is_so_already_is_named(
    wales: Scenario, tmp_path: Path
):
    known = wales.boards["hywel-dda"].scanners["scanner"].sessions_a_week
    keys = (
        f'"boards.hywel-dda.scanners.scanner.sessions_a_week" = {{ value = {known} }}'
    )
    option = optioned(wales, tmp_path, "2026-10-01", keys)
    (alike,) = without_effect(option, wales)
    assert alike.reason is Reason.SAME_INPUTS
    assert "both give the same results" in changes_without_effect(option, wales)[0]


def test_a_nurse_or_a_unit_where_nobody_comes_is_named(wales: Scenario):
    nurse = wales.boards["hywel-dda"].posts["nurse"].model_dump()
    plan = wales.with_values({"boards.powys.posts.nurse": {**nurse, "number": 90}})
    scanner = wales.boards["hywel-dda"].scanners["scanner"]
    unit = {**scanner.model_dump(), "visits": ["powys"], "start": wales.plan_start}
    plan = plan.with_values({"mobile_units.van": unit})
    (found,) = without_effect(plan, wales)
    assert (found.reason, found.part) == (Reason.NO_PATIENTS, "powys")
    assert found.offered == ("post nurse", "mobile unit van")
    (said,) = changes_without_effect(plan, wales)
    assert "(post nurse, mobile unit van), but no patients are sent to it" in said
    assert changes_without_effect(plan, wales, ["powys"]) == [said]
    assert changes_without_effect(plan, wales, ["hywel-dda"]) == []


WEST = ["swansea-bay", "hywel-dda"]
SOUTH = ["cwm-taf-morgannwg", "hywel-dda"]


def pool(number: int, boards: list[str]) -> dict[str, Any]:
    """A pool of these boards' scans."""
    return {"number": number, "boards": boards, "stages": ["scan"]}


def aid(board: str, to: str) -> dict[str, Any]:
    """Half of a board's scans, done elsewhere."""
    return {"number": 1, "board": board, "to": to, "stages": ["scan"], "share": 0.5}


def test_a_board_in_two_pools_of_one_stage_is_refused(wales: Scenario):
    pools = {"west": pool(1, WEST), "south": pool(2, SOUTH)}
    with pytest.raises(ScenarioError, match="shares scan in the pool 'west'"):
        wales.with_values({"pools": pools})


@settings(max_examples=20, deadline=None)
@given(
    st.permutations(["swansea-bay", "hywel-dda", "cwm-taf-morgannwg",
                     "cardiff-and-vale", "aneurin-bevan"]),
    st.integers(2, 3), st.booleans(),
)  # fmt: skip
def test_pools_are_refused_if_and_only_if_they_have_a_board_in_common(
    boards: list[str], size: int, common: bool
):
    plan = load_scenario()
    first, second = boards[:size], boards[size - common :]
    pools = {"one": pool(1, first), "two": pool(2, second)}
    if common:
        with pytest.raises(ScenarioError, match="as well"):
            plan.with_values({"pools": pools})
    else:
        assert set(plan.with_values({"pools": pools}).pools) == {"one", "two"}


def test_a_board_may_be_in_one_pool_after_the_other(wales: Scenario):
    until = datetime.date(2026, 12, 31)
    first = ChangeInForce(
        name="first",
        start=datetime.date(2026, 10, 1),
        until=until,
        values={"pools.west": pool(1, WEST)},
    )
    second = ChangeInForce(
        name="second",
        start=until + datetime.timedelta(days=1),
        values={"pools.south": pool(2, SOUTH)},
    )
    assert wales.with_dated((first, second)).periods
    early = second.model_copy(update={"start": until})
    with pytest.raises(ScenarioError, match="as well"):
        wales.with_dated((first, early))


@pytest.mark.parametrize("ends", [("hywel-dda", "powys"), ("powys", "hywel-dda")])
def test_aid_from_or_to_a_list_kept_elsewhere_is_refused(
    wales: Scenario, ends: tuple[str, str]
):
    values = {"pools.west": pool(1, WEST), "aid.some": aid(*ends)}
    with pytest.raises(ScenarioError, match="keeps its scan list with swansea-bay"):
        wales.with_values(values)
    wales.with_values({**values, "aid.some": aid("powys", "swansea-bay")})
