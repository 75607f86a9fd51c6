"""Assumptions, method and glossary: each number once, each word from one table."""

from __future__ import annotations

from pathlib import Path

import dash
import pytest

import planner
from dashboard.answers import Answer
from dashboard.pages import (
    assumptions,
    assumptions_edit,
    assumptions_table,
    board_state,
    glossary,
    method,
)
from planner.errors import ScenarioError
from planner.reports.glossary import TERMS, in_markdown
from tests.dashboard.conftest import parts_of, text_of


def test_assumptions_are_found_and_labelled(app: dash.Dash) -> None:
    asked = {"find": "swansea scanner", "confidence": "all", "place": "", "due": ""}
    shown, pages, search = assumptions.show_numbers(1, **asked)
    assert "Scanners, " in text_of(shown)
    assert "(Swansea Bay)" in text_of(shown)
    assert "boards.swansea-bay" not in text_of(shown)
    assert (pages, search) == (1, "?find=swansea+scanner")
    wanted = assumptions_table.WantedNumbers.of("", "assumption", "powys", "")
    every = assumptions_table.fitting(wanted)
    assert set(every["confidence"]) == {"assumption"}
    assert set(every["place"]) == {"powys"}
    assert "boards.powys.demand" in assumptions_table.as_csv(wanted)


def test_a_number_is_changed_with_a_reason_and_saved_as_a_start(
    app: dash.Dash,
) -> None:
    edits: dict[str, object] = {}
    for key, text in {
        "population.growth": "0.021",
        "boards.powys.demand.fractures_a_year": "1,200",
    }.items():
        edits = assumptions_edit.with_edit(edits, key, text, "counted in 2026")
    assert "Population, growth" in text_of(assumptions_edit.listed(edits))
    path = assumptions_edit.save("Counted in 2026", edits)
    plan = planner.load_scenario("wales-today", options=[str(path)])
    assert plan.population.growth == 0.021
    assert plan.provenance["population.growth"].source == "counted in 2026"
    assert plan.boards["powys"].demand.fractures_a_year == 1200
    again = assumptions_edit.saved("Counted in 2026", edits)
    assert "there already" in text_of(again)


@pytest.mark.parametrize(
    ("text", "reason", "rule"),
    [
        ("abc", "said so", "is a number"),
        ("7", "said so", "less than 0.5"),
        ("0.02", " ", "has a reason"),
    ],
)
def test_a_refused_assumption_says_why_in_a_summary(
    app: dash.Dash, text: str, reason: str, rule: str
) -> None:
    with pytest.raises(ScenarioError) as why:
        assumptions_edit.with_edit({}, "population.growth", text, reason)
    shown = assumptions_edit.refused(why.value)
    assert rule in text_of(shown)
    links = [part for part in parts_of(shown) if type(part).__name__ == "A"]
    assert {link.href for link in links} == {f"#{assumptions_edit.VALUE}"}


def test_the_glossary_of_the_screen_is_that_of_the_model(root: Path) -> None:
    whole = (root / "planner" / "MODEL.md").read_text("utf-8")
    assert " ".join(whole.split("## 7. Glossary")[1].split()) == in_markdown()
    shown = text_of(glossary.layout())
    assert [term.id for term in TERMS if term.meaning[1:] not in shown] == []


def test_the_method_says_limits_hits_and_misses(app: dash.Dash, answer: Answer) -> None:
    shown = text_of(method.layout())
    for part in (
        "Do not use it to judge a board by illustrative figures",
        "A year kept back, Aneurin Bevan",
        "cases with known answers",
        "2. Logic",
    ):
        assert part in shown
    assert "Published for" in text_of(method._validation(answer.plan, answer))


def test_the_pathway_is_drawn_with_the_same_in_words_beside_it(app: dash.Dash) -> None:
    shown = method._flow(board_state.national())
    picture = next(part for part in parts_of(shown) if hasattr(part, "src"))
    assert picture.src.startswith("data:image/svg+xml;base64,")
    assert "Standard FLS pathway" in picture.alt
    assert "-> end: not reached: otherwise (15 %)" in text_of(shown)
