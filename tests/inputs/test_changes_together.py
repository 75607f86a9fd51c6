"""Changes that do the same thing to the same people, and what is no decision."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.inputs.apply_changes import apply_option, list_options, load_option
from planner.inputs.change_files import load_change
from planner.inputs.load import load_scenario
from planner.inputs.options import GROUPS
from planner.inputs.scenario import Scenario

REMINDERS, BOOKING = "text-reminders-2026", "partial-booking-2026"
VETTING, FRAX = "gp-vetting-2026", "gp-frax-first-2026"
OPTIONS = list_options()


def option_of(folder: Path, *changes: str, **more: str) -> str:
    """File of an option with these changes."""
    listed = ", ".join(f'"{name}"' for name in changes)
    lines = ['title = "x"', 'question = "q?"', f"changes = [{listed}]"]
    lines += [f'{key} = "{value}"' for key, value in more.items()]
    file = folder / f"option-{'-'.join(changes)}.toml"
    file.write_text("\n".join(lines), "utf-8")
    return str(file)


def factors(scenario: Scenario) -> dict[str, float]:
    return dict(scenario.periods[-1][1].pathway.stages["scan"].dna_factors)


def test_alone_each_change_has_its_whole_effect(tmp_path: Path) -> None:
    for name, factor in ((REMINDERS, 0.66), (BOOKING, 0.6)):
        scenario = load_scenario(options=[option_of(tmp_path, name)])
        assert list(factors(scenario).values()) == [factor]


def test_together_the_weaker_of_two_overlapping_effects_has_half_of_its_own() -> None:
    """A product of 0.66 and 0.6 would count twice those who forget."""
    scenario = load_scenario(options=["reminders-and-booking"])
    assert factors(scenario) == {"reminders": 0.83, "partial-booking": 0.6}
    assert pytest.approx(1 - (1 - 0.66) / 2) == 0.83
    before = scenario.periods[0][1].pathway.stages["scan"].dna_factors
    assert dict(before) == {"partial-booking": 0.6}


@pytest.mark.parametrize("names", [(REMINDERS, BOOKING), (BOOKING, REMINDERS)])
def test_two_options_put_together_overlap_as_one_with_both_does(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    files = [option_of(tmp_path, name) for name in names]
    scenario = load_scenario(options=files)
    assert factors(scenario) == {"reminders": 0.83, "partial-booking": 0.6}
    (record,) = (each for each in scenario.applied if " with " in each.change)
    assert (record.before, record.after) == (0.66, 0.83)
    assert record.start == date(2026, 7, 1)


def test_changes_that_hold_from_the_first_day_on_overlap_too() -> None:
    later = load_scenario().with_values({"plan_start": date(2026, 10, 1)})
    both = apply_option(later, load_option("reminders-and-booking"))
    assert factors(both) == {"reminders": 0.83, "partial-booking": 0.6}


def test_strict_vetting_and_FRAX_spare_fewer_scans_together_than_in_a_product() -> None:
    scenario = load_scenario(options=["gp-vetting-and-frax"])
    for board in scenario.periods[-1][1].boards.values():
        if "gp" not in board.demand.other:
            continue
        gp = board.demand.other["gp"]
        kept = gp.accepted / 0.84 * (1 - gp.frax_first * gp.frax_avoids)
        assert kept == pytest.approx(0.76 * (1 - 0.5 * (1 - 0.67 / 0.84)), abs=0.005)


SAME_PEOPLE = ("dna_factors", "demand.other.gp")
"""Parts of keys whose effects the model multiplies for the same people."""


@pytest.mark.parametrize("name", OPTIONS)
def test_stacked_effects_on_the_same_people_say_how_they_overlap(name: str) -> None:
    changes = [load_change(each) for each in OPTIONS[name].changes]
    for one, other in combinations(changes, 2):
        for part in SAME_PEOPLE:
            if all(any(part in key for key in each.raw) for each in (one, other)):
                assert other.name in one.together or one.name in other.together


CHANGE = """title = "t"
why = "w."
from = 2026-10-01
source = "s"
[set]
"pathway.stages.scan.dna_factors.calls" = { value = 0.9, unit = "factor" }
[with.text-reminders-2026]
"""


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('"pathway.stages.scan.dna" = { value = 0.1, unit = "share" }', "scan.dna"),
        ('"pathway.stages.scan.dna_factors.calls" = { value = -1 }', "calls"),
    ],
)
def test_a_wrong_key_or_number_under_with_is_refused_by_name(
    tmp_path: Path, line: str, key: str
) -> None:
    (tmp_path / "calls.toml").write_text(CHANGE + line, "utf-8")
    file = option_of(tmp_path, "calls", REMINDERS)
    with pytest.raises(ScenarioError) as refused:
        load_scenario(options=[file])
    assert any(key in each.key and each.hint for each in refused.value.problems)


def test_what_an_option_says_is_so_is_told_from_what_it_decides() -> None:
    assumed = OPTIONS["keep-staff"].assumed
    assert assumed is not None
    assert assumed.changes == ("people-come-and-go-2026",)
    trained = OPTIONS["quality-training"].assumed
    assert trained is not None
    assert (trained.pathway, trained.changes) == ("dxa-in-detail", ())
    for name in ("people-come-and-go", "more-nurses", "telephone-only"):
        assert OPTIONS[name].assumed is None


def test_every_shipped_option_stands_in_a_group() -> None:
    assert {option.group for option in OPTIONS.values()} == set(GROUPS)


def test_a_group_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is one of capacity, people, pathway"):
        load_option(option_of(tmp_path, REMINDERS, group="machines"))
    assert load_option(option_of(tmp_path, REMINDERS)).group == ""
