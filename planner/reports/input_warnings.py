"""Cautions about inputs: parts that change nothing, numbers that contradict another."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from planner.inputs.boards import Board, official_name
from planner.inputs.bought_in import TemporaryLists
from planner.inputs.features_used import stages_in_use
from planner.inputs.pathway import Pathway, Stage
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.reports.warnings import changes_without_effect


def input_warnings(
    scenario: Scenario,
    since: Scenario | None = None,
    boards: Collection[str] | None = None,
) -> list[str]:
    """One sentence for each part that changes nothing, and for each contradiction.

    Parameters
    ----------
    since : a baseline, whose own are not said again
    boards : ids of those that are looked at, or None for all
    """
    known = set() if since is None else set(_slots_that_differ(since, boards))
    differing = dict.fromkeys(_slots_that_differ(scenario, boards))
    return [
        *changes_without_effect(scenario, since, boards),
        *(sentence for sentence in differing if sentence not in known),
    ]


def _slots_that_differ(
    scenario: Scenario, boards: Collection[str] | None
) -> Iterator[str]:
    """Slots of scanners and lists that last other minutes than any scan there takes."""
    for _day, here in scenario.periods:
        used = stages_in_use(here)
        for board_id, board in here.boards.items():
            if boards is None or board_id in boards:
                yield from _of_board(here, board_id, board, used)


def _of_board(
    here: Scenario, board_id: str, board: Board, used: frozenset[str]
) -> Iterator[str]:
    pathway = here.pathway
    units = here.mobile_units.items()
    sessions: dict[str, Scanner | TemporaryLists] = {
        **board.scanners,
        **board.temporary,
        **{name: unit for name, unit in units if board_id in unit.visits},
    }
    for name, each in sessions.items():
        bought = isinstance(each, TemporaryLists)
        names = pathway.temporary_activities if bought else pathway.scan_activities
        minutes = _minutes_of_scans(pathway, names, used)
        if minutes and each.slot_minutes not in minutes.values():
            stage, taken = next(iter(minutes.items()))
            yield _(
                "{board}, {name}: a slot lasts {slot} minutes, but a scan takes"
                " {taken} (pathway.stages.{stage}.slot_minutes), so that a session of"
                " {slots} slots holds {people} people. Fix: write the same minutes in"
                " both places.",
                board=official_name(board),
                name=name,
                slot=each.slot_minutes,
                taken=taken,
                stage=stage,
                slots=each.slots_a_session,
                people=each.slots_a_session * each.slot_minutes // taken,
            )


def _minutes_of_scans(
    pathway: Pathway, activities: tuple[str, ...], used: frozenset[str]
) -> dict[str, int]:
    """Minutes of a slot, by stage of these activities that holds one."""
    stages = [stage for name in activities for stage in pathway.activities[name].stages]
    return {
        name: pathway.stages[name].slot_minutes
        for name in dict.fromkeys(stages)
        if name in used and _holds_a_slot(pathway.stages[name])
    }


def _holds_a_slot(stage: Stage) -> bool:
    return stage.hold == "slot" or stage.duration is None
