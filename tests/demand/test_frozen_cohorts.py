"""Nobody moves unless it is meant: every column of these cohorts is frozen."""

from __future__ import annotations

import json

import pytest

from tests.demand.frozen import CASES, FILE, found

FROZEN = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_the_same_people_come_with_the_same_luck(case: str):
    assert found(case) == FROZEN[case]


def test_every_frozen_cohort_has_its_case():
    assert list(FROZEN) == list(CASES)
