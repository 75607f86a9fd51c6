"""A board's own numbers: what may be typed, what it changes, what is kept in files.

`fields` describes the form; `apply` gives the scenario with what was typed, or every
problem at once; `day_zero` sets typed lists beside the model's; `save_option` keeps
them as files that `load_scenario` reads back.
"""

from planner.board_data.fields import Field, fields
from planner.board_data.save import list_saved, save_option
from planner.board_data.to_changes import apply, changes
from planner.inputs.day_zero import DayZero, day_zero

__all__ = [
    "DayZero",
    "Field",
    "apply",
    "changes",
    "day_zero",
    "fields",
    "list_saved",
    "save_option",
]
