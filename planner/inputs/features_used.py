"""Features that a scenario uses: without one, nothing of it is measured or shown."""

from __future__ import annotations

from collections.abc import Sequence

from planner.inputs.boards import Board
from planner.inputs.cached import cached
from planner.inputs.conditions import Condition
from planner.inputs.scenario import Scenario
from planner.inputs.stage_graph import reached_from


@cached
def tells_exits_apart(scenario: Scenario) -> bool:
    """Whether it is known at some time why some people leave."""
    return any(
        (here.population is not None and here.population.tells_exits_apart)
        or any(board.validations for board in here.boards.values())
        for _, here in scenario.periods
    )


@cached
def prices_appointments(scenario: Scenario) -> bool:
    """Whether appointments have a price of their own at some time."""
    stages = (s for _, here in scenario.periods for s in here.pathway.stages.values())
    return any(stage.appointment_price for stage in stages)


def stages_in_use(scenario: Scenario) -> frozenset[str]:
    """Stages that somebody can reach at some time: others have no list to show."""
    return stages_reached(scenario, tuple(scenario.boards))


@cached
def stages_reached(scenario: Scenario, names: tuple[str, ...]) -> frozenset[str]:
    """Stages that somebody of these boards can reach at some time.

    A way is closed when it asks for an attribute or an answer that nobody has.
    """
    pathway = scenario.pathway
    boards = [here.boards[name] for _, here in scenario.periods for name in names]
    starts = set(pathway.entry.values())
    for board in boards:
        starts |= {name for name, each in board.waiting_list.items() if each.count}
        starts |= {*board.diary, *(each.enters for each in board.arrivals.values())}
        starts |= {each.enters for each in board.demand.bursts.values()}
    nobody = _nobody_has(scenario, boards)
    ways = {
        name: [
            step.to
            for step in stage.next
            if not any(
                _words(step.when[asked]) <= none
                for asked, none in nobody.items()
                if asked in step.when
            )
        ]
        for name, stage in pathway.stages.items()
    }
    return frozenset(reached_from(starts, ways) & set(pathway.stages))


def _nobody_has(
    scenario: Scenario, boards: Sequence[Board]
) -> dict[str, set[Condition]]:
    """Answers of attributes and choices that nobody of these boards ever has."""
    found: dict[str, set[Condition]] = {}
    periods = [here for _, here in scenario.periods]
    for name in scenario.pathway.attributes:
        shares: list[float] = []
        for here in periods:
            rules = here.pathway.attributes[name]
            shares += [rules.share, *(group.share for group in rules.groups)]
        shares += [board.attributes.get(name, 0.0) for board in boards]
        if not any(shares):
            found[name] = {True}
    for name, choice in scenario.pathway.choices.items():
        mixes: list[dict[str, float]] = []
        for here in periods:
            rules_now = here.pathway.choices[name]
            mixes += [rules_now.shares, *(group.shares for group in rules_now.groups)]
        mixes += [board.choices.get(name, {}) for board in boards]
        given = {word for mix in mixes for word, share in mix.items() if share}
        found[name] = {word for word in choice.answers if word not in given}
    return found


def _words(condition: Condition) -> set[Condition]:
    return set(condition) if isinstance(condition, tuple) else {condition}
