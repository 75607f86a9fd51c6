"""Tables of published facts, checked on the way in.

Everything is read as package contents, so it works from a folder and from a wheel.
Where each number comes from stands in SOURCES.md beside the tables.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pandas as pd

from planner.data.sheets import SHEETS, Sheet, check_facts
from planner.errors import DataError, Problem
from planner.locale import _

OLD_AGE = 75
POPULATION_YEAR = 2022
"""Year whose residents share fractures out by sex and age; they set no numbers."""


def load_facts(name: str) -> pd.DataFrame:
    """One table of facts, checked, with numbers as numbers; the copy is yours.

    Parameters
    ----------
    name : a key of `SHEETS`, such as "pay"

    Raises
    ------
    DataError: if there is no such table, or with every fault found in it.

    Examples
    --------
    >>> load_facts("boards").id.iloc[0]
    'aneurin-bevan'
    """
    return _load(name).copy()


@lru_cache(maxsize=len(SHEETS))
def _load(name: str) -> pd.DataFrame:
    if name not in SHEETS:
        rule = _("a table of facts that exists")
        hint = _("use {known}", known=", ".join(SHEETS))
        raise DataError(Problem(f"{name}.csv", rule, hint=hint))
    with _folder().joinpath(f"{name}.csv").open(encoding="utf-8") as lines:
        written = pd.read_csv(lines, dtype=str, keep_default_na=False)
    problems = check_facts(name, written)
    if problems:
        raise DataError(problems)
    return _with_types(SHEETS[name], written)


def population_by_cell(board_code: str, year: int = POPULATION_YEAR) -> pd.DataFrame:
    """Residents aged 50 and over of one board by sex and five-year age band.

    Parameters
    ----------
    board_code : GSS code ("W11000028") or board id ("aneurin-bevan")
    year : 2021 or 2022 (middle of the year; exact sums of ONS)

    Returns
    -------
    DataFrame with sex, age_band, age_group ("50-74" or "75+"), population (people)

    Raises
    ------
    DataError: if the board or the year is not in the table.
    """
    people = _load("population")
    of_board = (people["code"] == board_code) | (people["board"] == board_code)
    chosen = people[of_board & (people["year"] == year)]
    if chosen.empty:
        years = _(" and ").join(map(str, sorted(set(people["year"]))))
        raise DataError(
            Problem(
                "population.csv",
                _("a board and a year that are in the table"),
                value=f"{board_code}, {year}",
                hint=_(
                    "boards are listed in boards.csv; the years are {years}",
                    years=years,
                ),
            )
        )
    cells = chosen[["sex", "age_band", "population"]].reset_index(drop=True)
    cells.insert(2, "age_group", cells["age_band"].map(age_group))
    return cells


def age_group(age_band: str) -> str:
    """The coarse age group of a five-year band.

    >>> age_group("70-74"), age_group("90+")
    ('50-74', '75+')
    """
    first_year = int(age_band.split("-")[0].rstrip("+"))
    return f"{OLD_AGE}+" if first_year >= OLD_AGE else f"50-{OLD_AGE - 1}"


def fracture_rates() -> pd.DataFrame:
    """Fragility fractures per 1,000 people a year by sex and age group.

    References
    ----------
    SOURCES.md: fracture_rates.csv
    """
    return load_facts("fracture_rates")


def site_mix() -> pd.DataFrame:
    """Share of fractures by site, in percent, adding to 100 in each age group.

    References
    ----------
    SOURCES.md: site_mix.csv
    """
    return load_facts("site_mix")


def boundaries() -> dict[str, Any]:
    """The seven boards as GeoJSON; its `attribution` must stand beside every map."""
    lines = _folder().joinpath("boundaries", "wales_boards.geojson")
    shapes: dict[str, Any] = json.loads(lines.read_text(encoding="utf-8"))
    return shapes


def _folder() -> Traversable:
    return files("planner.data")


def _with_types(sheet: Sheet, written: pd.DataFrame) -> pd.DataFrame:
    """The same table with numbers, whole years and yes/no as such."""
    typed = written.copy()
    for column in sheet.numbers + sheet.optional_numbers:
        typed[column] = pd.to_numeric(typed[column].replace("", None))
    if "year" in typed:
        typed["year"] = typed["year"].astype("Int64")
    if "kpis_published" in typed:
        typed["kpis_published"] = typed["kpis_published"] == "true"
    return typed
