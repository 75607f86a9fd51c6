"""Units and bounds that live on the field types of every parameter.

A field declared as `wte: Wte` is checked wherever it enters, and its unit is shown
in forms, error messages and the list of assumptions without being written again.
"""

from __future__ import annotations

import ast
import calendar
import datetime
import inspect
import itertools
import textwrap
from dataclasses import dataclass
from functools import cache
from numbers import Real
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from planner.inputs.findings import ContradictionError, Finding
from planner.locale import _

MINUTES_A_DAY = 1440
DAYS_A_YEAR = 365.25
DAYS_A_WEEK = 7
SESSION_MINUTES = 225
"""Half a working day of 7.5 hours; 37.5 hours a week are ten of these."""
SESSIONS_A_WEEK = 10
LARGEST_SEED = 0xFFFFFFFFFFFFFFFF
"""Seeds of a run are numbers of 64 bits."""


@dataclass(frozen=True)
class Unit:
    """The unit a number is written in, carried on its field type."""

    name: str


class Parameters(BaseModel):
    """Base of all inputs: frozen, no unknown keys; see `descriptions_of`."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        # Most models are checked only as parts of a scenario, which holds their rules.
        defer_build=True,
    )


@cache
def descriptions_of(model: type[Parameters]) -> dict[str, str]:
    """Docstrings below the fields of a model, by field; those of its bases included.

    Read from the source when asked for: a tenth of a second that most programs save.
    """
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, Parameters):
            (written,) = ast.parse(textwrap.dedent(inspect.getsource(each))).body
            for field, text in itertools.pairwise(getattr(written, "body", ())):
                match field, text:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(words))),
                    ):
                        found[name] = inspect.cleandoc(words)
    return found


def _a_number(value: Any) -> Any:
    """The value, when it is a number; text and yes/no are not taken for one."""
    if type(value) in (float, int):  # by far the most, without asking what is Real
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        hint = _("write the number itself, without quotes")
        raise ContradictionError(Finding("", _("is a number"), _shortened(value), hint))
    return value


def _a_date(value: Any) -> Any:
    """The value, when it is a date; a number of seconds is not taken for one."""
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        hint = _("write the date without quotes, like 2026-10-01")
        raise ContradictionError(Finding("", _("is a date"), _shortened(value), hint))
    return value


def _a_yes_or_no(value: Any) -> Any:
    """The value, when it is true or false; neither text nor 1 is taken for one."""
    if not isinstance(value, bool):
        hint = _("write true or false, without quotes")
        raise ContradictionError(
            Finding("", _("is true or false"), _shortened(value), hint)
        )
    return value


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


Decimal = Annotated[float, BeforeValidator(_a_number)]
Whole = Annotated[int, BeforeValidator(_a_number)]
Date = Annotated[datetime.date, BeforeValidator(_a_date)]
PlanStart = Annotated[
    Date, Field(ge=datetime.date(2000, 1, 1), le=datetime.date(2100, 1, 1))
]
YesNo = Annotated[bool, BeforeValidator(_a_yes_or_no)]
Share = Annotated[Decimal, Field(ge=0, le=1), Unit("share")]
AnnualShare = Annotated[Decimal, Field(ge=0, le=1), Unit("share a year")]
GrowthRate = Annotated[Decimal, Field(gt=-0.5, lt=0.5), Unit("share a year")]
Wte = Annotated[Decimal, Field(ge=0, le=200), Unit("WTE")]
WholeMinutes = Annotated[Whole, Field(ge=1, le=10_000_000), Unit("minutes")]
OffsetMinutes = Annotated[Whole, Field(ge=0, le=10_000_000), Unit("minutes")]
LongMinutes = Annotated[Whole, Field(ge=1, le=5_000_000_000), Unit("minutes")]
Minute = Annotated[Whole, Field(ge=0, le=5_000_000_000), Unit("minutes")]
Days = Annotated[Decimal, Field(ge=0, le=3660), Unit("days")]
Months = Annotated[Decimal, Field(ge=0, le=120), Unit("months")]
LongYears = Annotated[Decimal, Field(gt=0, le=7_800), Unit("years")]
People = Annotated[Whole, Field(ge=0, le=1_000_000), Unit("people")]
PeopleAYear = Annotated[Decimal, Field(ge=0, le=1_000_000), Unit("people a year")]
PeopleAWeek = Annotated[Decimal, Field(ge=0, le=20_000), Unit("people a week")]
PeopleADay = Annotated[Decimal, Field(ge=0, le=5_000), Unit("people a day")]
SessionsAWeek = Annotated[Decimal, Field(ge=0, le=20), Unit("sessions a week")]
Slots = Annotated[Whole, Field(ge=1, le=60), Unit("slots")]
SlotsASession = Annotated[Decimal, Field(ge=0, le=20), Unit("slots a session")]
SlotsADay = Annotated[Decimal, Field(ge=0, le=60), Unit("slots a day")]
Pounds = Annotated[Decimal, Field(ge=0, le=1e9), Unit("GBP")]
PoundsAYear = Annotated[Decimal, Field(ge=-1e9, le=1e9), Unit("GBP a year")]
Factor = Annotated[Decimal, Field(gt=0, le=1_000), Unit("factor")]
SmallFactor = Annotated[Decimal, Field(ge=0, le=20), Unit("factor")]
Count = Annotated[Whole, Field(ge=1, le=10_000), Unit("count")]
NUMBER_UNIT = "declared number"
Number = Annotated[Whole, Field(ge=1, le=999), Unit(NUMBER_UNIT)]


def years_after(date: datetime.date, years: int) -> datetime.date:
    """The same day so many years later; 29 February becomes 1 March.

    >>> years_after(datetime.date(2024, 2, 29), 1)
    datetime.date(2025, 3, 1)
    """
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return datetime.date(date.year + years, 3, 1)


def months_after(date: datetime.date, months: float) -> datetime.date:
    """The same day so many months later; a part of a month is counted in days.

    >>> months_after(datetime.date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    >>> months_after(datetime.date(2026, 4, 1), 4.6)
    datetime.date(2026, 8, 19)

    Dates end with the year 9999.
    """
    whole = int(months)
    years, month = divmod(date.month - 1 + whole, 12)
    year = date.year + years
    if year >= datetime.MAXYEAR:
        return datetime.date.max
    last = calendar.monthrange(year, month + 1)[1]
    found = datetime.date(year, month + 1, min(date.day, last))
    part = round((months - whole) * DAYS_A_YEAR / 12)
    return found + datetime.timedelta(days=part)


def unit_of(field: FieldInfo) -> str | None:
    """Unit declared on a field, or None for text, dates and choices."""
    found = _unit_in(field.metadata) or _unit_in_type(field.annotation)
    return found.name if found else None


def _unit_in(metadata: Any) -> Unit | None:
    return next((item for item in metadata if isinstance(item, Unit)), None)


def _unit_in_type(annotation: Any) -> Unit | None:
    """Unit inside `X | None`, `dict[str, X]`, `tuple[X, ...]` and the like."""
    found = _unit_in(getattr(annotation, "__metadata__", ()))
    if found:
        return found
    inner = getattr(annotation, "__args__", ())
    return next((unit for part in inner if (unit := _unit_in_type(part))), None)
