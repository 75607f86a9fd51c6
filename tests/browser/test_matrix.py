"""Every page in each language, theme, width and zoom: slow, before a release.

Run by `pytest -m slow tests/browser`.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dashboard.app import PAGES
from planner.locale import languages
from tests.browser.journey import Journey

pytestmark = pytest.mark.slow

UNFOLD = "document.querySelectorAll('details').forEach(part => part.open = true)"
PATHS = [page.PATH for page in PAGES]
WIDTHS = (320, 390, 768, 1366, 1920, 2560)
"""Of 1280 pixels at zoom 400 %, and from a phone to a wall."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", PATHS)
def test_a_page_breaks_no_rule_with_everything_unfolded(
    journey: Journey, path: str, language: str, theme: str
) -> None:
    journey.open(f"{path}?lang={language}&theme={theme}")
    expect(journey.page.locator("html")).to_have_attribute("lang", language)
    journey.page.evaluate(
        "document.querySelectorAll('details').forEach(d => d.open = true)"
    )
    journey.accessible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_every_width(journey: Journey, path: str, width: int) -> None:
    journey.page.set_viewport_size({"width": width, "height": 900})
    journey.open(path).fits()


@pytest.mark.parametrize("path", PATHS)
def test_a_printed_page_is_stamped_and_light(journey: Journey, path: str) -> None:
    journey.in_the_dark().open(path)
    journey.page.emulate_media(media="print", color_scheme="dark")
    stamp = journey.page.locator("#stamp")
    expect(stamp).to_be_visible()
    expect(stamp).to_contain_text("seed 1")
    expect(journey.page.locator("#navigation")).to_be_hidden()
    expect(journey.page.locator("body")).to_have_css(
        "background-color", "rgb(255, 255, 255)"
    )
    journey.page.emulate_media(media="screen", color_scheme="light")
