"""Options and marks that the screen offers, somebody's own options last."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from dashboard import jobs
from planner import board_data
from planner.inputs.options import list_options
from planner.locale import _, gettext_noop
from planner.reports.option_list import OWN, ListedOption, grouped_options


def grouped() -> dict[str, list[ListedOption]]:
    """Every option that can be chosen, by group; somebody's own last."""
    saved = board_data.list_saved(jobs.service().settings.options_folder)
    # Whatever group its file names, it is somebody's own here.
    own = {str(path): replace(option, group="") for path, option in saved.items()}
    if not own:
        return _shipped()
    return {**_shipped(), OWN: grouped_options(own)[OWN]}


@cache
def _shipped() -> dict[str, list[ListedOption]]:
    return grouped_options(list_options())


def titles() -> dict[str, str]:
    """Title of every option that can be chosen, in the reader's language, by name."""
    return {each.name: _(each.title) for own in grouped().values() for each in own}


def known(option: str | None) -> str:
    """An option that a list offers; nothing for any other name.

    A name that no list offers could be the path of any file.
    """
    return option if option and option in titles() else ""


SUGGESTED = (
    "dxa-five-days",
    "evening-lists",
    "weekend-scanning",
    "reserved-slots",
    "vetting-and-frax-first",
    "balanced",
)
"""Six options for a first comparison: capacity bought, staffed, shared and saved."""


def suggested() -> list[str]:
    """The options of a first comparison, as far as they are shipped."""
    return [name for name in SUGGESTED if name in list_options()]


MARKS = {
    "scanned=80": gettext_noop("80 % scanned within 90 days"),
    "scanned=50": gettext_noop("50 % scanned within 90 days"),
    "assessed=80": gettext_noop("80 % assessed within 90 days"),
    "wait:scan=91": gettext_noop("nobody waits over 13 weeks for DXA"),
    "wait:scan=42": gettext_noop("nobody waits over 6 weeks for DXA"),
}
"""Marks to be judged by, as `planner.experiment.marks.read_mark` reads them; waits are
of the ages that lists are counted by."""


def marks() -> dict[str, str]:
    """Words for each mark that can be chosen, the usual one first."""
    return {mark: _(title) for mark, title in MARKS.items()}
