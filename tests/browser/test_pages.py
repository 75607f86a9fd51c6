"""Each page in a real browser: opened, used, read, and looked at by axe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.app import PAGES
from tests.browser.journey import SIMULATION_MILLISECONDS, Journey
from tests.browser.watch import Watch, assert_accessible

expect.set_options(timeout=20_000)
PATHS = [page.PATH for page in PAGES]
BYTES_OVER_THE_WIRE = 1_600_000
FIRST_FIELD = ".form-group input"


def open_board(page: Page, dashboard: str, board: str = "aneurin-bevan") -> None:
    """Open one board's page and wait until its form is there."""
    page.goto(f"{dashboard}/board?board={board}")
    expect(page.locator("#board-start")).to_be_visible()


def choose(page: Page, field: str, option: str) -> None:
    """Choose an option of a list by its words."""
    page.click(field)
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_opens_and_breaks_no_rule(journey: Journey, path: str) -> None:
    journey.open(path)
    expect(journey.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(journey.page.locator("html")).to_have_attribute("lang", "en")
    journey.fits()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_phone_in_the_dark_theme(journey: Journey, path: str) -> None:
    journey.on_a_phone().in_the_dark().open(path)
    theme = ("data-mantine-color-scheme", "dark")
    expect(journey.page.locator("html")).to_have_attribute(*theme)
    journey.fits()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_comes_in_few_bytes(page: Page, dashboard: str, path: str) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    came: list[float] = []
    network.on("Network.loadingFinished", lambda e: came.append(e["encodedDataLength"]))
    page.goto(dashboard + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert 0 < sum(came) < BYTES_OVER_THE_WIRE


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


def test_nonsense_is_answered_beside_its_field(page: Page, dashboard: str) -> None:
    open_board(page, dashboard)
    fields = page.locator(FIRST_FIELD)
    for position, nonsense in enumerate(("abc", "-3", "1e9", "")):
        fields.nth(position).fill(nonsense)
    page.click("#board-start")
    expect(page.locator(".mantine-InputWrapper-error")).to_have_count(4)
    expect(page.locator(".notice-problem")).to_contain_text("Nothing was run")
    expect(page.locator("body")).not_to_contain_text("Traceback")
    assert_accessible(page)


def test_a_lever_is_moved_and_the_run_shows_and_finishes(
    page: Page, dashboard: str
) -> None:
    open_board(page, dashboard)
    page.locator(FIRST_FIELD).first.fill("3.25")
    page.click("#board-start")
    status = page.locator(".run-sentence")
    expect(status).to_contain_text("Simulating", timeout=SIMULATION_MILLISECONDS)
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    band = page.locator("#board-results .js-plotly-plot").first
    expect(band).to_be_visible(timeout=SIMULATION_MILLISECONDS)
    expect(status).to_contain_text("Finished", timeout=SIMULATION_MILLISECONDS)
    assert_accessible(page)
    page.locator(FIRST_FIELD).first.fill("4")
    expect(page.locator("#board-stale")).to_contain_text("do not match")
    expect(page.locator("#board-results")).to_have_class(re.compile("stale"))
    page.reload()
    expect(page.locator(FIRST_FIELD).first).to_have_value("3.25")
    expect(page.locator(".run-sentence")).to_contain_text("Finished")


def test_a_run_can_be_cancelled(page: Page, patient_dashboard: str) -> None:
    open_board(page, patient_dashboard, "cardiff-and-vale")
    page.locator(FIRST_FIELD).first.fill("3.5")
    page.click("#board-start")
    page.get_by_role("button", name="Cancel").click()
    status = page.locator(".run-sentence")
    expect(status).to_contain_text("Cancelled", timeout=SIMULATION_MILLISECONDS)
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_a_change_is_saved_compared_and_taken_away(
    page: Page, dashboard: str, tmp_path: Path
) -> None:
    open_board(page, dashboard)
    page.locator(FIRST_FIELD).first.fill("7")
    page.fill("#board-option", "Seven nurses")
    page.click("#board-save")
    expect(page.locator("#board-saved")).to_contain_text("Saved as")

    page.get_by_role("link", name="Compare").click()
    choose(page, "#compare-options", "Seven nurses")
    page.keyboard.press("Escape")
    choose(page, "#compare-place", "Aneurin Bevan")
    page.click("#compare-start")
    finding = page.locator("#compare-results .finding")
    expect(finding).to_contain_text("Seven nurses", timeout=SIMULATION_MILLISECONDS)
    expect(finding).to_contain_text("9 futures in 10 over all that fits")
    expect(finding).to_contain_text("by random variation alone")
    done = page.locator(".run-sentence")
    expect(done).to_contain_text("Finished", timeout=SIMULATION_MILLISECONDS)
    assert_accessible(page)
    with page.expect_download() as taken:
        page.click("#compare-download")
    whole = tmp_path / "comparison.html"
    taken.value.save_as(whole)
    title = re.search("<title>(.*?)</title>", whole.read_text("utf-8"), re.DOTALL)
    assert title is not None
    assert "Seven nurses" in title[1]


def test_assumptions_are_filtered_in_the_address(page: Page, dashboard: str) -> None:
    page.goto(f"{dashboard}/assumptions")
    page.fill("#assumptions-find", "powys providers")
    expect(page.locator("#assumptions-body tbody tr").first).to_contain_text("powys")
    expect(page).to_have_url(re.compile("find=powys"))
    expect(page.locator(".badge-assumption").first).to_have_text("assumption")


def test_nothing_but_this_machine_was_asked(
    page: Page, watch: Watch, dashboard: str
) -> None:
    page.goto(dashboard)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert any("plotly" in request for request in watch.requests)
    watch.assert_clean()


def test_a_workbook_is_fetched_handed_in_and_kept(
    page: Page, dashboard: str, tmp_path: Path
) -> None:
    open_board(page, dashboard)
    with page.expect_download() as fetched:
        page.click("#board-template")
    book = tmp_path / "mine.xlsx"
    fetched.value.save_as(book)
    page.set_input_files("#board-upload input", book)
    expect(page.locator("#board-return")).to_contain_text("can be used")
    page.click("#board-return-save")
    expect(page.locator("#board-return-saved")).to_contain_text("Saved as")
