"""Funnels: people pushed through a pathway whose shares are the observed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, number_in
from planner.verification.kinds.service import replications_of
from planner.verification.network import DAY, Network
from planner.verification.sight import Part as Amount
from planner.verification.sight import Played
from planner.verification.study import Effort, Study
from planner.verification.translated import UNKNOWN, Translated, studied

REPLICATIONS = 60


@dataclass
class Branch:
    """A share of those at the branch above; its own branches come after it."""

    name: str
    count: float
    share: float
    below: list[list[Branch]] = field(default_factory=list)
    """Forks one after the other; of the branches of one fork a person takes one."""


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Each count as a stage, reached by a share of those at the stage above it."""
    given = Given(part.inputs)
    counts = given.take("counts", "branches", "steps")
    given.take("use", "first_denominator")
    given.finish()
    if not isinstance(counts, Mapping) or not counts:
        raise NotExpressedError("input 'counts' is no table of counts")
    pairs = {
        str(name): _pair(name, value)
        for name, value in counts.items()
        if not isinstance(value, int | float)  # a total says nothing of shares
    }
    roots = _roots_of(pairs)
    network = Network()
    for number, root in enumerate(roots, 1):
        _add_root(network, root, f"people-{number}")
    scenario = network.scenario(7 * DAY)
    stages = {name: rules["number"] for name, rules in network.stages.items()}
    wholes = _wholes(roots)

    def observe(played: Played) -> dict[str, Amount]:
        at = np.bincount(played.visits.stage, minlength=len(stages) + 1)
        return {
            name: (float(at[stages[name]]), float(at[stages[wholes[name]]]))
            for name in part.asked
            if name in wholes
        }

    reasons = {name: UNKNOWN for name in part.asked if name not in wholes}
    replications = replications_of(part.run, REPLICATIONS)
    return studied(part, effort, Study(scenario, observe, replications), reasons)


def _pair(name: str, value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise NotExpressedError(f"input 'counts.{name}' is no pair of counts")
    part, whole = (number_in(item, name) for item in value)
    if not 0 <= part <= whole or whole <= 0:
        raise NotExpressedError(f"input 'counts.{name}': {part:g} of {whole:g}")
    return part, whole


def _roots_of(pairs: Mapping[str, tuple[float, float]]) -> list[Branch]:
    """Trees of branches: a count belongs under the one that its denominator counts."""
    branches = {n: Branch(n, part, part / whole) for n, (part, whole) in pairs.items()}
    roots: dict[float, Branch] = {}
    for name, (_, whole) in pairs.items():
        above = _above(name, whole, pairs)
        if above is None:
            root = roots.setdefault(whole, Branch("", whole, 1.0))
            root.below.append([branches[name]])
        else:
            branches[above].below.append([branches[name]])
    for branch in [*roots.values(), *branches.values()]:
        branch.below = _forks(branch)
    return list(roots.values())


def _above(
    name: str, whole: float, pairs: Mapping[str, tuple[float, float]]
) -> str | None:
    """The count that a denominator is: by its name, or by its number."""
    base = name.partition("_of_")[2]
    named = [n for n in pairs if base and n != name and _leads(n, base)]
    same = [n for n, (part, of) in pairs.items() if part == whole and of > whole]
    same = [n for n in same if n != name]
    found = [n for n in named if n in same] or named or same
    return found[0] if found and not _is_above(name, found[0], pairs) else None


def _leads(name: str, base: str) -> bool:
    """Whether a count counts this base: "scanned_of_eligible" counts "scanned"."""
    own = name.partition("_of_")[0]
    return own == base or own.startswith(f"{base}_")


def _is_above(name: str, other: str, pairs: Mapping[str, tuple[float, float]]) -> bool:
    """Whether `other` is itself a part of `name`: a circle of names."""
    return other.partition("_of_")[2] == name.partition("_of_")[0] and (
        pairs[other][1] == pairs[name][0]
    )


def _forks(branch: Branch) -> list[list[Branch]]:
    """Branches that add up to everybody exclude each other; others stand alone."""
    single = [fork[0] for fork in branch.below]
    whole = sum(item.share for item in single)
    if len(single) > 1 and abs(whole - 1) < 1e-9:
        return [single]
    return [[item] for item in single]


def _wholes(roots: Sequence[Branch]) -> dict[str, str]:
    """The stage at which the people of each count's denominator are."""
    found: dict[str, str] = {}
    for number, root in enumerate(roots, 1):
        ahead = [(root, f"people-{number}")]
        while ahead:
            branch, stage = ahead.pop()
            for item in (item for fork in branch.below for item in fork):
                found[item.name] = stage
                ahead.append((item, item.name))
    return found


def _add_root(network: Network, root: Branch, name: str) -> None:
    """As many people as the first denominator counts, one a minute, and their forks."""
    if root.count != int(root.count) or root.count > DAY * 5:
        raise NotExpressedError(f"{root.count:g} people to push through")
    after = _add_forks(network, root, name, "done")
    network.stage(name, role=None, next=[{"to": after}])
    network.arrive(kind="listed", minutes=[*range(int(root.count))], enters=name)


def _add_forks(network: Network, branch: Branch, owner: str, after: str) -> str:
    """Add a branch's forks, last one first; the name of the first one comes back."""
    for place, fork in reversed([*enumerate(branch.below, 1)]):
        steps, left = [], 1.0
        for item in fork:
            inner = _add_forks(network, item, item.name, after)
            network.stage(item.name, role=None, next=[{"to": inner}])
            share = min(1.0, item.share / left) if left > 1e-12 else 0.0
            steps.append({"to": item.name, "share": share})
            left -= item.share
        after = network.stage(f"fork-{place}-of-{owner}", role=None,
                              next=[*steps, {"to": after}])  # fmt: skip
    return after
