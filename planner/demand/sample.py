"""Sampling of a cohort: everybody who comes, with all their luck."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from planner.demand.cohort import FAR, OUTSIDE, Bools, Cohort, Ints, mask_of
from planner.demand.fractures import stretches
from planner.demand.sources import PARTS, Draw, Rows, referral_rows
from planner.inputs.boards import Board
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.streams import Purpose, Words, inside, replication_word, uniforms


def sample_cohort(
    scenario: Scenario,
    seed: int,
    replication: int,
    providers: Collection[str] | None = None,
) -> Cohort:
    """Everybody who comes to these providers, with all their luck, in order of joining.

    Parameters
    ----------
    providers : board ids; None means all boards

    Returns
    -------
    Cohort; people sent outside the model belong to their board of residence's part
    """
    chosen = frozenset(scenario.boards if providers is None else providers)
    draw = Draw(scenario, replication_word(seed, replication), chosen)
    parts = [
        rows
        for board_id, board in scenario.boards.items()
        for sample in PARTS
        for rows in sample(draw, board_id, board)
    ]
    return _assemble(draw, [rows for rows in parts if len(rows["word"])])


def _assemble(draw: Draw, parts: list[Rows]) -> Cohort:
    parts = parts or [referral_rows(draw, *_nobody(draw))]
    columns = {
        name: np.concatenate([rows[name] for rows in parts]) for name in parts[0]
    }
    leaving = _exit_minutes(draw, columns["word"], columns["first_joined"])
    leaving = np.minimum(leaving, columns.pop("leaves"))
    cohort = Cohort(**columns, exit_minute=leaving, attributes={})
    cohort = cohort.take(_belongs(draw, cohort))
    cohort = cohort.take(np.lexsort((cohort.word, cohort.first_joined)))
    return _with_attributes(draw, cohort)


def _nobody(draw: Draw) -> tuple[Board, Ints, Words, Bools]:
    board = next(iter(draw.scenario.boards.values()))
    return board, np.zeros(0, int), np.zeros(0, np.uint64), np.zeros(0, bool)


def _belongs(draw: Draw, cohort: Cohort) -> Bools:
    """People of the chosen providers; those sent outside go with their residence."""
    boards = draw.scenario.boards
    numbers = [boards[name].number for name in draw.providers if name in boards]
    outside = (cohort.provider == OUTSIDE) & np.isin(cohort.residence, numbers)
    return np.asarray(np.isin(cohort.provider, numbers) | outside)


def _exit_minutes(draw: Draw, words: Words, joined: Ints) -> Ints:
    """When each person leaves for reasons of their own, counted from joining."""
    population = draw.scenario.population
    if population is None or not population.exit_rate:
        return np.full(len(words), FAR)
    luck = inside(uniforms(words, Purpose.EXIT))
    years = stats.expon.ppf(luck, scale=1 / population.exit_rate)
    after = np.floor(years * DAYS_A_YEAR * MINUTES_A_DAY).astype(np.int64)
    return np.asarray(np.maximum(joined, 0) + 1 + after)


def _with_attributes(draw: Draw, cohort: Cohort) -> Cohort:
    """The cohort with the pathway's yes/no facts, by shares of each person's day."""
    facts: dict[str, Bools] = {}
    for name, attribute in draw.scenario.pathway.attributes.items():
        cohort = replace(cohort, attributes=facts)
        luck = uniforms(cohort.word, Purpose.ATTRIBUTE, attribute.number)
        facts = {**facts, name: luck < _attribute_shares(draw, cohort, name)}
    return replace(cohort, attributes=facts)


def _attribute_shares(draw: Draw, cohort: Cohort, name: str) -> npt.NDArray[np.float64]:
    shares = np.zeros(len(cohort))
    for first, last, here in stretches(draw.scenario):
        attribute = here.pathway.attributes[name]
        level = np.full(len(cohort), attribute.share)
        for board in here.boards.values():
            if name in board.attributes:
                level[cohort.provider == board.number] = board.attributes[name]
        for group in reversed(attribute.groups):
            level[mask_of(cohort, group.when)] = group.share
        now = (cohort.fracture_day >= first) & (cohort.fracture_day < last)
        shares = np.where(now, level, shares)
    return shares
