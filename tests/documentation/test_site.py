"""Everything that there is stands on the site, because the site is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import planner
from planner.cli.commands import COMMANDS
from planner.documentation.reference import models
from tests.browser.conftest import browser, chromium

__all__ = ["browser", "chromium"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may open files; the tests say what else it asked for."""
    opened = browser.new_page()
    yield opened
    opened.close()


def text_of(site: Path, name: str) -> str:
    """Text of a page, without its tags."""
    html = (site / f"{name}.html").read_text("utf-8")
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_every_command_has_its_options_and_examples(site: Path):
    text = text_of(site, "reference/commands")
    for name, command in COMMANDS.items():
        assert f"fls-planner {name}" in text
        for example in command.examples:
            assert f"fls-planner {example}" in text


def test_every_field_of_every_input_is_there(site: Path):
    text = text_of(site, "reference/parameters")
    for model in models():
        assert all(field in text for field in model.model_fields), model


def test_every_measure_is_there(site: Path):
    text = text_of(site, "reference/kpis")
    assert [kpi for kpi in planner.KPIS if kpi not in text] == []


def test_every_public_name_is_there(site: Path):
    text = text_of(site, "reference/python")
    assert [name for name in planner.__all__ if name not in text] == []


def test_every_number_of_the_default_scenario_is_there(site: Path):
    text = text_of(site, "reference/values")
    keys = planner.load_scenario("wales-today").parameters().index
    assert [key for key in keys if key not in text] == []


def test_the_notebook_was_run_and_its_picture_is_there(site: Path):
    page_of_it = (site / "tutorial" / "first-session.html").read_text("utf-8")
    assert "over 5 fitting sets, seed 1" in page_of_it
    (picture,) = set(re.findall(r'src="([^"]+\.png)"', page_of_it))
    assert (site / "tutorial" / picture).stat().st_size > 5_000


def test_every_page_opens_from_a_folder_and_asks_for_nothing_outside(
    site: Path, page: Page
):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pages = sorted(site.rglob("*.html"))
    for each in pages:
        page.goto(each.as_uri(), wait_until="domcontentloaded")
        assert page.locator("h1").first.is_visible(), each
    outside = [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert (outside, len(pages) > 25) == ([], True)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("reserved slots", "Reserved slot"),
        ("what binds", "Bottleneck"),
        ("KPI 5", "KPI 5"),
    ],
)
def test_a_search_finds(site: Path, page: Page, words: str, found: str):
    page.goto((site / "index.html").as_uri())
    query = page.locator("input[name=query]")
    query.fill(words)
    query.press("End")  # the search listens for keys, and a filled field pressed none
    result = page.locator(".md-search-result__item", has_text=found)
    expect(result.first).to_be_visible()
