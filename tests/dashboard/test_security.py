"""The server answers its own pages, by its own names, and nothing oversized or slow."""

from __future__ import annotations

import json
import secrets
import socket
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import dash
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard import jobs, security
from dashboard.__main__ import warm_up
from dashboard.app import PAGES
from dashboard.pages import compare_parts
from dashboard.serving import create_server
from dashboard.settings import Settings
from tests.dashboard.test_serving import call, given

CALL = "apology.children"
SEEDS = (20260401, secrets.randbits(32))
"""One seed that is always tried, and a fresh one: a failure names it."""
CALLS = 150
PATIENCE_SECONDS = 120
"""A call that takes longer hangs; none of them simulates."""


@pytest.fixture(scope="module")
def client(app: dash.Dash) -> FlaskClient:
    """A browser without a screen, after the warm-up."""
    asking = app.server.test_client()
    warm_up(asking)
    return asking


class Behind:
    """A Dash of a few words behind the same door, with other settings."""

    def __init__(self, settings: Settings) -> None:
        self.callback_map: dict[str, Any] = {}
        self.server = Flask("behind")
        self.server.add_url_rule("/", "page", lambda: "page", methods=["GET", "POST"])
        security.protect(self, settings)  # type: ignore[arg-type]

    def csp_hashes(self) -> list[str]:
        """No scripts of its own."""
        return []


def shared(**more: Any) -> FlaskClient:
    """A browser of a server that other computers reach."""
    return Behind(Settings(host="0.0.0.0", **more)).server.test_client()


def test_every_answer_says_what_browsers_may_do_with_it(client: FlaskClient):
    headers = client.get("/").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("localhost:8050", 200),
        ("[::1]:8050", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("[::1", 403),
        ("user@evil.example", 403),
    ],
)
def test_only_names_of_this_machine_are_answered(
    client: FlaskClient, host: str, code: int
):
    assert client.get("/", headers={"Host": host}).status_code == code


def test_a_shared_server_answers_named_hosts_alone():
    asking = shared(allowed_hosts=("Planner.Board.example",))
    known = ("planner.board.example:8050", socket.gethostname(), "127.0.0.1")
    assert {asking.get("/", headers={"Host": h}).status_code for h in known} == {200}
    assert asking.get("/", headers={"Host": "192.0.2.7:8050"}).status_code == 403


def test_a_token_in_the_address_becomes_a_cookie_and_leaves_the_address():
    asking = shared(token="secret-token")
    assert asking.get("/").status_code == 403
    assert asking.get("/?token=wrong").status_code == 403
    first = asking.get("/?board=powys&token=secret-token")
    assert (first.status_code, first.headers["Location"]) == (303, "/?board=powys")
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert asking.get("/").status_code == 200


def test_a_token_leads_nowhere_else():
    path = {"PATH_INFO": "//evil.example/"}
    first = shared(token="t").get("/?token=t", environ_overrides=path)
    assert first.headers["Location"] == "/evil.example/"


def test_the_address_to_open_holds_the_token_and_a_name_that_is_answered():
    settings = Settings(host="0.0.0.0", allowed_hosts=("planner",), token="t")
    assert security.address_of(settings) == "http://planner:8050/?token=t"
    assert security.address_of(Settings()) == "http://127.0.0.1:8050/"
    path = security.address_of(settings, "workshop", key="k")
    assert path == "http://planner:8050/workshop?token=t&key=k"
    assert security.is_shared("0.0.0.0")
    assert not security.is_shared("localhost")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_of_another_site_is_refused(client: FlaskClient, headers: dict):
    asked = {"json": {"output": CALL}, "headers": headers}
    assert client.post(security.CALLBACKS, **asked).status_code == 403


def test_a_form_of_our_own_page_is_answered(client: FlaskClient):
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    answer = call(client, CALL, [given("_pages_location", "/board", "pathname")])
    del client.environ_base["HTTP_ORIGIN"]
    assert answer.status_code == 200


def test_a_body_of_more_than_8_megabytes_is_refused(client: FlaskClient):
    body = b'{"output": "' + b"x" * security.MOST_BYTES + b'"}'
    assert client.post(security.CALLBACKS, data=body).status_code == 413


GARBAGE = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"null",
    b"[]",
    b'"x"',
    b"1e999",
    b"9" * 10_000,
    b"[" * 100_000,
    b'{"output": {}}',
    b'{"output": ["a"]}',
    b'{"output": "nobody.knows"}',
    b'{"output": "' + CALL.encode() + b'", "inputs": 3}',
    b'{"output": "' + CALL.encode() + b'", "inputs": [[[1]]]}',
    b'{"output": "' + CALL.encode() + b'", "inputs": [{"id": 1}]}',
]


