"""Fingerprints: of all that one board's replications hang on, and of the program.

Two runs whose fingerprints agree give the same numbers, so one of them is enough. What
other boards have for themselves alone is left out; everything else counts, also what
nobody has thought of yet.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from planner.inputs.cached import cached
from planner.inputs.neighbours import boards_sharing, neighbours
from planner.inputs.scenario import Scenario

OF_THE_BOARD_ALONE = {
    "name", "name_cy", "kpis_published", "posts", "scanners", "temporary", "sites",
    "extended_hours", "outsourced", "scanned_elsewhere", "clinics",
    "waiting_list", "diary", "attributes", "choices", "minutes_factor", "servers",
    "arrivals", "days_before_list",
}  # fmt: skip
"""Inputs that matter to nobody but the people who come to this board itself."""
OF_ITS_RESIDENTS = {"code", "demand"}
"""Inputs that matter wherever the board's residents are treated."""
SETS = "fitting_sets"
NAMES = {"name", "title"}
"""Names of a scenario, which change no number."""
PACKAGES = ("numba", "numpy", "scipy", "holidays")


def board_fingerprints(scenario: Scenario, boards: Iterable[str]) -> dict[str, str]:
    """Digest, by board, of everything that its replications hang on."""
    return dict(_board_fingerprints(scenario, tuple(boards)))


@cached
def _board_fingerprints(scenario: Scenario, boards: tuple[str, ...]) -> dict[str, str]:
    stretches = [
        (day, here, here.model_dump(mode="json", exclude={*NAMES, "changes", SETS}))
        for day, here in scenario.periods
    ]
    shared = {
        "horizon": [scenario.plan_days, scenario.horizon_days],
        "providers": scenario.providers,
        "stretches": [
            [day, {k: v for k, v in tree.items() if k != "boards"}]
            for day, _, tree in stretches
        ],
        "boards": [
            {name: _foreign(tree["boards"][name]) for name in tree["boards"]}
            for _, _, tree in stretches
        ],
    }
    common = _digest(shared)
    trees = [tree["boards"] for _, _, tree in stretches]
    return {
        board_id: _digest(
            [
                common,
                board_id,
                [tree[board_id] for tree in trees],
                list(_senders(scenario, board_id, trees)),
                list(_decisions(scenario, board_id)),
                *_sets(scenario, board_id),
                *_benefit_ranges(scenario),
            ]
        )
        for board_id in boards
    }


def _foreign(board: dict[str, Any]) -> dict[str, Any]:
    """Inputs of a board that matter to boards none of whose residents come to it."""
    demand = board["demand"]
    seen = OF_THE_BOARD_ALONE | OF_ITS_RESIDENTS
    return {
        **{key: value for key, value in board.items() if key not in seen},
        "providers": demand["providers"],
        "has_fractures": bool(demand["fractures_a_year"]),
    }


def _senders(
    scenario: Scenario, board_id: str, trees: list[dict[str, Any]]
) -> Iterator[Any]:
    """Boards some of whose residents come to this one, with what describes them.

    Of boards that share people with this one, everything.
    """
    for name in neighbours(scenario, board_id):
        yield [name, [tree[name] for tree in trees]]
    for name in scenario.boards:
        if board_id in scenario.treating(name):
            yield [
                name,
                [{key: tree[name][key] for key in OF_ITS_RESIDENTS} for tree in trees],
            ]


def _sets(scenario: Scenario, board_id: str) -> Iterator[Any]:
    """Values of the fitting sets for this board and those that share people with it."""
    if scenario.sets:
        others = set(scenario.boards) - {board_id, *neighbours(scenario, board_id)}
        away = tuple(f"boards.{name}." for name in others)
        own = (item for item in scenario.fitting_sets.items())
        yield [scenario.sets, sorted(x for x in own if not x[0].startswith(away))]


def _benefit_ranges(scenario: Scenario) -> Iterator[Any]:
    """Ends of the assumptions about benefits, which its cases and draws go by."""
    for key, owner in sorted(scenario.provenance.items()):
        if key.startswith(("benefits.", "money.drugs.", "money.infusion")):
            yield [key, owner.low, owner.high]


def _decisions(scenario: Scenario, board_id: str) -> Iterator[Any]:
    """Dated decisions that a board may have a share in paying for."""
    for change in scenario.changes:
        sharing = boards_sharing(scenario, change)
        if board_id in sharing:
            yield len(sharing)
            yield [*change.model_dump(mode="json", exclude={"name"}).items()]


def _digest(tree: Any) -> str:
    text = json.dumps(tree, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@functools.cache
def code_fingerprint() -> str:
    """Digest of the program and its facts, and of the packages it counts with.

    A store of results from another version is then as good as none.
    """
    versions = [f"{name} {_version(name)}" for name in PACKAGES]
    return _digest([versions, folder_fingerprint(files("planner"))])[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def folder_fingerprint(folder: Traversable) -> str:
    """Digest of every file of a package that numbers may hang on."""
    whole = hashlib.sha256()
    for path, contents in _texts(folder, ""):
        whole.update(f"{path} {len(contents)};".encode())
        whole.update(contents)
    return whole.hexdigest()


def _texts(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """Files by path, in order of their names.

    Shipped scenarios are inputs: what is used of them is in the boards' fingerprints.
    """
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir() and item.name not in ("__pycache__", "_scenarios"):
            yield from _texts(item, f"{path}/{item.name}")
        elif item.name.endswith((".py", ".csv", ".json", ".toml")):
            yield f"{path}/{item.name}", item.read_bytes()


# Now, while the files are still those that were loaded: somebody may edit them later.
code_fingerprint()
