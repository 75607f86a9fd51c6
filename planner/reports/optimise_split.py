"""One budget split over boards, as sentences and rows."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from planner.experiment.optimise.aims import FRACTURES, TELLS, Aim
from planner.experiment.optimise.split import BoardShare, Split
from planner.locale import _, ngettext
from planner.reports.number_format import pounds
from planner.reports.optimise import budget_sentences, said_aim, said_years


def split_sentences(found: Split, names: dict[str, str]) -> Iterator[str]:
    """The split as a whole, how sure it is, and what was assumed."""
    spent = [
        sum(each) for each in zip(*(s.plan.revenue for s in found.shares), strict=True)
    ]
    capital = sum(share.plan.capital for share in found.shares)
    yield _(
        "Aim: {aim}. The split costs {years} revenue and {capital} capital on top of"
        " what there is.",
        aim=found.aim.title, years=said_years(found.budget.years, spent),
        capital=pounds(capital),
    )  # fmt: skip
    yield from _total(found)
    yield from budget_sentences(found.budget)
    yield _(
        "How sure: it is the best, or within 1 % of it, in {best} of {sets} fitting"
        " sets; {tried:,} combinations of {plans} simulated plans stay within the"
        " budget.",
        best=found.sets_best, sets=found.sets, tried=found.tried, plans=found.plans,
    )  # fmt: skip
    behind = [share for share in found.shares if _worse(found.aim, share)]
    if behind:
        yield ngettext(
            "Below its first year all the same: {names}.",
            "Below their first year all the same: {names}.",
            len(behind),
            names=", ".join(names[share.board] for share in behind),
        )
    yield _(
        "Only amounts of capacity are split: changes by name hold for every board."
        " Prices and times to hire are limits (see --limits); a board's plans are those"
        " that the formula finds to bring most for their price."
    )


def _total(found: Split) -> Iterator[str]:
    after = [share.plan.aim[0] for share in found.shares]
    before = [share.nothing.aim[0] for share in found.shares]
    if found.aim.unit == "days":
        yield _(
            "The longest mean wait for a scan becomes {after:.0f} days instead of"
            " {before:.0f}.",
            after=-min(after), before=-min(before),
        )  # fmt: skip
    else:
        yield _(
            "{aim}, in all: {after} instead of {before}.",
            aim=found.aim.title,
            after=said_aim(found.aim, sum(after)),
            before=said_aim(found.aim, sum(before)),
        )


def _worse(aim: Aim, share: BoardShare) -> bool:
    """Whether a board is worse off in the last year than in the first with nothing."""
    if aim.name == FRACTURES or not math.isfinite(share.first):
        return False
    return share.plan.aim[0] < share.first - TELLS[aim.unit]


def split_table(found: Split) -> pd.DataFrame:
    """One row a board, unrounded."""
    rows = []
    for share in found.shares:
        plan, nothing = share.plan, share.nothing
        row: dict[str, object] = {"board": share.board, "plan": plan.said}
        for lever, level in zip(share.levers.of, plan.mix, strict=True):
            row[f"lever.{lever.name}"] = lever.levels[level - 1].amount if level else 0
        years = zip(found.budget.years, plan.revenue, strict=True)
        row |= {f"revenue_{year}": each for year, each in years}
        row |= {"capital": plan.capital, "cost": plan.cost[0]}
        row |= {f"{found.aim.name}": plan.aim[0], "low": plan.aim[1]}
        row |= {"high": plan.aim[2], "with_nothing": nothing.aim[0]}
        row |= {"first_year_with_nothing": share.first}
        row |= {"fractures_avoided": plan.fractures[0]}
        row |= {"fractures_avoided_with_nothing": nothing.fractures[0]}
        row["replications"] = plan.replications
        rows.append(row)
    return pd.DataFrame(rows)
