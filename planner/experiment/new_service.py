"""A service for a place that has none: sized from its population like a Welsh one.

An average Welsh board, one of those without published figures, is scaled to the place's
expected fractures: staff, scanner sessions, other referrals and their list. FLS
patients are on no list on the first day.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from planner.data.facts import age_group, fracture_rates, load_facts
from planner.errors import Problem, ScenarioError
from planner.inputs.conditions import AGE_BANDS, SEXES
from planner.inputs.scenario import Scenario
from planner.locale import _

TEMPLATE = "swansea-bay"
"""An average Welsh board: it has no published figures of its own."""
COLUMNS = ["sex", "age_band", "population"]
GROUPS = tuple((sex, band) for sex in SEXES for band in AGE_BANDS)
"""Groups of residents, a row each."""
MOST_NAMED = 6
SOME_SESSIONS = 0.5
"""A scanner has sessions in halves of a session a week."""


def read_population(file: Path) -> pd.DataFrame:
    """Residents of 50 and over by sex and five-year age band.

    Raises
    ------
    ScenarioError: for a file that is no such table, with every fault
    """
    try:
        table = pd.read_csv(file)
    except (OSError, ValueError) as why:
        rule = _("a CSV file with sex, age_band and population")
        hint = _("save it as CSV, a row an age band and sex")
        problem = Problem(str(file), rule, value=str(why), hint=hint)
        raise ScenarioError(problem) from None
    problems = []
    if missing := [name for name in COLUMNS if name not in table]:
        rule, hint = _("has these columns"), _("add them to its first line")
        raise ScenarioError(
            Problem(str(file), rule, value=", ".join(missing), hint=hint)
        )
    for column, known in (("sex", SEXES), ("age_band", AGE_BANDS)):
        wrong = sorted(set(table[column].astype(str)) - set(known))
        if wrong:
            rule = _("each is one of {names}", names=", ".join(known))
            hint, value = _("write them in this way"), ", ".join(wrong)
            problems.append(
                Problem(str(file), rule, key=column, value=value, hint=hint)
            )
    problems += _wrong_rows(table, str(file)) if not problems else []
    people = pd.to_numeric(table["population"], errors="coerce")
    if people.isna().any() or (people < 0).any() or not people.sum() > 0:
        rule = _("people, 0 or more, and some in all")
        hint = _("write a number in every row")
        problems.append(Problem(str(file), rule, key="population", hint=hint))
    if problems:
        raise ScenarioError(problems)
    return table[COLUMNS].assign(population=people)


def _wrong_rows(table: pd.DataFrame, file: str) -> list[Problem]:
    """A problem for groups of residents that are missing, or there twice."""
    given = [*zip(table["sex"], table["age_band"].astype(str), strict=True)]
    missing = [pair for pair in GROUPS if pair not in given]
    twice = [pair for pair in GROUPS if given.count(pair) > 1]
    found = []
    for pairs, rule, hint in (
        (missing, _("has a row for each sex and age band"),
         _("add them, with 0 where nobody lives")),
        (twice, _("has one row for each sex and age band"),
         _("add their people up in one row")),
    ):  # fmt: skip
        if pairs:
            said = ", ".join(f"{sex} {band}" for sex, band in pairs[:MOST_NAMED])
            found.append(Problem(file, rule, key="age_band", value=said, hint=hint))
    return found


def population_example(board: str = "") -> str:
    """A file of residents to fill in: those of a board, or nobody at all."""
    facts = load_facts("population")
    newest = facts[(facts["board"] == board) & (facts["year"] == facts["year"].max())]
    known = newest.set_index(["sex", "age_band"])["population"].to_dict()
    rows = [f"{sex},{band},{round(known.get((sex, band), 0))}" for sex, band in GROUPS]
    return "\n".join([",".join(COLUMNS), *rows, ""])


def expected_fractures(people: pd.DataFrame) -> float:
    """Fragility fractures a year of these residents, at the rates of Wales."""
    rates = fracture_rates().set_index(["sex", "age_group"])["value"]
    groups = people["age_band"].map(age_group)
    each = [rates[sex, group] for sex, group in zip(people["sex"], groups, strict=True)]
    return float((people["population"] * each).sum() / 1000)


def with_new_service(
    plan: Scenario, place: str, name: str, people: pd.DataFrame | None = None
) -> Scenario:
    """A plan of this place alone, with a new service of a Welsh service's size.

    Parameters
    ----------
    place : a board of the plan, or the id of another place
    people : its residents; left out: those of the board
    """
    template = plan.boards[TEMPLATE].model_dump()
    own = plan.boards.get(place)
    if people is not None:
        fractures, code = expected_fractures(people), ""
    else:
        assert own is not None
        fractures, code = own.demand.fractures_a_year, own.code
    ratio = fractures / template["demand"]["fractures_a_year"]
    board = _scaled(template, ratio) | {
        "name": name,
        "name_cy": own.name_cy if own and people is None else "",
        "code": code,
    }
    board["demand"]["fractures_a_year"] = fractures
    rules = tuple(
        change
        for change in plan.changes
        if not any(key.startswith("boards.") for key in change.values)
    )
    alone = {"boards": {place: board}, "changes": rules, "fitting_sets": {}}
    shared: dict[str, Any] = {"outside": (), "mobile_units": {}, "aid": {}, "pools": {}}
    about = {"name": f"new-service-{place}", "title": _("New FLS: {name}", name=name)}
    return plan.revalidated({**plan.model_dump(), **alone, **shared, **about})


def _scaled(board: dict[str, Any], ratio: float) -> dict[str, Any]:
    """Inputs of a board times a ratio; without FLS patients on the first day."""
    posts = {
        name: post | {"wte": round(post["wte"] * ratio, 2)}
        for name, post in board["posts"].items()
    }
    scanners = {
        name: each | {"sessions_a_week": _sessions(each["sessions_a_week"] * ratio)}
        for name, each in board["scanners"].items()
    }
    other = {
        name: each | {"referrals_a_week": each["referrals_a_week"] * ratio}
        for name, each in board["demand"]["other"].items()
    }
    lists = {
        name: each
        | {
            "count": round(each["count"] * ratio * (1 - each["fls_share"])),
            "fls_share": 0.0,
        }
        for name, each in board["waiting_list"].items()
        if each["fls_share"] < 1
    }
    return board | {
        "posts": posts,
        "scanners": scanners,
        "demand": board["demand"] | {"other": other},
        "waiting_list": lists,
        "diary": {},
    }


def _sessions(exactly: float) -> float:
    return max(SOME_SESSIONS, round(exactly / SOME_SESSIONS) * SOME_SESSIONS)
