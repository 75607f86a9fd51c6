"""A template read back gives the same scenario; what was typed comes back in one."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from planner import Scenario, load_scenario
from planner.board_data.workbook import (
    ReturnError,
    csv_texts,
    fill,
    left_from,
    read_return,
    save_return,
    workbook_bytes,
)
from planner.board_data.workbook.prefill import FEW, list_table
from planner.errors import ScenarioError
from planner.inputs.apply_changes import load_option
from planner.inputs.day_zero import day_zero_table
from tests.board_data.workbook.editing import (
    BOARD,
    TODAY,
    opened,
    plan,
    put,
    read,
    saved,
    template,
)

NAMES = ("wales-today", "wales-2023")
LISTS, WEEKS = "Waiting lists", "Weekly referrals"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("board", plan().boards)
def test_an_untouched_template_changes_nothing(name: str, board: str, tmp_path: Path):
    base = plan(name)
    for file, text in csv_texts(fill(base, board)).items():
        (tmp_path / file).write_text(text, "utf-8", newline="")
    returned = read(tmp_path, board, name)
    assert returned.scenario.periods[0][1].boards == base.periods[0][1].boards


@pytest.mark.parametrize("option", ["reserved-slots-released", "recruit-and-train"])
def test_an_untouched_template_leaves_decisions_as_they_are(
    option: str, tmp_path: Path
):
    base = load_scenario("wales-today", [option])
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook_bytes(fill(base, BOARD)))
    returned = read_return(path, base, BOARD, today=TODAY)
    for (_, after), (_, before) in zip(
        returned.scenario.periods, base.periods, strict=True
    ):
        assert after.boards == before.boards


def test_a_row_that_a_decision_changes_by_date_is_refused_where_it_stands(
    tmp_path: Path,
):
    book = load_workbook(io.BytesIO(template(BOARD, "wales-2023")))
    put(book, "Scanner diary", ("scanner",), "sessions a week", 3)
    with pytest.raises(ReturnError) as refused:
        read(saved(book, tmp_path), BOARD, "wales-2023")
    (found,) = refused.value.findings
    assert (found.sheet, found.row) == ("Scanner diary", 4)
    assert "a decision of the scenario changes this by date" in found.rule


def dates() -> st.SearchStrategy[datetime.date | None]:
    """No date, or one within the plan."""
    first, last = datetime.date(2026, 4, 1), datetime.date(2028, 12, 31)
    return st.none() | st.dates(first, last)


def amounts(high: float) -> st.SearchStrategy[float]:
    """Amounts as people have them, some with many digits."""
    plain = st.integers(0, int(high * 4)).map(lambda n: n / 4)
    return plain | st.floats(0.0, high, allow_nan=False)


POSTS = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["nurse", "admin", "operator", "reporter"]),
        "band": st.sampled_from(["4", "6", "8a"]),
        "wte": amounts(20),
        "job_plan": st.sampled_from([{}, {"assess": 0.7, "reviews": 0.3}]),
    },
    optional={"start": dates()},
)
SCANNERS = st.fixed_dictionaries(
    {
        "sessions_a_week": amounts(10),
        "slots_a_session": st.integers(1, 9),
        "slot_minutes": st.sampled_from([15, 20, 25]),
        "reserved_slots_a_day": amounts(2),
        "needs_operator": st.booleans(),
    }
)


@st.composite
def boards(draw: st.DrawFn) -> dict[str, Any]:
    """Changes that make another board of a plan."""
    posts = draw(st.lists(POSTS, max_size=4))
    scanners = draw(st.lists(SCANNERS, max_size=2))
    first = draw(amounts(1))
    scan = {
        "count": draw(st.integers(0, 3000)),
        "age_shares": {"0-41": first, "42-365": 1 - first},
        "urgent_share": draw(amounts(1)),
        "fls_share": draw(amounts(1)),
    }
    return {
        "posts": {f"post-{n}": {"number": n, **p} for n, p in enumerate(posts, 1)},
        "scanners": {
            f"scan-{n}": {"number": n, **s} for n, s in enumerate(scanners, 1)
        },
        "waiting_list": {"scan": scan},
    }


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parts=boards(), as_csv=st.booleans())
def test_any_board_goes_through_a_template_unchanged(
    parts: dict[str, Any], as_csv: bool, tmp_path: Path
):
    base = plan().with_values({f"boards.{BOARD}.{k}": v for k, v in parts.items()})
    filled = fill(base, BOARD)
    path = tmp_path / "r.xlsx"
    if as_csv:
        path = tmp_path / "folder"
        path.mkdir(exist_ok=True)
        for file, text in csv_texts(filled).items():
            (path / file).write_text(text, "utf-8", newline="")
    else:
        path.write_bytes(workbook_bytes(filled))
    returned = read_return(path, base, BOARD, today=TODAY)
    assert returned.scenario.boards == base.boards


def edited(tmp_path: Path) -> Path:
    """A template in which several sheets were filled in."""
    book = opened()
    for n, (fls, gp) in enumerate([(51, 28), (49, 33), (62, 3)]):
        week = datetime.date(2026, 1, 5) + datetime.timedelta(weeks=n)
        put(book, WEEKS, 5 + n, "week", week)
        put(book, WEEKS, 5 + n, "fls referrals", fls)
        put(book, WEEKS, 5 + n, "gp referrals", gp)
    put(book, "Staff in post", ("nurse",), "wte", 3.3)
    put(book, "Staff in post", ("reporter",), "end", datetime.date(2027, 3, 31))
    book["Staff in post"].delete_rows(7)
    for place, value in enumerate(["nurse", "assess", 0.6], 1):
        book["Job plans"].cell(4, place, value)
    for place, value in enumerate(["nurse", "reviews", 0.4], 1):
        book["Job plans"].cell(5, place, value)
    put(book, "Scanner diary", ("scanner",), "kept slots a day", 2.5)
    put(book, LISTS, ("scan", 0, 41, "urgent"), "people", 123)
    put(book, LISTS, ("scan", 180, 364, "urgent"), "people", 0)
    put(book, LISTS, ("report", 0, 41, "routine"), "people", 37)
    return saved(book, tmp_path)


def test_what_was_typed_comes_back_in_the_next_template(tmp_path: Path):
    base = plan()
    first = read(edited(tmp_path))
    path = save_return(tmp_path / "own", first)
    again = load_scenario("wales-today", [path])
    assert again.boards == first.scenario.boards
    again = again.renamed(base.name, base.title)
    filled = fill(again, BOARD, left_from([load_option(path)], again, BOARD))
    (tmp_path / "again.xlsx").write_bytes(workbook_bytes(filled))
    second = read(tmp_path / "again.xlsx")
    assert typed(second) == typed(first)
    assert "second-operator" not in str(typed(second))
    assert base.boards[BOARD].posts["second-operator"].wte
    before, after = first.scenario.boards[BOARD], second.scenario.boards[BOARD]
    # A week under five comes back as <5, so only that mean may move.
    assert after.posts == before.posts
    assert after.scanners == before.scanners
    assert after.waiting_list == before.waiting_list


def typed(returned: Any) -> dict[str, list[dict[str, Any]]]:
    """What stands in the sheets, without lines that count nobody."""
    return {
        title: [
            {k: FEW if v == 3 and k == "gp_referrals" else v for k, v in row.items()}
            for row in (line.values for line in sheet.rows)
            if row.get("people") != 0
        ]
        for title, sheet in returned.typed.items()
    }


def test_the_model_starts_with_exactly_the_people_that_were_typed(tmp_path: Path):
    returned = read(edited(tmp_path))
    for stage, waiting in returned.scenario.boards[BOARD].waiting_list.items():
        people = {k: n for k, n in list_table(waiting).items() if n}
        wanted = {k: n for k, n in returned.lists.tables[stage].items() if n}
        assert people == wanted
        assert sum(day_zero_table(waiting).values()) == waiting.count


def test_counts_under_five_are_not_shown_in_a_template():
    filled = fill(plan(), "swansea-bay")
    few = [row for row in filled.rows[LISTS] if 0 < row["people"] < 5]
    shown = csv_texts(filled)["waiting-lists.csv"]
    assert few
    assert shown.count(FEW + ",") == len(few)
    assert all(
        f"{row['from_day']},{row['to_day']},routine,{row['people']}," not in shown
        for row in few
    )


def test_less_than_five_is_read_as_an_assumption_of_two(tmp_path: Path):
    book = opened()
    put(book, LISTS, ("report", 0, 41, "routine"), "people", "<5")
    put(book, LISTS, ("report", 42, 89, "routine"), "people", 10)
    returned = read(saved(book, tmp_path))
    key = f"boards.{BOARD}.waiting_list.report.count"
    assert returned.scenario.boards[BOARD].waiting_list["report"].count == 12
    assert returned.scenario.provenance[key].confidence == "assumption"
    assert "<5" in returned.scenario.provenance[key].why


def test_a_week_of_less_than_five_makes_its_mean_an_assumption(tmp_path: Path):
    book = opened()
    for n, count in enumerate(["<5", 4, 6]):
        put(book, WEEKS, 5 + n, "week", f"{5 + 7 * n:02}/01/2026")
        put(book, WEEKS, 5 + n, "gp referrals", count)
    known = read(saved(book, tmp_path)).scenario.provenance
    owner = known[f"boards.{BOARD}.demand.other.gp.referrals_a_week"]
    assert (owner.value, owner.confidence) == (4, "assumption")
    hospital = known[f"boards.{BOARD}.demand.other.hospital.referrals_a_week"]
    assert "own return" not in hospital.source


def test_a_later_decision_overrules_the_weeks_that_were_typed(tmp_path: Path):
    path = save_return(tmp_path / "own", read(edited(tmp_path)))
    now = load_scenario("wales-today", [path])
    key = f"boards.{BOARD}.demand.other.gp.referrals_a_week"
    later: Scenario = now.with_values({key: 99})
    options = [load_option(path)]
    assert left_from(options, now, BOARD).referrals
    assert not left_from(options, later, BOARD).referrals


def test_files_that_are_there_are_not_written_over(tmp_path: Path):
    returned = read(edited(tmp_path))
    path = save_return(tmp_path / "own", returned)
    path.write_text("mine", "utf-8")
    with pytest.raises(ScenarioError, match="is there already"):
        save_return(tmp_path / "own", returned)
    assert path.read_text("utf-8") == "mine"
    save_return(tmp_path / "own", returned, replace=True)
    assert load_option(path).changes == ("aneurin-bevan--numbers",)
