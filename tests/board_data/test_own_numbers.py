"""What a board may type, what it changes, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from planner import Scenario, board_data, load_scenario, run
from planner.errors import ScenarioError

BOARD = "betsi-cadwaladr"
NAME = "Betsi Cadwaladr University Health Board"
SESSIONS = f"boards.{BOARD}.scanners.{{}}.sessions_a_week"
TYPED = {
    "nurse_wte": "6.5",
    "sessions_a_week": "13",
    "reserved_slots_a_day": "2",
    "fls_referrals_a_week": "80",
    "other_referrals_a_week": "90.5",
    "waiting_list_scan": " 1,980 ",
    "waiting_list_vet": "12",
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("wales-today")


def values(scenario: Scenario, board: str = BOARD) -> dict[str, float]:
    """Number that each field shows."""
    return {field.id: field.value for field in board_data.fields(scenario, board)}


def problems(scenario: Scenario, typed: dict[str, object]) -> dict[str, str]:
    """Rule of every problem by field; fails when nothing is refused."""
    with pytest.raises(ScenarioError) as refused:
        board_data.apply(scenario, BOARD, typed)
    assert {problem.file for problem in refused.value.problems} == {NAME}
    return {problem.key: problem.rule for problem in refused.value.problems}


# ---- fields


def test_every_board_gets_a_form_whose_values_lie_within_their_bounds(
    scenario: Scenario,
) -> None:
    for board in scenario.boards:
        for field in board_data.fields(scenario, board):
            assert field.low <= field.value <= field.high, (board, field)
            assert field.title
            assert field.unit
            assert field.source
            assert field.confidence in ("seen", "derived", "assumption")


def test_a_role_is_asked_for_once_however_many_posts_it_has(scenario: Scenario) -> None:
    posts = scenario.boards[BOARD].posts.values()
    nurses = sum(post.wte for post in posts if post.role == "nurse")
    assert values(scenario)["nurse_wte"] == pytest.approx(nurses)


def test_fls_referrals_are_the_people_the_simulation_finds(scenario: Scenario) -> None:
    year = scenario.with_values({"years": 1})
    found = run(year, replications=2, boards=["swansea-bay"], workers=1).table
    residents = found[
        (found["kpi"] == "kpi5_scanned_90_of_all.denominator")
        & (found["provider"] == "swansea-bay")
        & (found["residence"] == "all")
        & (found["period"] == "2026/27")
    ]
    expected = values(scenario, "swansea-bay")["fls_referrals_a_week"]
    assert residents["value"].mean() / 52.18 == pytest.approx(expected, rel=0.06)


# ---- apply


def test_typed_numbers_are_what_the_form_shows_afterwards(scenario: Scenario) -> None:
    after = values(board_data.apply(scenario, BOARD, TYPED))
    for field, text in TYPED.items():
        assert after[field] == pytest.approx(float(text.replace(",", ""))), field
    untouched = set(after) - set(TYPED)
    assert {f: after[f] for f in untouched} == {
        f: values(scenario)[f] for f in untouched
    }


def test_fields_left_out_or_equal_to_the_plan_change_nothing(
    scenario: Scenario,
) -> None:
    same = {field: f"{value!r}" for field, value in values(scenario).items()}
    assert board_data.changes(scenario, BOARD, same) == {}
    assert board_data.apply(scenario, BOARD, {"nurse_wte": None}) is scenario


def test_typed_wte_keeps_the_posts_in_proportion(scenario: Scenario) -> None:
    twice = 2 * values(scenario)["nurse_wte"]
    after = board_data.apply(scenario, BOARD, {"nurse_wte": f"{twice:g}"})
    for name in ("nurse", "roll-out-nurse"):
        before = scenario.boards[BOARD].posts[name].wte
        assert after.boards[BOARD].posts[name].wte == pytest.approx(2 * before)


def test_sessions_fill_the_first_scanner_before_the_second(scenario: Scenario) -> None:
    altered = board_data.changes(scenario, BOARD, {"sessions_a_week": "13.5"})
    assert altered == {
        SESSIONS.format("scanner"): 10.0,
        SESSIONS.format("second-scanner"): 3.5,
    }


def test_a_board_without_staff_or_scanner_can_type_its_first(
    scenario: Scenario,
) -> None:
    typed = {"nurse_wte": ".5", "operator_wte": "0.4", "sessions_a_week": "2"}
    powys = board_data.apply(scenario, "powys", typed).boards["powys"]
    assert powys.posts["nurse"].wte == 0.5
    assert powys.posts["nurse"].number != powys.posts["operator"].number
    assert powys.scanners["scanner"].sessions_a_week == 2


def test_more_referrals_are_found_at_every_site_in_todays_mix(
    scenario: Scenario,
) -> None:
    found = board_data.apply(scenario, BOARD, {"fls_referrals_a_week": "80"})
    now = scenario.boards[BOARD].demand.identified
    then = found.boards[BOARD].demand.identified
    assert then.hip / now.hip == pytest.approx(then.spine / now.spine)
    assert then.hip > now.hip


def test_all_fractures_can_be_found_but_not_one_more(scenario: Scenario) -> None:
    fields = {field.id: field for field in board_data.fields(scenario, BOARD)}
    most = fields["fls_referrals_a_week"].high
    every = board_data.apply(scenario, BOARD, {"fls_referrals_a_week": f"{most - 0.1}"})
    assert every.boards[BOARD].demand.identified.spine > 0.99
    assert "fls_referrals_a_week" in problems(
        scenario, {"fls_referrals_a_week": f"{most + 1}"}
    )


def test_the_trail_says_what_was_typed_and_for_whom(scenario: Scenario) -> None:
    after = board_data.apply(scenario, BOARD, {"waiting_list_scan": "1980"})
    change = after.applied[-1]
    before = scenario.boards[BOARD].waiting_list["scan"].count
    assert change.key == f"boards.{BOARD}.waiting_list.scan.count"
    assert (change.before, change.after) == (before, 1980)
    assert change.source == f"typed in for {NAME}"


# ---- refusals


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "",
        "  ",
        "NaN",
        "inf",
        "-3",
        "1e9",
        "1,5",
        "12,34,567",
        "0x10",
        "5 %",
        "٣",
    ],
)
def test_what_is_not_a_plain_number_is_refused(scenario: Scenario, text: str) -> None:
    assert set(problems(scenario, {"nurse_wte": text})) == {"nurse_wte"}


def test_a_text_of_thousands_of_characters_is_refused_as_too_long(
    scenario: Scenario,
) -> None:
    (rule,) = problems(scenario, {"nurse_wte": "1" * 2_001}).values()
    assert rule == "has at most 2,000 characters"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1, 1e9, True])
def test_numbers_are_held_to_the_same_rules_as_text(
    scenario: Scenario, number: float
) -> None:
    assert set(problems(scenario, {"nurse_wte": number})) == {"nurse_wte"}


def test_people_and_appointments_are_whole(scenario: Scenario) -> None:
    typed = {"waiting_list_scan": "1980.5", "slots_a_session": "7.5"}
    assert set(problems(scenario, typed)) == set(typed)
    assert board_data.changes(scenario, BOARD, {"waiting_list_scan": "1,980.0"})


def test_every_problem_is_told_at_once_beside_its_own_field(scenario: Scenario) -> None:
    typed = {
        "nurse_wte": "abc",
        "sessions_a_week": "21",
        "reserved_slots_a_day": "17",
        "fls_referrals_a_week": "1",
        "waiting_list_scan": "-4",
        "no_such_field": "1",
    }
    assert set(problems(scenario, dict(typed))) == set(typed)


def test_reserved_appointments_need_a_scanner(
    scenario: Scenario,
) -> None:
    with pytest.raises(ScenarioError, match="no scanner") as refused:
        board_data.apply(scenario, "powys", {"reserved_slots_a_day": "1"})
    assert refused.value.problems[0].key == "reserved_slots_a_day"
    typed = {"reserved_slots_a_day": "15", "slots_a_session": "7"}
    assert set(problems(scenario, dict(typed))) == {"reserved_slots_a_day"}


def test_a_board_that_does_not_exist_is_refused(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError, match="swansea-bay"):
        board_data.apply(scenario, "atlantis", {"nurse_wte": "1"})


def test_a_number_that_a_dated_decision_would_overrule_is_refused() -> None:
    calibration = load_scenario("wales-2023").with_values(
        {"plan_start": date(2022, 6, 1)}
    )
    with pytest.raises(ScenarioError, match="case-finding-2022") as refused:
        board_data.apply(calibration, "aneurin-bevan", {"fls_referrals_a_week": "30"})
    assert {p.key for p in refused.value.problems} == {"fls_referrals_a_week"}


# ---- day 0


def test_lists_on_day_zero_are_the_typed_ones_to_the_person(scenario: Scenario) -> None:
    after = board_data.apply(scenario, BOARD, {"waiting_list_scan": "1,981"})
    rows = {row.stage: row for row in board_data.day_zero(after, BOARD)}
    scan = rows["scan"]
    before = scenario.boards[BOARD].waiting_list["scan"].count
    assert (scan.before, scan.typed, scan.model) == (before, 1981, 1981)
    assert sum(scan.by_age.values()) == 1981
    assert rows["assess"].before == rows["assess"].typed == rows["assess"].model


def test_the_simulation_begins_with_the_typed_lists(scenario: Scenario) -> None:
    typed = {"waiting_list_scan": "77", "waiting_list_vet": "9"}
    short = scenario.with_values({"years": 0.1, "run_on_days": 0})
    after = board_data.apply(short, "swansea-bay", typed)
    results = run(
        after, replications=1, boards=["swansea-bay"], workers=1, keep_visits=True
    )
    record = results.records[0]
    waiting = record.cohort.at_start & (record.cohort.first_joined < 0)
    stages = scenario.pathway.stages
    for stage, people in (("scan", 77), ("vet", 9)):
        here = record.cohort.entry_stage == stages[stage].number
        assert (waiting & here).sum() == people


def test_typed_staff_are_those_in_post_and_what_is_funded_is_kept():
    posts = {f"boards.{BOARD}.posts.nurse.in_post": 0.5}
    scenario = load_scenario().with_values(posts)
    before = values(scenario)["nurse_wte"]
    assert before == pytest.approx(0.5 + 3.0)
    funded = scenario.boards[BOARD].posts["nurse"].wte
    typed = board_data.apply(scenario, BOARD, {"nurse_wte": "1.5"})
    assert values(typed)["nurse_wte"] == pytest.approx(1.5)
    assert typed.boards[BOARD].posts["nurse"].wte == funded
