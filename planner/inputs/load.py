"""Scenarios from TOML files: one folder for a country, one file for each board."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError, unknown_name
from planner.inputs.apply_changes import (
    apply_changes,
    apply_option,
    load_change,
    load_option,
)
from planner.inputs.files import (
    BASELINE,
    folders_of,
    names_under,
    plain_name,
    shipped_folder,
    shown_path,
    state_of,
)
from planner.inputs.fitting_sets import shipped_sets
from planner.inputs.owned_numbers import Contents, unwrap
from planner.inputs.pathways import PATHWAY, pathway_file, read_pathway
from planner.inputs.plan_file import is_plan, plan_of
from planner.inputs.problems import Gathered, Remainder
from planner.inputs.provenance import problems_from
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

DEFAULT_SCENARIO = "wales-today"
SCENARIO_FILE = "scenario.toml"
STANDARD_PATHWAY = "standard"
SETS = "fitting_sets"
MOST_SHIPPED = 16
FILE_KEYS = ("include", "changes", SETS)
"""Keys that name other files."""


def list_scenarios() -> list[str]:
    """Names of the shipped scenarios, those of verification last."""
    files = sorted((shipped_folder() / "verification").glob("*.toml"))
    return list_baselines() + [path.stem for path in files]


def list_baselines() -> list[str]:
    """Names of the shipped scenarios of a country: what options are compared with."""
    folders = sorted((shipped_folder() / "baseline").glob(f"*/{SCENARIO_FILE}"))
    return [path.parent.name for path in folders]


def load_scenario(
    name_or_path: str | Path = DEFAULT_SCENARIO, options: Iterable[str | Path] = ()
) -> Scenario:
    """A validated scenario, with the changes of these options applied in order.

    Parameters
    ----------
    name_or_path : a shipped name, a scenario file, or a folder that holds one
    options : shipped names or files

    Raises
    ------
    ScenarioError: every problem in every file, at once
    """
    gathered = Gathered()
    path = gathered.attempt(_find, name_or_path)
    rest = _base(path, gathered) if path else Remainder({})
    scenario = rest.scenario
    beside = path.parent if path else None
    for option in gathered.all_of(load_option, options, beside):
        if scenario is None:
            gathered.all_of(load_change, option.changes, option.folder)
        else:
            changed = rest.attempt(gathered, apply_option, scenario, option)
            scenario = changed or scenario
    gathered.refuse()
    assert scenario is not None
    return scenario


def _base(path: Path, gathered: Gathered) -> Remainder:
    """The scenario of a file with its own changes, or what can be judged of it."""
    shipped = shipped_folder()
    if path.is_relative_to(shipped) and (known := _shipped(path, state_of(shipped))):
        return Remainder({}, scenario=known)
    return _read(path, gathered)


@lru_cache(maxsize=MOST_SHIPPED)
def _shipped(path: Path, _state: object) -> Scenario | None:
    """A shipped scenario, read anew only when a shipped file has changed.

    None where there are problems: they are found and said each time.
    """
    gathered = Gathered()
    rest = _read(path, gathered)
    return None if gathered.problems else rest.scenario


def _read(path: Path, gathered: Gathered) -> Remainder:
    if path.suffix == ".toml" and is_plan(raw := gathered.read(path)):
        plan = gathered.attempt(plan_of, raw, shown_path(path))
        return Remainder({}, scenario=plan)
    contents = _read_scenario(path, gathered)
    changes = gathered.all_of(load_change, contents.values.pop("changes"), path.parent)
    rest = _validated(contents, path, gathered)
    if rest.scenario is not None:
        draft = rest.scenario.with_dated((), (), contents.provenance)
        changed = rest.attempt(
            gathered, apply_changes, draft, changes, basis="scenario"
        )
        rest.scenario = changed or draft
    return rest


def _validated(contents: Contents, path: Path, gathered: Gathered) -> Remainder:
    """The scenario, or what is left of it without what was refused."""
    gathered.problems += contents.problems
    if () in gathered.unread:
        return Remainder({})
    file, provenance = shown_path(path), contents.provenance
    rest = Remainder({}, list(gathered.unread))
    try:
        rest.scenario = Scenario.model_validate(contents.values)
    except ValidationError as error:
        gathered.problems += rest.others(
            problems_from(error, file, provenance, Scenario)
        )
        rest = Remainder.of(contents.values, gathered.unread)
    except RecursionError:
        hint = _("write fewer tables in tables")
        gathered.problems.append(Problem(file, _("is nested too deep"), hint=hint))
    if rest.error:
        gathered.problems += rest.others(
            problems_from(rest.error, file, provenance, Scenario)
        )
    return rest


def _find(name_or_path: str | Path) -> Path:
    given = Path(name_or_path)
    if given.is_dir():
        return given / SCENARIO_FILE
    if given.suffix == ".toml" or isinstance(name_or_path, Path):
        return given
    root, name = shipped_folder(), plain_name(name_or_path, _("scenario"), "name")
    places = (
        root / BASELINE / name / SCENARIO_FILE,
        root / "verification" / f"{name}.toml",
    )
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        hint = _("or give the path of a .toml file or of its folder")
        problem = unknown_name(
            gettext_noop("scenario"), name, list_scenarios(), hint=hint
        )
        raise ScenarioError(problem)
    return found


def _read_scenario(path: Path, gathered: Gathered) -> Contents:
    """Values of the scenario file, of what it includes, and of its boards' files."""
    raw, shown = gathered.read(path), shown_path(path)
    total = Contents()
    includes = gathered.attempt(names_under, raw, "include", shown) or []
    for name in includes:
        included = _included(name, path.parent)
        _add(total, gathered.read(included), shown_path(included))
    pathway = raw.pop(PATHWAY, None)
    if isinstance(pathway, str):
        found = gathered.attempt(pathway_file, pathway, path.parent, shown)
        file = found or _standard_pathway()
        read = gathered.attempt(read_pathway, file, Scenario, PATHWAY)
        # Nothing can be judged without the pathway.
        gathered.unread += [] if read else [()]
        _put(total, read or Contents(), PATHWAY)
    elif pathway is not None:
        raw[PATHWAY] = pathway
    changes = gathered.attempt(names_under, raw, "changes", shown) or []
    _add(total, {k: v for k, v in raw.items() if k not in FILE_KEYS}, shown)
    for file in _board_files(path, {*includes, *changes, str(pathway)}):
        board = gathered.read(file, "boards", file.stem)
        _add(total, board, shown_path(file), f"boards.{file.stem}")
    own = path.parent.name if path.name == SCENARIO_FILE else path.stem
    total.values.setdefault("name", own)
    total.values["changes"] = changes
    if raw.get(SETS):
        total.values[SETS] = shipped_sets(total.values)
    return total


