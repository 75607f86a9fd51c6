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
from planner.inputs.changes import AlteredInput, ChangeInForce
from planner.inputs.neighbours import Sent, sent_elsewhere
from planner.inputs.scenario import Scenario
from planner.outcomes.counts import AGE, RESIDENCE, URGENCY, Group
from planner.outcomes.starvation import EVERYBODY, TIMES
from planner.reports.number_format import date_text
from planner.reports.select_rows import place_name


def changes_without_effect(
    scenario: Scenario, since: Scenario | None = None
) -> list[str]:
    """Sentences about changes of a scenario that cannot change its results.

    Parameters
    ----------
    since : a baseline, whose own changes are not named again
    """
    known = {change.name for change in since.changes} if since else set()
    added = [change for change in scenario.changes if change.name not in known]
    found = [_outside_plan(scenario, change) for change in added]
    found += [_late_entry(scenario, altered) for altered in scenario.applied]
    if since is not None and scenario.applied and not any(found):
        found += [_same_as(since, scenario)]
    found += [_no_patients_planned(scenario, board) for board in scenario.providers]
    said = changes_without_effect(since) if since else []
    return [text for text in dict.fromkeys(found) if text and text not in said]


def last_day(scenario: Scenario) -> datetime.date:
    """Last day of the plan."""
    return scenario.plan_start + datetime.timedelta(days=scenario.plan_days - 1)


def _outside_plan(scenario: Scenario, change: ChangeInForce) -> str:
    end = last_day(scenario)
    if change.start > end:
        reason = f"begins on {change.start}, after the plan ends on {end}"
    elif change.until is not None and change.until < scenario.plan_start:
        reason = f"ends on {change.until}, before the plan begins"
    else:
        return ""
    return f"The change {change.name} {reason}, so it changes nothing here."


def _late_entry(scenario: Scenario, altered: AlteredInput) -> str:
    """A sentence on a post, scanner or event that begins after the plan."""
    end, after = last_day(scenario), altered.after
    if altered.start is not None and altered.start > end:
        return ""
    begins = after.get("start", after.get("date")) if isinstance(after, Mapping) else 0
    if not isinstance(begins, datetime.date) or begins <= end:
        return ""
    return (
        f"{altered.key} begins on {begins}, after the plan ends on {end}, so it changes"
        " nothing here."
    )


def _same_as(baseline: Scenario, scenario: Scenario) -> str:
    if any(altered.moves for altered in scenario.applied):
        return ""
    return (
        f"{scenario.title or scenario.name} sets only values that"
        f" {baseline.title or baseline.name} has already, so it changes nothing."
    )


def _no_patients_planned(scenario: Scenario, board: str) -> str:
    """A sentence on a board with a service to which nobody is ever sent."""
    stretches = [here for _, here in scenario.periods]
    if any(_is_used(here, board) for here in stretches):
        return ""
    return (
        f"{scenario.boards[board].name} offers a service, but no patients are sent to"
        " it, so it changes no wait. Send patients there: see the residents' shares"
        " under demand.providers."
    )


def _is_used(here: Scenario, board_id: str) -> bool:
    """Whether residents, other referrals or a list bring patients to a board."""
    board = here.boards[board_id]
    lists = any(waiting.count for waiting in board.waiting_list.values())
    if lists or board.diary or board.arrivals or board.demand.bursts:
        return True
    if any(source.referrals_a_week for source in board.demand.other.values()):
        return True
    if any(sent.to == board_id and sent.share for sent in sent_elsewhere(here)):
        return True
    return any(board_id in here.places_of(other) for other in here.boards)


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
