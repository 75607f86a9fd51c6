"""Journeys on the page Ask: a question answered and opened, and one refused."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.journey import Journey


def test_a_question_is_answered_and_opened_as_an_option(journey: Journey) -> None:
    journey.open("/ask?board=swansea-bay")
    journey.choose("#ask-kind", "What keeps the scan list no longer than today?")
    journey.choose("#ask-chance", "50")
    journey.press("Ask")
    # By formula alone at first; a quick computer has confirmed it by the next look.
    journey.sees(re.compile("First answer|Answer"), "#ask-results")
    journey.accessible()
    journey.sees("confirmed the answer")
    journey.sees("Swansea Bay", "#ask-results table")
    journey.press("Open as an option and compare")
    expect(journey.page.get_by_role("heading", level=1)).to_have_text("Compare options")
    journey.sees("Keep the scan list no longer than today")


def test_a_question_that_is_nonsense_is_refused_beside_the_button(
    journey: Journey,
) -> None:
    journey.open("/ask")
    journey.page.fill("#ask-target-0", "many")
    journey.press("Ask")
    journey.sees("a number", "#ask-problems [role=alert]")
