"""Names of earlier versions are refused with the new name, and rewritten on request."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from planner.cli.check import check_files, upgrade_files
from planner.errors import ScenarioError
from planner.inputs.apply_changes import load_option
from planner.inputs.old_names import OLD_NAMES, upgraded
from planner.inputs.parse_toml import parse_toml

OLD = '''\
# bricks and kept_slots_a_day stay in comments
title = "kept slots"  # a title may say kept slots
why = """bricks = ["kept-slots-2026"]"""
bricks = ["kept-slots-2026", 'kept-slots-hip-spine-2026']
scan_activities = ["kept slots", "scan"]
[set]
"boards.*.scanners.scanner.kept_slots_a_day" = { add = 1, unit = "slots a day" }
[scanners.scanner]
kept_slots_a_day=2.05   # kept_slots_a_day
[activities."kept slots"]
number = 1
'''
NEW = '''\
# bricks and kept_slots_a_day stay in comments
title = "kept slots"  # a title may say kept slots
why = """bricks = ["kept-slots-2026"]"""
changes = ["reserved-slots-2026", 'reserved-slots-hip-spine-2026']
scan_activities = ["reserved slots", "scan"]
[set]
"boards.*.scanners.scanner.reserved_slots_a_day" = { add = 1, unit = "slots a day" }
[scanners.scanner]
reserved_slots_a_day=2.05   # kept_slots_a_day
[activities."reserved slots"]
number = 1
'''


def test_old_names_are_rewritten_and_nothing_else():
    text, renamed = upgraded(OLD, "old.toml")
    assert text == NEW
    assert "bricks -> changes" in renamed
    assert upgraded(text, "new.toml") == (NEW, [])


def test_every_old_name_in_a_file_is_named_with_the_new_one():
    with pytest.raises(ScenarioError) as refused:
        parse_toml(OLD, "old.toml")
    rules = {(found.key, found.rule) for found in refused.value.problems}
    assert ("bricks", "'bricks' is now called 'changes'") in rules
    key = "scanners.scanner.kept_slots_a_day"
    assert (key, "'kept_slots_a_day' is now called 'reserved_slots_a_day'") in rules
    assert len(rules) == 7
    assert "check --upgrade old.toml" in refused.value.problems[0].hint


@pytest.mark.parametrize("old", sorted(OLD_NAMES))
def test_each_old_name_is_refused_as_a_key(old: str):
    with pytest.raises(ScenarioError, match=f"is now called '{OLD_NAMES[old]}'"):
        parse_toml(f'"{old}" = 1', "old.toml")


def test_an_option_of_an_earlier_version_works_once_it_is_upgraded(tmp_path: Path):
    option = tmp_path / "mine.toml"
    text = (
        '# mine\ntitle = "Mine"\nquestion = "?"\nbricks = ["kept-slots-2026"] # one\n'
    )
    option.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match="is now called 'changes'"):
        load_option(option)
    (said,) = upgrade_files([option])
    assert "bricks -> changes" in said
    assert option.read_text("utf-8").startswith("# mine\n")
    assert option.read_text("utf-8").endswith(
        'changes = ["reserved-slots-2026"] # one\n'
    )
    assert (
        "9 keys" in check_files([option])[0] or "keys set" in check_files([option])[0]
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_a_folder_is_upgraded_whole_or_not_at_all(tmp_path: Path):
    good, cut_off = tmp_path / "a.toml", tmp_path / "b.toml"
    good.write_text('bricks = ["x"]\n', "utf-8")
    cut_off.write_text("bricks = [", "utf-8")
    with pytest.raises(ScenarioError, match=r"b\.toml"):
        upgrade_files([tmp_path])
    assert good.read_text("utf-8") == 'bricks = ["x"]\n'


def test_the_command_says_what_it_renamed(tmp_path: Path):
    file = tmp_path / "with a space.toml"
    file.write_text(OLD, "utf-8")
    command = [sys.executable, "-m", "planner", "check", "--upgrade", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "kept_slots_a_day -> reserved_slots_a_day" in done.stdout
    assert tomllib.loads(file.read_text("utf-8")) == tomllib.loads(NEW)
