"""A board's own numbers: typed on a form or in a workbook, and saved as an option.

`fields` describes the form; `apply` gives the scenario with what was typed, or every
problem at once; `day_zero` sets typed lists beside the model's; `save_option` writes
files that `load_scenario` reads back.
"""

from planner.board_data.fields import fields
from planner.board_data.form import apply, changes
from planner.board_data.number_field import NumberField
from planner.board_data.own_numbers import OWN_FILE
from planner.board_data.save import list_saved, own_numbers_text, save_option
from planner.inputs.day_zero import DayZero, day_zero

__all__ = [
    "OWN_FILE",
    "DayZero",
    "NumberField",
    "apply",
    "changes",
    "day_zero",
    "fields",
    "list_saved",
    "own_numbers_text",
    "save_option",
]
