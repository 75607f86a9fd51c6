"""Which rows of a summary or a comparison a reader looks at first."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.inputs.boards import ILLUSTRATIVE, official_name
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.kpi_table import undefined_state
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.periods import headline_period
from planner.reports.number_format import NOTHING

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
HEADLINES: tuple[tuple[str, str], ...] = (
    ("kpi4_assessed_90", ALL),
    ("kpi5_scanned_90_of_all", ALL),
    ("kpi5_scanned_90_of_ordered", ALL),
    ("kpi9_followed_up_16w", ALL),
    ("waiting_list", "scan"),
    ("waiting_over_90", "scan"),
    ("new_referral_wait", "scan"),
    ("waiting_list", "assess"),
    ("cost_whole_plan", ALL),
)
"""Measures that stand on the first page, with their stage."""

COST_PARTS = (("cost_plan_fls", ALL), ("cost_plan_dxa", ALL))
"""Measures of a sentence on the cost by service."""
BAND_ENDS = ("band_low", "band_high", "random_low", "random_high")
CLEARANCE = (("cleared", "scan"), ("clearance_day", "scan"))
"""Whether and when the DXA backlog is cleared."""
_TEXTS: dict[int, dict[str, Any]] = {}


_WELSH = re.compile(r"^Bwrdd\s+Iechyd\s+(Prifysgol|Addysgu)\s+")


def is_headline(plan: Scenario) -> Callable[[pd.DataFrame], Bools]:
    """A test of each row of an index: whether a headline may speak of it."""
    spoken = (*HEADLINES, *CLEARANCE, *COST_PARTS)
    periods = {kpi: headline_period(plan, kpi) for kpi, _ in spoken}
    spoken_of = {(kpi, period.label) for kpi, period in periods.items() if period}

    def chosen(index: pd.DataFrame) -> Bools:
        some = np.flatnonzero(index["kpi"].isin(list(periods)))
        names = (index[column].to_numpy()[some] for column in ("kpi", "period"))
        found = np.zeros(len(index), dtype=np.bool_)
        found[some] = [pair in spoken_of for pair in zip(*names, strict=True)]
        return found

    return chosen


def rows_of(table: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """Rows of whole providers with these values; all groups unless one is given."""
    return table.iloc[_places_of(table, wanted)]


def _places_of(table: pd.DataFrame, wanted: dict[str, str]) -> Places:
    # What is asked for goes first: few rows are left to be looked at for the rest.
    for column in ("residence", "group", "reason"):
        wanted.setdefault(column, ALL)
    places, texts = np.arange(len(table)), _texts_of(table)
    for column, value in wanted.items():
        if column not in texts:
            cells = table[column]
            # Texts of a table are Python's own; an array of them is faster to search.
            texts[column] = cells.to_numpy() if cells.dtype == object else cells.array
        places = places[np.asarray(texts[column][places] == value)]
    return places


def _texts_of(table: pd.DataFrame) -> dict[str, Any]:
    """Columns of a table that were asked for, by name, for as long as it is there.

    A page asks the same table hundreds of times, and a frame takes its time for each.
    """
    key = id(table)
    if key not in _TEXTS:
        _TEXTS[key] = {}
        weakref.finalize(table, _TEXTS.pop, key, None)
    return _TEXTS[key]


def last_row(
    table: pd.DataFrame,
    plan: Scenario,
    kpi: str,
    provider: str,
    *,
    stage: str = ALL,
    role: str = ALL,
    year: str = "",
) -> pd.Series | None:
    """Row of the last whole period of a plan, or of a year of it.

    Its `period` says how many days a period has that the plan's end cuts.

    Returns
    -------
    Series, or None where the measure has no value there: never that of an earlier one
    """
    period = headline_period(plan, kpi, year)
    if period is None:
        return None
    wanted = {"period": period.label, "kpi": kpi, "stage": stage, "role": role}
    places = _places_of(table, {**wanted, "provider": provider})
    if not len(places):
        return None
    row: pd.Series = table.iloc[places[0]].copy()
    row["period"] = str(period)
    return row


def state_of(row: pd.Series) -> str:
    """Label of a row without a finite value, such as "no capacity"."""
    return _(undefined_state(str(row["kpi"]))) or NOTHING


def is_illustrative(label: str) -> bool:
    """Whether a label says that figures are not a board's own performance."""
    return ILLUSTRATIVE in label


def stage_in_brackets(row: pd.Series) -> str:
    """Stage or role that a row is about, to be put behind a title."""
    at = row["role"] if row["stage"] == ALL else row["stage"]
    return "" if at == ALL else f" ({at})"


def leading_provider(table: pd.DataFrame) -> str:
    """Wales where it was simulated as a whole, else the first board."""
    providers = list(dict.fromkeys(table["provider"]))
    boards = [name for name in providers if name != ALL]
    return WALES if WALES in boards else (boards or [ALL])[0]


def place_name(provider: str, names: Mapping[str, str]) -> str:
    """Name of a board for readers."""
    return _("Wales") if provider == WALES else names.get(provider, provider)


def short_name(place: str, names: Mapping[str, str]) -> str:
    """Name of a board without what all of them are called."""
    name = place_name(place, names)
    for ending in (" University Health Board", " Teaching Health Board"):
        name = name.removesuffix(ending)
    return _WELSH.sub("", name)


def treated_elsewhere(
    plan: Scenario, asked: Iterable[str], treating: Collection[str]
) -> Iterator[str]:
    """A sentence for each board asked about that has no service: by whom it is treated.

    Parameters
    ----------
    treating : boards that may be named
    """
    names = {key: official_name(board) for key, board in plan.boards.items()}
    for board in asked:
        others = [each for each in plan.treating(board) if each in treating]
        if board not in plan.providers and others:
            yield _(
                "{board} runs no service of its own: its people are counted where they"
                " are treated ({places}).",
                board=official_name(plan.boards[board]),
                places=", ".join(short_name(each, names) for each in others),
            )


def four_week_means(weekly: pd.DataFrame) -> pd.DataFrame:
    """Levels of single weeks as means over four weeks, from the plan's first on.

    Bands are averaged alike, so they are those of a typical week among the four. The
    first row stays the first week's: it is the list on day 0. Weeks left over at the
    end are a row of their own.

    Parameters
    ----------
    weekly : rows of one measure at one stage, a week each, in order
    """
    rows = weekly.reset_index(drop=True)
    numbers = ["mean", "ci_low", "ci_high", *BAND_ENDS]
    group = (rows.index.to_numpy() + 3) // 4
    means = rows[numbers].groupby(group).mean()
    firsts = rows.groupby(group).first()
    firsts[numbers] = means
    whole: pd.DataFrame = firsts[rows.columns].reset_index(drop=True)
    return whole
