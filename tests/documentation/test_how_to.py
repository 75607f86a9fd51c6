"""The pages on how to do something: their files load, their commands run."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.cli.main import app
from planner.data import facts
from planner.data.sheets import check_facts
from planner.errors import DataError

PAGES = Path(__file__).parents[2] / "planner" / "documentation" / "pages" / "howto"
FILES = re.compile(r'```toml title="([^"]+)"\n(.*?)```', re.DOTALL)
LINES = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", ["change", "option", "pathway", "case", "import"])
def test_the_files_of_a_page_load_and_its_commands_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    text = (PAGES / f"{name}.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    for file, content in FILES.findall(text):
        Path(file).write_text(content, "utf-8")
    for block in LINES.findall(text):
        for line in block.strip().splitlines():
            program, *words = shlex.split(line)
            done = CliRunner().invoke(app, words)
            assert (program, done.exit_code) == ("fls-planner", 0), done.output


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the facts, from which the planner reads."""
    folder = tmp_path / "data"
    shutil.copytree(Path(facts.__file__).parent, folder)
    monkeypatch.setattr(facts, "_folder", lambda: folder)
    facts._load.cache_clear()
    yield folder
    facts._load.cache_clear()


def with_a_year_more(folder: Path, name: str, **changed: str) -> pd.DataFrame:
    """The table with the rows of its last year again, for the year after."""
    path = folder / f"{name}.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    last = max(table["year"])
    new = table[table["year"] == last].assign(year=str(int(last) + 1), **changed)
    if "id" in new:
        new["id"] = new["id"] + ".next"
    longer = pd.concat([table, new], ignore_index=True)
    longer.to_csv(path, index=False)
    return longer


@pytest.mark.parametrize("name", ["pay", "population", "fls_db_kpis"])
def test_next_year_s_rows_are_taken_and_one_without_a_source_is_refused(
    copied: Path, name: str
):
    before = len(facts.load_facts(name))
    facts._load.cache_clear()
    longer = with_a_year_more(copied, name, source="the new circular")
    assert check_facts(name, longer) == []
    assert len(facts.load_facts(name)) == len(longer) > before
    facts._load.cache_clear()
    with_a_year_more(copied, name, source="")
    with pytest.raises(DataError, match=f"{name}.csv"):
        facts.load_facts(name)


def test_every_public_name_has_an_example_that_runs():
    page = PAGES.parent / "reference" / "python.md"
    shown = "\n".join(re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL))
    used = {*re.findall(r"planner\.(\w+)", shown), "Scenario", "Results"}
    assert set(planner.__all__) <= used
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert (failed, tried > 10) == (0, True)
