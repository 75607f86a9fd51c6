"""A plan that is being put together: changes from definitions, and what was edited."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.experiment.build.fields import (
    SET,
    START,
    TITLE,
    WHY,
    WORDS,
    ChangeField,
    fields_of,
    moved,
    parsed,
    with_field,
)
from planner.inputs.apply_changes import apply_loaded
from planner.inputs.change_conflicts import both_files
from planner.inputs.change_files import Change
from planner.inputs.changes import EVERY_BOARD, Price, expand
from planner.inputs.options import Option
from planner.inputs.problems import Gathered
from planner.inputs.provenance import problems_from
from planner.inputs.scenario import Scenario
from planner.locale import _


@dataclass(frozen=True)
class DraftChange:
    """One change of a plan: its definition, and what was edited.

    Attributes
    ----------
    name : by which it is told apart in its plan
    edits : texts as typed, by id of the field
    boards : boards that it is for, of those that the definition is for; empty: all
    """

    name: str
    definition: Change
    edits: Mapping[str, str] = field(default_factory=dict)
    boards: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The change in words."""
        return self.edits.get(TITLE, "").strip() or _(self.definition.title)

    @property
    def why(self) -> str:
        """The reason."""
        return self.edits.get(WHY, "").strip() or _(self.definition.why)

    @property
    def start(self) -> datetime.date:
        """First day, where what was typed is a date; else that of the definition."""
        try:
            return datetime.date.fromisoformat(self.edits.get(START, ""))
        except ValueError:
            return self.definition.start

    def fields(self, plan: Scenario) -> list[ChangeField]:
        """Fields of the boards that it is for, with the values before any edit."""
        return fields_of(moved(self._of_boards(plan), self.start, _last_day(plan)))

    def of_boards(self, plan: Scenario) -> list[str]:
        """Boards whose inputs the definition sets, in the order of the plan."""
        keys = expand(self.definition.raw, plan.boards)
        named = {key.split(".")[1] for key in keys if key.startswith("boards.")}
        return [board for board in plan.boards if board in named]

    def _of_boards(self, plan: Scenario) -> Change:
        """The definition for the chosen boards alone, at their share of its price."""
        change, named = self.definition, self.of_boards(plan)
        chosen = [board for board in named if board in self.boards]
        if not chosen or chosen == named:
            return change
        others = tuple(f"boards.{board}." for board in named if board not in chosen)

        def kept(table: Mapping[str, object]) -> dict[str, object]:
            starred = any(key.startswith(f"boards.{EVERY_BOARD}.") for key in table)
            keys = expand(table, named) if starred else dict(table)
            return {k: v for k, v in keys.items() if not k.startswith(others)}

        share, price = len(chosen) / len(named), change.price
        return replace(
            change,
            raw=kept(change.raw),
            together={name: kept(set) for name, set in change.together.items()},
            price=price.model_copy(
                update={
                    "capital": price.capital * share,
                    "one_off": price.one_off * share,
                    "revenue_a_year": price.revenue_a_year * share,
                }
            ),
        )

    def change(self, plan: Scenario) -> Change:
        """The change as it was edited.

        Raises
        ------
        ScenarioError: every field that was refused, `key` its dotted key
        """
        gathered = Gathered()
        made = self._of_boards(plan)
        if self.edits.get(START):
            of_start = ChangeField(START, made.start)
            start = gathered.attempt(parsed, of_start, self.edits[START], self.title)
            made = moved(made, start or made.start, _last_day(plan))
        for each in fields_of(made):
            if each.id in self.edits and each.id not in (START, *WORDS):
                text = self.edits[each.id]
                if text.strip() != each.text:
                    made = self._with(made, each, text, gathered)
        gathered.refuse()
        title = self.edits.get(TITLE, "").strip() or made.title
        why = self.edits.get(WHY, "").strip() or made.why
        return replace(made, name=self.name, title=title, why=why)

    def _with(
        self, made: Change, each: ChangeField, text: str, gathered: Gathered
    ) -> Change:
        """The change with what was typed into a field, unless that is refused."""
        before = len(gathered.problems)
        value = gathered.attempt(parsed, each, text, self.title)
        if len(gathered.problems) > before:
            return made
        made = with_field(made, each, value)
        try:
            Price.model_validate(made.price.model_dump())
        except ValidationError as error:
            gathered.problems += [
                replace(problem, key=f"price.{problem.key}")
                for problem in problems_from(error, self.title, {}, Price)
            ]
        return made


