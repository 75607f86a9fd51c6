"""Journey: a plan on the timeline, dragged and keyed, saved and simulated."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.journey import Journey


def test_a_plan_is_built_on_the_timeline_and_simulated(journey: Journey) -> None:
    journey.open("/build?board=swansea-bay&option=dxa-five-days")
    page = journey.page
    bar = page.get_by_role("slider", name="First day of DXA on five days")
    expect(bar).to_have_attribute("aria-valuetext", "1 October 2026")
    budget = page.locator(".plan-budget")
    expect(budget).to_contain_text("2028/29")
    before = budget.inner_text()
    bar.press("ArrowRight")
    expect(bar).to_have_attribute("aria-valuetext", "1 November 2026")
    expect(page.locator("#build-said")).to_contain_text("from 1 November 2026")
    expect(bar).to_be_focused()
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 112, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(bar).not_to_have_attribute("aria-valuetext", "1 November 2026")
    expect(budget).not_to_have_text(before)
    page.get_by_role("textbox", name="Change to add").fill("nurse specialist")
    page.get_by_role("option", name="A nurse specialist").first.click()
    journey.press("Add")
    expect(page.locator(".plan-line")).to_have_count(2)
    journey.press("Edit A nurse specialist")
    wte = page.locator("#build-form-panel").get_by_label("WTE").last
    wte.fill("900")
    wte.press("Enter")
    expect(page.locator("#build-form-panel")).to_contain_text("less than or equal")
    journey.accessible()
    wte.fill("0.5")
    wte.press("Enter")
    expect(page.locator("#build-form-panel")).not_to_contain_text("less than or equal")
    page.fill("#build-title", "Five days and a nurse")
    journey.press("Simulate in Compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare options")
    journey.finished()
    journey.sees("Five days and a nurse", "#compare-results")
