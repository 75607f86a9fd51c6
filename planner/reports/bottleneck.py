"""The bottleneck by week, in baseline and option, and its most frequent role."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from planner.experiment.explain.explain import (
    Explanation,
    most_frequent_roles,
    providers_of,
    roles_by_week,
    share_of_weeks,
)
from planner.experiment.explain.steps import Steps
from planner.locale import _, gettext_noop
from planner.outcomes.measure_index import WALES
from planner.reports.dates import date_text
from planner.reports.number_format import whole_percent
from planner.reports.select_rows import place_name, rows_of

ROLE_NAMES = {
    "nurse": gettext_noop("assessment (nurses)"),
    "admin": gettext_noop("administration"),
    "scanner": gettext_noop("DXA (scanners)"),
    "operator": gettext_noop("DXA (operators)"),
    "reporter": gettext_noop("DXA reports (reporters)"),
}
"""Roles as the bottleneck of a pathway."""
SHORTEST_SPELL = 4
"""Weeks; shorter spells of another bottleneck are not listed on the screen."""
YEAR, WEEK = datetime.timedelta(days=365), datetime.timedelta(days=7)


def bottleneck_of(found: Explanation, steps: Steps, plan: int) -> tuple[str, float]:
    """The most frequent bottleneck in a measure's year, and in what share of weeks.

    Over all boards where the measure is of Wales.
    """
    provider, since = str(steps.row["provider"]), str(steps.row["start"])
    until = (datetime.date.fromisoformat(since) + YEAR).isoformat()
    if steps.row["span"] not in ("year", "financial year"):
        since, until = "", "9"
    places = providers_of(found) if provider == WALES else [provider]
    sums: dict[str, float] = {}
    for place in places:
        for role, share in share_of_weeks(found, place, plan, since, until).items():
            sums[role] = sums.get(role, 0.0) + share / len(places)
    if not sums:
        return "", 0.0
    role = max(sums, key=lambda name: sums[name])
    return role, sums[role]


@dataclass(frozen=True)
class Spell:
    """Weeks in a row with one bottleneck in the baseline and one in the option."""

    since: str
    until: str
    weeks: int
    baseline: str
    option: str


def bottleneck_sentence(
    found: Explanation, provider: str, names: Mapping[str, str]
) -> str:
    """The most frequent bottleneck of a board over the whole plan, in both plans."""
    said = []
    for plan in dict.fromkeys((0, found.everything)):
        shares = share_of_weeks(found, provider, plan, "", "9")
        role = max(shares, key=lambda name: shares[name], default="")
        share = shares.get(role, 0.0)
        if share:
            name = _(ROLE_NAMES.get(role, role))
            about = {"role": name, "share": whole_percent(share)}
            said.append(_("{role} in {share} of weeks", **about))
        else:
            said.append(_("none"))
    place = place_name(provider, names)
    if not found.everything:
        return _("{place}, bottleneck: {now}.", place=place, now=said[0])
    return _("{place}, bottleneck: {now}; under the option {then}.",
             place=place, now=said[0], then=said[-1])  # fmt: skip


def spells_of(found: Explanation, provider: str) -> list[Spell]:
    """Spells of weeks by the most frequent bottleneck of both plans."""
    tables = [roles_by_week(found, provider, p) for p in (0, found.everything)]
    if tables[0].empty or tables[1].empty:
        return []
    both = tables[0].merge(tables[1], on="start", suffixes=("_base", "_option"))
    pairs = [*zip(both["role_base"], both["role_option"], strict=True)]
    ends = _spell_ends(pairs)
    starts = both["start"].tolist()
    return [
        Spell(
            since=_day(starts[first]),
            until=_day(starts[last - 1]),
            weeks=last - first,
            baseline=_role(both.iloc[first:last], "base"),
            option=_role(both.iloc[first:last], "option"),
        )
        for first, last in pairwise(ends)
    ]


@dataclass(frozen=True)
class RoleSpell:
    """Weeks in a row with one role as the most frequent bottleneck of a board.

    Attributes
    ----------
    since, until : first days of its first week and of the week after it, ISO dates
    role : empty where most replications have no bottleneck
    share : of the replications, on average over its weeks
    """

    since: str
    until: str
    weeks: int
    role: str
    share: float


def role_spells(summary: pd.DataFrame, provider: str) -> list[RoleSpell]:
    """Spells of a board's most frequent bottleneck, from `summarise`."""
    rows = rows_of(summary, kpi="binds", provider=provider)
    if rows.empty:
        return []
    weekly = most_frequent_roles(rows.rename(columns={"mean": "share"}))
    starts, roles = weekly["start"].tolist(), weekly["role"].tolist()
    after = datetime.date.fromisoformat(starts[-1]) + WEEK
    starts.append(after.isoformat())
    return [
        RoleSpell(
            since=starts[first],
            until=starts[last],
            weeks=last - first,
            role=roles[first],
            share=float(weekly["share"].iloc[first:last].mean()),
        )
        for first, last in pairwise(_spell_ends(roles))
    ]


def _spell_ends(pairs: Sequence[object]) -> list[int]:
    """First weeks of the spells, and the end; short ones belong to the one before."""
    ends, now = [0], pairs[0]
    for week in range(1, len(pairs)):
        lasts = pairs[week : week + SHORTEST_SPELL]
        lasting = len(lasts) == SHORTEST_SPELL and len(set(lasts)) == 1
        if lasting and pairs[week] != now:
            ends.append(week)
            now = pairs[week]
    return [*ends, len(pairs)]


def _role(weeks: pd.DataFrame, which: str) -> str:
    """The most frequent bottleneck of some weeks, and in what share of runs."""
    role = str(weeks[f"role_{which}"].mode().iloc[0])
    share = weeks.loc[weeks[f"role_{which}"] == role, f"share_{which}"].mean()
    name = _(ROLE_NAMES.get(role, role)) if role else _("none")
    return f"{name}, {whole_percent(float(share))}"


def _day(date: str) -> str:
    return date_text(datetime.date.fromisoformat(date), short=True)
