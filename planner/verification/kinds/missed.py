"""What cases say of missed appointments, as rules of a stage."""

from __future__ import annotations

import re
from typing import Any

from planner.verification.given import Given, NotExpressedError

REUSED = ("reused", "refilled", "back-fill", "backfill", "given to",
          "not wasted")  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "first": 1,
           "second": 2, "third": 3, "fourth": 4, "fifth": 5}  # fmt: skip


def rules_of(given: Given) -> tuple[dict[str, Any], str]:
    """Rules of the stage, and who goes first: those who missed, or by joining."""
    chance = given.number("p_dna", "dna", "dna_rate", "dna_probability", default=0)
    text = str(given.take("after_dna", "dna_rule", default="")).lower()
    most = given.take("max_dna", "dna_limit", "dna_maximum", "max_dnas")
    delay = given.number("rebook_delay_weeks", "dna_delay_weeks", default=0)
    if not chance:
        return {}, "first come"
    rules: dict[str, Any] = {"dna": chance, "dna_delay_days": delay * 7}
    if most is not None:
        rules["dna_maximum"] = int(most)
    elif any(word in text for word in ("discharg", "remov", "taken off")):
        rules["dna_maximum"] = _limit_in(text)
    if any(word in text for word in REUSED):
        rules["backfill"] = 1.0
    return rules, _place_in(text, "dna_maximum" in rules)


def _limit_in(text: str) -> int:
    words = "|".join(NUMBERS)
    found = re.search(rf"(?:after|limit)\D{{0,12}}?(\d+|{words})", text)
    if found is None:
        raise NotExpressedError(f"input 'after_dna': no limit in {text!r}")
    return NUMBERS.get(found.group(1)) or int(found.group(1))


def _place_in(text: str, ends: bool) -> str:
    """The order in which somebody who missed stands again."""
    if any(word in text for word in ("front", "keeps", "original", "head of")):
        return "longest wait"
    if "back" in text or "end of the list" in text or not text or ends:
        return "first come"
    raise NotExpressedError(f"input 'after_dna': no counterpart for {text!r}")
