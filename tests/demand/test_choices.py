"""What each person gets one of, such as a drug: shares, groups, boards, conditions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from planner.demand.cohort import Cohort, mask_of
from planner.demand.sample import sample_cohort
from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

MIX = {"tablet": 0.7, "infusion": 0.2, "injection": 0.1}
AT_HIP = {"tablet": 0.3, "infusion": 0.7}
TO_HIP = [{"when": {"site": "hip"}, "shares": AT_HIP}]
HERE = "boards.hywel-dda"


def with_choice(**values: Any) -> Scenario:
    """The shipped plan with one choice more; keys with dots belong to the scenario."""
    given = {"number": 90, "shares": MIX, **values.pop("choice", {})}
    return load_scenario().with_values({"pathway.choices.form": given, **values})


def share(cohort: Cohort, answer: str, **of: Any) -> tuple[float, int]:
    """Share who got an answer, and of how many people."""
    among = mask_of(cohort, {"source": "fls", **of})
    got = mask_of(cohort, {"form": answer}) & among
    return got.sum() / among.sum(), int(among.sum())


def assert_share(cohort: Cohort, expected: float, answer: str, **of: Any) -> None:
    """A share lies within its 99.9 % interval."""
    found, people = share(cohort, answer, **of)
    spread = math.sqrt(expected * (1 - expected) / people)
    assert abs(found - expected) <= 3.3 * spread


def test_answers_are_given_in_their_shares_and_those_of_a_group_in_its_own():
    cohort = sample_cohort(with_choice(choice={"groups": TO_HIP}), 5, 0, ["hywel-dda"])
    for answer, expected in MIX.items():
        assert_share(cohort, expected, answer, site=("wrist", "humerus", "other"))
        assert_share(cohort, AT_HIP.get(answer, 0.0), answer, site="hip")


def test_a_board_has_a_mix_of_its_own():
    own = {f"{HERE}.choices.form": {"tablet": 0.1, "infusion": 0.9}}
    cohort = sample_cohort(with_choice(**own), 5, 0, ["hywel-dda"])
    assert_share(cohort, 0.9, "infusion")
    assert share(cohort, "injection")[0] == 0


def test_a_choice_moves_no_other_random_number():
    plain = sample_cohort(load_scenario(), 5, 0, ["hywel-dda"])
    cohort = sample_cohort(with_choice(), 5, 0, ["hywel-dda"])
    assert np.array_equal(plain.seed, cohort.seed)
    for name, marks in plain.attributes.items():
        assert np.array_equal(marks, cohort.attributes[name])


def test_an_attribute_may_ask_for_the_answer():
    on_tablets = [{"when": {"form": "tablet"}, "share": 1.0}]
    swallows = {"number": 91, "share": 0.0, "groups": on_tablets}
    scenario = with_choice(**{"pathway.attributes.swallows": swallows})
    cohort = sample_cohort(scenario, 5, 0, ["hywel-dda"])
    tablet = mask_of(cohort, {"form": "tablet"})
    assert np.array_equal(cohort.attributes["swallows"], tablet)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"choice": {"shares": {"tablet": 0.7}}}, "add up to 0.7, not 1"),
        (
            {"choice": {"groups": [{"when": {}, "shares": {"other": 1.0}}]}},
            "is no answer of this choice",
        ),
        ({f"{HERE}.choices.form": {"pill": 1.0}}, "is no answer of this choice"),
        ({f"{HERE}.choices.shape": {"pill": 1.0}}, "not a choice of the pathway"),
        (
            {"pathway.stages.plan.next": [{"to": "done", "when": {"form": "pill"}}]},
            "'pill' is no form",
        ),
    ],
)
def test_shares_that_do_not_add_up_and_unknown_answers_are_refused(values, rule):
    with pytest.raises(ScenarioError, match=rule):
        with_choice(**values)
