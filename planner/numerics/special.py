"""Special functions of scipy, loaded without numpy's translator of Fortran.

For arrays of other libraries `scipy.special` copies every name of numpy, and numpy then
loads f2py: a tenth of a second of each command, for something that nobody calls.
"""

from __future__ import annotations

import numpy as np

WITHOUT = "f2py"
_names = vars(np)
_left_out = WITHOUT not in _names
if _left_out:
    _names[WITHOUT] = None

from scipy.special import (  # noqa: E402 (once numpy's name is taken)
    betainc,
    fdtrc,
    fdtri,
    ndtr,
    ndtri,
    stdtr,
    stdtrit,
)

if _left_out:
    del _names[WITHOUT]

__all__ = [
    "betainc",
    "fdtrc",
    "fdtri",
    "ndtr",
    "ndtri",
    "stdtr",
    "stdtrit",
]
