"""Journeys on the page Flow: the picture played, paused, stepped, and as a still."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.journey import Journey

FLOW = "/flow?board=swansea-bay"


def test_the_picture_is_paused_and_stepped_by_keys(journey: Journey) -> None:
    page = journey.open(FLOW).page
    journey.sees("Pause", ".flow-play")
    page.locator(".flow-stage").focus()
    page.keyboard.press("Space")
    journey.sees("Play", ".flow-play")
    page.keyboard.press("Home")
    journey.sees("1 of 156", ".flow-count")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    journey.sees("3 of 156", ".flow-count")
    journey.press("A week back")
    journey.sees("Week of 8 Apr 2026", ".flow-now")
    journey.sees("Bottleneck of the week: Scanners", ".flow-now")
    bound = page.locator(".flow-card.flow-bound")
    expect(bound).to_have_count(1)
    expect(bound).to_contain_text("DXA scan")
    expect(bound).to_contain_text("bottleneck")
    journey.accessible()


def test_another_plan_takes_the_place_of_the_picture(journey: Journey) -> None:
    page = journey.open(FLOW).page
    journey.sees("Swansea Bay, DXA scan:", "#flow-results")
    journey.choose('input[id*="plan-place"]', "Hywel Dda")
    journey.sees("Hywel Dda, DXA scan:", "#flow-results")
    expect(page).to_have_url(re.compile("board=hywel-dda"))
    expect(page.locator(".flow-card").first).to_be_visible()
    page.reload()
    journey.sees("Hywel Dda, DXA scan:", "#flow-results")


def test_who_wants_no_motion_gets_a_still_and_its_tables(journey: Journey) -> None:
    journey.page.emulate_media(reduced_motion="reduce")
    page = journey.on_a_phone().open(FLOW).page
    journey.sees("156 of 156", ".flow-count")
    journey.sees("Play", ".flow-play")
    expect(page.locator("#flow-results details")).to_have_attribute("open", "")
    journey.fits()
    journey.accessible()
    page.locator(".flow-slider").press("ArrowLeft")
    journey.sees("155 of 156", ".flow-count")
