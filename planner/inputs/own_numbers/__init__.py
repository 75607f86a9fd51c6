"""A board's own numbers: what may be typed, what it changes, what is kept in files.

`fields` describes the form; `apply` gives the scenario with what was typed, or every
problem at once; `day_zero` sets typed lists beside the model's; `save_option` keeps
them as files that `load_scenario` reads back.
"""

from planner.inputs.own_numbers.changes import apply, changes
from planner.inputs.own_numbers.fields import Field, fields
from planner.inputs.own_numbers.files import list_saved, save_option
from planner.inputs.own_numbers.lists import DayZero, day_zero

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
