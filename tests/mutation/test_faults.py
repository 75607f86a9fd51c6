"""A few deliberate faults in every run of the tests; all of them by the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.edits import ROOT, Edit, Fault, FaultError
from tests.mutation.faults import FAULTS
from tests.mutation.trial import try_fault

QUICK = [(f, place) for f in FAULTS for place in f.quick]


@pytest.mark.parametrize(
    ("fault", "place"), QUICK, ids=lambda part: getattr(part, "name", part)
)
def test_a_deliberate_fault_is_noticed(fault: Fault, place: str):
    verdict = try_fault(fault, place, first_only=True)
    assert verdict.caught, f"{fault.name}, {place}: {verdict.by}"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_what_a_fault_replaces_still_stands_where_it_says(fault: Fault, tmp_path: Path):
    for number, edits in enumerate(fault.places.values()):
        spoilt = tmp_path / str(number)
        for file in {edit.file for edit in edits}:
            there = spoilt / "planner" / file
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text((ROOT / "planner" / file).read_text("utf-8"), "utf-8")
        for edit in edits:
            before = (spoilt / "planner" / edit.file).read_text("utf-8")
            edit.apply(spoilt)
            assert (spoilt / "planner" / edit.file).read_text("utf-8") != before


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_tests_that_a_fault_names_are_there(fault: Fault):
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / "tests" / file).read_text("utf-8")


def test_a_piece_that_is_gone_is_said_and_not_passed_over(tmp_path: Path):
    (tmp_path / "planner").mkdir()
    (tmp_path / "planner" / "one.py").write_text("a = 1\nb = (\n    1\n)\n", "utf-8")
    Edit("one.py", "b = (1)", "b = 2").apply(tmp_path)
    assert (tmp_path / "planner" / "one.py").read_text("utf-8") == "a = 1\nb = 2\n"
    for gone in ("c = 3", "= "):
        with pytest.raises(FaultError, match=r"planner/one\.py: \d times, not once"):
            Edit("one.py", gone, "").apply(tmp_path)


def test_without_a_fault_the_same_tests_pass():
    nothing = Fault("nothing", {"nowhere": ()}, ("pathway/test_local_minutes.py",))
    verdict = try_fault(nothing, "nowhere")
    assert (verdict.caught, verdict.by) == (False, "nobody: every test passed")
