"""One comparison as the page looks at it: its options by name, colour and mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard import jobs, plans
from dashboard.answers import Answer
from dashboard.figures.style import OptionLook, option_looks
from dashboard.names import BOARDS, name_of
from dashboard.plans import Plan
from dashboard.rows import WALES, choose, of_place
from dashboard.runs import Run
from planner.experiment.running.cache import key_of
from planner.experiment.running.results import Results
from planner.inputs.options import list_options
from planner.locale import _
from planner.reports.number_format import replications_text
from planner.reports.summary_cells import PlanSummary

SUMMARY_BYTES = 200_000
"""Room in memory for the cells of one plan, generously; its tables are cached apart."""


def summary_of(
    plan: Plan, base: Plan, replications: int, table: pd.DataFrame | None
) -> PlanSummary | None:
    """Cells of a plan beside its baseline, or None where its results are gone."""
    service = jobs.service()
    prints = [plans.load(each).fingerprint() for each in (plan, base)]
    key = key_of("cells", prints, service.settings.seed, replications, plan.boards)
    held: PlanSummary | None = service.cache.load(key, lambda _: None)
    if held is not None:
        return held
    answer = service.answer(plan, replications)
    results, before = (service.result(each, replications) for each in (plan, base))
    if answer is None or results is None or before is None:
        return None
    made = PlanSummary.of(
        results, answer.table, None if table is None else before, table
    )
    service.cache.remember(key, made, SUMMARY_BYTES)
    return made


@dataclass(frozen=True)
class View:
    """One comparison as the person looks at it."""

    run: Run
    found: Mapping[Plan, pd.DataFrame]
    place: str
    year: str
    titles: Mapping[str, str]
    mark: str = ""

    @cached_property
    def names(self) -> dict[Plan, str]:
        """Name of each option, in the run's order; numbered where two are the same."""
        names: dict[Plan, str] = {}
        for plan in self.run.plans[1:]:
            name = plans.title(plan, self.titles)
            same = sum(known.split(" #")[0] == name for known in names.values())
            names[plan] = f"{name} #{same + 1}" if same else name
        return names

    @cached_property
    def looks(self) -> dict[str, OptionLook]:
        """Colour and mark of each option by its name, the same in every chart."""
        return option_looks(self.names.values())

    def title(self, plan: Plan) -> str:
        """Name of the option of a plan."""
        return self.names[plan]

    def marked(self, name: str) -> str:
        """Name of an option behind the mark that it has in the charts."""
        return f"{self.looks[name].glyph} {name}"

    @cached_property
    def summaries(self) -> dict[str, PlanSummary]:
        """Cells of the baseline, under an empty name, and of every option."""
        base = self.run.plans[0]
        made = {"": summary_of(base, base, self.run.ready, None)}
        for plan, table in self.found.items():
            made[self.title(plan)] = summary_of(plan, base, self.run.ready, table)
        return {name: summary for name, summary in made.items() if summary}

    def plan_of(self, name: str) -> Plan:
        """Plan of an option by its name; of the baseline by an empty one."""
        named = {title: plan for plan, title in self.names.items()}
        return named[name] if name else self.run.plans[0]

    def answer_of(self, name: str) -> Answer | None:
        """Summary of a plan by the option's name."""
        return jobs.service().answer(self.plan_of(name), self.run.ready)

    def results_of(self, name: str) -> Results | None:
        """Every replication of a plan by the option's name."""
        return jobs.service().result(self.plan_of(name), self.run.ready)

    def is_own(self, name: str) -> bool:
        """Whether an option is somebody's own, not a shipped one."""
        shipped = list_options()
        return any(each not in shipped for each in self.plan_of(name).options)

    @property
    def options(self) -> dict[str, Plan]:
        """Plans of the options by their marked names."""
        return {self.marked(self.title(plan)): plan for plan in self.found}

    @property
    def sets(self) -> int:
        """Fitting sets that the runs went through."""
        return max(
            (int(table["sets"].max()) for table in self.found.values()), default=0
        )

    @property
    def place_name(self) -> str:
        """Name of the place looked at."""
        if self.place == WALES:
            return _("Wales")
        return name_of(BOARDS, self.place)

    def rows(self, **wanted: object) -> pd.DataFrame:
        """Rows of all options that fit, with the option's name."""
        parts = [
            choose(of_place(table, self.place), **wanted).assign(
                option=self.title(plan)
            )
            for plan, table in self.found.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def concerns(self, key: str) -> bool:
        """Whether a changed key belongs to the place looked at."""
        everywhere = self.place == WALES or not key.startswith("boards.")
        return everywhere or key.startswith(f"boards.{self.place}.")

    @property
    def source(self) -> str:
        """Which runs the differences are from."""
        base = self.run.plans[0]
        own = _(" with {board}'s own numbers", board=name_of(BOARDS, base.board))
        own = own if base.board else _(" with edited assumptions")
        return _(
            "paired runs of '{baseline}'{own} with and without each option, "
            "{replications}, seed {seed}",
            baseline=plans.baseline_title(base.scenario),
            own=own if base.typed else "",
            replications=replications_text(self.run.ready),
            seed=self.run.seed,
        )
