"""What a reader should be told before trusting a plan: capacity that cannot be used."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import pandas as pd

from planner.experiment.starvation import StarvedGroup
from planner.inputs.neighbours import Sent, sent_elsewhere
from planner.inputs.scenario import Scenario
from planner.outcomes.counts import AGE, RESIDENCE, URGENCY, Group
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.starvation import EVERYBODY, TIMES
from planner.reports.number_format import date_text
from planner.reports.select_rows import place_name, rows_of

WORTH_SAYING = 0.10
"""Share of planned scanner sessions without an operator from which it is said."""


def cautions(summary: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """One sentence for each place whose scanner sessions often lack an operator.

    Parameters
    ----------
    summary : from `summarise`
    names : names of boards by id
    """
    places = [name for name in dict.fromkeys(summary["provider"]) if name != ALL]
    found = (_without_operator(summary, place, names) for place in places)
    return [sentence for sentence in found if sentence]


def _without_operator(
    summary: pd.DataFrame, place: str, names: Mapping[str, str]
) -> str:
    if place == WALES:
        return ""
    wanted = {"provider": place, "role": "scanner"}
    lost = rows_of(summary, kpi="sessions_lost", reason="no operator", **wanted)
    offered = rows_of(summary, kpi="sessions_offered", **wanted)
    years = max(1, len(offered))
    missing, run = lost["mean"].sum() / years, offered["mean"].sum() / years
    if missing < WORTH_SAYING * (missing + run):
        return ""
    return (
        f"{place_name(place, names)}: {missing:.0f} of {missing + run:.0f} scanner"
        " sessions a year that could run have no operator. More sessions need more"
        " operator WTE."
    )


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
