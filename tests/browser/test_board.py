"""Journeys on the board page in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.watch import assert_accessible

SIMULATION_MILLISECONDS = 240_000
"""A loaded machine is slow; a page that is stuck is slower."""
BOARD = "aneurin-bevan"
NURSES, ADMINS, SESSIONS = (
    f'input[id*="{key}"]' for key in ("nurse_wte", "admin_wte", "sessions_a_week")
)
START = 'input[id*="start-from"]'
RUN_ID = '{"page":"board","type":"run-id"}'
TYPE_AND_SAVE = """(field, text) => {
    field.select();
    document.execCommand("insertText", false, text);
    document.getElementById("board-save").click();
}"""
"""In one breath: sooner than any field reports by itself."""


def open_board(page: Page, dashboard: str, board: str = BOARD) -> None:
    """Open one board's page and wait until its levers are there."""
    page.goto(f"{dashboard}/board?board={board}")
    expect(page.locator("#board-start")).to_be_visible()


def choose(page: Page, field: str, option: str) -> None:
    """Choose an option of a list by its words."""
    page.click(field)
    page.get_by_role("option", name=option, exact=True).click()


def expect_whole_answer(page: Page) -> None:
    """Wait for results of all replications that match what is typed."""
    whole = page.locator(".certainty-whole")
    expect(whole).to_be_visible(timeout=SIMULATION_MILLISECONDS)
    grey = page.locator("#board-answer.stale")
    expect(grey).to_have_count(0, timeout=SIMULATION_MILLISECONDS)


def test_nonsense_is_answered_beside_its_field(page: Page, dashboard: str) -> None:
    open_board(page, dashboard)
    fields = page.locator(".levers input")
    for position, nonsense in enumerate(("abc", "-3", "1e9", "")):
        fields.nth(position).fill(nonsense)
    expect(page.locator(".mantine-InputWrapper-error")).to_have_count(4)
    expect(page.locator(".notice-problem")).to_contain_text("Nothing was run")
    expect(page.locator("body")).not_to_contain_text("Traceback")
    assert_accessible(page)


def test_a_lever_is_moved_by_keys_and_both_answers_follow(
    page: Page, dashboard: str
) -> None:
    """Formula at once; the results grey until they match; the link holds the run."""
    open_board(page, dashboard)
    expect(page).to_have_url(re.compile("year="))
    before = page.url
    page.locator(SESSIONS).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(SESSIONS)).to_have_value("8")
    expect(page.locator(".formula-start").first).to_be_visible()
    expect_whole_answer(page)
    expect(page.locator("#board-results .js-plotly-plot").first).to_be_visible(
        timeout=SIMULATION_MILLISECONDS
    )
    assert_accessible(page)
    expect(page).not_to_have_url(before)
    expect(page).to_have_url(re.compile("run="))
    page.reload()
    expect(page.locator(SESSIONS)).to_have_value("8")
    expect_whole_answer(page)


def test_cancel_right_after_a_lever_moves_stops_whatever_was_asked_for(
    page: Page, patient_dashboard: str
) -> None:
    """And it stays stopped, in another year too, until a lever moves again."""
    open_board(page, patient_dashboard, "cardiff-and-vale")
    status = page.locator(".run-sentence")
    cancel = page.get_by_role("button", name="Cancel")
    expect(status).to_contain_text("Simulating", timeout=SIMULATION_MILLISECONDS)
    page.locator(NURSES).fill("3.5")
    cancel.click()
    expect(status).to_contain_text("Cancelled", timeout=SIMULATION_MILLISECONDS)
    with page.expect_response(re.compile("_dash-update-component")):
        choose(page, "#board-year", "2026/27")
    expect(status).to_contain_text("Cancelled")
    expect(cancel).to_be_hidden()
    page.locator(NURSES).fill("3.6")
    expect(status).to_contain_text("Simulating", timeout=SIMULATION_MILLISECONDS)
    cancel.click()
    expect(status).to_contain_text("Cancelled", timeout=SIMULATION_MILLISECONDS)
    # The dashboard ends before its page does.
    page.goto("about:blank")


def test_a_late_answer_to_a_lever_never_lands_on_another_board(
    page: Page, dashboard: str
) -> None:
    """Both answers of one board are held back until the next board is on the page."""
    late: dict[str, tuple[Route, APIResponse]] = {}
    again: set[str] = set()

    def hold_back(route: Route) -> None:
        asked = route.request.post_data or ""
        about = next((a for a in ("board-formula", "board-problems") if a in asked), "")
        if about and about not in late:
            late[about] = route, route.fetch()
        else:
            again.add(about)
            route.continue_()

    open_board(page, dashboard)
    page.route(re.compile("_dash-update-component"), hold_back)
    page.locator(NURSES).fill("7.3")
    while len(late) < 2:
        page.wait_for_timeout(50)
    again.clear()
    run_id = json.loads(late["board-problems"][1].text())["response"][RUN_ID]["data"]
    choose(page, "#board-board", "Hywel Dda")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hywel Dda")
    # Its redrawn page asks anew, and Dash drops what was asked before.
    while not again >= late.keys():
        page.wait_for_timeout(50)
    formula = page.locator("#board-formula").inner_text()
    for route, answer in late.values():
        route.fulfill(response=answer)
    page.wait_for_timeout(500)
    expect(page).to_have_url(re.compile("board=hywel-dda"))
    assert run_id not in page.url
    assert page.locator("#board-formula").inner_text() == formula
    expect(page.locator(".mantine-InputWrapper-error")).to_have_count(0)


