"""Whatever stands in a workbook or a CSV file: findings or a return, nothing else."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from planner.board_data.workbook import fill
from planner.board_data.workbook.write import csv_texts
from planner.calibration.observed import check_observed, read_observed
from planner.errors import ScenarioError
from tests.board_data.workbook.editing import BOARD, plan, read, template

SEEDS = (20260401, secrets.randbits(32))
"""One seed that is always tried, and a fresh one: a failure names it."""
TRIES = 40
PIECES = (
    "", "<", ">", "&", '"', "'", ",", ";", "\n", "\r", "\0", "\t", "=1+1", "@", "-",
    "nan", "inf", "-1", "1e999", "9" * 400, "52.5 hours", "1.980", "<5", "365+", "é",
    "31/12/26", "1900-01-00", "9999-12-31", "x" * 3000, "Mair Jones", "999 000 0018",
    "\u202e", "\ud7ff", "1,950", "12 %", "confirmed", "mean", "urgent", "0" * 60, "ŵ",
    '</v></c><c r="A1"><v>', 's="99999"', 't="s"', 'r="XFD1048576"', "&#x41;", "\ufeff",
    "<!DOCTYPE", "+",
)  # fmt: skip
OBSERVED = """\
board,year,measure,value,denominator,source,tolerance
aneurin-bevan,2021,waiting_list.scan,"1,950",,own list,100
aneurin-bevan,2022,kpi5_scanned_90_of_all,17.6 %,1000,own audit,4
"""


def altered(content: bytes, rng: np.random.Generator) -> bytes:
    """Bytes with a few pieces put in, taken out, doubled or turned."""
    for _ in range(rng.integers(1, 5)):
        at = int(rng.integers(len(content) + 1))
        last = min(len(content), at + int(rng.integers(20)))
        piece = PIECES[rng.integers(len(PIECES))].encode("utf-8", "surrogatepass")
        turned = bytes(byte ^ (1 << rng.integers(8)) for byte in content[at:last])
        middles = (b"", content[at:last] * 2, piece, piece, turned)
        middle = middles[rng.integers(len(middles))]
        content = content[:at] + middle + content[last:]
    return content


@cache
def parts() -> dict[str, bytes]:
    """Files inside a workbook."""
    with zipfile.ZipFile(io.BytesIO(template())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def alter_workbook(folder: Path, rng: np.random.Generator) -> None:
    """A workbook of which one part, or the file itself, was altered."""
    path = folder / "return.xlsx"
    if rng.random() < 0.1:
        path.write_bytes(altered(template(), rng))
    else:
        names = sorted(parts())
        chosen = names[rng.integers(len(names))]
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts().items():
                archive.writestr(
                    name, altered(content, rng) if name == chosen else content
                )
    read(path)


@cache
def sheets() -> dict[str, bytes]:
    """Files of a folder of CSV files."""
    texts = csv_texts(fill(plan(), BOARD))
    return {name: text.encode() for name, text in texts.items()}


def alter_csv(folder: Path, rng: np.random.Generator) -> None:
    """A folder of CSV files of which one was altered."""
    names = sorted(sheets())
    chosen = names[rng.integers(len(names))]
    (folder / "csv").mkdir(exist_ok=True)
    for name, content in sheets().items():
        text = altered(content, rng) if name == chosen else content
        (folder / "csv" / name).write_bytes(text)
    read(folder / "csv")


def alter_observed(folder: Path, rng: np.random.Generator) -> None:
    """Observed figures of a back-test, altered."""
    path = folder / "own.csv"
    path.write_bytes(altered(OBSERVED.encode(), rng))
    years = ("2021", "2022", "2023")
    check_observed(read_observed(path), plan("wales-2023"), BOARD, years)


DOORS: dict[str, Callable[[Path, np.random.Generator], None]] = {
    "workbook": alter_workbook,
    "folder of CSV files": alter_csv,
    "observed figures": alter_observed,
}


@pytest.mark.parametrize("seed", SEEDS, ids=["fixed", "new"])
@pytest.mark.parametrize("door", DOORS)
def test_mutated_files_give_findings_and_nothing_else(
    door: str, seed: int, tmp_path: Path
):
    rng = np.random.default_rng(seed)
    for tried in range(TRIES):
        try:
            DOORS[door](tmp_path, rng)
        except ScenarioError:
            pass
        except Exception as error:
            pytest.fail(f"seed {seed}, try {tried}, {door}: {error!r}")
