"""One comparison as the page looks at it: its options by name, colour and mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard import plans
from dashboard.figures.style import OptionLook, option_looks
from dashboard.names import BOARDS, name_of
from dashboard.plans import Plan
from dashboard.rows import WALES, choose, of_place
from dashboard.runs import Run
from planner.locale import _
from planner.reports.number_format import replications_text


@dataclass(frozen=True)
class View:
    """One comparison as the person looks at it."""

    run: Run
    found: Mapping[Plan, pd.DataFrame]
    place: str
    year: str
    titles: Mapping[str, str]

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
        return _(
            "paired runs of '{baseline}' with and without each option, "
            "{replications}, seed {seed}",
            baseline=self.run.plans[0].scenario,
            replications=replications_text(self.run.ready),
            seed=self.run.seed,
        )
