"""Changed inputs in words: a name, values with their unit, no key of a file."""

from __future__ import annotations

import datetime
import re

import pytest

import planner
from planner.inputs.options import list_options
from planner.locale import use_language
from planner.reports.changed_inputs import changed_inputs, value_in_words
from planner.reports.select_rows import treated_elsewhere

NAMES = {"cardiff-and-vale": "Cardiff and Vale", "aneurin-bevan": "Aneurin Bevan"}
KEY = re.compile(r"\w\.[a-z]|_|datetime|[{}\[\]]")


def test_an_option_says_what_it_changes_in_words_and_units() -> None:
    plan = planner.load_scenario(options=["dxa-five-days"])
    said = {each.name: each for each in changed_inputs(plan, NAMES)}
    sessions = said["Scanners, scanner, sessions a week (Cardiff and Vale)"]
    assert (sessions.before, sessions.after) == (
        "6 sessions a week",
        "10 sessions a week",
    )
    assert sessions.start == "1 Oct 2026"
    post = said["Posts, more reporter (Cardiff and Vale)"]
    assert post.before == "not there"
    assert post.after.startswith("role: reporter; band: 7; wte: 0.24")


@pytest.mark.parametrize("option", ["balanced", "recruit-and-train", "second-scanner"])
def test_no_key_or_code_is_read_by_people(option: str) -> None:
    assert option in list_options()
    plan = planner.load_scenario(options=[option])
    for change in changed_inputs(plan, NAMES):
        for text in (change.name, change.before, change.after):
            assert not KEY.search(text), text


def test_values_of_any_kind_are_words() -> None:
    day = datetime.date(2026, 7, 1)
    assert value_in_words({"start": day, "induction": {"months": 3.0}}) == (
        "start: 1 Jul 2026; induction: (months: 3)"
    )
    assert value_in_words({}) == "nothing"


def test_welsh_texts_name_boards_by_their_official_welsh_names() -> None:
    plan = planner.load_scenario()
    use_language("cy")
    try:
        (sentence,) = treated_elsewhere(plan, ["powys"], ["swansea-bay"])
    finally:
        use_language("en")
    assert "Bwrdd Iechyd Addysgu Powys" in sentence
    assert "Bae Abertawe" in sentence
    assert "Health Board" not in sentence
