"""A plan in which nobody has to wait for some roles: what capacity alone could do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planner.inputs.activities import Route
from planner.inputs.pathway import Pathway
from planner.inputs.scenario import Scenario
from planner.locale import _

SERVERS, FIRST_NUMBER = 20, 990
"""Of each role, open day and night: more than any board can keep busy; and the highest
number that they are declared under."""


def roles_of(scenario: Scenario) -> list[str]:
    """Roles whose work somebody can wait for throughout the plan."""
    return list(_activities_by_role(scenario))


def _activities_by_role(scenario: Scenario) -> dict[str, list[str]]:
    """Activities open to everybody in every period, by the role whose work they are."""
    pathways = [here.pathway for _day, here in scenario.periods]
    lasting = set.intersection(*({*pathway.activities} for pathway in pathways))
    found: dict[str, list[str]] = {}
    for name, role in _open_activities(scenario.pathway):
        if name in lasting:
            found.setdefault(role, []).append(name)
    return found


def _open_activities(pathway: Pathway) -> Iterator[tuple[str, str]]:
    """Each activity and its role; those with a route only where no other serves."""
    everybody = {
        stage
        for activity in pathway.activities.values()
        if activity.route == Route()
        for stage in activity.stages
    }
    for name, activity in pathway.activities.items():
        role = pathway.stages[activity.stages[0]].role
        needed = not everybody.issuperset(activity.stages)
        if role and (activity.route == Route() or needed):
            yield name, role


def with_ample_capacity(scenario: Scenario, roles: Iterable[str]) -> Scenario:
    """The same plan in which nobody waits for these roles, whoever is in post.

    Notice, missed appointments and everything else stay as they are.
    """
    by_role, values = _activities_by_role(scenario), {}
    for place, role in enumerate(roles):
        for board in scenario.providers:
            values[f"boards.{board}.servers.ample-{role}"] = {
                "number": _free_number(scenario, board, place),
                "count": SERVERS,
                "activities": tuple(by_role[role]),
                "role": role,
            }
    return scenario.with_values(values, source=_("what if nobody had to wait"))


def _free_number(scenario: Scenario, board: str, place: int) -> int:
    """A declared number that no server of the board has."""
    taken: Sequence[int] = [s.number for s in scenario.boards[board].servers.values()]
    free = [number for number in range(FIRST_NUMBER, 0, -1) if number not in taken]
    return free[place]
