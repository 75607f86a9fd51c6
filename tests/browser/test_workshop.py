"""A workshop of six browsers: join, build within the budget, lock, reveal, decide."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from tests.browser.conftest import WINDOW
from tests.browser.journey import PHONE, SIMULATION_MILLISECONDS, Journey

TABLES = 6
LISTS, SESSIONS = (f'input[id*="{p}"]' for p in ("lists", "sessions"))
READY = "handed in, results ready"


@pytest.fixture
def tables(browser: Browser, journey: Journey) -> Iterator[list[Journey]]:
    """Six more people at the same dashboard, two of them on phones."""
    contexts = [
        browser.new_context(viewport=PHONE if number < 2 else WINDOW)
        for number in range(TABLES)
    ]
    for context in contexts:
        context.set_default_timeout(SIMULATION_MILLISECONDS)
    yield [journey.beside(context) for context in contexts]
    for context in contexts:
        context.close()


def begin(journey: Journey) -> str:
    """Start a workshop of one board; the code by which tables join."""
    journey.page.set_default_timeout(SIMULATION_MILLISECONDS)
    journey.open("/workshop?board=aneurin-bevan")
    journey.accessible()
    journey.page.fill("#workshop-name", "What to buy")
    journey.press("Start the workshop")
    shown = journey.sees("Code: ", ".workshop-code").inner_text()
    return shown.removeprefix("Code: ")


def join(table: Journey, code: str, name: str) -> None:
    """Sit down at a table."""
    table.page.goto(f"{table.address}/workshop/join/{code}")
    table.page.fill("#workshop-join-name", name)
    table.press("Join")
    table.page.wait_for_selector("#workshop-join-submit")


def build(table: Journey, lists: str) -> None:
    """Build a plan of bought-in lists, and hand it in."""
    table.page.fill(LISTS, lists)
    meter = table.page.locator(".workshop-meter", has_not_text="£0 of")
    meter.first.wait_for()
    table.press("Hand in")
    table.sees("Handed in.", "#workshop-join-said")


def is_refused_too_much(first: Journey) -> None:
    """More than a board can have, or than the budget holds, is refused plainly."""
    first.page.fill(SESSIONS, "12")
    first.sees("between 0 and 10", "#workshop-join-price")
    first.page.fill(SESSIONS, "0")
    first.page.fill(LISTS, "9")
    first.sees("Over budget by", "#workshop-join-price")
    expect(first.page.locator("#workshop-join-submit")).to_be_disabled()
    first.accessible()


def decide(journey: Journey) -> None:
    """Record a decision, which stands on the screen and in the minutes."""
    journey.page.fill("#workshop-text", "Buy lists.")
    journey.page.fill("#workshop-reasons", "Quick to begin.")
    journey.press("Record the decision")
    journey.sees("Buy lists.", "#workshop-room")
    taken = journey.fetch("#workshop-docx")
    words = "\n".join(each.text for each in Document(str(taken.path())).paragraphs)
    assert "Reasons: Quick to begin." in words


def test_workshop_of_six_browsers(journey: Journey, tables: list[Journey]) -> None:
    code = begin(journey)
    journey.press("Start the timer")
    journey.sees(re.compile(r"1\d:\d\d"), ".timer")
    first, second, *_rest = tables
    for number, table in enumerate(tables, 1):
        join(table, code, f"Table {number}")
    first.fits()
    first.accessible()
    is_refused_too_much(first)
    for number, table in enumerate(tables, 1):
        build(table, "0.5" if number == 1 else "1" if number < 4 else "2")
    second.page.reload()
    expect(second.page.locator(LISTS)).to_have_value("1")
    ready = journey.page.locator(".workshop-table-state", has_text=READY)
    expect(ready).to_have_count(TABLES, timeout=SIMULATION_MILLISECONDS)
    journey.press("Lock plans")
    expect(second.page.locator("#workshop-join-submit")).to_be_disabled()
    journey.sees("hidden until", "#workshop-room")
    journey.press("Reveal results")
    expect(journey.page.locator(".workshop-rank")).to_have_count(
        TABLES, timeout=SIMULATION_MILLISECONDS
    )
    decide(journey)
    journey.in_the_dark().accessible()
    journey.open(journey.page.url.removeprefix(journey.address) + "&view=screen")
    expect(journey.page.locator(".workshop-rank")).to_have_count(
        TABLES, timeout=SIMULATION_MILLISECONDS
    )
