"""Required contents of each table of facts, and the check of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.errors import Problem
from planner.locale import _

CONFIDENCE = ("seen", "derived", "assumption")
"""Seen in the source; worked out from seen numbers; ours, for want of a source."""

VALUE_COLUMNS = (
    "id",
    "name",
    "value",
    "low",
    "high",
    "unit",
    "year",
    "geography",
    "source",
    "url",
    "confidence",
    "note",
)


@dataclass(frozen=True)
class Sheet:
    """Required contents of one file of facts.

    Attributes
    ----------
    columns : every column, in order
    key : columns that together name one row
    numbers : columns that hold a number in every row
    optional_numbers : columns that hold a number or nothing
    filled : columns of text that may not be blank
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    optional_numbers: tuple[str, ...] = ()
    filled: tuple[str, ...] = ("unit", "source", "confidence")


def _values(*extra: str) -> Sheet:
    """The sheet shared by all tables of values, with columns of its own added."""
    return Sheet(
        columns=VALUE_COLUMNS + extra,
        key=("id",),
        numbers=("value",),
        optional_numbers=("low", "high", "year"),
        filled=("name", "unit", "geography", "source", "confidence"),
    )


_POPULATION = Sheet(
    columns=(
        "board",
        "code",
        "year",
        "sex",
        "age_band",
        "population",
        "unit",
        "confidence",
        "basis",
        "source",
        "url",
    ),
    key=("board", "year", "sex", "age_band"),
    numbers=("year", "population"),
)

SHEETS: dict[str, Sheet] = {
    "boards": Sheet(
        columns=(
            "id",
            "number",
            "code",
            "ods_code",
            "name",
            "name_cy",
            "short_name",
            "short_name_cy",
            "abbreviation",
            "caseload",
            "caseload_low",
            "caseload_high",
            "unit",
            "year",
            "kpis_published",
            "source",
            "url",
            "confidence",
            "note",
        ),
        key=("id",),
        numbers=("number", "caseload", "caseload_low", "caseload_high", "year"),
    ),
    "population": _POPULATION,
    "population_wales": _POPULATION,
    "fracture_rates": _values("sex", "age_group"),
    "fracture_rates_published": _values("sex", "age_group", "site"),
    "site_mix": _values("age_group", "site"),
    "fls_db_definitions": Sheet(
        columns=(
            "kpi",
            "name",
            "numerator",
            "denominator",
            "unit",
            "source",
            "url",
            "confidence",
            "note",
        ),
        key=("kpi",),
        filled=("name", "numerator", "denominator", "unit", "source", "confidence"),
    ),
    "fls_db_kpis": _values("kpi"),
    "dxa_operations": _values(),
    "workforce": _values(),
    "pay": _values("band", "point"),
    "unit_costs": _values(),
    "school_holidays": Sheet(
        columns=(
            "id",
            "name",
            "start",
            "end",
            "source",
            "url",
            "confidence",
            "note",
        ),
        key=("id",),
        filled=("name", "start", "end", "source", "confidence"),
    ),
    "standards": Sheet(
        columns=(
            "id",
            "framework",
            "domain",
            "name",
            "threshold",
            "unit",
            "measure",
            "rule",
            "mark",
            "low_mark",
            "source",
            "url",
            "confidence",
            "note",
        ),
        key=("id",),
        optional_numbers=("mark", "low_mark"),
        filled=("framework", "domain", "name", "rule", "source", "confidence"),
    ),
    "parameters": _values(),
    "limits": _values("same_as"),
    "rural": _values("board"),
    "known_together": Sheet(
        columns=("one", "other", "correlation", "source", "confidence", "note"),
        key=("one", "other"),
        numbers=("correlation",),
        filled=("source", "confidence"),
    ),
}
"""File name without ending, and what that file must hold."""


def check_facts(name: str, written: pd.DataFrame) -> list[Problem]:
    """Every fault of a table of facts as written, all cells still text."""
    sheet, file = SHEETS[name], f"{name}.csv"
    if tuple(written.columns) != sheet.columns:
        rule = _("columns are {columns}", columns=", ".join(sheet.columns))
        found = ", ".join(written.columns)
        hint = _("name the columns so, in this order")
        return [Problem(file, rule, value=found, hint=hint)]
    return [
        *_repeated(sheet, file, written),
        *_blank(sheet, file, written),
        *_unknown_confidence(sheet, file, written),
        *_not_numbers(sheet, file, written),
        *_outside_range(sheet, file, written),
    ]


def _row_name(sheet: Sheet, row: pd.Series) -> str:
    return ", ".join(str(row[column]) for column in sheet.key)


def _repeated(sheet: Sheet, file: str, written: pd.DataFrame) -> list[Problem]:
    again = written[written.duplicated(list(sheet.key))]
    rule = _("{columns} name one row", columns=_(" and ").join(sheet.key))
    return [
        Problem(file, rule, _row_name(sheet, row), hint=_("delete one of them"))
        for _index, row in again.iterrows()
    ]


def _blank(sheet: Sheet, file: str, written: pd.DataFrame) -> list[Problem]:
    return [
        Problem(
            file,
            _("{column} is filled in", column=column),
            _row_name(sheet, row),
            hint=_("fill it in, or delete the row"),
        )
        for column in sheet.filled
        for _index, row in written[written[column].str.strip() == ""].iterrows()
    ]


def _unknown_confidence(
    sheet: Sheet, file: str, written: pd.DataFrame
) -> list[Problem]:
    unknown = written[~written["confidence"].isin(CONFIDENCE)]
    rule = _("confidence is one of {known}", known=", ".join(CONFIDENCE))
    hint = _("write seen only where the source itself was read")
    return [
        Problem(file, rule, _row_name(sheet, row), row["confidence"], hint)
        for _index, row in unknown.iterrows()
    ]


def _not_numbers(sheet: Sheet, file: str, written: pd.DataFrame) -> list[Problem]:
    found = []
    for column in sheet.numbers + sheet.optional_numbers:
        wrong = pd.to_numeric(written[column], errors="coerce").isna()
        if column in sheet.optional_numbers:
            wrong &= written[column] != ""
        found += [
            Problem(
                file,
                _("{column} is a number", column=column),
                _row_name(sheet, row),
                row[column],
                _("write a range as low and high, words in the note"),
            )
            for _index, row in written[wrong].iterrows()
        ]
    return found


def _outside_range(sheet: Sheet, file: str, written: pd.DataFrame) -> list[Problem]:
    if "low" not in written:
        return []
    low, value, high = (
        pd.to_numeric(written[column], errors="coerce")
        for column in ("low", "value", "high")
    )
    # A comparison with a blank is never true, so open ends pass.
    outside = written[(low > value) | (high < value)]
    rule, hint = _("low <= value <= high"), _("widen the range, or mend the value")
    return [
        Problem(file, rule, _row_name(sheet, row), str(row["value"]), hint)
        for _index, row in outside.iterrows()
    ]
