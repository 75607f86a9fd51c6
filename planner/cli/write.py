"""Files of a command: checked before anything is simulated, written as one thing."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

import planner
from planner.board_data.spreadsheet_text import as_text_table
from planner.cli.progress import note
from planner.cli.results_folder import (
    MANIFEST,
    check_file,
    check_folder,
    replace_results,
    write_one,
)
from planner.errors import OutputError, Problem, ScenarioError
from planner.experiment.running.results import Results, results_csv
from planner.experiment.statistics.set_bands import sets_in
from planner.files import reason_of
from planner.locale import _, gettext_noop

Contents = pd.DataFrame | str | bytes | Iterable[str]
"""Of a file: a table, a text, bytes, or lines of one that is too large to be held."""
WORKBOOK = ".xlsx"
ELSEWHERE = gettext_noop(
    "close it where it is open, such as in Excel, make room, or name another place"
)
PACKAGES = ("numpy", "pandas", "pydantic", "scipy", "simpy", "holidays")
RESULTS, SUMMARY, STANDARDS = "results.csv", "summary.csv", "standards.csv"
YARDSTICKS, COMPARISON, VISITS = "yardsticks.csv", "comparison.csv", "visits.csv"


@dataclass(frozen=True)
class Outputs:
    """Destination of the files of a command.

    Attributes
    ----------
    folder : a folder, or one workbook by a name that ends in .xlsx; None where nothing
        is to be written
    names : of the files that the command writes
    visits : whether every visit is written too
    replications_csv : whether the long table of every replication is written too

    Raises
    ------
    ScenarioError: if the files cannot be written, or visits have no folder
    """

    folder: Path | None
    names: tuple[str, ...] = (SUMMARY, STANDARDS)
    visits: bool = False
    replications_csv: bool = False
    _trouble: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        more = {"--visits": (self.visits, VISITS)}
        more["--replications-csv"] = (self.replications_csv, RESULTS)
        asked = {option: name for option, (wanted, name) in more.items() if wanted}
        if asked and (self.folder is None or self.is_workbook):
            rule, hint = _("needs a folder"), _("add --out FOLDER")
            raise ScenarioError([Problem(each, rule, hint=hint) for each in asked])
        if self.folder is not None and self.is_workbook:
            check_file(self.folder)
        elif self.folder is not None:
            check_folder(self.folder, [*self.names, *asked.values(), MANIFEST])

    @property
    def is_folder(self) -> bool:
        """Whether a folder of files is to be written."""
        return self.folder is not None and not self.is_workbook

    @property
    def is_workbook(self) -> bool:
        """Whether one Excel workbook is to be written, not a folder."""
        return self.folder is not None and is_workbook(self.folder)

    def write(
        self,
        contents: Mapping[str, Contents],
        about: Mapping[str, Any],
        sheets: Callable[[], Mapping[str, pd.DataFrame]] | None = None,
    ) -> None:
        """Write tables and texts by name, and the manifest, if a folder was asked for.

        A workbook has `sheets` or, without them, the tables and what the manifest says.
        What goes wrong is said by `finish`, when everything has been shown.
        """
        if self.folder is None:
            return
        if self.is_workbook:
            made = _sheets_of(contents, about) if sheets is None else sheets()
            self._write_workbook(self.folder, made)
            return
        try:
            encoded = {name: _pieces(content) for name, content in contents.items()}
            notes, moved = replace_results(self.folder, encoded, about)
        except (OSError, UnicodeError) as why:
            trouble = _(
                "nothing was written to {folder}: {reason}",
                folder=self.folder,
                reason=reason_of(why),
            )
            self._trouble.append(trouble)
            return
        self._trouble.extend(moved)
        for sentence in notes:
            note(sentence)
        names = ", ".join([*contents, MANIFEST])
        note(_("written to {folder}: {names}", folder=self.folder, names=names))

    def _write_workbook(self, file: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
        try:
            write_bytes(file, _workbook(sheets))
        except OutputError as why:
            self._trouble.append(why.text)

    def finish(self) -> None:
        """End the command well only if the files are where they were asked for.

        Raises
        ------
        OutputError
        """
        if self._trouble:
            raise OutputError("\n".join(self._trouble), _(ELSEWHERE))


def write_outputs(
    outputs: Outputs,
    runs: list[Results],
    summaries: list[pd.DataFrame],
    comparisons: list[pd.DataFrame],
    standards: list[pd.DataFrame],
    seconds: float,
) -> None:
    """Write the tables and the manifest of these runs, if a folder was asked for.

    Parameters
    ----------
    standards : of each run; a workbook has none
    """
    if outputs.folder is None:
        return
    contents: dict[str, Contents] = {SUMMARY: pd.concat(summaries)}
    if standards:
        contents[STANDARDS] = pd.concat(map(_named, runs, standards))
    if outputs.replications_csv:
        contents = {RESULTS: results_csv(runs), **contents}
    if comparisons:
        contents[COMPARISON] = pd.concat(comparisons)
    if outputs.visits:
        contents[VISITS] = pd.concat([item.visits for item in runs])
    about = _manifest(runs, seconds)

    def sheets() -> dict[str, pd.DataFrame]:
        from planner.reports.results_workbook import run_sheets

        plans = [item.scenario for item in runs]
        return run_sheets(plans, summaries, comparisons, about)

    outputs.write(contents, about, sheets)


def is_workbook(path: Path) -> bool:
    """Whether a path is that of an Excel workbook."""
    return path.suffix.lower() == WORKBOOK


def _workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    # Only who writes a workbook loads what makes it.
    from planner.reports.results_workbook import workbook_of_tables

    return workbook_of_tables(sheets)


def _sheets_of(
    contents: Mapping[str, Contents], about: Mapping[str, Any]
) -> dict[str, pd.DataFrame]:
    """Tables of a command by the name of their sheet, and the stamp of its run."""
    from planner.reports.results_workbook import stamp_table

    tables = {
        Path(name).stem: content
        for name, content in contents.items()
        if isinstance(content, pd.DataFrame)
    }
    return {**tables, "Run": stamp_table(about)}


def write_file(file: Path, content: Contents) -> None:
    """Write one file, whole or not at all.

    Raises
    ------
    OutputError: if it is not where it was asked for
    """
    if is_workbook(file) and isinstance(content, pd.DataFrame):
        write_bytes(file, _workbook({file.stem[:31] or "Table": content}))
        return
    write_bytes(file, *_pieces(content))


def write_bytes(file: Path, *pieces: bytes) -> None:
    """Write one file of these pieces, whole or not at all.

    Raises
    ------
    OutputError: if it is not where it was asked for
    """
    try:
        written = write_one(file, pieces)
    except OSError as why:
        reason = reason_of(why)
        text = _("{file} was not written: {reason}", file=file, reason=reason)
        raise OutputError(text, _(ELSEWHERE)) from None
    note(_("written to {file}", file=written))
    if written != file:
        text = _("{file} is in use and was not replaced", file=file)
        raise OutputError(text, _(ELSEWHERE))


def _pieces(content: Contents) -> Iterator[bytes]:
    """Contents as they are written, piece by piece."""
    if isinstance(content, pd.DataFrame):
        content = as_text_table(content).to_csv(index=False)
    if isinstance(content, bytes):
        yield content
        return
    if isinstance(content, str):
        content = [content]
    for text in content:
        yield text.encode()


def _named(results: Results, standards: pd.DataFrame) -> pd.DataFrame:
    """A table of standards that says of which scenario it is."""
    told = standards.copy()
    told.insert(0, "scenario", results.scenario.name)
    return told


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
                "fitting_sets": sets_in(item),
                "replications": item.replications,
                "plan_start": item.scenario.plan_start,
                "years": item.scenario.years,
                "digest": item.digest,
                "changes": [asdict(change) for change in item.scenario.applied],
            }
            for item in runs
        ],
    }