def _included(name: str, beside: Path) -> Path:
    """File that a scenario includes: beside it, in the folder above, or shipped."""
    _here, *others = folders_of(BASELINE, beside)
    places = [folder / f"{name}.toml" for folder in (beside, beside.parent, *others)]
    return next((place for place in places if place.is_file()), places[-1])


def _board_files(path: Path, named: set[str]) -> list[Path]:
    """Files beside a country's scenario file that it does not name for other uses."""
    if path.name != SCENARIO_FILE:
        return []
    files = sorted(path.parent.glob("*.toml"))
    others = {f"{name.removesuffix('.toml')}.toml" for name in named} | {SCENARIO_FILE}
    return [file for file in files if file.name not in others]


def _standard_pathway() -> Path:
    return shipped_folder() / "pathways" / f"{STANDARD_PATHWAY}.toml"


def _add(total: Contents, raw: dict[str, Any], file: str, prefix: str = "") -> None:
    _put(total, unwrap(raw, file, Scenario, prefix), prefix)


def _put(total: Contents, contents: Contents, prefix: str) -> None:
    nested: dict[str, Any] = contents.values
    for part in reversed(prefix.split(".") if prefix else []):
        nested = {part: nested}
    _merge(total.values, nested)
    total.provenance.update(contents.provenance)
    total.problems += contents.problems


def _merge(into: dict[str, Any], values: dict[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
