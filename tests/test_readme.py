"""What the README promises in one line is what is run."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path


def shell_lines(root: Path) -> list[str]:
    """The copy-paste lines of the README, in order."""
    text = (root / "README.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [block.strip() for block in blocks]


def test_each_copy_paste_block_is_one_line_that_makes_its_own_environment(root: Path):
    for line in shell_lines(root):
        assert "\n" not in line
        assert line.startswith("python3 -m venv .venv && .venv/bin/pip install -c ")


def test_ci_ends_with_the_test_line_of_the_readme(root: Path):
    _run_line, test_line = shell_lines(root)
    ci = (root / ".ci" / "run").read_text("utf-8").splitlines()
    assert ci[-1] == test_line


def test_links_of_the_documents_lead_to_files(root: Path):
    for document in (root / "README.md", root / ".github" / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            assert "://" in target or (document.parent / target).is_file(), target


def test_the_python_of_the_readme_runs_and_says_what_it_prints(root: Path):
    failed, tried = doctest.testfile(str(root / "README.md"), module_relative=False)
    assert (failed, tried > 0) == (0, True)


def test_the_version_is_said_alike_everywhere(root: Path):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"\nversion: {project['version']}\n" in (root / "CITATION.cff").read_text()


def test_constraints_name_versions_and_nothing_else(root: Path):
    pin = re.compile(r"[a-z0-9.-]+==[0-9][\w.]*( ; python_version (<|>=) \"3\.\d+\")?")
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not pin.fullmatch(line)] == []
