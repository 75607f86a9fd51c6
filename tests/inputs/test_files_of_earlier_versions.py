"""Files of earlier versions: upgraded, they say what they always said."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from planner.cli.check import check_files, upgrade_files
from planner.errors import ScenarioError
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.warnings import changes_without_effect

BOARD = "hywel-dda"
CLOSES = """\
title = "The only scanner closes"
why = "Building work."
from = 2026-10-01
[set]
"boards.hywel-dda.scanners.scanner.sessions_a_week" = { value = 0 }
"""
NURSE = """\
title = "One more nurse [band 6]"
why = "To try."
from = 2026-04-01
source = "rota, June 2026 [see sheet 2]"
confidence = "seen"

[set."boards.hywel-dda.posts.my-nurse"]
number = 60
role = "nurse"
band = "6"
wte = { value = 1, unit = "WTE" }
"""
KEPT = """\
title = "Two kept slots a day"
why = "Those who broke a bone first."
from = 2026-04-01
[set]
"boards.hywel-dda.scanners.scanner.kept_slots_a_day" = { value = 2 }
"""
CHANGES = {
    "closes": CLOSES,
    "late": CLOSES.replace("2026", "2031"),
    "nurse": NURSE,
    "kept": KEPT,
}
OPTION = """\
# An option of an earlier version.
title = "More nurses [w/e 3 May] [/draft] for Hywel Dda"
question = "What would it do?"
bricks = ["{name}"]  # one
"""


def old_option(folder: Path, name: str) -> Path:
    """An option of an earlier version beside its change."""
    (folder / f"{name}.toml").write_text(CHANGES[name], "utf-8")
    option = folder / "option.toml"
    option.write_text(OPTION.format(name=name), "utf-8")
    return option


def upgraded(folder: Path, name: str) -> Scenario:
    """Wales under an option that was upgraded, and is right by the program's word."""
    option = old_option(folder, name)
    with pytest.raises(ScenarioError, match="is now called 'changes'"):
        load_option(option)
    upgrade_files([folder])
    text = OPTION.replace("bricks", "changes").format(name=name)
    assert option.read_text("utf-8") == text
    assert any("an option on wales-today" in line for line in check_files([folder]))
    return apply_option(load_scenario(), load_option(option))


def test_a_scanner_that_closes_by_date_closes(tmp_path: Path):
    plan = upgraded(tmp_path, "closes")
    sessions = {
        day: period.boards[BOARD].scanners["scanner"].sessions_a_week
        for day, period in plan.periods
    }
    closed = (datetime.date(2026, 10, 1) - plan.plan_start).days
    assert closed in sessions
    assert {day for day, week in sessions.items() if week == 0} == {
        day for day in sessions if day >= closed
    }


def test_titles_and_sources_keep_their_brackets(tmp_path: Path):
    plan = upgraded(tmp_path, "nurse")
    assert plan.title == "More nurses [w/e 3 May] [/draft] for Hywel Dda"
    owner = plan.provenance["boards.hywel-dda.posts.my-nurse.wte"]
    assert owner.source == "rota, June 2026 [see sheet 2]"


def test_a_change_after_the_plan_is_said_to_change_nothing(tmp_path: Path):
    (said,) = changes_without_effect(upgraded(tmp_path, "late"), load_scenario())[:1]
    assert said.startswith("The change late begins on 2031-10-01, after the plan ends")


def test_slots_that_were_kept_are_reserved(tmp_path: Path):
    plan = upgraded(tmp_path, "kept")
    scanner = plan.boards[BOARD].scanners["scanner"]
    assert scanner.reserved_slots_a_day == 2


def test_a_whole_scenario_of_an_earlier_version_loads(tmp_path: Path, root: Path):
    now = root / "scenarios" / "baseline" / "wales-today"
    for path in now.glob("*.toml"):
        old = path.read_text("utf-8").replace(
            "reserved_slots_a_day", "kept_slots_a_day"
        )
        old = old.replace("\nchanges = ", "\nbricks = ")
        (tmp_path / path.name).write_text(old, "utf-8")
    with pytest.raises(ScenarioError, match="check --upgrade"):
        load_scenario(tmp_path / "scenario.toml")
    said = upgrade_files([tmp_path])
    assert any("kept_slots_a_day -> reserved_slots_a_day" in line for line in said)
    plan = load_scenario(tmp_path / "scenario.toml")
    assert plan.boards == load_scenario("wales-today").boards


NONSENSE = """\
title = "Nonsense under the name of a change that the plan has"
why = "x"
from = 2026-09-01
[set]
"boards.aneurin-bevan.posts.operator.wte" = nan
"boards.no-such-board.scanners.scanner.sessions_a_week" = -1e308
"""


@pytest.mark.parametrize("kind", ["changes", "options", "pathways"])
def test_a_file_is_checked_whatever_shipped_file_has_its_name(
    kind: str, tmp_path: Path, root: Path
):
    for shipped in sorted((root / "scenarios" / kind).glob("*.toml"))[:4]:
        file = tmp_path / shipped.name
        file.write_text(NONSENSE, "utf-8")
        with pytest.raises(ScenarioError) as refused:
            check_files([file])
        wrong = {found.key for found in refused.value.problems}
        assert "boards.aneurin-bevan.posts.operator.wte" in wrong
        assert "boards.no-such-board.scanners.scanner.sessions_a_week" in wrong


def test_an_option_that_takes_a_change_twice_is_not_called_right(tmp_path: Path):
    option = tmp_path / "uses-it.toml"
    option.write_text(
        'title = "o"\nquestion = "q"\nchanges = ["roll-out-2024"]\n', "utf-8"
    )
    (tmp_path / "roll-out-2024.toml").write_text(NONSENSE, "utf-8")
    with pytest.raises(ScenarioError, match="already holds the change"):
        check_files([option])
