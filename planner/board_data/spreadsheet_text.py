"""Text that a spreadsheet program never takes for a formula.

Excel and its like run whatever begins with =, +, - or @, also in a CSV file. Text of a
person's file or field therefore gets an apostrophe in front where it begins so, in
every CSV file and workbook that is written; the importer takes it off again. Numbers
stay as they are.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

FORMULA = re.compile(
    r"'*[\s\x00-\x1f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]"
)
"""Beginning of a formula, with or without an apostrophe already."""
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def as_text(value: Any) -> Any:
    """A value as it may stand in a cell; anything but text as it is.

    >>> as_text("=1+1"), as_text("-3.5"), as_text("nurse"), as_text(-2)
    ("'=1+1", '-3.5', 'nurse', -2)
    """
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    return f"'{value}" if FORMULA.match(value) else value


def as_typed(value: Any) -> Any:
    """A value as it was before `as_text`.

    >>> as_typed("'=1+1"), as_typed("'tis")
    ('=1+1', "'tis")
    """
    if not isinstance(value, str) or not value.startswith("'"):
        return value
    return value[1:] if FORMULA.match(value) else value


def as_text_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts and headings may stand in a spreadsheet."""
    safe = table.rename(columns=as_text)
    for place, kind in enumerate(table.dtypes):
        if pd.api.types.is_numeric_dtype(kind) or kind.kind in "mM":
            continue
        column = table.iloc[:, place]
        texts = {text: as_text(text) for text in column.dropna().unique()}
        if any(text is not written for text, written in texts.items()):
            written = [texts.get(text, text) for text in column]
            safe.isetitem(place, written)
    return safe
