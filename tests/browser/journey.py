"""One person's way through the screen, in the words of somebody who uses it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from tests.browser.watch import Watch, assert_accessible

SIMULATION_MILLISECONDS = 240_000
"""A loaded machine is slow; a page that is stuck is slower."""
PHONE = {"width": 390, "height": 844}
MOST_TABS = 150


@dataclass
class Journey:
    """A page of the shared dashboard, and what a person does with it.

    The fixture of the same name checks at the end that nothing left this machine, that
    no script complained, and that axe finds no barrier in the last state. Call
    `accessible` for the states in between that matter.

    Attributes
    ----------
    address : of the dashboard, without a path
    """

    page: Page
    watch: Watch
    address: str

    def open(self, path: str = "/") -> Journey:
        """Open a page by its path and choices, and wait for its first heading."""
        self.page.goto(self.address + path)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return self

    def go_to(self, name: str) -> None:
        """Follow a link of the navigation, by way of the menu where there is one."""
        menu = self.page.locator(".menu-button")
        if menu.is_visible():
            menu.click()
        self.page.locator("#navigation").get_by_role("link", name=name).click()
        here = self.page.locator("#navigation [aria-current=page]")
        expect(here).to_have_text(name)

    def choose(self, field: str, option: str) -> None:
        """Choose an option of a list by its words; `field` is a CSS selector."""
        self.page.click(field)
        self.page.get_by_role("option", name=option, exact=True).click()

    def tab_to(self, part: str, *, back: bool = False) -> Locator:
        """Go by the key Tab until this part, a CSS selector, has the focus."""
        found = self.page.locator(part).first
        expect(found).to_be_visible()
        for _press in range(MOST_TABS):
            if found.evaluate("part => part === document.activeElement"):
                return found
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{part} is not reached by {MOST_TABS} presses of Tab")

    def choose_by_keys(self, field: str, option: str) -> None:
        """Choose an option of a list without a mouse; `field` is a CSS selector."""
        self.tab_to(field)
        self.page.keyboard.press("Enter")
        wanted = self.page.get_by_role("option", name=option, exact=True)
        expect(wanted).to_be_visible()
        marked = "part => part.hasAttribute('data-combobox-selected')"
        for _press in range(MOST_TABS):
            if wanted.evaluate(marked):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        expect(self.page.locator(field)).to_have_value(option)

    def press(self, button: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=button).first.click()

    def finished(self) -> None:
        """Wait until the run of the page has ended with results."""
        said = self.page.locator(".run-sentence").first
        expect(said).to_contain_text("Finished", timeout=SIMULATION_MILLISECONDS)

    def sees(self, words: str | re.Pattern[str], where: str = "#main") -> Locator:
        """Wait until these words are on the page; the part that holds them."""
        part = self.page.locator(where).first
        expect(part).to_contain_text(words, timeout=SIMULATION_MILLISECONDS)
        return part

    def fetch(self, button: str) -> Download:
        """The file that a button gives; `button` is a CSS selector."""
        with self.page.expect_download() as taken:
            self.page.click(button)
        return taken.value

    def accessible(self, within: str | None = None) -> None:
        """Fail if axe finds a barrier in the state that is shown now."""
        assert_accessible(self.page, within)

    def on_a_phone(self) -> Journey:
        """The same person on a phone from now on."""
        self.page.set_viewport_size(PHONE)
        return self

    def in_the_dark(self) -> Journey:
        """The same person in the dark theme, as the system asks for it."""
        self.page.emulate_media(color_scheme="dark")
        return self

    def fits(self) -> None:
        """Fail if the page must be scrolled sideways."""
        page = "document.documentElement"
        widths = f"[{page}.scrollWidth, {page}.clientWidth]"
        needed, given = self.page.evaluate(widths)
        assert needed <= given, f"{needed} pixels wide on a screen of {given}"

    def beside(self, context: BrowserContext) -> Journey:
        """Another person at the same dashboard, with a browser of their own."""
        self.watch.follow(context)
        return Journey(context.new_page(), self.watch, self.address)
