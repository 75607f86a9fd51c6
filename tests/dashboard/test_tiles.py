"""Tiles say their number, their interval and their sign in text."""

from __future__ import annotations

from dashboard.ui.tiles import KINDS, MARKS, folded, tile, tiles
from tests.dashboard.conftest import text_of


def test_a_tile_holds_its_label_number_and_each_band() -> None:
    shown = tile("Scanned", "63 %", ["56 to 71", "random 60 to 65"], "12 of 30 sets")
    text = text_of(shown)
    for part in ("Scanned", "63 %", "56 to 71", "random 60 to 65", "12 of 30 sets"):
        assert part in text


def test_the_frame_of_a_tile_is_never_its_colour_alone() -> None:
    for kind in KINDS[1:]:
        assert MARKS[kind] in text_of(tile("Scanned", "63 %", kind=kind))


def test_what_is_folded_away_can_be_opened() -> None:
    shown = folded("What does not move", tiles("Others", tile("Nurses", "3")))
    assert type(shown.children[0]).__name__ == "Summary"
    assert "Nurses" in text_of(shown)
