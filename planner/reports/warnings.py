"""Cautions about a plan and its results, in one place for every report.

Changes that have no effect, lists that boards share, and groups of patients that the
rules of access starve; `capacity_warnings` has what results say of capacity.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

import pandas as pd

from planner.experiment.starvation import StarvedGroup
from planner.inputs.boards import official_name
from planner.inputs.neighbours import Sent, sent_elsewhere
from planner.inputs.no_effect import NoEffect, Reason, last_day, without_effect
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.groups import AGE, RESIDENCE, URGENCY, Group
from planner.outcomes.starvation import EVERYBODY, TIMES
from planner.reports.dates import date_text
from planner.reports.select_rows import place_name


def changes_without_effect(
    scenario: Scenario,
    since: Scenario | None = None,
    boards: Collection[str] | None = None,
) -> list[str]:
    """One sentence for each part of a scenario that cannot change its results.

    Parameters
    ----------
    since : a baseline, whose own parts are not named again
    boards : ids of those that are looked at, or None for all
    """
    return [
        _without_effect(scenario, each)
        for each in without_effect(scenario, since)
        if boards is None or not each.board or each.board in boards
    ]


def _without_effect(scenario: Scenario, found: NoEffect) -> str:
    days = {"date": found.date, "last": last_day(scenario)}
    match found.reason:
        case Reason.BEGINS_LATE:
            return _(
                "The change {part} begins on {date}, after the plan ends on"
                " {last}, so it changes nothing here.",
                part=found.part,
                **days,
            )
        case Reason.RUN_ON:
            return _(
                "The change {part} begins on {date}, after the plan ends on {last}: it"
                " touches only those who are followed beyond the plan, and costs"
                " nothing here.",
                part=found.part,
                **days,
            )
        case Reason.ENDS_EARLY:
            return _(
                "The change {part} ends on {date}, before the plan begins on"
                " {start}, so it changes nothing here.",
                part=found.part,
                date=found.date,
                start=scenario.plan_start,
            )
        case Reason.ENTERS_LATE:
            return _(
                "{part} begins on {date}, after the plan ends on {last}, so it"
                " changes nothing here.",
                part=found.part,
                **days,
            )
        case Reason.SAME_INPUTS:
            return _(
                "{scenario} has every input of {part}, so both give the same results.",
                scenario=_(scenario.title or scenario.name),
                part=found.part,
            )
        case Reason.NO_PATIENTS:
            return _(
                "{board} offers a service ({offered}), but no patients are"
                " sent to it, so it changes no wait. Send patients there: see"
                " the residents' shares under demand.providers.",
                board=official_name(scenario.boards[found.part]),
                offered=", ".join(found.offered),
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
        _(
            "{option} gives exactly the results of {baseline}: nothing that it"
            " changes takes effect for these boards within this plan.",
            option=_(option.title or option.name),
            baseline=_(baseline.title or baseline.name),
        )
    ]


MEANING = gettext_noop(
    "A board's list holds whoever stands on it, wherever they live; its KPIs"
    " count its own people, wherever they are seen."
)


def sharing_sentences(scenario: Scenario) -> list[str]:
    """One sentence for each share of people seen elsewhere, then what that means."""
    said = list(dict.fromkeys(_shares(scenario)))
    return [*said, _(MEANING)] if said else []


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
    part = _("all")
    if sent.share != 1:
        part = _("{share:g} in 100", share=100 * sent.share)
    return _(
        "From {date} {part} of the people of {board} who join the list for"
        " {stage} stand on that of {other}.",
        date=date_text(date),
        part=part,
        board=official_name(here.boards[sent.board]),
        stage=_(stage.title or sent.stage),
        other=official_name(here.boards[sent.to]),
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
        starved = list(group)
        title = _(scenario.pathway.stages[stage].title or stage)
        where = f"{place_name(board, names)}, {title}"
        of_all = [one for one in starved if one.starved.group == EVERYBODY]
        if of_all:
            days = of_all[0].starved.days
            sentences.append(
                _(
                    "{where}: the wait grows through every quarter, whoever one"
                    " is; 95 in 100 wait up to {days:,.0f} days in the last year."
                    " No rule of access does this: more people come than are"
                    " seen.",
                    where=where,
                    days=days,
                )
            )
            continue
        shown = "; ".join(_one(one, names) for one in starved[:MOST_NAMED])
        if len(starved) > MOST_NAMED:
            more = len(starved) - MOST_NAMED
            shown = _("{groups}; and {count} more", groups=shown, count=more)
        sentences.append(
            _(
                "{where}: the rules of access starve {groups}.",
                where=where,
                groups=shown,
            )
        )
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


def _one(one: StarvedGroup, names: Mapping[str, str]) -> str:
    starved = one.starved
    who = words_of(starved.group, names)
    waits = _(
        "95 in 100 wait up to {days:,.0f} days, of the others up to {median:,.0f}",
        days=starved.days,
        median=starved.median,
    )
    far = starved.days > TIMES * starved.median
    longer = [_("more than {times:g} times as long", times=TIMES)] * far
    longer += [_("ever longer, quarter by quarter")] * starved.grows
    return f"{who} ({waits}: {_(' and ').join(longer)})"


def words_of(group: Group, names: Mapping[str, str]) -> str:
    """A group of people as a sentence names it.

    >>> words_of(Group("age", "85-89"), {}), words_of(Group("urgency", "routine"), {})
    ('people aged 85-89', 'routine patients')
    """
    if group.kind == AGE:
        return _("people aged {group}", group=group.name)
    if group.kind == RESIDENCE:
        return _("residents of {place}", place=place_name(group.name, names))
    if group.kind == URGENCY:
        return _("{urgency} patients", urgency=_(group.name))
    return group.name if "patients" in group.name else _patients(group.name)


def _patients(name: str) -> str:
    if name.endswith("referrals"):
        return name
    if name == "other":
        return _("people with another fracture")
    return _("people with a {site} fracture", site=name)