@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: repr(body[:30]))
def test_a_body_that_is_no_call_is_a_bad_request(client: FlaskClient, body: bytes):
    answer = client.post(security.CALLBACKS, data=body)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


ODD: list[Any] = [
    *(None, True, 0, -1, 1e308, 10**30, "", "x" * 20_000, "\x00", "\ud800", "../../x"),
    *("aneurin-bevan", "wales", "2026/27", "0123456789ab", "data:;base64,%%%", "=1"),
    *(
        [],
        {},
        [None],
        ["x", ["y"]],
        {"a": {"b": []}},
        "[object Object]",
        "?board=powys",
    ),
    "data:application/octet-stream;base64,aGVsbG8=",
]


@pytest.mark.parametrize("seed", SEEDS, ids=["fixed", "fresh"])
def test_a_callback_with_odd_values_answers_plainly(
    client: FlaskClient, app: dash.Dash, monkeypatch: pytest.MonkeyPatch, seed: int
):
    """Nothing simulates here: what a run would be given is not the question."""
    monkeypatch.setattr(jobs.RunService, "start", lambda *_, **__: None)
    rng = np.random.default_rng(seed)
    asks = [odd_call(app, rng) for _ in range(CALLS)]
    with ThreadPoolExecutor(1) as thread:
        for asked in asks:
            sent = {"data": json.dumps(asked), "content_type": "application/json"}
            answering = thread.submit(client.post, security.CALLBACKS, **sent)
            answer = answering.result(timeout=PATIENCE_SECONDS)
            assert answer.status_code in (200, 204, 400, 500), (seed, asked)
            assert "Traceback" not in answer.text, (seed, asked)


def odd_call(app: dash.Dash, rng: np.random.Generator) -> dict[str, Any]:
    """A call of one of the callbacks with values that no browser sends."""

    def one_of(values: list[Any]) -> Any:
        return values[rng.integers(len(values))]

    def filled(parts: list[dict[str, Any]]) -> list[Any]:
        return [part_of(part["id"], part["property"], one_of(ODD)) for part in parts]

    output = one_of(sorted(app.callback_map))
    known = app.callback_map[output]
    several = output.startswith("..")
    outputs = [part_of(*part.rsplit(".", 1)) for part in output.strip(".").split("...")]
    inputs, state = filled(known["inputs"]), filled(known["state"])
    if rng.random() < 0.1:
        one_of([inputs, state, outputs]).clear()
    return {
        "output": output,
        "outputs": outputs if several or not outputs else outputs[0],
        "inputs": inputs,
        "changedPropIds": one_of([[], ["x"], [f"{known['inputs'][0]['id']}.value"]]),
        "state": state,
    }


def part_of(name: str, prop: str, value: Any = None) -> Any:
    """One part of a call; a list of one where the name stands for all of a kind."""
    if not name.startswith("{"):
        return {"id": name, "property": prop, "value": value}
    pattern = json.loads(name)
    named = {k: "board" if isinstance(v, list) else v for k, v in pattern.items()}
    part = {"id": named, "property": prop, "value": value}
    return [part] if ["ALL"] in pattern.values() else part


@pytest.mark.parametrize(
    "search", ["?board=a&board=b", "?run=%00", "?year=" + "9" * 5000, "?x[]=1&__=2"]
)
@pytest.mark.parametrize("path", [page.PATH for page in PAGES])
def test_an_odd_address_opens_its_page(client: FlaskClient, path: str, search: str):
    output = "_pages_content.children..._pages_store.data"
    asked = [
        given("_pages_location", path, "pathname"),
        given("_pages_location", search, "search"),
    ]
    answer = call(client, f"..{output}..", asked)
    assert answer.status_code == 200
    assert "Something went wrong" not in answer.text
    assert "page-title" in answer.text


@pytest.fixture
def served() -> Iterator[int]:
    """Port of a server of one page whose silent connections are closed soon."""
    page = Flask("page")
    page.add_url_rule("/", "page", lambda: "page")
    limits = {"channel_timeout": 1, "cleanup_interval": 1, "asyncore_loop_timeout": 1}
    server = create_server(page, "127.0.0.1", 0, **limits)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    thread.join(timeout=10)


def test_150_half_open_connections_leave_others_answered(served: int):
    with ExitStack() as open_ones:
        for _ in range(150):
            silent = socket.create_connection(("127.0.0.1", served), timeout=30)
            open_ones.enter_context(silent)
            silent.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        address = f"http://127.0.0.1:{served}/"
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert answer.read() == b"page"
        # The server closes them, silent as they are.
        assert silent.recv(100) == b""


def test_an_option_that_no_list_offers_is_not_opened(app: dash.Dash):
    told, run_id, _picker = compare_parts.start("wales-today", ["/etc/passwd"], "wales")
    assert "not known here" in str(told)
    assert run_id is dash.no_update
