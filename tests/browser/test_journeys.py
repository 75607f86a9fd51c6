"""Whole journeys: a newcomer, a phone, a keyboard, a link, a reload, files, a question.

Each waits for what a person would see, never for a while.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.browser.conftest import QUICKLY, running_dashboard
from tests.browser.journey import SIMULATION_MILLISECONDS, Journey
from tests.browser.test_board import NURSES, expect_whole_answer, open_board

BOARD, NAME = "swansea-bay", "Swansea Bay"
OPTION = 'input[value="dxa-five-days"]'
ROWS = "#compare-results .compare-table tbody tr"


def compared(journey: Journey) -> None:
    """Wait for a table with the baseline and one option, of all replications."""
    journey.sees(NAME, "#compare-results")
    journey.finished()
    expect(journey.page.locator(ROWS)).to_have_count(2)


def test_a_newcomer_is_led_to_a_first_comparison(journey: Journey) -> None:
    page = journey.open("/").page
    guide = page.locator("#guide")
    guide.get_by_role("link", name="Board").click()
    journey.choose("#board-board", NAME)
    journey.sees("Swansea Bay University Health Board", "#board-page h1")
    page.locator(NURSES).fill("4")
    journey.press("Run")
    expect_whole_answer(page)
    guide.get_by_role("link", name="Compare").click()
    journey.choose("#compare-place", NAME)
    page.locator(OPTION).check()
    journey.press("Run the comparison")
    compared(journey)


def test_a_comparison_is_made_by_the_keyboard_alone(journey: Journey) -> None:
    page = journey.open("/").page
    journey.tab_to('#navigation a[href^="/compare"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare options")
    journey.choose_by_keys("#compare-place", NAME)
    journey.tab_to(OPTION)
    page.keyboard.press("Space")
    expect(page.locator(OPTION)).to_be_checked()
    journey.tab_to("#compare-start", back=True)
    page.keyboard.press("Enter")
    compared(journey)


def test_a_lever_is_moved_and_answered_on_a_phone(journey: Journey) -> None:
    page = journey.on_a_phone().open(f"/?board={BOARD}").page
    journey.go_to("Board")
    journey.press("More: Evening sessions")
    expect(page.locator(".formula-start").first).to_be_visible()
    expect_whole_answer(page)
    journey.sees("people wait for DXA at the plan's end", "#board-answer")
    journey.fits()


def with_own_folders(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment of a dashboard that no other test has given any results."""
    kinds = ("DATA", "CACHE")
    return environment | {f"XDG_{kind}_HOME": str(folder / kind) for kind in kinds}


def test_a_reload_finds_the_same_run_on_its_way(
    page: Page, away_from_home: dict[str, str], tmp_path: Path
) -> None:
    environment = with_own_folders(away_from_home, tmp_path)
    log = tmp_path / "dashboard.log"
    with running_dashboard(log, environment, "--replications", "1000") as address:
        open_board(page, address, BOARD)
        status = page.locator(".run-sentence")
        expect(status).to_contain_text("Simulating", timeout=SIMULATION_MILLISECONDS)
        expect(page).to_have_url(re.compile("run=.+"))
        run = re.search("run=[0-9a-f]+", page.url)
        assert run is not None
        page.reload()
        expect(status).to_contain_text("Simulating", timeout=SIMULATION_MILLISECONDS)
        expect(page).to_have_url(re.compile(run[0]))
        # The dashboard ends before its page does.
        page.goto("about:blank")


def test_a_link_survives_a_restart_and_runs_again_where_results_are_gone(
    page: Page, away_from_home: dict[str, str], tmp_path: Path
) -> None:
    environment = with_own_folders(away_from_home, tmp_path)
    log = tmp_path / "dashboard.log"
    with running_dashboard(log, environment, *QUICKLY) as address:
        open_board(page, address, BOARD)
        expect_whole_answer(page)
        expect(page).to_have_url(re.compile("run="))
        link = page.url.removeprefix(address)
        page.goto("about:blank")
    shutil.rmtree(tmp_path / "CACHE" / "fls-planner" / "results")
    with running_dashboard(log, environment, *QUICKLY) as address:
        page.goto(address + link)
        status = page.locator(".run-sentence")
        expect(status).to_contain_text("had been cleared away")
        expect_whole_answer(page)
        expect(page.locator("#board-answer")).to_contain_text(NAME)
        page.goto("about:blank")


def test_every_paper_is_made_downloaded_and_opens(
    journey: Journey, tmp_path: Path
) -> None:
    journey.open(f"/papers?board={BOARD}")
    journey.press("Write the papers")
    journey.sees("Board paper, Word", "#papers-results")
    made = {}
    for name in ("paper.docx", "paper.pdf", "slides.pptx", "paper.xlsx", "paper.html"):
        file = tmp_path / name
        journey.fetch(f'button[id*="{name}"]').save_as(file)
        made[name] = file
    words = " ".join(part.text for part in Document(str(made["paper.docx"])).paragraphs)
    assert NAME in words
    assert len(Presentation(str(made["slides.pptx"])).slides) == 6
    assert load_workbook(made["paper.xlsx"]).sheetnames
    assert made["paper.pdf"].read_bytes().startswith(b"%PDF")
    assert NAME in made["paper.html"].read_text("utf-8")


def test_what_clears_every_backlog_and_what_80_percent_takes_is_on_two_screens(
    journey: Journey, tmp_path: Path
) -> None:
    """Compare tells when, for how much and of whom; its link asks what it takes."""
    page = journey.open("/").page
    journey.go_to("Compare")
    page.locator(OPTION).check()
    journey.press("Run the comparison")
    journey.finished()
    heads = journey.sees("Cleared by", "#compare-results .compare-table")
    expect(heads).to_contain_text("Cost of the plan")
    expect(page.locator("#compare-results .board-cards .card")).to_have_count(6)
    for button, ending in (("#compare-csv", ".csv"), ("#compare-xlsx", ".xlsx")):
        taken = journey.fetch(button)
        taken.save_as(tmp_path / taken.suggested_filename)
        assert taken.suggested_filename.endswith(ending)
    (book,) = tmp_path.glob("*.xlsx")
    assert load_workbook(book).worksheets[0].max_row > 1
    page.get_by_role("link", name="Ask what it would take").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ask")
    expect(page.locator("#ask-target-0")).to_have_value("80")
    journey.press("Ask")
    journey.sees("First answer", "#ask-results")
    journey.press("Cancel")
