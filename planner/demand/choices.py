"""The pathway's choices as tables: what each person gets one of, such as a drug."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.attributes import condition_codes
from planner.inputs.scenario import Scenario
from planner.jit import inlined
from planner.numerics.random_numbers import Purpose, Seeds, mix_in, to_unit

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CHOICE = int(Purpose.CHOICE)


class ChoiceTables(NamedTuple):
    """Shares of answers, and the groups of people that have shares of their own.

    A group's conditions follow each other, as do a choice's groups in a period.
    """

    numbers: Ints
    """Declared numbers of choices."""
    edges: Floats
    """Cumulative shares, by choice, patient group, period of the plan and answer."""
    first_group: Ints
    """By choice, of each period, and one after the last."""
    group_edges: Floats
    """Cumulative shares by group and answer."""
    first_condition: Ints
    """By group, and one after the last."""
    asks: Ints
    """Characteristic, attribute or choice that a condition asks for."""
    allows: Ints
    """Its answers that fit, a bit each."""


def choice_tables(scenario: Scenario, providers: Ints) -> ChoiceTables:
    """The choices of a scenario's pathway, as tables.

    Parameters
    ----------
    providers : declared number of the provider of each patient group
    """
    periods = [here for _, here in scenario.periods]
    choices = scenario.pathway.choices
    words = answers_of(scenario)
    names, most = tuple(words), max(map(len, words.values()), default=1)
    edges = np.ones((len(names), len(providers), len(periods), most))
    first_group = np.zeros((len(names), len(periods) + 1), dtype=np.int64)
    group_edges: list[Floats] = []
    first_condition, asks, allows = [0], [], []
    for at, name in enumerate(names):
        answers = words[name]
        first_group[at, 0] = len(group_edges)
        for period, here in enumerate(periods):
            for provider, mix in _own_mixes(here, name, providers).items():
                here_treated = providers == provider
                edges[at, here_treated, period] = _cumulative(mix, answers, most)
            for group in here.pathway.choices[name].groups:
                codes = condition_codes(scenario.pathway, group.when)
                asks += [place for place, _ in codes]
                allows += [fitting for _, fitting in codes]
                first_condition.append(len(asks))
                group_edges.append(_cumulative(group.shares, answers, most))
            first_group[at, period + 1] = len(group_edges)
    return ChoiceTables(
        np.array([c.number for c in choices.values()], dtype=np.int64),
        edges,
        first_group,
        np.array(group_edges, dtype=float).reshape(-1, most),
        np.array(first_condition, dtype=np.int64),
        np.array(asks, dtype=np.int64),
        np.array(allows, dtype=np.int64),
    )


def answers_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Every answer that each choice has at some time, those of the first day first."""
    periods = [here.pathway.choices for _, here in scenario.periods]
    return {
        name: tuple(dict.fromkeys(a for here in periods for a in here[name].answers))
        for name in scenario.pathway.choices
    }


def _own_mixes(
    scenario: Scenario, name: str, providers: Ints
) -> dict[int, Mapping[str, float]]:
    """Shares of the answers at each of these providers, where no group decides."""
    common = scenario.pathway.choices[name].shares
    own = {
        board.number: board.choices.get(name, common)
        for board in scenario.boards.values()
    }
    return {each: own.get(each, common) for each in np.unique(providers).tolist()}


def _cumulative(
    mix: Mapping[str, float], answers: tuple[str, ...], most: int
) -> Floats:
    """Random number below which each answer is given; the last one has no end."""
    edges = np.ones(most)
    edges[: len(answers)] = np.cumsum([mix.get(name, 0.0) for name in answers])
    # Whatever the shares add up to in floating point, everybody gets an answer.
    last = max(at for at, name in enumerate(answers) if mix.get(name, 0.0) > 0)
    edges[last:] = 2.0
    return edges


@inlined
def draw_choices(
    seeds: Seeds,
    group_of: Ints,
    period_of: Bytes,
    choices: ChoiceTables,
    first_row: int,
    answers: Bytes,
) -> None:
    """Chosen answers of each person, by patient group, period and rules."""
    for choice in range(len(choices.numbers)):
        number = choices.numbers[choice]
        for i in range(len(seeds)):
            period = period_of[i]
            draw = to_unit(mix_in(mix_in(seeds[i], CHOICE), number))
            edges = choices.edges[choice, group_of[i], period]
            first = choices.first_group[choice, period]
            for group in range(first, choices.first_group[choice, period + 1]):
                fits = True
                for c in range(
                    choices.first_condition[group], choices.first_condition[group + 1]
                ):
                    answer = answers[choices.asks[c], i]
                    fits = fits and (choices.allows[c] >> answer) & 1 == 1
                if fits:
                    edges = choices.group_edges[group]
                    break
            answer = 0
            while draw >= edges[answer]:
                answer += 1
            answers[first_row + choice, i] = answer
