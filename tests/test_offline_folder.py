"""The folder for a computer without Python's registry: scripts, refusals, commands.

What it holds was installed by hand with the network off; see its page on the site.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import offline_folder
from planner.errors import ScenarioError


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would be run; none of them is."""
    commands: list[list[str]] = []
    monkeypatch.setattr(
        offline_folder, "_run", lambda command, _otherwise: commands.append(command)
    )
    return commands


def test_a_windows_folder_installs_from_itself_alone(tmp_path: Path, asked):
    offline_folder.make_folder(tmp_path / "folder", "3.13", "windows")
    script = (tmp_path / "folder" / "install.cmd").read_bytes().decode()
    assert "set PIP_NO_INDEX=1\r\n" in script
    assert "--find-links wheels fls-planner\r\n" in script
    assert "py -3.13 -m venv" in script
    assert "{python}" not in script


def test_the_read_me_names_the_files_that_there_are(tmp_path: Path, asked):
    offline_folder.make_folder(tmp_path / "folder", "3.13", "windows")
    text = (tmp_path / "folder" / "READ ME.txt").read_text("utf-8")
    for name in offline_folder.SCRIPTS["windows"]:
        assert name in text
        assert (tmp_path / "folder" / name).is_file()


def test_packages_are_those_of_the_other_system(tmp_path: Path, asked):
    offline_folder.make_folder(tmp_path / "folder", "3.13", "windows")
    pinned, fetched, _built = asked
    assert pinned[pinned.index("--python-platform") + 1] == "windows"
    assert fetched[fetched.index("--platform") + 1] == "win_amd64"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, asked):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(ScenarioError, match="holds something else already"):
        offline_folder.make_folder(tmp_path, "3.13", "windows")
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"
    assert asked == []


def test_what_a_program_said_last_is_the_reason():
    command = [offline_folder.sys.executable, "-c", "raise SystemExit('no such wheel')"]
    with pytest.raises(ScenarioError, match="no such wheel"):
        offline_folder._run(command, "a wheel is not to be had")
