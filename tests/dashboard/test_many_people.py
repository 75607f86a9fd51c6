"""Twenty people at once: every page and board is answered while Wales is simulated."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.app import PAGES
from dashboard.pages import board as board_page
from dashboard.pages import start_from
from dashboard.work import APOLOGY
from planner.inputs.load import load_scenario
from tests.serving import free_port, serving

PEOPLE = 20
SECONDS = float(os.environ.get("PEOPLE_SECONDS", "4"))
PATIENCE_SECONDS = 60
PATHS = tuple(page.PATH for page in PAGES)
CALLS = "_dash-update-component"


def part(name: str | dict[str, str], prop: str, **value: Any) -> dict[str, Any]:
    """One part of a call."""
    return {"id": name, "property": prop, **value}


def page(path: str, search: str) -> dict[str, Any]:
    """The call with which a browser opens a page."""
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [part("_pages_content", "children"), part("_pages_store", "data")],
        "inputs": [
            part("_pages_location", "pathname", value=path),
            part("_pages_location", "search", value=search),
        ],
        "changedPropIds": ["_pages_location.pathname"],
        "state": [],
    }


def board(name: str) -> dict[str, Any]:
    """The call with which a person chooses another board."""
    start = json.dumps(board_page.START, sort_keys=True, separators=(",", ":"))
    return {
        "output": f"..board-page.children...{start}.data...{start}.value"
        f"...{board_page.SHOWN}.data..",
        "outputs": [
            part("board-page", "children"),
            part(board_page.START, "data"),
            part(board_page.START, "value"),
            part(board_page.SHOWN, "data"),
        ],
        "inputs": [
            part("board-board", "value", value=name),
            part(board_page.START, "value", value=start_from.PUBLISHED),
        ],
        "changedPropIds": ["board-board.value"],
        "state": [
            part("board-year", "value", value=""),
            part("board-saved-start", "data", value=None),
            *(part(said, "children", value=None) for said in board_page.SAID),
        ],
    }


def ask(address: str, call: dict[str, Any] | None, path: str) -> str:
    """What is wrong with an answer; nothing if all is well."""
    sent = json.dumps(call).encode() if call else None
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(address + path, sent, kind)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            text = answer.read().decode()
            known = answer.status in (200, 204) and APOLOGY not in text
            return "" if known else f"{answer.status} {text[:200]}"
    except OSError as error:
        return repr(error)


def person(number: int, address: str, until: float) -> Counter[str]:
    """Answers of one person's clicks, and what was wrong with some."""
    rng, found = np.random.default_rng(number), Counter[str]()
    boards = sorted(load_scenario().boards)
    while time.monotonic() < until:
        path, name = (str(rng.choice(each)) for each in (PATHS, boards))
        for call, where in (
            (None, path.removeprefix("/")),
            (page(path, f"?board={name}"), CALLS),
            (board(name), CALLS),
        ):
            wrong = ask(address, call, where)
            found["answers"] += 1
            found[wrong] += bool(wrong)
    return +found


def test_twenty_people_at_once_get_no_error(
    tmp_path: Path, away_from_home: dict[str, str], root: Path
):
    address = f"http://127.0.0.1:{(port := free_port())}/"
    command = [sys.executable, "-m", "dashboard", "--port", str(port), "--no-browser"]
    where = {**away_from_home, "PYTHONPATH": str(root)}
    log = tmp_path / "log.txt"
    with (
        serving(command, address, log=log, environment=where),
        ThreadPoolExecutor(PEOPLE) as people,
    ):
        until = time.monotonic() + SECONDS
        clicks = [people.submit(person, n, address, until) for n in range(PEOPLE)]
        found = sum((click.result() for click in clicks), Counter[str]())
    sys.stdout.write(f"{found['answers']} answers in {SECONDS:.0f} s\n")
    assert [wrong for wrong in found if wrong != "answers"] == []
    assert found["answers"] >= 3 * PEOPLE
    assert "Traceback" not in log.read_text("utf-8")
