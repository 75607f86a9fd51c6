"""The one page on scenarios: its excerpts stand in the files, its examples load."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from planner import load_scenario
from planner.inputs.files import read_toml

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
PAGE = (FOLDER / "README.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"```toml\n# (\S+\.toml)\n(.*?)```", PAGE, flags=re.DOTALL))
EXCERPTS = [name for name in BLOCKS if "/" in name]


@pytest.mark.parametrize("name", EXCERPTS)
def test_an_excerpt_stands_in_the_file_that_it_names(name: str) -> None:
    assert BLOCKS[name].strip() in (FOLDER / name).read_text("utf-8")


def test_the_page_shows_a_board_a_pathway_a_change_and_an_option() -> None:
    folders = {name.partition("/")[0] for name in EXCERPTS}
    assert folders == {"baseline", "pathways", "changes", "options"}


def test_the_option_on_the_page_loads_with_its_change(tmp_path: Path) -> None:
    for name in ("my-option.toml", "my-reporter.toml"):
        (tmp_path / name).write_text(BLOCKS[name], "utf-8")
    scenario = load_scenario("wales-today", options=[tmp_path / "my-option.toml"])
    last = scenario.periods[-1][1].boards["hywel-dda"]
    assert last.posts["my-reporter"].wte == 0.2


def test_a_copied_folder_with_a_pathway_of_its_own_loads(tmp_path: Path) -> None:
    mine = tmp_path / "my-wales"
    shutil.copytree(FOLDER / "baseline" / "wales-today", mine)
    longer = (FOLDER / "pathways" / "standard.toml").read_text("utf-8")
    longer = longer.replace('title = "Vetting and booking"', 'title = "Triage"')
    (mine / "my-pathway.toml").write_text(longer, "utf-8")
    text = (mine / "scenario.toml").read_text("utf-8")
    text = text.replace('pathway = "standard"', 'pathway = "my-pathway"')
    (mine / "scenario.toml").write_text(text, "utf-8")
    scenario = load_scenario(mine)
    assert scenario.name == "my-wales"
    assert scenario.pathway.stages["vet"].title == "Triage"
    assert set(scenario.boards) == set(load_scenario("wales-today").boards)


def test_every_file_that_the_page_names_by_folder_is_there() -> None:
    named = re.findall(r"`((?:baseline|pathways)/[\w/.-]+)`", PAGE)
    assert named
    for name in named:
        assert (FOLDER / name).exists(), name
        assert not name.endswith(".toml") or read_toml(FOLDER / name)
