"""People already waiting when the plan begins, shared out in whole people."""

from __future__ import annotations

from planner.inputs.boards import WaitingList


def apportion(count: int, shares: list[float]) -> list[int]:
    """Whole numbers that add up to `count`, as near to the shares as can be.

    Largest remainders get the last ones; ties go to the earlier share.

    Examples
    --------
    >>> apportion(10, [0.25, 0.25, 0.5])
    [3, 2, 5]
    """
    exact = [count * share for share in shares]
    whole = [int(value + 1e-9) for value in exact]
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: count - sum(whole)]:
        whole[index] += 1
    return whole


def day_zero_table(waiting: WaitingList) -> dict[tuple[str, bool, bool], int]:
    """People on the list by age band, urgency and FLS or not; adds up to the count."""
    bands = waiting.age_shares or {"0-0": 1.0}
    cells = [
        ((band, urgent, fls), share * urgent_share * fls_share)
        for band, share in bands.items()
        for urgent, urgent_share in _halves(waiting.urgent_share)
        for fls, fls_share in _halves(waiting.fls_share)
    ]
    numbers = apportion(waiting.count, [share for _, share in cells])
    return {key: number for (key, _), number in zip(cells, numbers, strict=True)}


def _halves(share: float) -> tuple[tuple[bool, float], tuple[bool, float]]:
    return (True, share), (False, 1 - share)
