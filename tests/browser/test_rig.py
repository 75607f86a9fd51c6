"""The watch must bite, or a clean page proves nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.watch import Watch, assert_accessible, stays_here
from tests.serving import NotServingError, free_port, serving

HEAD = '<!doctype html><html lang="en"><head><title>Rig</title></head><body><main>'
PAGES = {
    "clean.html": '<h1>Rig</h1><button onclick="this.textContent=1">0</button>',
    "leaves.html": '<h1>Rig</h1><img alt="" src="http://elsewhere.invalid/x.png">',
    "complains.html": "<h1>Rig</h1><script>throw new Error('slipped')</script>",
    "barrier.html": "<h1>Rig</h1><input>",
}
ICON = '<link rel="icon" href="data:,">'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of four tiny pages."""
    folder = tmp_path_factory.mktemp("site")
    for name, body in PAGES.items():
        text = HEAD.replace("</head>", f"{ICON}</head>") + body
        (folder / name).write_text(text, "utf-8")
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    address = f"http://127.0.0.1:{port}"
    with serving(command, f"{address}/clean.html", log=folder / "log.txt"):
        yield address


def test_a_clean_page_opens_and_answers_a_click(page: Page, site: str, watch: Watch):
    page.goto(f"{site}/clean.html")
    page.get_by_role("button").click()
    assert page.get_by_role("button").text_content() == "1"
    assert watch.requests == [f"{site}/clean.html"]
    assert_accessible(page)


def test_a_request_to_elsewhere_is_refused_and_told(
    page: Page, site: str, watch: Watch
):
    page.goto(f"{site}/leaves.html")
    with pytest.raises(AssertionError, match=r"elsewhere\.invalid"):
        watch.assert_clean()
    _forget(watch)


def test_an_exception_in_the_page_is_told(page: Page, site: str, watch: Watch):
    page.goto(f"{site}/complains.html")
    with pytest.raises(AssertionError, match="slipped"):
        watch.assert_clean()
    _forget(watch)


def test_a_field_without_a_label_is_a_barrier(page: Page, site: str):
    page.goto(f"{site}/barrier.html")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_a_program_that_ends_at_once_is_told_with_its_log(tmp_path: Path):
    command = [sys.executable, "-c", "raise SystemExit('no such page')"]
    with (
        pytest.raises(NotServingError, match="no such page"),
        serving(command, "http://127.0.0.1:9", log=tmp_path / "log.txt"),
    ):
        pass


@pytest.mark.parametrize("address", ["data:,", "blob:null/1", "http://127.0.0.1:5/a"])
def test_these_addresses_stay_on_this_machine(address: str):
    assert stays_here(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1.elsewhere.invalid/", "ws://a/"])
def test_these_addresses_leave_this_machine(address: str):
    assert not stays_here(address)


def _forget(watch: Watch) -> None:
    """The page was meant to misbehave; let the fixture pass."""
    watch.strangers.clear()
    watch.complaints.clear()
