"""Names of stages and roles of the pathway, as the screen and commands show them."""

from __future__ import annotations

from collections.abc import Mapping

from planner.locale import _, gettext_noop

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


def pathway_name(names: Mapping[str, str], key: str) -> str:
    """The name of one stage or role; the key itself when it has none.

    A stage added in a scenario file has no name here, and must still show.
    """
    return _(names[key]) if key in names else key.replace("_", " ").replace("-", " ")
