"""Compiled code on disk: taken when whole, made again when not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner import code_cache, jit

SOURCE = """
from planner.jit import compiled

@compiled
def doubled(x):
    return 2 * x
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module with one compiled function, its code on disk."""
    path = tmp_path / "doubling.py"
    path.write_text(SOURCE)
    assert call(path) == "compiled"
    assert call(path) == "read"
    return path


def call(path: Path) -> str:
    """Call the function as a new program would; whether it compiled or read."""
    doubled = load(path)
    assert doubled(21) == 42
    return "read" if doubled.dispatcher.stats.cache_hits else "compiled"


def load(path: Path) -> Any:
    """The function of a module, loaded as a new program would load it."""
    spec = importlib.util.spec_from_file_location("doubling", path)
    assert spec is not None
    assert spec.loader is not None
    loaded: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded.doubled


def files(module: Path, ending: str) -> list[Path]:
    found = sorted((module.parent / "__pycache__").glob(f"*{ending}"))
    assert found
    return found


@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
@pytest.mark.parametrize("left", [0, 1, 30, 200, -40, -1])
def test_files_cut_short_are_made_again(module: Path, ending: str, left: int):
    for path in files(module, ending):
        path.write_bytes(path.read_bytes()[:left])
    assert call(module) == "compiled"
    assert call(module) == "read"


def test_a_flipped_bit_is_never_run(module: Path):
    rng = np.random.default_rng(1)
    for ending in [".nbi", ".nbc"] * 15:
        (path,) = files(module, ending)
        content = bytearray(path.read_bytes())
        content[rng.integers(len(content))] ^= 1 << rng.integers(8)
        path.write_bytes(bytes(content))
        assert call(module) == "compiled"
    assert call(module) == "read"


def test_what_cannot_be_written_stays_in_memory(
    module: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError("no space left")

    for path in files(module, ".nbi"):
        path.unlink()
    monkeypatch.setattr(code_cache.SealedCode, "_open_for_write", full)
    assert call(module) == "compiled"


def test_the_person_is_told_once_where_it_was(
    module: Path, caplog: pytest.LogCaptureFixture
):
    for _ in range(2):
        (path,) = files(module, ".nbi")
        path.write_bytes(b"")
        call(module)
    (told,) = caplog.messages
    assert str(path.parent) in told


def test_code_of_another_version_is_not_taken_for_ready(
    module: Path, monkeypatch: pytest.MonkeyPatch
):
    """Compiled functions take in those of other modules, so any change counts."""
    assert jit.is_compiled(load(module))
    monkeypatch.setattr(code_cache, "compiled_sources", lambda: "another version")
    assert not jit.is_compiled(load(module))
    assert call(module) == "compiled"
    assert jit.is_compiled(load(module))


NO_PLACE = """
from numba.core import caching
for name in vars(caching).values():
    if hasattr(name, "_locator_classes"):
        name._locator_classes = []
from planner import code_cache, jit
from planner.pathway import engines
print(jit.compiled(lambda: 7)(), code_cache.keeps_code(), engines.is_ready())
"""


def test_without_a_place_to_keep_compiled_code_everything_works_and_it_is_said_once():
    command = [sys.executable, "-c", NO_PLACE]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["7", "False", "False"]
    assert done.stderr.count("no folder can be written to keep compiled code in") == 1


LATE = """
import sys
import planner.cli.run, planner.pathway.compiled.event_loop
from planner.jit import compiled
print("numba" in sys.modules)
sys.path.insert(0, sys.argv[1])
from doubling import doubled
print(doubled(21), sum(doubled.dispatcher.stats.cache_hits.values()))
@compiled
def sorted_sum(x):
    return np.sort(x)[1:].sum()
import numpy as np
print(sorted_sum(np.array([3.0, 1.0, 2.0])))
"""


def test_numba_is_loaded_by_the_first_call_and_compiles_after_it_has_read(
    tmp_path: Path,
):
    (tmp_path / "doubling.py").write_text(SOURCE)
    command = [sys.executable, "-c", LATE, str(tmp_path)]
    for read in ("0", "1"):
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == ["False", "42", read, "5.0"]


NESTED = """
from planner.jit import compiled, inlined

@inlined
def shifted(x, by):
    return x + by

@compiled
def moved(x):
    return shifted(x, 1) + shifted(x, 2) + shifted(x, x)
"""


def test_a_function_is_compiled_once_for_all_constants_and_again_for_python(
    tmp_path: Path,
):
    path = tmp_path / "doubling.py"
    path.write_text(NESTED + "\n\ndoubled = moved\n")
    moved = load(path)
    assert moved(10) == 43
    names = sorted(each.name for each in files(path, ".nbc"))
    assert ["moved" in name for name in names] == [True, False]
    assert "-compiled.1.nbc" in names[1]
    shifted = moved._function.__globals__["shifted"]
    assert shifted(10, 1) == 11
    assert len(files(path, ".nbc")) == 3
