"""Options that the screen offers: shipped ones in groups, then those saved here."""

from __future__ import annotations

from functools import cache

from dashboard import jobs
from planner import board_data
from planner.inputs.options import list_options
from planner.reports.option_list import OWN, ListedOption, grouped_options


def grouped() -> dict[str, list[ListedOption]]:
    """Every option that can be chosen, by group; somebody's own last."""
    saved = board_data.list_saved(jobs.service().settings.options_folder)
    own = {str(path): option for path, option in saved.items()}
    if not own:
        return _shipped()
    return {**_shipped(), OWN: grouped_options(own)[OWN]}


@cache
def _shipped() -> dict[str, list[ListedOption]]:
    return grouped_options(list_options())


def titles() -> dict[str, str]:
    """Title of every option that can be chosen, by name or path."""
    return {each.name: each.title for own in grouped().values() for each in own}


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
