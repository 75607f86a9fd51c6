"""A few deliberate faults in every run of the tests; all of them by the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.edits import ROOT, Edit, Fault, FaultError
from tests.mutation.faults import FAULTS
from tests.mutation.trial import try_fault
from tests.mutation.where import COMPILED

QUICK = [(f, place) for f in FAULTS for place in f.quick]


@pytest.mark.parametrize(
    ("fault", "place"), QUICK, ids=lambda part: getattr(part, "name", part)
)
def test_a_deliberate_fault_is_noticed(
    fault: Fault, place: str, monkeypatch: pytest.MonkeyPatch
):
    if place == COMPILED:
        # A few people's day is interpreted sooner than a copy is compiled.
        monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    verdict = try_fault(fault, place, first_only=True)
    assert verdict.caught, f"{fault.name}, {place}: {verdict.by}"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_what_a_fault_replaces_stands_in_the_function_it_names(
    fault: Fault, tmp_path: Path
):
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


def test_a_piece_is_sought_in_its_function_alone(tmp_path: Path):
    (tmp_path / "planner").mkdir()
    one = tmp_path / "planner" / "one.py"
    text = (
        "b = 1\nclass C:\n    def f(self):\n        b = (\n            1\n        )\n"
    )
    one.write_text(text, "utf-8")
    Edit("one:C.f", "b = (1)", "b = 2").apply(tmp_path)
    assert one.read_text("utf-8") == text.replace("(\n            1\n        )", "2")
    Edit("one:b", "1", "3").apply(tmp_path)
    assert one.read_text("utf-8").startswith("b = 3\n")
    for gone in ("c = 3", " "):
        with pytest.raises(FaultError, match=r"one:C\.f: \d+ times, not once"):
            Edit("one:C.f", gone, "").apply(tmp_path)
    with pytest.raises(FaultError, match="no such function"):
        Edit("one:C.g", "b", "").apply(tmp_path)


def test_without_a_fault_the_same_tests_pass():
    nothing = Fault("nothing", {"nowhere": ()}, ("pathway/test_local_minutes.py",))
    verdict = try_fault(nothing, "nowhere")
    assert (verdict.caught, verdict.by) == (False, "nobody: every test passed")
