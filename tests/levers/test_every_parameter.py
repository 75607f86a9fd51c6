"""No dead levers: every parameter there is moves some output, or says why not.

The list is that of the inputs themselves: a new field is in it from its first day.
"""

from __future__ import annotations

import pytest
from pydantic import Field as Default

from planner.inputs.scenario import Scenario
from planner.inputs.units import Share
from tests.levers.registry import Field, parameters_of
from tests.levers.search import Before, moved_by
from tests.levers.special import EXEMPT, SPECIAL
from tests.levers.worlds import worlds

PARAMETERS = parameters_of(Scenario)
MOVING = [field for field in PARAMETERS if field not in EXEMPT]


@pytest.mark.parametrize("field", MOVING, ids=".".join)
def test_every_parameter_moves_some_output(field: Field) -> None:
    moved = moved_by(field)
    assert moved is not None, "nothing reads it, or no world here has a place for it"


@pytest.mark.parametrize("field", EXEMPT, ids=".".join)
def test_what_is_said_to_move_nothing_does_so(field: Field) -> None:
    assert moved_by(field) is None, "it moves something: take it out of EXEMPT"


def test_no_exemption_is_stale_or_without_a_reason() -> None:
    assert set(EXEMPT) | set(SPECIAL) <= set(PARAMETERS)
    assert not set(EXEMPT) & set(SPECIAL)
    assert all(len(reason.split()) > 5 for reason in EXEMPT.values())


class WithMore(Scenario):
    """A scenario with a parameter that nobody reads."""

    unread: Share = Default(0.5, exclude=True)


def test_a_new_parameter_that_nothing_reads_is_found() -> None:
    new = set(parameters_of(WithMore)) - set(PARAMETERS)
    assert ("WithMore", "unread") in new
    tree = worlds()["as shipped"].model_dump()
    start = Before(WithMore.model_validate(tree))
    assert moved_by(("WithMore", "unread"), start) is None
    # The very same search finds one that is read.
    assert moved_by(("WithMore", "years"), start) is not None
