"""Every deliberate fault that the tests are to notice."""

from __future__ import annotations

from tests.mutation.demand import DEMAND
from tests.mutation.edits import Fault
from tests.mutation.flow import FLOW
from tests.mutation.groups import GROUPS
from tests.mutation.numbers import NUMBERS
from tests.mutation.random_numbers import RANDOM_NUMBERS
from tests.mutation.routes import ROUTES
from tests.mutation.scanning import SCANNING
from tests.mutation.staff import STAFF

FAULTS: tuple[Fault, ...] = (
    *FLOW, *ROUTES, *RANDOM_NUMBERS, *NUMBERS, *SCANNING, *STAFF, *DEMAND,
    *GROUPS,
)  # fmt: skip
