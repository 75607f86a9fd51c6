"""Journey: a plan on the timeline, dragged and keyed, saved and simulated."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.journey import Journey


def dragged(journey: Journey, bar: Locator) -> None:
    """Move a bar to the right with the mouse."""
    box = bar.bounding_box()
    assert box is not None
    left, middle = box["x"] + 12, box["y"] + box["height"] / 2
    journey.page.mouse.move(left, middle)
    journey.page.mouse.down()
    journey.page.mouse.move(left + 100, middle, steps=4)
    journey.page.mouse.up()


def test_a_plan_is_built_on_the_timeline_and_simulated(journey: Journey) -> None:
    journey.open("/build?board=swansea-bay&option=dxa-five-days")
    page = journey.page
    bar = page.get_by_role("slider", name="First day of DXA on five days")
    budget = page.locator(".plan-budget")
    expect(budget).to_contain_text("2028/29")
    before = budget.inner_text()
    bar.press("ArrowRight")
    expect(bar).to_have_attribute("aria-valuetext", "1 November 2026")
    expect(page.locator("#build-said")).to_contain_text("from 1 November 2026")
    expect(bar).to_be_focused()
    dragged(journey, bar)
    expect(bar).not_to_have_attribute("aria-valuetext", "1 November 2026")
    expect(budget).not_to_have_text(before)
    page.get_by_role("textbox", name="Change to add").fill("nurse specialist")
    page.get_by_role("option", name="A nurse specialist").first.click()
    journey.press("Add")
    journey.press("Edit A nurse specialist")
    form = page.locator("#build-form-panel")
    wte = form.get_by_label("WTE").last
    for typed, refused in (("900", True), ("0.5", False)):
        wte.fill(typed)
        wte.press("Enter")
        expect(form.get_by_text("less than or equal")).to_have_count(int(refused))
    journey.accessible()
    page.fill("#build-title", "Five days and a nurse")
    journey.press("Simulate in Compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare options")
    journey.finished()
    journey.sees("Five days and a nurse", "#compare-results")
