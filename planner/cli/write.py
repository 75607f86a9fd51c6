"""Files of a run: written whole or not at all."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

import planner
from planner.errors import Problem, ScenarioError
from planner.experiment.running.results import Results
from planner.pathway.visits import COLUMNS, Outcome

PACKAGES = ("numpy", "pandas", "pydantic", "scipy", "simpy", "holidays")


@dataclass(frozen=True)
class Outputs:
    """Where results go, checked before anything is simulated.

    Raises
    ------
    ScenarioError: if the folder cannot be made or written, or visits have no folder
    """

    folder: Path | None
    visits: bool = False

    def __post_init__(self) -> None:
        if self.folder is None:
            if self.visits:
                hint = "add --out FOLDER"
                raise ScenarioError(Problem("--visits", "needs a folder", hint=hint))
            return
        if self.folder.exists() and not self.folder.is_dir():
            rule = "is a file; results need a folder"
            raise ScenarioError(Problem("--out", rule, value=str(self.folder)))
        nearest = next(
            p for p in (self.folder, *self.folder.resolve().parents) if p.exists()
        )
        if not os.access(nearest, os.W_OK):
            rule = "cannot be written to"
            raise ScenarioError(Problem("--out", rule, value=str(nearest)))


def write_outputs(
    outputs: Outputs,
    runs: list[Results],
    summaries: list[pd.DataFrame],
    comparisons: list[pd.DataFrame],
    seconds: float,
) -> None:
    """Write the tables and the manifest of these runs, if a folder was asked for."""
    if outputs.folder is None:
        return
    outputs.folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "results.csv": pd.concat([item.table for item in runs]),
        "summary.csv": pd.concat(summaries),
    }
    if comparisons:
        tables["comparison.csv"] = pd.concat(comparisons)
    if outputs.visits:
        tables["visits.csv"] = pd.concat([_visits(item) for item in runs])
    for name, table in tables.items():
        _write_whole(outputs.folder / name, _csv_writer(table))
    manifest = json.dumps(_manifest(runs, seconds), indent=2, default=str)
    _write_whole(
        outputs.folder / "manifest.json", lambda path: _write_text(path, manifest)
    )
    Console(stderr=True, highlight=False).print(
        f"written to {outputs.folder}: {', '.join([*tables, 'manifest.json'])}"
    )


def write_tables(outputs: Outputs, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables by the name of their file, if a folder was asked for."""
    if outputs.folder is not None:
        outputs.folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            _write_whole(outputs.folder / name, _csv_writer(table))


def write_table(file: Path, table: pd.DataFrame) -> None:
    """Write one table, whole or not at all."""
    _write_whole(file, _csv_writer(table))
    Console(stderr=True, highlight=False).print(f"written to {file}")


def write_report(outputs: Outputs, name: str, text: str) -> None:
    """Write a report as text, if a folder was asked for."""
    if outputs.folder is not None:
        outputs.folder.mkdir(parents=True, exist_ok=True)
        _write_whole(outputs.folder / name, lambda path: _write_text(path, text))


def _csv_writer(table: pd.DataFrame) -> Callable[[Path], None]:
    return lambda path: table.to_csv(path, index=False)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", "utf-8")


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target and rename, so that nobody finds half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        beside.replace(path)
        path.chmod(0o644)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _visits(results: Results) -> pd.DataFrame:
    """Every visit, with names instead of numbers, one row an attempt."""
    stages = {s.number: name for name, s in results.scenario.pathway.stages.items()}
    parts = []
    for record in results.records:
        columns = {name: getattr(record.visits, name) for name in COLUMNS}
        table = pd.DataFrame(columns).drop(columns="list")
        table["stage"] = table["stage"].map(stages)
        table["outcome"] = table["outcome"].map(
            {o.value: o.name.lower() for o in Outcome}
        )
        table.insert(0, "scenario", results.scenario.name)
        table.insert(1, "replication", record.replication)
        table.insert(2, "provider", record.board_id)
        label = results.scenario.boards[record.board_id].label
        parts.append(table.assign(label=label))
    return pd.concat(parts)


def _manifest(runs: list[Results], seconds: float) -> dict[str, Any]:
    return {
        "planner": planner.__version__,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "wall_seconds": round(seconds, 1),
        "runs": [
            {
                "scenario": item.scenario.name,
                "title": item.scenario.title,
                "fingerprint": item.scenario.fingerprint(),
                "seed": item.seed,
                "replications": item.replications,
                "plan_start": item.scenario.plan_start,
                "years": item.scenario.years,
                "digest": item.digest,
                "changes": [asdict(change) for change in item.scenario.applied],
            }
            for item in runs
        ],
    }
