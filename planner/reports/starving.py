"""What is said of groups that the rules of access starve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from planner.experiment.starving import Hunger
from planner.inputs.scenario import Scenario
from planner.outcomes.groups import AGE, RESIDENCE, URGENCY, Group
from planner.outcomes.starvation import EVERYBODY, TIMES
from planner.reports.choose import place_name

MOST_NAMED = 3


def starving_sentences(
    found: Iterable[Hunger], scenario: Scenario, names: Mapping[str, str]
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


def newly(found: Iterable[Hunger], before: Iterable[Hunger]) -> list[Hunger]:
    """Starved groups that were not starved before."""
    known = {(one.board_id, one.stage, one.starved.group) for one in before}
    return [
        one
        for one in found
        if (one.board_id, one.stage, one.starved.group) not in known
    ]


def _one(hunger: Hunger, names: Mapping[str, str]) -> str:
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
