"""Files of a run: written whole or not at all."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

import planner
from planner.board_data.spreadsheet_text import as_text_table
from planner.cli.console import say
from planner.errors import Problem, ScenarioError
from planner.experiment.running.results import Results, results_csv
from planner.files import write_bytes, writing
from planner.locale import _
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
                raise ScenarioError(Problem("--visits", _("needs a folder"), hint=hint))
            return
        if self.folder.exists() and not self.folder.is_dir():
            rule = _("is a file; results need a folder")
            raise ScenarioError(Problem("--out", rule, value=str(self.folder)))
        nearest = next(
            p for p in (self.folder, *self.folder.resolve().parents) if p.exists()
        )
        if not os.access(nearest, os.W_OK):
            rule = _("cannot be written to")
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
    tables = {"summary.csv": pd.concat(summaries)}
    if comparisons:
        tables["comparison.csv"] = pd.concat(comparisons)
    if outputs.visits:
        tables["visits.csv"] = pd.concat([_visits(item) for item in runs])
    with writing(outputs.folder / "results.csv") as file:
        file.writelines(line.encode() for line in results_csv(runs))
    for name, table in tables.items():
        write_bytes(outputs.folder / name, _csv_bytes(table))
    manifest = json.dumps(_manifest(runs, seconds), indent=2, default=str)
    write_bytes(outputs.folder / "manifest.json", (manifest + "\n").encode())
    names = ", ".join(["results.csv", *tables, "manifest.json"])
    say(
        _("written to {folder}: {names}", folder=outputs.folder, names=names),
        stderr=True,
    )


def write_tables(outputs: Outputs, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables by the name of their file, if a folder was asked for."""
    if outputs.folder is not None:
        for name, table in tables.items():
            write_bytes(outputs.folder / name, _csv_bytes(table))


def write_table(file: Path, table: pd.DataFrame) -> None:
    """Write one table, whole or not at all."""
    write_bytes(file, _csv_bytes(table))
    say(_("written to {file}", file=file), stderr=True)


def write_report(outputs: Outputs, name: str, text: str) -> None:
    """Write a report as text, if a folder was asked for."""
    if outputs.folder is not None:
        write_bytes(outputs.folder / name, (text + "\n").encode())


def _csv_bytes(table: pd.DataFrame) -> bytes:
    return as_text_table(table).to_csv(index=False).encode()


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
