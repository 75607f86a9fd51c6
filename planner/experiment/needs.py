"""DXA needed by place, and lists beside the people that they serve.

What is needed is what holds the list level with a day's referrals (recurrent) and what
clears the day-0 list by the date (relief); `planner.formula.rules` has the same two as
rules of thumb. Sessions of one board are no help to another: those of Wales are summed
after what each board has too much is left out.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.data.facts import load_facts, population_by_cell
from planner.experiment.decisive import by_place
from planner.experiment.running.results import Results
from planner.experiment.statistics.set_bands import (
    SetBands,
    set_bands,
    sets_in,
    sets_of,
)
from planner.outcomes.measure_index import WALES

Floats = npt.NDArray[np.float64]
SCANNER = "scanner"
LEVEL, CLEAR, OFFERED, MORE = "stay_level", "to_clear", "offered", "more"
FROM = {
    LEVEL: "sessions_a_week_to_stay_level",
    CLEAR: "sessions_a_week_extra_to_clear",
    OFFERED: "sessions_a_week_offered",
}


def sessions_needed(results: Results) -> pd.DataFrame:
    """DXA sessions a week in the plan's first year, a row a place and measure.

    Returns
    -------
    DataFrame: place, measure (`LEVEL`: to hold the list; `CLEAR`: on top, to clear it
    by the date; `OFFERED`; `MORE`: wanting, never below 0), mean and the ends of its
    bands as in `summarise`, sets
    """
    columns = {
        measure: by_place(results, kpi, role=SCANNER) for measure, kpi in FROM.items()
    }
    amounts: dict[tuple[str, str], Floats] = {}
    boards = [
        place
        for place in columns[OFFERED]
        if place != WALES and all(place in each for each in columns.values())
    ]
    for place in boards:
        own = {m: results.matrix[:, each[place][0]] for m, each in columns.items()}
        own[MORE] = np.maximum(0.0, own[LEVEL] + own[CLEAR] - own[OFFERED])
        amounts |= {(place, measure): values for measure, values in own.items()}
    if WALES in columns[OFFERED]:
        for measure in (*FROM, MORE):
            every = [amounts[place, measure] for place in boards]
            amounts[WALES, measure] = np.sum(every, axis=0)
    return _with_bands(results, amounts)


def _with_bands(
    results: Results, amounts: dict[tuple[str, str], Floats]
) -> pd.DataFrame:
    """Mean and bands of each amount."""
    names = pd.DataFrame(list(amounts), columns=["place", "measure"])
    if not amounts:
        return names.reindex(columns=[*names.columns, *SetBands._fields, "sets"])
    values = np.stack([*amounts.values()], axis=1)
    sets = sets_of(results.replications, results.scenario.sets, results.first)
    bands = set_bands(values, sets)._asdict()
    return names.assign(**bands, sets=sets_in(results))


@cache
def residents_from_50(place: str) -> int:
    """Residents aged 50 and over of a board, or of Wales."""
    boards = load_facts("boards").set_index("id")["code"]
    codes = boards.tolist() if place == WALES else boards.loc[[place]].tolist()
    people = [population_by_cell(code)["population"].sum() for code in codes]
    return int(sum(people))


def for_1000_residents(row: pd.Series, place: str) -> pd.Series:
    """A row of `summarise` for every 1,000 residents aged 50 and over."""
    scaled = row.copy()
    columns = list(SetBands._fields)
    scaled[columns] = row[columns].astype(float) * 1000 / residents_from_50(place)
    return scaled
