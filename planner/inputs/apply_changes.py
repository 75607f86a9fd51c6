"""Changes put into a scenario, alone or by an option."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.change_conflicts import (
    conflicts,
    holds_throughout,
    second_pathway,
    without_effect,
)
from planner.inputs.change_files import Change as Change
from planner.inputs.change_files import load_change as load_change
from planner.inputs.change_files import read_change as read_change
from planner.inputs.changes import (
    AlteredInput,
    Basis,
    ChangeInForce,
    Price,
)
from planner.inputs.options import Option as Option
from planner.inputs.options import list_options as list_options
from planner.inputs.options import load_option as load_option
from planner.inputs.owned_numbers import Contents, unwrap
from planner.inputs.pathway_overrides import carried_over, following
from planner.inputs.pathways import PATHWAY, pathway_file, read_pathway
from planner.inputs.problems import Gathered
from planner.inputs.provenance import problems_from
from planner.inputs.relative_values import factors, written_out
from planner.inputs.scenario import Scenario
from planner.locale import _


def apply_changes(
    scenario: Scenario, changes: Iterable[Change], *, basis: Basis = "decision"
) -> Scenario:
    """Validated scenario with these dated decisions added.

    Raises
    ------
    ScenarioError: if two decisions in force together set one key, a key cannot change
        by date, or a value is refused
    """
    dated, applied, owners = [], [], {}
    changes = tuple(changes)
    names = [each.name for each in changes if isinstance(each.raw.get(PATHWAY), str)]
    if found := second_pathway(scenario, names):
        raise ScenarioError(found)
    gathered = Gathered()
    problems = gathered.problems
    scenario, others = _with_pathway(scenario, changes, basis, gathered)
    tree = scenario.model_dump()
    for change in others:
        contents = gathered.attempt(_contents, change, tree, scenario) or Contents()
        together = _together(change, tree, scenario, gathered)
        dated_change = gathered.attempt(
            _dated, change, contents.values, together, basis, scenario
        )
        if dated_change is None:
            continue
        problems += [*contents.problems, *without_effect(dated_change, change.file)]
        owners.update(contents.provenance)
        dated.append(dated_change)
        for key, value in contents.values.items():
            owner = contents.provenance.get(key)
            source = (
                owner.source if owner else str(change.top.get("source", change.why))
            )
            applied.append(
                AlteredInput.between(
                    tree,
                    key,
                    value,
                    source=source,
                    change=change.name,
                    start=change.start,
                )
            )
    problems += conflicts(scenario, dated)
    applied += _sets_otherwise(scenario.changes, dated)
    for choice in (each.values[PATHWAY] for each in dated if PATHWAY in each.values):
        scenario = following(scenario, choice)
    changed = gathered.attempt(
        scenario.with_dated, tuple(dated), tuple(applied), owners
    )
    gathered.refuse()
    assert changed is not None
    return changed


def _with_pathway(
    scenario: Scenario, changes: tuple[Change, ...], basis: Basis, gathered: Gathered
) -> tuple[Scenario, tuple[Change, ...]]:
    """The scenario with the pathway that is chosen, and the changes that remain.

    What alters a part of a pathway is worked out from the one that was chosen.
    """
    first = tuple(b for b in changes if isinstance(b.raw.get(PATHWAY), str))
    if not first or len(first) == len(changes):
        return scenario, changes
    chosen = gathered.attempt(apply_changes, scenario, first, basis=basis)
    return chosen or scenario, tuple(b for b in changes if b not in first)


def _contents(change: Change, tree: Mapping[str, Any], scenario: Scenario) -> Contents:
    """Values set by a change, with owners of numbers; a pathway from its file."""
    resolved = written_out(change.raw, change.top, change.file, tree)
    name = resolved.get(PATHWAY)
    if not isinstance(name, str):
        return unwrap(resolved, change.file, Scenario)
    del resolved[PATHWAY]
    contents = unwrap(resolved, change.file, Scenario)
    file = pathway_file(name, change.folder, change.file)
    chosen = carried_over(scenario, read_pathway(file, Scenario, PATHWAY))
    # First, so that the change's own numbers are laid over those of the pathway.
    contents.values = {PATHWAY: chosen.values, **contents.values}
    contents.provenance = {**chosen.provenance, **contents.provenance}
    contents.problems += chosen.problems
    return contents


def _together(
    change: Change, tree: Mapping[str, Any], scenario: Scenario, gathered: Gathered
) -> dict[str, dict[str, Any]]:
    """Keys that a change sets otherwise beside others, by name of the other."""
    found = {}
    for other, keys in change.together.items():
        written = written_out(keys, change.top, change.file, tree)
        contents = unwrap(written, change.file, Scenario)
        gathered.problems += contents.problems
        found[other] = contents.values
    return found


def _sets_otherwise(
    there: Sequence[ChangeInForce], added: Sequence[ChangeInForce]
) -> Iterator[AlteredInput]:
    """Record of every key that a change sets otherwise, now that another is there."""
    every = [*there, *added]
    for one, other in permutations(every, 2):
        new = one in added or other in added
        if new and other.name in one.together and one.overlaps(other):
            for key, value in one.together[other.name].items():
                yield AlteredInput(
                    key=key,
                    before=one.values.get(key),
                    after=value,
                    source=_("both changes are in force"),
                    change=_("{one} with {other}", one=one.name, other=other.name),
                    start=max(one.start, other.start),
                )


def _dated(
    change: Change,
    values: dict[str, Any],
    together: dict[str, dict[str, Any]],
    basis: Basis,
    scenario: Scenario,
) -> ChangeInForce:
    try:
        return ChangeInForce(
            name=change.name,
            start=change.start,
            until=change.until,
            values=values,
            together=together,
            price=change.price,
            basis="own numbers" if change.own_numbers else basis,
            relative=factors(change.raw, scenario.boards),
            settled=holds_throughout(change.start, change.until, scenario.plan_start),
        )
    except ValidationError as error:
        raise ScenarioError(
            problems_from(error, change.file, {}, ChangeInForce)
        ) from None


def apply_option(scenario: Scenario, option: Option) -> Scenario:
    """The scenario under an option: some of its own changes left out, others added."""
    gathered = Gathered()
    changes = gathered.all_of(load_change, option.changes, option.folder)
    changed = gathered.attempt(apply_loaded, scenario, option, changes)
    gathered.refuse()
    assert changed is not None
    return changed


def apply_loaded(
    scenario: Scenario, option: Option, changes: Sequence[Change]
) -> Scenario:
    """The scenario under an option whose changes are at hand.

    Raises
    ------
    ScenarioError: as `apply_option`
    """
    _check_names(scenario, option)
    removed = tuple(
        AlteredInput(
            key, value, None, _("left out by {option}", option=option.name), change.name
        )
        for change in scenario.changes
        if change.name in option.without
        for key, value in change.values.items()
    )
    base = scenario.without_changes(option.without) if removed else scenario
    chosen = _pathway_change(option, base.plan_start)
    changed = apply_changes(base, [*chosen, *changes])
    return changed.renamed(option.name, option.title, removed)


def apply_options(scenario: Scenario, names: Iterable[str | Path]) -> Scenario:
    """The scenario under these options, laid over it in order.

    Parameters
    ----------
    names : shipped names or files; files of boards' own numbers (the start) come first

    Raises
    ------
    ScenarioError: of the first that is refused
    """
    for name in names:
        scenario = apply_option(scenario, load_option(name))
    return scenario


def changes_of_option(option: Option, plan_start: datetime.date) -> list[Change]:
    """Every change of an option, the choice of a pathway first.

    Raises
    ------
    ScenarioError: with every problem of their files
    """
    gathered = Gathered()
    changes = gathered.all_of(load_change, option.changes, option.folder)
    gathered.refuse()
    return [*_pathway_change(option, plan_start), *changes]


def _pathway_change(option: Option, start: datetime.date) -> list[Change]:
    """The choice of a pathway as a decision from the first day on, without a price."""
    if not option.pathway:
        return []
    change = Change(
        name=f"pathway of {option.name}",
        title=option.title,
        why=option.question,
        file=option.file,
        start=start,
        until=None,
        price=Price(),
        raw={PATHWAY: option.pathway},
        top={"source": _("chosen by {file}", file=option.file)},
        folder=option.folder,
    )
    return [change]


def _check_names(scenario: Scenario, option: Option) -> None:
    """Refuse to leave out what is not there, or to add what is there already."""
    there = [change.name for change in scenario.changes]
    hint = _("it has: {names}", names=", ".join(there) or _("none"))
    problems = [
        Problem(
            option.file,
            _("{scenario} has no change {name}", scenario=scenario.name, name=name),
            "without",
            hint=hint,
        )
        for name in option.without
        if name not in there
    ]
    problems += [
        Problem(
            option.file,
            _(
                "{scenario} already holds the change {name}",
                scenario=scenario.name,
                name=name,
            ),
            "changes",
            hint=_("take it out of the list; a decision counts once"),
        )
        for name in option.changes
        if name in there and name not in option.without
    ]
    if problems:
        raise ScenarioError(problems)
