"""A scenario: everything that is assumed, validated, frozen and fingerprinted."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from planner.errors import ScenarioError
from planner.inputs.boards import Board
from planner.inputs.changes import AppliedChange, DatedChange, expand, set_key
from planner.inputs.pathway import Pathway
from planner.inputs.provenance import Provenance, problems_from
from planner.inputs.terms import Marks, Money, Population, RoleTerms
from planner.inputs.units import Days, Parameters, Years


class Scenario(Parameters):
    """One complete set of assumptions, from the population to the price list."""

    name: str
    title: str = ""
    plan_start: datetime.date
    years: Years = 3.0
    warm_up_days: Days = 0.0
    """First days whose referrals are served but not counted."""
    run_on_days: Days = 120.0
    """Days simulated beyond the plan so that its last referrals can be judged."""
    calendar: Literal["wales", "england", "none"] = "wales"
    pathway: Pathway
    population: Population | None = None
    roles: dict[str, RoleTerms] = {}
    money: Money | None = None
    marks: Marks = Marks()
    outside: tuple[str, ...] = ()
    """Providers outside the model (English trusts): people sent there are counted."""
    boards: Annotated[dict[str, Board], Field(min_length=1)]
    changes: tuple[DatedChange, ...] = ()
    """Dated decisions that are part of this scenario, in order of date."""

    _provenance: dict[str, Provenance] = PrivateAttr(default_factory=dict)
    _applied: tuple[AppliedChange, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*self._wrong_providers(), *self._wrong_posts(), *self._wrong_lists()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _wrong_providers(self) -> list[str]:
        found = []
        known = {*self.boards, *self.outside}
        numbers = [board.number for board in self.boards.values()]
        if len(numbers) != len(set(numbers)):
            found.append("two boards share a declared number")
        for name, board in self.boards.items():
            shares = board.demand.providers
            if shares and abs(sum(shares.values()) - 1) > 1e-6:
                total = sum(shares.values())
                found.append(f"boards.{name}.demand.providers add up to {total:g}, not 1")
            found += [
                f"boards.{name}.demand.providers names {provider!r}, a board that does not"
                f" exist (there are: {', '.join(sorted(known))})"
                for provider in shares
                if provider not in known
            ]
            if board.demand.fractures_a_year and self.population is None:
                found.append(f"boards.{name} has fractures but there is no [population]")
        return found

    def _wrong_posts(self) -> list[str]:
        found = []
        for name, board in self.boards.items():
            for post_id, post in board.posts.items():
                where = f"boards.{name}.posts.{post_id}"
                if post.role not in self.roles:
                    found.append(f"{where}: no [roles.{post.role}] says leave and sickness")
                if self.money and post.band not in self.money.pay:
                    bands = ", ".join(sorted(self.money.pay))
                    found.append(f"{where}: band {post.band!r} has no pay (known: {bands})")
                found += [
                    f"{where}.job_plan names {activity!r}, which is not an activity"
                    for activity in post.job_plan
                    if activity not in self.pathway.activities
                ]
        return found

    def _wrong_lists(self) -> list[str]:
        stages, attributes = self.pathway.stages, self.pathway.attributes
        found = []
        for name, board in self.boards.items():
            for what in ("waiting_list", "diary"):
                found += [
                    f"boards.{name}.{what}.{stage} is not a stage of the pathway"
                    for stage in getattr(board, what)
                    if stage not in stages
                ]
            found += [
                f"boards.{name}.attributes.{attribute} is not an attribute of the pathway"
                for attribute in board.attributes
                if attribute not in attributes
            ]
            found += [
                f"boards.{name}.servers.{key} offers {activity!r}, not an activity"
                for key, servers in board.servers.items()
                for activity in servers.activities
                if activity not in self.pathway.activities
            ]
        return found

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Where each number comes from, by dotted key."""
        return self._provenance

    @property
    def applied(self) -> tuple[AppliedChange, ...]:
        """What options and typed-in changes altered, in order."""
        return self._applied

    @property
    def plan_days(self) -> int:
        """Days of the plan proper, without the run-on."""
        end = self.plan_start.replace(year=self.plan_start.year + int(self.years))
        part = self.years - int(self.years)
        return (end - self.plan_start).days + round(part * 365)

    @property
    def horizon_days(self) -> int:
        """Days simulated: the plan and its run-on."""
        return self.plan_days + int(self.run_on_days)

    @cached_property
    def providers(self) -> tuple[str, ...]:
        """Boards that people come to: with staff, lists, referrals or residents."""
        return tuple(
            name
            for name in self.boards
            if any(here._serves(name) for _, here in self.phases)
        )

    def _serves(self, name: str) -> bool:
        board = self.boards[name]
        own = (board.posts, board.scanners, board.servers, board.temporary)
        coming = (board.waiting_list, board.diary, board.arrivals, board.demand.other)
        shares = [
            other.demand.providers.get(name, 0.0)
            if other.demand.providers
            else float(other is board)
            for other in self.boards.values()
            if other.demand.fractures_a_year
        ]
        return any([*own, *coming]) or sum(shares) > 0

    @cached_property
    def phases(self) -> tuple[tuple[int, Scenario], ...]:
        """First day and parameters of each stretch between two dated changes.

        The first stretch begins on day 0 and holds every change dated earlier.
        """
        days = {0}
        for change in self.changes:
            days.update(
                day
                for date in (change.start, change.day_after)
                if date and 0 < (day := (date - self.plan_start).days) < self.horizon_days
            )
        plain = self._replaced(changes=())
        return tuple((day, plain._in_force(self.changes, day)) for day in sorted(days))

    def _in_force(self, changes: tuple[DatedChange, ...], day: int) -> Scenario:
        today = self.plan_start + datetime.timedelta(days=day)
        values: dict[str, Any] = {}
        for change in changes:
            if change.holds_on(today):
                values.update(expand(change.values, self.boards))
        return self._with_values(values) if values else self

    def with_changes(
        self, changes: Mapping[str, Any], *, source: str = "typed in", brick: str = ""
    ) -> Scenario:
        """Validated copy with these dotted keys set from the first day on.

        Raises
        ------
        ScenarioError: with every problem the new values bring
        """
        values = expand(changes, self.boards)
        changed = self._with_values(values)
        before = self.model_dump()
        applied = tuple(
            AppliedChange.between(before, key, value, source, brick)
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

    def with_dated(
        self,
        dated: tuple[DatedChange, ...],
        applied: tuple[AppliedChange, ...] = (),
        provenance: Mapping[str, Provenance] | None = None,
    ) -> Scenario:
        """Validated copy with these dated changes added, every stretch checked."""
        later = tuple(sorted((*self.changes, *dated), key=lambda change: change.start))
        changed = self._replaced(changes=later)
        changed._applied = (*self._applied, *applied)
        changed._provenance.update(provenance or {})
        _ = changed.phases
        return changed

    def without_changes(self, names: tuple[str, ...]) -> Scenario:
        """Copy without the dated decisions of these names."""
        kept = tuple(change for change in self.changes if change.name not in names)
        return self._replaced(changes=kept)

    def renamed(
        self, name: str, title: str, applied: tuple[AppliedChange, ...] = ()
    ) -> Scenario:
        """The same assumptions under another name; earlier records come first."""
        copy = self._replaced(name=name, title=title)
        copy._applied = (*applied, *self._applied)
        return copy

    def _with_values(self, values: Mapping[str, Any]) -> Scenario:
        tree = self.model_dump()
        for key, value in values.items():
            set_key(tree, key, value, file=self.name)
        return self._revalidated(tree)

    def _replaced(self, **fields: Any) -> Scenario:
        return self._revalidated({**self.model_dump(), **fields})

    def _revalidated(self, tree: Mapping[str, Any]) -> Scenario:
        try:
            copy = Scenario.model_validate(tree)
        except ValidationError as error:
            raise ScenarioError(problems_from(error, self.name, self._provenance, Scenario)) from None
        copy._provenance = dict(self._provenance)
        copy._applied = self._applied
        return copy

    def fingerprint(self) -> str:
        """Digest of everything assumed; the same values give the same digest."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
