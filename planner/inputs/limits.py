"""Real-life limits on new capacity: time, rooms and prices, each with its source.

They bound the answers of `fls-planner ask`; a file of one's own may set any of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from planner.errors import ScenarioError
from planner.inputs.files import read_toml, shown_path
from planner.inputs.owned_numbers import unwrap
from planner.inputs.provenance import problems_from
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

Scanners = Annotated[Whole, Field(ge=0, le=5), Unit("scanners")]
ListsAWeek = Annotated[Decimal, Field(ge=0, le=9), Unit("sessions a week")]
WtePerSession = Annotated[Decimal, Field(gt=0, le=1), Unit("WTE")]


class Limits(Parameters):
    """Bounds of new capacity; the sources stand beside each."""

    hire_months: Months = 3.0
    """Advert to first day: over 14 weeks in England (NHS SBS, 2025), target 8."""
    operator_months: Months = 6.0
    """Training of an operator in densitometry: supervised scanning before certification
    (National Osteoporosis Society, 2018)."""
    contract_months: Months = 3.0
    """Decision to first bought-in list: assumption, no contract seen."""
    scanner_months: Months = 12.0
    """Decision to first scan of a further scanner, room included: assumption."""
    most_scanners: Scanners = 1
    """Rooms for further scanners at each board: assumption; ask the board."""
    most_lists_a_week: ListsAWeek = 9.0
    """Bought-in evening and weekend lists a week: five evenings and four half days."""
    most_wte: Wte = 10.0
    """New WTE of one role at one board: assumption."""
    wte_a_session: WtePerSession = 0.2
    """Operator for one session a week all year: two tenths, as the shipped boards
    have, so that leave and sickness are covered."""
    slots_a_session: Slots = 8
    """Appointments in a half day: 16 a day, the range seen is 12 to 25."""
    slot_minutes: WholeMinutes = 25
    """Dorset 20, Barnsley 30."""
    list_price: Pounds = 760.0
    """Of one bought-in list: 8 scans at 95 with their reports (70 to 140); no price
    list found."""
    scanner_capital: Pounds = 100_000.0
    """Price with VAT (60,000 to 150,000): planning assumption."""
    room_one_off: Pounds = 30_000.0
    """Room and installation of a further scanner: assumption, no figure found."""
    hire_price: Pounds = 1_500.0
    """Advert, checks, equipment and training for each new WTE: no source found."""
    most_load: Share = 0.9
    """Load up to which the roles that no mark names are kept."""
    nurse_band: str = "6"
    admin_band: str = "4"
    reporter_band: str = "7"
    operator_band: str = "6"

    def band(self, role: str) -> str:
        """Pay band of a new post."""
        return str(getattr(self, f"{role}_band", self.nurse_band))


def load_limits(file: Path | None) -> Limits:
    """Limits of a file, or the usual ones.

    Raises
    ------
    ScenarioError: naming key, value and rule
    """
    if file is None:
        return Limits()
    shown = shown_path(file)
    contents = unwrap(read_toml(file), shown, Limits)
    problems = list(contents.problems)
    try:
        found = Limits.model_validate(contents.values)
    except ValidationError as error:
        problems += problems_from(error, shown, {}, Limits)
    if problems:
        raise ScenarioError(problems)
    return found
