"""Cautions about a plan and its results, in one place for every report.

Changes that have no effect, lists that boards share, and groups of patients that the
rules of access starve; `capacity_warnings` has what results say of capacity.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import pandas as pd

from planner.experiment.starvation import StarvedGroup
from planner.inputs.neighbours import Sent, sent_elsewhere
from planner.inputs.no_effect import NoEffect, Reason, last_day, without_effect
from planner.inputs.scenario import Scenario
from planner.outcomes.counts import AGE, RESIDENCE, URGENCY, Group
from planner.outcomes.starvation import EVERYBODY, TIMES
from planner.reports.number_format import date_text
from planner.reports.select_rows import place_name


def changes_without_effect(
    scenario: Scenario, since: Scenario | None = None
) -> list[str]:
    """One sentence for each part of a scenario that cannot change its results.

    Parameters
    ----------
    since : a baseline, whose own parts are not named again
    """
    return [_without_effect(scenario, each) for each in without_effect(scenario, since)]


def _without_effect(scenario: Scenario, found: NoEffect) -> str:
    begins = f"begins on {found.date}, after the plan ends on {last_day(scenario)}"
    match found.reason:
        case Reason.BEGINS_LATE:
            return f"The change {found.part} {begins}, so it changes nothing here."
        case Reason.ENDS_EARLY:
            return (
                f"The change {found.part} ends on {found.date}, before the plan begins"
                f" on {scenario.plan_start}, so it changes nothing here."
            )
        case Reason.ENTERS_LATE:
            return f"{found.part} {begins}, so it changes nothing here."
        case Reason.SAME_INPUTS:
            return (
                f"{scenario.title or scenario.name} has every input of {found.part}, so"
                " both give the same results."
            )
        case Reason.NO_PATIENTS:
            return (
                f"{scenario.boards[found.part].name} offers a service"
                f" ({', '.join(found.offered)}), but no patients are sent to it, so it"
                " changes no wait. Send patients there: see the residents' shares under"
                " demand.providers."
            )


def no_difference(
    baseline: Scenario, option: Scenario, comparison: pd.DataFrame
) -> list[str]:
    """A sentence where an option gives exactly the results of its baseline.

    Parameters
    ----------
    comparison : from `compare`
    """
    differences = comparison["difference"]
    if not len(differences) or (differences.fillna(0.0) != 0).any():
        return []
    return [
        f"{option.title or option.name} gives exactly the results of"
        f" {baseline.title or baseline.name}: nothing that it changes takes effect for"
        " these boards within this plan."
    ]


MEANING = (
    "A board's list holds whoever stands on it, wherever they live; its KPIs count its"
    " own people, wherever they are seen."
)


def sharing_sentences(scenario: Scenario) -> list[str]:
    """One sentence for each share of people seen elsewhere, then what that means."""
    said = list(dict.fromkeys(_shares(scenario)))
    return [*said, MEANING] if said else []


def _shares(scenario: Scenario) -> Iterator[str]:
    known: set[Sent] = set()
    for day, here in scenario.periods:
        ways = [sent for sent in sent_elsewhere(here) if sent.share]
        date = scenario.plan_start + datetime.timedelta(days=day)
        for sent in ways:
            if sent not in known:
                yield _sentence(here, sent, date)
        known = set(ways)


def _sentence(here: Scenario, sent: Sent, date: datetime.date) -> str:
    stage = here.pathway.stages[sent.stage]
    part = "all" if sent.share == 1 else f"{100 * sent.share:g} in 100"
    return (
        f"From {date_text(date)} {part} of the people of {here.boards[sent.board].name}"
        f" who join the list for {stage.title or sent.stage} stand on that of"
        f" {here.boards[sent.to].name}."
    )


MOST_NAMED = 3


def starving_sentences(
    found: Iterable[StarvedGroup], scenario: Scenario, names: Mapping[str, str]
) -> list[str]:
    """One sentence for each list at which a group starves, the worst groups named.

    Parameters
    ----------
    names : names of boards by id
    """
    sentences = []
    for (board, stage), group in groupby(found, lambda h: (h.board_id, h.stage)):
        hungry = list(group)
        title = scenario.pathway.stages[stage].title or stage
        where = f"{place_name(board, names)}, {title}"
        of_all = [one for one in hungry if one.starved.group == EVERYBODY]
        if of_all:
            days = of_all[0].starved.days
            sentences.append(
                f"{where}: the wait grows through every quarter, whoever one is; 95 in"
                f" 100 wait up to {days:,.0f} days in the last year. No rule of access"
                " does this: more people come than are seen."
            )
            continue
        shown = "; ".join(_one(one, names) for one in hungry[:MOST_NAMED])
        more = f"; and {len(hungry) - MOST_NAMED} more" * (len(hungry) > MOST_NAMED)
        sentences.append(f"{where}: the rules of access starve {shown}{more}.")
    return sentences


def newly(
    found: Iterable[StarvedGroup], before: Iterable[StarvedGroup]
) -> list[StarvedGroup]:
    """Starved groups that were not starved before."""
    known = {(one.board_id, one.stage, one.starved.group) for one in before}
    return [
        one
        for one in found
        if (one.board_id, one.stage, one.starved.group) not in known
    ]


def _one(hunger: StarvedGroup, names: Mapping[str, str]) -> str:
    starved = hunger.starved
    who = words_of(starved.group, names)
    waits = (
        f"95 in 100 wait up to {starved.days:,.0f} days,"
        f" of the others up to {starved.median:,.0f}"
    )
    far = starved.days > TIMES * starved.median
    longer = [f"more than {TIMES:g} times as long"] * far
    longer += ["ever longer, quarter by quarter"] * starved.grows
    return f"{who} ({waits}: {' and '.join(longer)})"


def words_of(group: Group, names: Mapping[str, str]) -> str:
    """A group of people as a sentence names it.

    >>> words_of(Group("age", "85-89"), {}), words_of(Group("urgency", "routine"), {})
    ('people aged 85-89', 'routine patients')
    """
    if group.kind == AGE:
        return f"people aged {group.name}"
    if group.kind == RESIDENCE:
        return f"residents of {place_name(group.name, names)}"
    if group.kind == URGENCY:
        return f"{group.name} patients"
    return group.name if "patients" in group.name else _patients(group.name)


def _patients(name: str) -> str:
    if name.endswith("referrals"):
        return name
    return f"people with {'another' if name == 'other' else f'a {name}'} fracture"
