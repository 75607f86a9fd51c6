"""Each page in a real browser: opened, used, read, and looked at by axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.app import PAGES
from tests.browser.journey import SIMULATION_MILLISECONDS, Journey
from tests.browser.watch import Watch

PATHS = [page.PATH for page in PAGES]
BYTES_OVER_THE_WIRE = 1_600_000


@pytest.mark.parametrize("path", PATHS)
def test_a_page_opens_in_few_bytes_and_breaks_no_rule(
    journey: Journey, path: str
) -> None:
    network = journey.page.context.new_cdp_session(journey.page)
    network.send("Network.enable")
    came: list[float] = []
    network.on("Network.loadingFinished", lambda e: came.append(e["encodedDataLength"]))
    journey.open(path)
    expect(journey.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(journey.page.locator("html")).to_have_attribute("lang", "en")
    journey.fits()
    journey.page.wait_for_load_state("networkidle")
    assert 0 < sum(came) < BYTES_OVER_THE_WIRE


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_phone_in_the_dark_theme(journey: Journey, path: str) -> None:
    journey.on_a_phone().in_the_dark().open(path)
    theme = ("data-mantine-color-scheme", "dark")
    expect(journey.page.locator("html")).to_have_attribute(*theme)
    journey.fits()


def test_the_theme_that_was_chosen_stays_and_figures_follow(journey: Journey) -> None:
    journey.open("/")
    graph = journey.page.locator("#main .js-plotly-plot .main-svg").first
    expect(graph).to_be_visible(timeout=SIMULATION_MILLISECONDS)
    expect(graph).to_have_css("background-color", "rgb(255, 255, 255)")
    journey.press("Dark theme")
    html = journey.page.locator("html")
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(graph).to_have_css("background-color", "rgb(27, 35, 42)")
    journey.page.reload()
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(graph).to_have_css("background-color", "rgb(27, 35, 42)")


def test_the_focus_is_kept_when_its_button_goes(journey: Journey) -> None:
    journey.open("/board")
    page = journey.page
    page.locator("#board-start").focus()
    page.evaluate("document.getElementById('board-start').style.display = 'none'")
    expect(page.locator("#main :focus")).to_have_count(1)


def test_the_keyboard_reaches_the_content_first(page: Page, dashboard: str) -> None:
    page.goto(dashboard)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_text("Skip to the main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_navigation_says_where_one_is(page: Page, dashboard: str) -> None:
    page.goto(dashboard)
    page.get_by_role("link", name="Assumptions").click()
    here = page.locator(".top [aria-current=page]")
    expect(here).to_have_text("Assumptions")
    expect(page).to_have_url(f"{dashboard}/assumptions")


def test_an_assumption_is_found_changed_and_saved(journey: Journey) -> None:
    page = journey.open("/assumptions").page
    page.fill("#assumptions-find", "population growth")
    journey.sees("Population, growth", "#assumptions-body tbody tr")
    expect(page).to_have_url(re.compile("find=population"))
    page.get_by_role("button", name="Change: Population, growth").click()
    value = page.locator("#assumptions-value")
    expect(value).to_be_focused()
    value.fill("7")
    page.fill("#assumptions-reason", "counted")
    journey.press("Use this value")
    journey.sees("less than 0.5", ".notice-problem")
    journey.accessible()
    page.locator(".error-summary a").click()
    expect(value).to_be_focused()
    value.fill("0.02")
    journey.press("Use this value")
    page.fill("#assumptions-title", "Counted growth")
    journey.press("Save as a start")
    journey.sees("--start", "#assumptions-saved")


def test_the_guide_of_a_first_visit_is_closed_for_good(journey: Journey) -> None:
    page = journey.open("/").page
    guide = page.locator("#guide")
    expect(guide).to_be_visible()
    journey.accessible("#guide")
    journey.press("Close the guide")
    expect(guide).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
    journey.open("/")
    expect(guide).to_be_hidden()
    page.get_by_role("button", name="Guide", exact=True).click()
    expect(guide.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(guide).to_be_hidden()


def test_a_word_of_the_glossary_is_explained_to_the_keyboard(journey: Journey) -> None:
    page = journey.open("/").page
    word = page.locator(".term").first
    word.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()


def test_nothing_but_this_machine_was_asked(
    page: Page, watch: Watch, dashboard: str
) -> None:
    page.goto(dashboard)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert any("plotly" in request for request in watch.requests)
    watch.assert_clean()
