"""Every deliberate fault that the tests are to notice."""

from __future__ import annotations

from tests.mutation.edits import Fault
from tests.mutation.flow import FLOW
from tests.mutation.luck import LUCK
from tests.mutation.numbers import NUMBERS

FAULTS: tuple[Fault, ...] = (*FLOW, *LUCK, *NUMBERS)
