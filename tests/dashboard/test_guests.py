"""Guests of a workshop: its page by its code, nothing else, and no guessing."""

from __future__ import annotations

import re
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient

from dashboard import guests, security
from dashboard.pages import workshop_ranking, workshop_screen
from dashboard.settings import Settings
from dashboard.store import workshops
from dashboard.store.workshops import Workshop
from planner.outcomes.kpi_table import LEADING
from tests.dashboard.conftest import BOARD, text_of
from tests.dashboard.test_security import Behind

TERMS = {"revenue": 1.0, "capital": 0.0, "weights": [[LEADING, 1.0]]}


@pytest.fixture
def held(app: dash.Dash) -> Workshop:
    """A workshop of one board, just begun."""
    guests.forget_tries()
    return workshops.begin("What to buy", BOARD, "", TERMS, "leader")


@pytest.fixture
def stranger(app: dash.Dash, held: Workshop) -> FlaskClient:
    """A browser without the token of a server that other computers reach."""
    return Behind(Settings(host="0.0.0.0", token="secret")).server.test_client()


def called(output: str, path: str = "") -> dict[str, Any]:
    given = [{"id": "x", "property": "pathname", "value": path}] if path else []
    return {"output": output, "inputs": given, "state": [], "changedPropIds": []}


def test_a_guest_sees_the_page_of_the_code_and_no_other(
    stranger: FlaskClient, held: Workshop
):
    assert stranger.get("/workshop").status_code == 403
    assert stranger.get(f"{guests.JOIN}wrong-code1").status_code == 403
    first = stranger.get(f"{guests.JOIN}{held.code}")
    assert first.status_code != 403
    assert guests.COOKIE in first.headers["Set-Cookie"]
    for path in ("/", "/board", "/workshop", f"/workshop?workshop={held.id}"):
        assert stranger.get(path).status_code == 403, path
    assert stranger.get("/_dash-dependencies").status_code != 403


@pytest.mark.parametrize(
    ("output", "path", "theirs"),
    [
        ("workshop-join-price.children", "", True),
        ("..workshop-join-body.children...workshop-join-said.children..", "", True),
        ("..navigation.children...stamp.children..", f"{guests.JOIN}abc", True),
        ("..navigation.children...stamp.children..", "/board", False),
        ("workshop-room.children", "", False),
        ("..workshop-join-body.children...workshop-said.children..", "", False),
        ("board-saved.children", "", False),
        ("", "", False),
    ],
)
def test_a_guest_calls_the_callbacks_of_that_page_alone(
    output: str, path: str, theirs: bool
):
    assert guests.is_of_guests(called(output, path)) is theirs


def test_codes_cannot_be_tried_many_times(held: Workshop, app: dash.Dash):
    guests.forget_tries()
    with app.server.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.9"}):
        for number in range(guests.MOST_TRIES):
            assert guests.workshop_of(f"wrong{number}") is None
        with pytest.raises(guests.TooManyTriesError, match="Wait a minute"):
            guests.workshop_of(held.code)
    with app.server.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.8"}):
        found = guests.workshop_of(workshop_screen.code_text(held).upper())
        assert found is not None
        assert found.id == held.id
    guests.forget_tries()


def test_codes_are_long_and_of_letters_that_cannot_be_mistaken(held: Workshop):
    assert re.fullmatch("[a-hjkmnp-z2-9]{10}", held.code)
    assert len(workshops.LETTERS) ** workshops.CODE_LENGTH > 2**48


def test_the_screen_says_how_others_join_only_where_they_can(
    held: Workshop, monkeypatch: pytest.MonkeyPatch
):
    room = workshop_ranking.room_of(held.id)
    assert room is not None
    assert "--host 0.0.0.0" in text_of(workshop_screen.show_room(room))
    shared = Settings(host="0.0.0.0", port=8050, token="t", allowed_hosts=("planner",))
    address = security.guests_address(shared)
    assert address == "http://planner:8050"
    assert security.guests_address(Settings()) == ""
    assert workshop_screen.qr_code(address).startswith("data:image/svg+xml")
