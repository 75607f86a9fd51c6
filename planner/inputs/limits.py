"""Real-life limits on new capacity: time, rooms and prices, each with its source.

They bound the answers of `fls-planner ask`; a file of one's own may set any of them.

References
----------
SOURCES.md: limits.csv
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, ValidationError

from planner.data.facts import load_facts
from planner.errors import ScenarioError
from planner.inputs.files import read_toml, shown_path
from planner.inputs.owned_numbers import unwrap
from planner.inputs.provenance import Provenance, problems_from
from planner.inputs.units import (
    Decimal,
    Months,
    Parameters,
    Pounds,
    Share,
    Slots,
    Unit,
    Whole,
    WholeMinutes,
    Wte,
)

TABLE = "limits"
Scanners = Annotated[Whole, Field(ge=0, le=5), Unit("scanners")]
ListsAWeek = Annotated[Decimal, Field(ge=0, le=9), Unit("sessions a week")]
WtePerSession = Annotated[Decimal, Field(gt=0, le=1), Unit("WTE")]


def _usual(name: str, kind: type = float) -> Any:
    """A field whose value is that of the table of limits, unless a file sets it."""
    return Field(default_factory=partial(_value, name, kind))


def _value(name: str, kind: type) -> Any:
    row = _rows().loc[name]
    value = row["value"] / 100 if row["unit"] == "%" else row["value"]
    return f"{value:g}" if kind is str else kind(value)


def _rows() -> Any:
    return load_facts(TABLE).set_index("id")


class Limits(Parameters):
    """Bounds of new capacity."""

    hire_months: Months = _usual("hire_months")
    """Decision to the first day of a new post."""
    operator_months: Months = _usual("operator_months")
    """Supervised scanning before a new operator works alone."""
    contract_months: Months = _usual("contract_months")
    """Decision to the first bought-in list."""
    scanner_months: Months = _usual("scanner_months")
    """Decision to the first scan of a further scanner, room included."""
    most_scanners: Scanners = _usual("most_scanners", int)
    """Further scanners that each board has room for."""
    most_lists_a_week: ListsAWeek = _usual("most_lists_a_week")
    """Bought-in evening and weekend lists a week at most."""
    most_wte: Wte = _usual("most_wte")
    """New WTE of one role at one board at most."""
    wte_a_session: WtePerSession = _usual("wte_a_session")
    """Operators for one session a week all year, leave and sickness covered."""
    slots_a_session: Slots = _usual("slots_a_session", int)
    """Appointments in a new half day."""
    slot_minutes: WholeMinutes = _usual("slot_minutes", int)
    """Length of their appointments."""
    list_price: Pounds = _usual("list_price")
    """Of one bought-in list, reports included."""
    scanner_capital: Pounds = _usual("scanner_capital")
    """Of a further scanner, with VAT."""
    room_one_off: Pounds = _usual("room_one_off")
    """Room and installation of a further scanner."""
    hire_price: Pounds = _usual("hire_price")
    """Advert, checks, equipment and training of each new WTE."""
    most_load: Share = _usual("most_load")
    """Load up to which the roles that no mark names are kept."""
    nurse_band: str = _usual("nurse_band", str)
    admin_band: str = _usual("admin_band", str)
    reporter_band: str = _usual("reporter_band", str)
    operator_band: str = _usual("operator_band", str)
    _owners: dict[str, Provenance] = PrivateAttr(default_factory=dict)

    def band(self, role: str) -> str:
        """Pay band of a new post."""
        return str(getattr(self, f"{role}_band", self.nurse_band))

    def owner(self, name: str) -> Provenance:
        """Source and confidence of one limit: the file's that set it, or the table's.

        >>> Limits().owner("most_scanners").confidence
        'assumption'
        """
        if name in self._owners:
            return self._owners[name]
        row = _rows().loc[name]
        return Provenance(
            value=getattr(self, name),
            unit=row["unit"],
            source=row["source"],
            year="" if row.isna()["year"] else str(row["year"]),
            confidence=row["confidence"],
            why=row["note"],
            low=row["low"],
            high=row["high"],
            file=f"{TABLE}.csv",
        )

    @staticmethod
    def title(name: str) -> str:
        """One limit in words."""
        return str(_rows().loc[name, "name"])


def load_limits(file: Path | None) -> Limits:
    """Limits of a file, or the usual ones.

    Raises
    ------
    ScenarioError: naming key, value and rule
    """
    if file is None:
        return Limits()
    shown = shown_path(file)
    contents = unwrap(read_toml(file, "hire_months = 3"), shown, Limits)
    problems = list(contents.problems)
    try:
        found = Limits.model_validate(contents.values)
    except ValidationError as error:
        problems += problems_from(error, shown, {}, Limits)
    if problems:
        raise ScenarioError(problems)
    found._owners.update(contents.provenance)
    return found
