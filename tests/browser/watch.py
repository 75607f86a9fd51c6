"""What a page did behind the reader's back: requests, errors, barriers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route

OWN_HOST = "127.0.0.1"
WITHOUT_NETWORK = {"about", "blob", "data"}
WCAG_A_AND_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Watch:
    """Everything one browser context asked for and complained about.

    Attributes
    ----------
    requests : addresses asked for, in order
    strangers : those that would have left this machine; none of them did
    complaints : console errors and exceptions of the page's own scripts
    """

    requests: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Record this context from now on, and let nothing leave the machine."""
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.route(lambda address: not stays_here(address), self._refuse)

    def assert_clean(self) -> None:
        """Fail if the page left this machine or complained."""
        assert not self.strangers, f"left {OWN_HOST}: {self.strangers}"
        assert not self.complaints, "the page complained: " + "\n".join(self.complaints)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not stays_here(request.url):
            self.strangers.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _refuse(self, route: Route) -> None:
        route.abort("blockedbyclient")


def stays_here(address: str) -> bool:
    """Whether this address needs no network beyond this machine."""
    parts = urlsplit(address)
    return parts.scheme in WITHOUT_NETWORK or parts.hostname == OWN_HOST


def assert_accessible(page: Page, within: str | None = None) -> None:
    """Fail with axe's own words if the page breaks WCAG 2.2 level A or AA.

    Parameters
    ----------
    within : CSS selector of the part that is looked at; the whole page if None
    """
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": WCAG_A_AND_AA}}
    found = Axe().run(page, context=within, options=options)
    assert found.violations_count == 0, found.generate_report()
