"""Every shipped option does what its title and its question say."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache

import pytest

from planner import list_options, load_scenario
from planner.inputs.apply_changes import load_change
from planner.inputs.files import shipped_folder
from planner.inputs.load import DEFAULT_SCENARIO
from tests.promises import PROMISES, Measured, plan

OPTIONS = list_options()
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "twelve": 12, "one week in four": 4, "a fifth": 0.2, "a tenth": 0.1,
    "a third": 0.33, "three and a half": 3.5,
}  # fmt: skip
NUMBER = re.compile(
    rf"\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
NO_PROMISE = (
    "KPI 4", "NG259", "of July 2026", "within 16 weeks", "after 16 weeks", "90-day",
    "roll-out of 2024", "by 2028", "in one visit", "One-stop", "one small clinic",
    "One DXA list", "keep one list", "become one",
)  # fmt: skip
"""Numbers that promise nothing: names, marks of the audit, years, and figures of
speech."""

AGE_BANDS = {
    "dxa-first-under-75": (("50 to 74",), ("from 75",)),
    "urgent-from-80": (("of 80 and over",),),
    "vertebral-assessment": (("from 75 on",),),
}
"""Phrases with an age; the bands are named alike in the files."""


def texts(name: str) -> str:
    return f"{OPTIONS[name].title} | {OPTIONS[name].question}"


def number_in(phrase: str) -> float:
    found = NUMBER.search(phrase)
    assert found, phrase
    word = found.group().lower().replace(",", "")
    return WORDS[word] if word in WORDS else float(word)


SAID = [(name, *promise) for name, made in PROMISES.items() for promise in made]


@pytest.mark.parametrize(("name", "phrase", "measured"), SAID)
def test_a_number_in_the_words_of_an_option_is_the_number_in_its_values(
    name: str, phrase: str, measured: Measured
) -> None:
    assert phrase.lower() in texts(name).lower()
    found, said = measured(plan(), plan(name)), number_in(phrase)
    assert (found - {0.0} if isinstance(found, set) else {found}) == {said}


@pytest.mark.parametrize("name", OPTIONS)
def test_every_number_in_the_words_of_an_option_is_checked(name: str) -> None:
    left = texts(name)
    ages = [phrase for group in AGE_BANDS.get(name, ()) for phrase in group]
    checked = [phrase for phrase, _measured in PROMISES.get(name, ())]
    for phrase in sorted([*ages, *checked, *NO_PROMISE], key=len, reverse=True):
        left = re.sub(re.escape(phrase), "", left, flags=re.IGNORECASE)
    assert NUMBER.findall(left) == []


@pytest.mark.parametrize("name", AGE_BANDS)
def test_an_age_in_the_words_of_an_option_is_where_its_age_bands_begin(
    name: str,
) -> None:
    bands = ["75-79", "80-84", "85-89", "90+"]
    text = plan(name).model_dump_json()
    first = min(int(age) for age in re.findall(r"7[05]|80", texts(name)))
    first = 75 if first == 70 else first
    expected = [band for band in bands if int(band[:2]) >= first]
    assert all(f'"{band}"' in text for band in expected)


EACH = re.compile(r"([\d,]+) a board\b")
PRICED = [
    (change, part)
    for change in sorted({c for option in OPTIONS.values() for c in option.changes})
    for part in ("capital", "one_off", "revenue_a_year")
]


@lru_cache
def with_service() -> frozenset[str]:
    return frozenset(load_scenario(DEFAULT_SCENARIO).providers)


@pytest.mark.parametrize("change", sorted({name for name, _part in PRICED}))
def test_a_price_said_a_board_is_that_times_the_boards_that_pay_it(change: str) -> None:
    """Prices of a change are shared by the boards with a service that it touches."""
    path = shipped_folder() / "changes" / f"{change}.toml"
    prices = tomllib.loads(path.read_text("utf-8")).get("price", {})
    named = {key.split(".")[1] for key in load_change(change).raw if "boards." in key}
    boards = with_service() if not named or "*" in named else named
    for price in (each for each in prices.values() if isinstance(each, dict)):
        said = EACH.search(f"{price.get('why', '')} {price.get('source', '')}")
        if said:
            each = float(said.group(1).replace(",", ""))
            assert price["value"] == each * len(boards)
