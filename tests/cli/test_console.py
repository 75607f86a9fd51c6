"""Text of files reaches the terminal as text, in any encoding, after the files."""

from __future__ import annotations

import importlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from planner.cli import run as command
from planner.cli import show_changes, write
from planner.cli.console import console, say
from planner.cli.main import app
from planner.cli.progress import bar_on_terminal, note
from planner.cli.simulate import PlanOptions
from planner.errors import OutputError, RunCancelled
from planner.inputs.load import load_scenario

TITLE = "More nurses [w/e 3 May] [/draft] [bold] [link=x] :smile: [/] \\[x]"
OBEYED = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202egnp\u2066\r\x08\x7f\x00\u200f"
SMALL = ["--board", "swansea-bay", "--years", "0.1", "-n", "2", "--workers", "1"]


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Callable[[], str]]:
    """Both standard streams in an encoding; called again for what they were given."""

    def begin(encoding: str) -> Callable[[], str]:
        given = io.BytesIO()
        for name in ("stdout", "stderr"):
            made = io.TextIOWrapper(given, encoding, "strict", write_through=True)
            monkeypatch.setattr(sys, name, made)
        return lambda: given.getvalue().decode(encoding)

    return begin


def print_everywhere(text: str) -> None:
    """A text in every place of a terminal that text of files gets into."""
    table = Table(title=text, caption=text)
    table.add_column(text)
    table.add_row(text)
    table.add_row(Text(text))
    console().print(table)
    console(stderr=True).print(text, style="dim")
    say(text)
    note(text)


def test_brackets_and_colons_are_shown_as_they_stand(stream):
    said = stream("utf-8")
    print_everywhere(TITLE)
    assert said().count(TITLE) == 8


def test_what_a_terminal_would_obey_does_not_reach_it(stream):
    said = stream("utf-8")
    print_everywhere(f"before{OBEYED}after")
    assert not set(said()) & (set(OBEYED) - set("]0;owned[31m2Jgnp"))
    assert said().count("before]0;owned[31m2Jgnpafter") == 8


def test_a_bar_on_a_terminal_shows_its_title_as_text(stream, monkeypatch):
    said = stream("utf-8")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    with bar_on_terminal(f"{TITLE}\x1b]0;owned") as move:
        move(1, 2)
    assert TITLE in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said())
    assert "\x1b]" not in said()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "latin-1", "utf-8"])
def test_no_encoding_ends_the_printing(stream, encoding: str):
    said = stream(encoding)
    print_everywhere("1,356 → 1,464 at Tŷ Gŵyr, £5 ✓ \U0001f600 \ud800")
    arrow = "→" if encoding == "utf-8" else "->"
    assert said().count(f"1,356 {arrow} 1,464") == 8
    if encoding == "ascii":
        assert "at Ty Gwyr, GBP 5 ? ? ?" in said()


def test_nobody_else_makes_a_console_or_reads_markup(root: Path):
    pattern = re.compile(r"rich\.console|from_markup|markup=True|rich import print")
    found = [
        path.relative_to(root).as_posix()
        for folder in ("planner", "dashboard")
        for path in (root / folder).rglob("*.py")
        if pattern.search(path.read_text("utf-8"))
    ]
    assert found == ["planner/cli/console.py"]


def test_a_titled_option_is_run_and_written_where_the_output_knows_no_arrow(
    tmp_path: Path,
):
    option = tmp_path / "opt.toml"
    title = "Nurses [w/e 3 May] [/draft] \\u001b[31m"
    option.write_text(
        f'title = "{title}"\nquestion = "?"\nchanges = ["more-nurses-2026"]\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "planner", "run", *SMALL, "--option", str(option),
         "--out", str(tmp_path / "out [1]")],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "160",
             "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Nurses [w/e 3 May] [/draft] [31m: changed inputs" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert " -> " in done.stdout
    assert "out [1]: summary.csv" in done.stderr
    assert (tmp_path / "out [1]" / "summary.csv").exists()


def fail(*_: object, **__: object) -> None:
    """A terminal that takes nothing."""
    raise UnicodeEncodeError("ascii", "→", 0, 1, "no such character")


@pytest.mark.parametrize("name", ["run", "compare"])
def test_results_are_written_before_they_are_shown(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(command, "show_overview", fail)
    monkeypatch.setattr(command, "show_summary", fail)
    given = ["wales-today"] + ["reserved-slots"] * (name == "compare")
    with pytest.raises(UnicodeEncodeError):
        app([name, *given, *SMALL, "--out", str(tmp_path / "out")])
    assert (tmp_path / "out" / "summary.csv").exists()


def test_results_are_shown_where_they_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(write, "replace_results", fail)
    with pytest.raises(OutputError, match="nothing was written"):
        app(["run", *SMALL, "--out", str(tmp_path / "out")])
    assert "DXA list" in capsys.readouterr().out


def test_a_table_of_changes_shows_names_and_sources_as_they_are(capsys):
    plan = load_scenario().with_values({"years": 2}, source="rota [see sheet 2]")
    show_changes.show_changes(plan.renamed("x", TITLE))
    shown = capsys.readouterr().out
    assert "rota [see sheet 2]" in shown
    assert TITLE in " ".join(shown.split())


@pytest.mark.parametrize("no_cache", [False, True])
def test_a_command_that_is_stopped_says_so_and_whether_it_can_go_on(no_cache: bool):
    settings = PlanOptions(no_cache=no_cache)
    with pytest.raises(RunCancelled) as stopped, settings.simulating("Runs"):
        raise KeyboardInterrupt
    assert str(stopped.value).startswith("Stopped: nothing more was written.")
    assert ("goes on from there" in str(stopped.value)) is not no_cache


def test_ctrl_c_outside_a_simulation_is_one_plain_sentence(monkeypatch, capsys):
    entry = importlib.import_module("planner.cli.main")
    monkeypatch.setattr(entry, "app", pressed)
    with pytest.raises(SystemExit, match="130"):
        entry.main()
    assert capsys.readouterr().err == "Stopped: nothing more was written.\n"


def pressed(*_given: object, **_named: object) -> None:
    """Ctrl-C, as typer passes it on."""
    raise SystemExit(130)
