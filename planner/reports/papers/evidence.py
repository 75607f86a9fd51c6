"""Results that a paper speaks of: the plan and its options, run alike."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from planner.board_data.workbook import PrefilledSheets
from planner.experiment.answer_worth import PlanWorth
from planner.experiment.ask.question import Question
from planner.experiment.explain.explain import Explanation
from planner.experiment.running.results import Results
from planner.experiment.statistics.set_bands import sets_in
from planner.experiment.stress.trial import Trial
from planner.inputs.boards import ILLUSTRATIVE, official_name
from planner.inputs.scenario import Scenario
from planner.locale import _, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.number_format import amount
from planner.reports.select_rows import (
    last_row,
    leading_provider,
    place_name,
    short_name,
)
from planner.reports.summary_cells import PlanSummary


@dataclass(frozen=True)
class PlanEvidence:
    """One plan as it was run.

    Attributes
    ----------
    summary : from `summarise`
    comparison : from `compare` with the baseline; None of the baseline itself
    worth : of the plan, followed up beyond its last day; None where the scenario
        assumes nothing about benefits
    standards : from `judge`, with the cause of each that is missed
    staffing : from `staffing_by_month`
    starving : sentences on groups that the rules of access starve
    """

    results: Results = field(repr=False)
    summary: pd.DataFrame = field(repr=False)
    comparison: pd.DataFrame | None = field(repr=False)
    worth: PlanWorth | None = field(repr=False)
    standards: pd.DataFrame = field(repr=False)
    staffing: pd.DataFrame = field(repr=False)
    starving: tuple[str, ...] = ()

    @property
    def plan(self) -> Scenario:
        """The scenario that was run."""
        return self.results.scenario

    @property
    def title(self) -> str:
        """The plan's name for readers, on one line; of one board, the plan's with it.

        A scenario of all Wales would else read as if Wales had the board's own list.
        """
        title = " ".join(_(self.plan.title or self.plan.name).split())
        place = leading_provider(self.summary)
        if self.comparison is not None or place not in self.plan.boards:
            return title
        names = {place: official_name(self.plan.boards[place])}
        return _("{plan} ({board})", plan=title, board=short_name(place, names))

    def beside(self, base: PlanEvidence) -> PlanSummary:
        """The same as the summary of a comparison with a baseline takes it."""
        before = None if self.comparison is None else base.results
        return PlanSummary.of(self.results, self.summary, before, self.comparison)


@dataclass(frozen=True)
class Evidence:
    """Everything that a paper is made of, the baseline first.

    Attributes
    ----------
    equity : waits by group of patients, under the baseline
    boards : ids of the boards that were asked for; None: all
    inputs : sheets of the one board that was asked for, that import back
    explained : the option put forward, part by part; None where it has one part alone
    stressed : the plan put forward under each risk
    stress_runs : replications of those
    """

    plans: tuple[PlanEvidence, ...]
    equity: pd.DataFrame = field(repr=False)
    boards: tuple[str, ...] | None
    made_on: datetime.date
    inputs: PrefilledSheets | None = field(default=None, repr=False)
    explained: Explanation | None = field(default=None, repr=False)
    stressed: tuple[Question, tuple[Trial, ...]] | None = field(
        default=None, repr=False
    )
    stress_runs: int = 0

    @property
    def base(self) -> PlanEvidence:
        """The plan that options are compared with."""
        return self.plans[0]

    @property
    def options(self) -> tuple[PlanEvidence, ...]:
        """The options."""
        return self.plans[1:]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of boards by id."""
        boards = self.base.plan.boards.items()
        return {key: official_name(board) for key, board in boards}

    @cached_property
    def place(self) -> str:
        """The board, or Wales."""
        return leading_provider(self.base.summary)

    @property
    def place_name(self) -> str:
        """Its name for readers."""
        return place_name(self.place, self.names)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The place and, of Wales, each board that runs a service."""
        found = set(self.base.summary["provider"]) - {ALL}
        others = [name for name in self.base.plan.providers if name in found]
        return tuple(dict.fromkeys([self.place, *others]))

    @property
    def counted(self) -> tuple[str, ...]:
        """Ids of the boards whose posts, scanners and lists the place has."""
        return self.places[1:] if self.place == WALES else self.places

    @property
    def residents(self) -> tuple[str, ...]:
        """Ids of the boards whose residents the place has."""
        return tuple(self.base.plan.boards) if self.place == WALES else self.places

    @property
    def sets(self) -> int:
        """Number of fitting sets that each plan went through."""
        return sets_in(self.base.results)

    @cached_property
    def label(self) -> str:
        """Label of every figure that holds boards without published figures."""
        boards = self.base.plan.boards
        if self.place != WALES:
            return _(boards[self.place].label) if boards[self.place].label else ""
        count = sum(bool(board.label) for board in boards.values())
        if not count:
            return ""
        return ngettext(
            "Wales: {n} of its {all} boards is illustrative ({label})",
            "Wales: {n} of its {all} boards are illustrative ({label})",
            count,
            all=len(boards),
            label=_(ILLUSTRATIVE).split(": ")[-1],
        )

    def row(
        self, plan: PlanEvidence, kpi: str, *, stage: str = ALL, role: str = ALL
    ) -> pd.Series | None:
        """Row of a plan's last whole period at the place; None without a value."""
        return last_row(
            plan.summary, plan.plan, kpi, self.place, stage=stage, role=role
        )

    def difference(
        self, option: PlanEvidence, kpi: str, *, stage: str = ALL
    ) -> pd.Series | None:
        """The same of an option's difference from the baseline."""
        if option.comparison is None:
            return None
        return last_row(option.comparison, option.plan, kpi, self.place, stage=stage)

    def level(self, plan: PlanEvidence, kpi: str, *, stage: str = ALL) -> str:
        """Mean of a plan's last whole period in words; empty without a value."""
        row = self.row(plan, kpi, stage=stage)
        return "" if row is None else amount(row["mean"], KPIS[kpi].unit)
