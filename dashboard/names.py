"""Names of boards, stages, roles and confidences, as the screen shows them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.data.facts import load_facts
from planner.locale import chosen_language, gettext_noop
from planner.reports.pathway_names import ROLES, ROLES_SHORT, STAGES, pathway_name

__all__ = ["BOARDS", "ROLES", "ROLES_SHORT", "STAGES", "name_of", "translated"]

WELSH = "cy"
BOARDS = {
    "aneurin-bevan": gettext_noop("Aneurin Bevan"),
    "betsi-cadwaladr": gettext_noop("Betsi Cadwaladr"),
    "cardiff-and-vale": gettext_noop("Cardiff and Vale"),
    "cwm-taf-morgannwg": gettext_noop("Cwm Taf Morgannwg"),
    "hywel-dda": gettext_noop("Hywel Dda"),
    "powys": gettext_noop("Powys"),
    "swansea-bay": gettext_noop("Swansea Bay"),
}
CONFIDENCE = {
    "seen": gettext_noop("seen in a source"),
    "derived": gettext_noop("derived"),
    "assumption": gettext_noop("assumption"),
}


def translated(names: Mapping[str, str]) -> dict[str, str]:
    """A table of names in the reader's language."""
    return {key: name_of(names, key) for key in names}


def name_of(names: Mapping[str, str], key: str) -> str:
    """The name of one stage, role or board; the key itself when it has none."""
    if names is BOARDS and chosen_language() == WELSH:
        names = welsh_boards()
    return pathway_name(names, key)


@cache
def welsh_boards() -> dict[str, str]:
    """Short official Welsh name of every board, as published with its English one."""
    facts = load_facts("boards")
    return dict(zip(facts["id"], facts["short_name_cy"], strict=True))