@dataclass(frozen=True)
class DraftPlan:
    """A plan that is being put together over a start.

    Attributes
    ----------
    without, pathway, group : of the option that it was opened from
    """

    title: str
    question: str = ""
    changes: tuple[DraftChange, ...] = ()
    without: tuple[str, ...] = ()
    pathway: str = ""
    group: str = ""

    def option(self, names: Iterable[str], path: Path) -> Option:
        """The option of the plan, whose changes have these names."""
        return Option(
            name=path.stem,
            title=self.title,
            question=self.question,
            changes=tuple(names),
            without=self.without,
            file=self.title,
            folder=path.parent,
            pathway=self.pathway,
            group=self.group,
        )

    def loaded(self, start: Scenario) -> list[Change]:
        """Its changes as they were edited.

        A change that sets some keys otherwise beside another one does so beside every
        change that was made from it.

        Raises
        ------
        ScenarioError: every field of any change that was refused
        """
        gathered = Gathered()
        made = [gathered.attempt(each.change, start) for each in self.changes]
        gathered.refuse()
        copies: dict[str, list[str]] = {}
        for each in self.changes:
            if each.name != each.definition.name:
                copies.setdefault(each.definition.name, []).append(each.name)
        return [_beside_copies(change, copies) for change in made if change]

    def over(self, start: Scenario) -> Scenario:
        """The plan laid over a start, as its saved option would be.

        Raises
        ------
        ScenarioError: refused fields, then conflicts and refused values, all at once
        """
        changes = self.loaded(start)
        option = self.option([each.name for each in changes], Path("plan.toml"))
        try:
            if not changes and not self.without and not self.pathway:
                return start
            return apply_loaded(start, option, changes)
        except ScenarioError as error:
            raise ScenarioError(self._in_words(error.problems)) from None

    def _in_words(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Problems that name changes by their titles instead of their files."""
        titles = {each.name: each.title for each in self.changes}
        files = {each.definition.file: each.title for each in self.changes}
        pairs = {
            both_files(one, other): _(" and ").join(
                (titles.get(one, one), titles.get(other, other))
            )
            for problem in problems
            for one, comma, other in [_two_names(problem.file)]
            if comma
        }
        for problem in dict.fromkeys(problems):
            file = pairs.get(problem.file) or files.get(problem.file, problem.file)
            yield replace(problem, file=file)


def _two_names(file: str) -> tuple[str, str, str]:
    """Names of two changes that a problem names by both of their files."""
    one, between, other = file.partition(_(" and "))
    return one.removesuffix(".toml"), between, other.removesuffix(".toml")


def _beside_copies(change: Change, copies: Mapping[str, list[str]]) -> Change:
    together = dict(change.together)
    for name, keys in change.together.items():
        together |= dict.fromkeys(copies.get(name, ()), keys)
    return replace(change, together=together)


def _last_day(plan: Scenario) -> datetime.date:
    return plan.plan_start + datetime.timedelta(days=plan.plan_days - 1)


def problems_of(change: DraftChange, problems: Iterable[Problem]) -> list[Problem]:
    """Problems that are about one change."""
    return [each for each in problems if change.title in each.file]


def field_of(problem: Problem, fields: Iterable[ChangeField]) -> str:
    """Id of the field that a problem is about; empty where it is about none."""
    for each in fields:
        if problem.key in (each.key, each.id, f"{SET}{each.key}"):
            return each.id
    return ""
