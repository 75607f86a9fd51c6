"""Whatever stands in a TOML file: findings, in bounded time and memory."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.inputs.apply_changes import load_option, read_change
from planner.inputs.files import LARGEST_FILE_BYTES, read_toml
from planner.inputs.load import load_scenario
from planner.inputs.pathways import load_pathway
from tests.inputs.writing import CHANGE, FILES, OPTION, write_country

HEX, DIGITS = "0x" + "f" * 3700, "1" + "0" * 400
MONSTERS = {
    "a float beyond all numbers": "years = 1e400",
    "a hexadecimal of thousands of digits": f"years = {HEX}",
    "a whole number of 400 digits": f"years = {DIGITS}",
    "more digits than Python reads": "years = " + "9" * 5000,
    "a dotted key of 2,000 parts": ".".join("a" * 2000) + " = 1",
    "a dotted key of 20,000 parts": " . ".join("a" * 20000) + " = 1",
    "quoted parts of a key": ".".join(['"a b"'] * 20000) + " = 1",
    "a quoted key of 20,000 parts": '"' + ".".join("a" * 20000) + '" = 1',
    "a table header of 20,000 parts": "[" + ".".join("a" * 20000) + "]",
    "brackets in brackets": "years = " + "[" * 5000 + "]" * 5000,
    "tables in tables": "years = " + "{a=" * 300 + "1" + "}" * 300,
    "a string that never ends": 'title = "' + "a" * 100_000,
    "a long text that never ends": "why = '''" + "a" * 100_000,
    "null characters": "title = 'a\0b'",
    "a name of 300 characters": 'changes = ["' + "a" * 300 + '"]',
    "a name with a line break": 'changes = ["a\\nb"]',
    "500 times one change": "changes = [" + '"more-nurses-2026",' * 500 + "]",
    "a bound beyond all numbers": f"years = {{ value = 1, high = {DIGITS} }}",
}
TRIES, MEGABYTES = 40, 500


@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS)
@pytest.mark.parametrize("load", [load_scenario, load_option, read_change])
def test_a_monstrous_file_is_refused(tmp_path: Path, text: str, load):
    file = tmp_path / "monster.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(file)
    said = str(refused.value)
    assert "monster.toml" in said
    assert len(said) < 5000


def test_numbers_beyond_bounds_are_one_finding_each(tmp_path: Path):
    file = tmp_path / "monster.toml"
    file.write_text(f"a = {HEX}\n[b]\nc = {DIGITS}\n", "utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_toml(file)
    assert [found.key for found in refused.value.problems] == ["a", "b.c"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_pipes_devices_and_folders_are_no_files(tmp_path: Path):
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        with pytest.raises(ScenarioError, match="no plain file"):
            read_toml(path)


def test_a_file_that_grows_while_it_is_read_is_cut(tmp_path: Path):
    file = tmp_path / "big.toml"
    file.write_bytes(b"#" * (LARGEST_FILE_BYTES + 1))
    with pytest.raises(ScenarioError, match="at most"):
        read_toml(file)


def test_a_chain_of_pathways_ends(tmp_path: Path):
    for number in range(2000):
        base = f'based_on = "p{number + 1}"\n'
        (tmp_path / f"p{number}.toml").write_text(base, "utf-8")
    (tmp_path / "p2000.toml").write_text('based_on = "standard"\n', "utf-8")
    with pytest.raises(ScenarioError, match="chain of more than 20") as refused:
        load_pathway(tmp_path / "p0.toml")
    assert len(refused.value.problems) == 1
    assert load_pathway(tmp_path / "p1985.toml").stages


PIECES = (
    "=", '"', "'", '"""', "'''", "[", "]", "{", "}", "#", ".", "\n", "\0", "\r", "é",
    "nan", "-inf", "1e999", "0x" + "f" * 40, "true", "1979-05-27", "x" * 300, "a.b.c",
    "value", "\\u0000", "bricks", "-", "9" * 30, "[[x]]", "{ value = 1, low = 2 }",
)  # fmt: skip


def mutated(text: str, rng: np.random.Generator) -> str:
    """A text with a few pieces put in, taken out or doubled."""
    for _ in range(rng.integers(1, 5)):
        at = int(rng.integers(len(text) + 1))
        last = min(len(text), at + int(rng.integers(13)))
        pieces = ("", text[at:last] * 2, PIECES[rng.integers(len(PIECES))])
        middle = pieces[rng.integers(len(pieces))]
        text = text[:at] + middle + text[last:]
    return text


@pytest.mark.parametrize("seed", [20260401, secrets.randbits(32)], ids=["fixed", "new"])
def test_mutated_files_give_findings_and_nothing_else(tmp_path: Path, seed: int):
    """A fresh seed is named by the failure."""
    texts = {name.removesuffix(".toml"): text for name, text in FILES.items()}
    texts |= {"second_nurse": CHANGE, "more_nurses": OPTION}
    rng = np.random.default_rng(seed)
    for tried in range(TRIES):
        name = sorted(texts)[rng.integers(len(texts))]
        text = mutated(texts[name], rng)
        country = write_country(tmp_path, **{name: text})
        option = tmp_path / "options" / "more-nurses.toml"
        try:
            load_scenario(country, options=[option])
        except ScenarioError:
            pass
        except Exception as error:
            pytest.fail(f"seed {seed}, try {tried}, {name}: {error!r}\n{text}")


MEASURED = """
import resource, sys
from pathlib import Path
from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
for file in Path(sys.argv[1]).glob("*.toml"):
    try:
        load_scenario(file)
    except ScenarioError:
        pass
status = Path("/proc/self/status")
if status.exists():  # a child's ru_maxrss begins with its parent's
    (peak,) = [x for x in status.read_text().splitlines() if x.startswith("VmHWM")]
    print(peak.split()[1])
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="measured by Unix")
def test_monstrous_files_take_little_memory(tmp_path: Path):
    for number, text in enumerate(MONSTERS.values()):
        (tmp_path / f"{number}.toml").write_text(text, "utf-8")
    command = [sys.executable, "-c", MEASURED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kilobytes = int(done.stdout) / (1024 if sys.platform == "darwin" else 1)
    assert kilobytes / 1024 < MEGABYTES