def test_own_numbers_are_the_baseline_and_a_lever_is_an_option_over_them(
    page: Page, dashboard: str, tmp_path: Path
) -> None:
    open_board(page, dashboard)
    page.locator(NURSES).fill("6")
    page.fill("#own-name", "Counted in April")
    page.fill("#own-reason", "from the rota")
    page.click("#own-keep")
    expect(page.locator(START)).to_have_value("my numbers: Counted in April")
    expect(page.locator("#own-said")).to_contain_text("Kept: Counted in April")
    expect(page).to_have_url(re.compile("start="))
    expect(page.locator(".lever-start").first).to_have_text("start: 6")
    with page.expect_download() as taken:
        page.click("#own-download")
    own = tmp_path / taken.value.suggested_filename
    taken.value.save_as(own)
    assert own.name == "own.toml"
    assert "from the rota" in own.read_text("utf-8")
    page.fill("#board-option", "One administrator more")
    page.locator(ADMINS).evaluate(TYPE_AND_SAVE, "5")
    expect(page.locator("#board-saved")).to_contain_text("Saved as")
    expect_whole_answer(page)
    assert_accessible(page)


def test_a_change_is_saved_compared_and_taken_away(
    page: Page, dashboard: str, tmp_path: Path
) -> None:
    open_board(page, dashboard)
    page.locator(NURSES).fill("7")
    page.fill("#board-option", "Seven nurses")
    page.click("#board-save")
    expect(page.locator("#board-saved")).to_contain_text("Saved as")

    page.get_by_role("link", name="Compare").click()
    page.get_by_label("Seven nurses").check()
    choose(page, "#compare-place", "Aneurin Bevan")
    page.click("#compare-start")
    finding = page.locator("#compare-results")
    expect(finding).to_contain_text("Seven nurses", timeout=SIMULATION_MILLISECONDS)
    done = page.locator(".run-sentence")
    expect(done).to_contain_text("Finished", timeout=SIMULATION_MILLISECONDS)
    expect(finding).to_contain_text("9 futures in 10 over all that fits")
    expect(finding).to_contain_text("by random variation alone")
    assert_accessible(page)
    with page.expect_download() as taken:
        page.click("#compare-download")
    whole = tmp_path / "comparison.html"
    taken.value.save_as(whole)
    title = re.search("<title>(.*?)</title>", whole.read_text("utf-8"), re.DOTALL)
    assert title is not None
    assert "Seven nurses" in title[1]


def test_a_workbook_with_a_mistake_is_mended_and_run(
    page: Page, dashboard: str, tmp_path: Path
) -> None:
    open_board(page, dashboard)
    with page.expect_download() as fetched:
        page.click("#board-template")
    book = tmp_path / "mine.xlsx"
    fetched.value.save_as(book)
    filled = load_workbook(book)
    sheet = filled["Staff in post"]
    heads = [str(cell.value) for cell in sheet[1]]
    lines = [cell.row for cell in sheet["A"] if cell.value == "nurse"]
    wte = sheet.cell(lines[0], heads.index("wte") + 1)
    right = wte.value
    wte.value = "lots"
    filled.save(tmp_path / "wrong.xlsx")
    page.set_input_files("#board-upload input", tmp_path / "wrong.xlsx")
    expect(page.locator("#board-return .notice-problem")).to_contain_text("wte")
    wte.value = right
    filled.save(book)
    page.set_input_files("#board-upload input", book)
    expect(page.locator("#board-return")).to_contain_text("can be used")
    page.click("#board-return-save")
    expect(page.locator("#board-return-saved")).to_contain_text("Saved as")
    page.click("#board-return-run")
    expect(page.locator(START)).to_have_value(re.compile("my numbers: workbook of"))
    expect(page.locator("#board-page")).to_contain_text("own numbers, workbook of")
    expect_whole_answer(page)


def test_a_second_scanner_is_a_row_of_the_grid_and_can_be_undone(
    page: Page, dashboard: str
) -> None:
    """By keyboard: a row is added, filled and run; undo takes it away again."""
    open_board(page, dashboard)
    page.locator("#board-grids > summary").click()
    scanners = page.locator(".grid").nth(1)
    scanners.get_by_role("button", name="Add a row").press("Enter")
    for value in ("second", "4", "0", "0", "8", "25"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    expect(page.locator(".formula-start").first).to_be_visible()
    expect_whole_answer(page)
    assert_accessible(page)
    for _each in range(7):
        scanners.get_by_role("button", name="Undo").click()
    expect(scanners.locator("tbody tr")).to_have_count(1)
