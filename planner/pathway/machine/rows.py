"""The stays that nobody had ended by the horizon, behind those that people left."""

from __future__ import annotations

from planner.compiled import uncounted
from planner.pathway.machine.memory import ELSEWHERE
from planner.pathway.visits import Outcome

LEFT, OPEN = int(Outcome.LEFT), int(Outcome.OPEN)


@uncounted
def write_open(world):
    """Write down who still waits or has left waiting, as far as there are rows.

    Returns
    -------
    whether there were enough; else it begins anew when there are more
    """
    now, place = world.state[0], world.state[0].written
    for who in range(len(world.people)):
        person = world.people[who]
        if person.status == ELSEWHERE:
            continue
        if place == len(world.rows):
            return False
        row, has_left = world.rows[place], person.exit < now.horizon
        row.patient, row.list = who, person.provider
        row.stage = world.stages[person.stage].number
        row.visit, row.attempt = person.visit, person.attempt
        row.first_joined, row.joined = person.first_joined, person.joined
        row.started = row.held_until = row.session = -1
        row.finished = person.exit if has_left else -1
        row.outcome = LEFT if has_left else OPEN
        place += 1
    now.written = place
    return True
