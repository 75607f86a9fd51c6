"""What the server sends: its own pages and headers, and nothing from elsewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient

from dashboard.__main__ import main, warm_up
from dashboard.app import PAGES
from dashboard.pages import board, start_from
from tests.dashboard.conftest import BOARD
from tests.serving import free_port

ELSEWHERE = re.compile(r"""(?:src|href)=["'](?:https?:)?//""")


@pytest.fixture(scope="module")
def client(app: dash.Dash) -> FlaskClient:
    """A browser without a screen, after the warm-up."""
    asking = app.server.test_client()
    warm_up(asking)
    return asking


def call(
    client: FlaskClient,
    output: str,
    inputs: list[dict[str, Any]],
    state: Sequence[dict[str, Any]] = (),
) -> Any:
    """The answer to one callback, as the browser would ask for it."""
    parts = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
    outputs = [{"id": id_of(name), "property": prop} for name, prop in parts]
    asked = {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": inputs,
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
        "state": list(state),
    }
    return client.post("/_dash-update-component", json=asked)


def id_of(name: str) -> Any:
    """An id as the browser sends it: of a kind, a table."""
    return json.loads(name) if name.startswith("{") else name


def given(id: Any, value: Any, prop: str = "value") -> dict[str, Any]:
    """One input of a callback."""
    return {"id": id, "property": prop, "value": value}


@pytest.mark.parametrize("path", [page.PATH for page in PAGES])
def test_every_page_is_served_in_english_with_a_strict_policy(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    script = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "unsafe-inline" not in script


def test_nothing_on_the_page_comes_from_elsewhere(client: FlaskClient) -> None:
    assert not ELSEWHERE.search(client.get("/").text)


def test_every_script_of_the_page_is_there(client: FlaskClient) -> None:
    sources = re.findall(r'<script src="([^"]+)"', client.get("/").text)
    assert [source for source in sources if "plotly-cartesian.min.js" in source]
    for source in sources:
        with client.get(source) as answer:
            assert answer.status_code == 200, source


def test_the_navigation_answers_over_the_wire(client: FlaskClient) -> None:
    output = "..navigation.children...languages.children...stamp.children.."
    here = given("_pages_location", "/board", "pathname")
    answer = call(client, output, [here, given("address", "?board=powys", "search")])
    assert answer.status_code == 200
    shown = json.dumps(answer.get_json())
    assert '"aria-current": "page"' in shown
    assert "/compare?board=powys" in shown
    assert "board: Powys" in shown


def test_another_board_answers_over_the_wire(
    client: FlaskClient, app: dash.Dash
) -> None:
    output = next(name for name in app.callback_map if "board-page.children" in name)
    start = given(board.START, start_from.PUBLISHED)
    asked = [given("board-board", BOARD), start]
    state = [given("board-year", ""), given("board-saved-start", None)]
    state += [given(said, None, "children") for said in board.SAID]
    assert call(client, output, asked, state).status_code == 200


def test_the_program_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--no-browser" in capsys.readouterr().out


def test_worker_processes_are_spared_the_screen(root: Path) -> None:
    """They import the main module again, and dash takes a second to come."""
    code = "import dashboard.__main__, sys; assert 'dash' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_the_program_ends_when_the_one_that_started_it_has_ended(
    root: Path, tmp_path: Path, away_from_home: dict[str, str]
) -> None:
    port = str(free_port())
    command = [sys.executable, "-m", "dashboard", "--port", port, "--no-browser"]
    screen = subprocess.Popen(
        [*command, "--until-input-ends"],
        cwd=root,
        env=away_from_home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert screen.stdin is not None
    assert screen.stdout is not None
    with screen, screen.stdin, screen.stdout:
        assert "Dashboard at" in screen.stdout.readline()
        assert screen.poll() is None
        screen.stdin.close()
        assert screen.wait(timeout=60) is not None
