"""A scenario: everything that is assumed, validated, frozen and fingerprinted."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import PrivateAttr, ValidationError, model_validator

from planner.errors import Problem, ScenarioError
from planner.inputs.changes import (
    AlteredInput,
    ChangeInForce,
    expand,
    restore_key,
    set_key,
    values_on,
)
from planner.inputs.check_scenario import contradictions
from planner.inputs.findings import ContradictionError
from planner.inputs.keys import InputKey, keys_of
from planner.inputs.provenance import Provenance, problems_from
from planner.inputs.scenario_fields import ScenarioFields
from planner.inputs.values_in_sets import moved_sets, without_keys
from planner.locale import _

if TYPE_CHECKING:
    import pandas as pd


class Scenario(ScenarioFields):
    """One complete set of assumptions, from the population to the price list."""

    _provenance: dict[str, Provenance] = PrivateAttr(default_factory=dict)
    _applied: tuple[AlteredInput, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        found = contradictions(self)
        if found:
            raise ContradictionError(found)
        return self

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Owner of each number, by dotted key."""
        return self._provenance

    @property
    def applied(self) -> tuple[AlteredInput, ...]:
        """Alterations by options and typed-in changes, in order.

        Decisions that are part of the scenario itself are among its `changes`.
        """
        own = {change.name for change in self.changes if change.basis == "scenario"}
        return tuple(change for change in self._applied if change.change not in own)

    @property
    def altered(self) -> tuple[AlteredInput, ...]:
        """The same, with the decisions that are part of the scenario itself."""
        return self._applied

    @cached_property
    def providers(self) -> tuple[str, ...]:
        """Boards that people come to: with staff, lists, referrals or residents."""
        return tuple(
            name
            for name in self.boards
            if any(here._serves(name) for _, here in self.periods)
        )

    def _serves(self, name: str) -> bool:
        board = self.boards[name]
        own: list[object] = [board.posts, board.scanners, board.servers]
        own += [board.temporary, board.scanned_elsewhere]
        demand = board.demand
        lists = (board.waiting_list, board.diary, board.arrivals)
        coming = (*lists, demand.other, demand.bursts)
        residents = any(name in self.places_of(other) for other in self.boards)
        visits = any(name in unit.visits for unit in self.mobile_units.values())
        return any([*own, *coming]) or residents or visits

    def places_of(self, board_id: str) -> frozenset[str]:
        """Providers of a board's residents, with the shares of this period."""
        demand = self.boards[board_id].demand
        if not demand.fractures_a_year:
            return frozenset()
        shares = demand.providers or {board_id: 1.0}
        return frozenset(name for name, share in shares.items() if share)

    def treating(self, board_id: str) -> frozenset[str]:
        """Boards and places outside that treat its residents at some time."""
        return frozenset().union(*(s.places_of(board_id) for _, s in self.periods))

    @property
    def periods(self) -> tuple[tuple[int, Scenario], ...]:
        """First day and parameters of each period between two dated changes.

        The first period begins on day 0 and holds every change dated earlier.
        """
        return self._periods if self.changes else ((0, self),)

    @cached_property
    def _periods(self) -> tuple[tuple[int, Scenario], ...]:
        ends = (date for c in self.changes for date in (c.start, c.day_after) if date)
        days = {(date - self.plan_start).days for date in ends}
        days = {0, *(day for day in days if 0 < day < self.horizon_days)}
        plain = self._replaced(changes=())
        found: list[tuple[int, Scenario]] = []
        problems: list[Problem] = []
        for day in sorted(days):
            try:
                found.append((day, plain._in_force(self.changes, day)))
            except ScenarioError as error:
                problems += error.problems
        if problems:
            raise ScenarioError(dict.fromkeys(problems))
        return tuple(found)

    def _in_force(self, changes: tuple[ChangeInForce, ...], day: int) -> Scenario:
        today = self.plan_start + datetime.timedelta(days=day)
        values = values_on(changes, today, self.boards)
        return self._with_values(values) if values else self

    def with_values(
        self, changes: Mapping[Any, Any], *, source: str = "", change: str = ""
    ) -> Scenario:
        """Validated copy with these dotted keys set from the first day on.

        Parameters
        ----------
        changes : values by key, written out or taken from `key`

        Raises
        ------
        ScenarioError: with every problem the new values bring
        """
        written = {str(key): value for key, value in changes.items()}
        values = expand(written, self.boards)
        source = source or _("typed in")
        changed = self._with_values(values)
        before = self.model_dump()
        applied = tuple(
            AlteredInput.between(before, key, value, source, change)
            for key, value in values.items()
        )
        changed._applied = (*self._applied, *applied)
        changed._provenance.update(
            {
                key: Provenance(value=value, source=source, confidence="assumption")
                for key, value in values.items()
                if not isinstance(value, dict)
            }
        )
        return changed

    def with_option(self, *options: str | Path) -> Scenario:
        """The scenario under options, applied in order: shipped names, or files.

        Raises
        ------
        ScenarioError: for an option that does not exist or cannot be applied
        """
        from planner.inputs.apply_changes import apply_option
        from planner.inputs.options import load_option

        found = self
        for option in options:
            found = apply_option(found, load_option(option))
        return found

    @property
    def key(self) -> InputKey:
        """Every key that `with_values` takes, completed by an editor.

        `scenario.key.boards["hywel-dda"].posts` is "boards.hywel-dda.posts".
        """
        return InputKey("", keys_of(self.model_dump()))

    def parameters(self, board: str = "") -> pd.DataFrame:
        """Every number with its owner, one row a number; see `parameter_table`."""
        from planner.inputs.parameter_table import parameter_table

        return parameter_table(self, board)

    def with_dated(
        self,
        dated: tuple[ChangeInForce, ...],
        applied: tuple[AlteredInput, ...] = (),
        provenance: Mapping[str, Provenance] | None = None,
    ) -> Scenario:
        """Validated copy with these dated changes added, every period checked.

        Those that hold throughout become part of its own values.
        """
        later = tuple(sorted((*self.changes, *dated), key=lambda change: change.start))
        settled = [
            expand(change.values, self.boards) for change in dated if change.settled
        ]
        draft = self._replaced(changes=later)
        # A table set as a whole brings the owners of all its numbers.
        inside = tuple(f"{key}." for values in settled for key in values)
        known = draft._provenance.items()
        draft._provenance = {k: v for k, v in known if not k.startswith(inside)}
        draft._provenance.update(provenance or {})
        throughout = {k: v for values in settled for k, v in values.items()}
        changed = draft._with_values(throughout) if throughout else draft
        moved = moved_sets(self.fitting_sets, self.model_dump(), dated)
        if moved:
            changed = changed._replaced(fitting_sets=changed.fitting_sets | moved)
        changed._applied = (*self._applied, *applied)
        _ = changed.periods
        # A number that changes by date keeps the owner of its first value.
        own = tuple(key for values in settled for key in values)
        former = {k: v for k, v in self._provenance.items() if not k.startswith(own)}
        changed._provenance.update(former)
        return changed

    def central(self) -> Scenario:
        """The same with its central values alone, without sets that fit as well."""
        return self._replaced(fitting_sets={}) if self.fitting_sets else self

    def with_changes(self, changes: tuple[ChangeInForce, ...]) -> Scenario:
        """The same with other dated changes; those that hold throughout are in it."""
        return self._replaced(changes=changes)

    def without_changes(self, names: tuple[str, ...]) -> Scenario:
        """Copy without the dated decisions of these names, what they set undone."""
        kept = tuple(change for change in self.changes if change.name not in names)
        tree = {**self.model_dump(), "changes": kept}
        gone = {c.name for c in self.changes if c.settled} & set(names)
        undone = [change for change in self._applied if change.change in gone]
        for change in reversed(undone):
            for key in expand({change.key: None}, self.boards):
                restore_key(tree, key, change.before)
        copy = self.revalidated(tree)
        copy._applied = tuple(c for c in self._applied if c.change not in names)
        new = tuple(f"{change.key}." for change in undone if change.before is None)
        for key in [key for key in copy._provenance if key.startswith(new)]:
            del copy._provenance[key]
        return copy

    def renamed(
        self, name: str, title: str, applied: tuple[AlteredInput, ...] = ()
    ) -> Scenario:
        """The same assumptions under another name; earlier records come first."""
        # No other input hangs on a name: nothing is validated, or derived, anew.
        copy = self.model_copy(update={"name": name, "title": title})
        copy._provenance = dict(self._provenance)
        copy._applied = (*applied, *self._applied)
        return copy

    def _with_values(self, values: Mapping[str, Any]) -> Scenario:
        tree = self.model_dump()
        if self.fitting_sets:
            tree["fitting_sets"] = without_keys(self.fitting_sets, values)
        problems: list[Problem] = []
        for key, value in values.items():
            owner = self._provenance.get(key)
            try:
                set_key(tree, key, value, file=(owner and owner.file) or self.name)
            except ScenarioError as error:
                problems += error.problems
        try:
            changed = self.revalidated(tree)
        except ScenarioError as error:
            problems += error.problems
        if problems:
            raise ScenarioError(problems)
        return changed

    def _replaced(self, **fields: Any) -> Scenario:
        return self.revalidated({**self.model_dump(), **fields})

    def revalidated(self, tree: Mapping[str, Any]) -> Scenario:
        """Validated copy with these fields, which remembers owners and changes.

        Raises
        ------
        ScenarioError
        """
        try:
            copy = Scenario.model_validate(tree)
        except ValidationError as error:
            problems = problems_from(error, self.name, self._provenance, Scenario)
            raise ScenarioError(problems) from None
        copy._provenance = dict(self._provenance)
        copy._applied = self._applied
        return copy

    def fingerprint(self) -> str:
        """Digest of everything assumed; the same values give the same digest."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
