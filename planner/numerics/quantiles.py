"""Places in a distribution turned into values, in machine code.

The approximations are those of the Cephes library (S. L. Moshier, netlib.org/cephes),
which scipy uses too, so that both give the same numbers to the last bit.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from planner.jit import compiled, inlined

Floats = npt.NDArray[np.float64]
Coefficients = tuple[float, ...]

MIDDLE = math.exp(-2)
"""Places nearer to 0 or to 1 than this lie in a tail of the normal distribution."""
FAR_OUT = 8.0
"""From here on, in -2 log(place) under the root, a tail has a formula of its own."""
ROOT_OF_TWO_PI = 2.50662827463100050242
# Coefficients of numerators and denominators, highest power first; the denominators'
# highest is 1 and left out.
MIDDLE_OVER = (
    -5.99633501014107895267e1, 9.80010754185999661536e1, -5.66762857469070293439e1,
    1.39312609387279679503e1, -1.23916583867381258016e0,
)  # fmt: skip
MIDDLE_UNDER = (
    1.95448858338141759834e0, 4.67627912898881538453e0, 8.63602421390890590575e1,
    -2.25462687854119370527e2, 2.00260212380060660359e2, -8.20372256168333339912e1,
    1.59056225126211695515e1, -1.18331621121330003142e0,
)  # fmt: skip
TAIL_OVER = (
    4.05544892305962419923e0, 3.15251094599893866154e1, 5.71628192246421288162e1,
    4.40805073893200834700e1, 1.46849561928858024014e1, 2.18663306850790267539e0,
    -1.40256079171354495875e-1, -3.50424626827848203418e-2,
    -8.57456785154685413611e-4,
)  # fmt: skip
TAIL_UNDER = (
    1.57799883256466749731e1, 4.53907635128879210584e1, 4.13172038254672030440e1,
    1.50425385692907503408e1, 2.50464946208309415979e0, -1.42182922854787788574e-1,
    -3.80806407691578277194e-2, -9.33259480895457427372e-4,
)  # fmt: skip
FAR_OVER = (
    3.23774891776946035970e0, 6.91522889068984211695e0, 3.93881025292474443415e0,
    1.33303460815807542389e0, 2.01485389549179081538e-1, 1.23716634817820021358e-2,
    3.01581553508235416007e-4, 2.65806974686737550832e-6, 6.23974539184983293730e-9,
)  # fmt: skip
FAR_UNDER = (
    6.02427039364742014255e0, 3.67983563856160859403e0, 1.37702099489081330271e0,
    2.16236993594496635890e-1, 1.34204006088543189037e-2, 3.28014464682127739104e-4,
    2.89247864745380683936e-6, 6.79019408009981274425e-9,
)  # fmt: skip
LOG_OVER = (
    4.5270000862445199635215e-5, 4.9854102823193375972212e-1,
    6.5787325942061044846969e0, 2.9911919328553073277375e1,
    6.0949667980987787057556e1, 5.7112963590585538103336e1,
    2.0039553499201281259648e1,
)  # fmt: skip
LOG_UNDER = (
    1.5062909083469192043167e1, 8.3047565967967209469434e1, 2.2176239823732856465394e2,
    3.0909872225312059774938e2, 2.1642788614495947685003e2, 6.0118660497603843919306e1,
)  # fmt: skip


@inlined
def _quotient(over: float, under: float) -> float:
    # numpy's: Python's division, compiled, looks at every divisor for 0, one by one.
    return float(np.divide(over, under))


@inlined
def _polynomial(x: float, coefficients: Coefficients) -> float:
    value = coefficients[0]
    for k in range(1, len(coefficients)):
        value = value * x + coefficients[k]
    return value


@inlined
def _monic(x: float, coefficients: Coefficients) -> float:
    value = x + coefficients[0]
    for k in range(1, len(coefficients)):
        value = value * x + coefficients[k]
    return value


@inlined
def _normal_in_middle(place: float) -> float:
    away = place - 0.5
    square = away * away
    over = square * _polynomial(square, MIDDLE_OVER)
    away += away * _quotient(over, _monic(square, MIDDLE_UNDER))
    return away * ROOT_OF_TWO_PI


@inlined
def _tail_ratio(x: float, over: Coefficients, under: Coefficients) -> float:
    z = _quotient(1.0, x)
    return _quotient(z * _polynomial(z, over), _monic(z, under))


@inlined
def _normal_in_tails(places: Floats) -> Floats:
    """Distance above 0 of the values that only these shares lie above.

    Logarithms apart from polynomials: of those a processor does several at a time.
    """
    x, values = np.empty(len(places)), np.empty(len(places))
    for i in range(len(places)):
        x[i] = math.sqrt(-2.0 * math.log(places[i]))
    for i in range(len(places)):
        values[i] = math.log(x[i])
    for i in range(len(places)):
        less = _tail_ratio(x[i], TAIL_OVER, TAIL_UNDER)
        values[i] = x[i] - _quotient(values[i], x[i]) - less
    for i in range(len(places)):
        if x[i] >= FAR_OUT:
            less = _tail_ratio(x[i], FAR_OVER, FAR_UNDER)
            values[i] = x[i] - _quotient(math.log(x[i]), x[i]) - less
        if places[i] <= 0.0:
            values[i] = np.inf
    return values


@compiled
def normal_values(places: Floats, factor: float) -> Floats:
    """Values of the standard normal distribution times a factor."""
    values, tails = np.empty(len(places)), np.empty(len(places), dtype=np.int64)
    found = 0
    for i in range(len(places)):
        values[i] = _normal_in_middle(places[i]) * factor
    for i in range(len(places)):
        # No branch: nobody can guess which places lie in a tail.
        tails[found] = i
        found += (places[i] <= MIDDLE) | (places[i] > 1.0 - MIDDLE)
    above = np.empty(found)
    for k in range(found):
        above[k] = min(places[tails[k]], 1.0 - places[tails[k]])
    away = _normal_in_tails(above)
    for k in range(found):
        side = factor if places[tails[k]] > 0.5 else -factor
        values[tails[k]] = away[k] * side
    return values


@inlined
def exponential_value(place: float) -> float:
    """Value of the exponential distribution with mean 1."""
    rest = 1.0 - place
    if rest < math.sqrt(0.5):
        return -math.log(rest)
    square = place * place
    over = square * _polynomial(-place, LOG_OVER)
    less = place * _quotient(over, _monic(-place, LOG_UNDER))
    return place - (-0.5 * square - less)


@compiled
def exponential_values(places: Floats, mean: float) -> Floats:
    """Values of the exponential distribution of this mean."""
    values = np.empty(len(places))
    for i in range(len(places)):
        values[i] = exponential_value(places[i]) * mean
    return values
