"""Names of boards, stages, roles and confidences, as the screen shows them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.data.facts import load_facts
from planner.locale import _, chosen_language, gettext_noop

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
STAGES = {
    "register": gettext_noop("Registration"),
    "assess": gettext_noop("Nurse assessment"),
    "vet": gettext_noop("Vetting and booking"),
    "scan": gettext_noop("DXA scan"),
    "scan_vfa": gettext_noop("DXA scan with vertebral assessment"),
    "rescan": gettext_noop("DXA scan done again"),
    "report": gettext_noop("Scan report"),
    "report_vfa": gettext_noop("Scan report with vertebral assessment"),
    "recommend": gettext_noop("Treatment recommendation"),
    "letter": gettext_noop("Letter"),
    "review_16": gettext_noop("16-week review"),
    "review_52": gettext_noop("52-week review"),
    "assess_ward": gettext_noop("Assessment on the ward"),
    "assess_telephone": gettext_noop("Telephone assessment"),
    "nurse_report": gettext_noop("Nurse report"),
    "nurse_report_vfa": gettext_noop("Nurse report with vertebral assessment"),
    "falls_questions": gettext_noop("Falls questions"),
    "falls_service": gettext_noop("Falls service"),
    "class": gettext_noop("Strength and balance class"),
    "all": gettext_noop("All stages"),
}
ROLES = {
    "admin": gettext_noop("Administrators"),
    "nurse": gettext_noop("Nurse specialists"),
    "operator": gettext_noop("DXA operators"),
    "scanner": gettext_noop("Scanners"),
    "reporter": gettext_noop("Reporters"),
    "consultant": gettext_noop("Consultants"),
    "infusion nurse": gettext_noop("Infusion nurses"),
    "chair": gettext_noop("Infusion chairs"),
    "falls service": gettext_noop("Falls service"),
    "exercise class": gettext_noop("Exercise classes"),
}
ROLES_SHORT = {
    "admin": gettext_noop("Admin"),
    "nurse": gettext_noop("Nurses"),
    "operator": gettext_noop("Operators"),
    "scanner": gettext_noop("Scanners"),
    "reporter": gettext_noop("Reporters"),
    "consultant": gettext_noop("Consultants"),
    "infusion nurse": gettext_noop("Infusion nurses"),
    "chair": gettext_noop("Chairs"),
    "falls service": gettext_noop("Falls"),
    "exercise class": gettext_noop("Classes"),
}
"""Column headings."""
CONFIDENCE = {
    "seen": gettext_noop("seen in a source"),
    "derived": gettext_noop("derived"),
    "assumption": gettext_noop("assumption"),
}


def translated(names: Mapping[str, str]) -> dict[str, str]:
    """A table of names in the reader's language."""
    return {key: name_of(names, key) for key in names}


def name_of(names: Mapping[str, str], key: str) -> str:
    """The name of one stage, role or board; the key itself when it has none.

    A stage added in a scenario file has no name here, and must still show.
    """
    if names is BOARDS and chosen_language() == WELSH:
        names = welsh_boards()
    return _(names[key]) if key in names else key.replace("_", " ").replace("-", " ")


@cache
def welsh_boards() -> dict[str, str]:
    """Short official Welsh name of every board, as published with its English one."""
    facts = load_facts("boards")
    return dict(zip(facts["id"], facts["short_name_cy"], strict=True))
