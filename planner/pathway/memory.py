"""Where everything stands in the arrays of the compiled engine.

Each array holds things of one kind, a fixed number of facts each, side by side: fact f
of thing i stands at i * WIDTH + f, so that what is asked for together lies together.
Widths are powers of two: the machine finds its place by a shift.
"""

from __future__ import annotations

import numpy as np

# Columns of a node: an event of the wheel, or a place in a lane.
KEY, WHO, TAG, NEXT = range(4)
LEFT, RIGHT = NEXT, TAG
NODE_WIDTH = 4

# Columns of a person. PLACE packs stage, visit and attempt as the rows do; STAY counts
# changes of place above three bits of status.
PLACE, FIRST, JOINED, STAY, LIST, CLOCK, EXIT, LAST_ROW = range(8)
PERSON_WIDTH = 8
ELSEWHERE, WAITS, DELAYED, HAS_LEFT = range(4)
STATUS_BITS, STAGE_BITS, VISIT_BITS, STAY_BITS = 3, 16, 24, 24
ANOTHER_STAY = 1 << STATUS_BITS
ANOTHER_VISIT, ANOTHER_ATTEMPT = 1 << STAGE_BITS, 1 << (STAGE_BITS + VISIT_BITS)
STAGE_MASK, VISIT_MASK = (1 << STAGE_BITS) - 1, (1 << VISIT_BITS) - 1
STAY_MASK, STATUS_MASK = (1 << STAY_BITS) - 1, (1 << STATUS_BITS) - 1

# Columns of a stage.
(
    NUMBER, SERVED, SLOT, HOLD, DNA_HOLD, DNA_MAXIMUM, DNA_DELAY, NOTICE, NOTICE_COLUMN,
    MINUTES, MINUTES_COLUMN, DRAWS, HAS_SHARES, FIRST_STEP, LAST_STEP, FIRST_ACT,
    LAST_ACT,
) = range(17)  # fmt: skip
STAGE_WIDTH = 32
BY_DURATION, BY_SLOT = 0, 1

# Columns of a way out of a stage.
TO, FITS, DELAY, DELAY_COLUMN, EARLIEST, EARLIEST_COLUMN = range(6)
STEP_WIDTH = 8

# Columns of an activity.
(
    ADMITS, THRESHOLD, OPENS, OPENS_COLUMN, CLOSES, CLOSES_COLUMN, DISCIPLINE,
    URGENCY, URGENCY_COLUMN, TARGET, IS_MIXED,
) = range(11)  # fmt: skip
ACTIVITY_WIDTH = 16
FIRST_COME, LONGEST_WAIT, BREACH = 0, 1, 2

# Columns of a session, of what a group of sessions offers, and of an arrival.
STARTS, ENDS, GROUP, EARLIER, LATER, IS_IDLE = range(6)
SESSION_WIDTH = 8
QUEUE, AFTER, ACTIVITY = range(3)
PERSON, ENTRY, MINUTE = range(3)
WORK_WIDTH = ARRIVAL_WIDTH = LANE_WIDTH = TODO_WIDTH = 4
STANDING_WIDTH = 2

# Columns of a lane: a row of people in order, and a heap of those out of order.
HEAD, TAIL, HEAP = range(3)

# Columns of a row of the visits.
ROW_BEFORE, ROW_PLACE, ROW_FIRST, ROW_JOINED, ROW_STARTED, ROW_FINISHED = range(6)
ROW_HELD, ROW_SESSION = 6, 7
ROW_WIDTH = 8
OUTCOME_BITS, OUTCOME_MASK = 2, 3

# What can happen.
(
    NOTHING, JOINS, REJOINS, COMPLETES, ENDS_SLOT, ENDS_DELAY, FALLS_FREE, IS_READY,
    IS_OFFERED, OPENS_LATER, ARRIVES, SESSION_OPENS,
) = range(12)  # fmt: skip
KIND_BITS, KIND_MASK = 4, 15
ACTIVITY_BITS, ACTIVITY_MASK = 16, 0xFFFF

# The wheel of events: buckets of a few minutes, and a bit for each that is not empty.
MOST_BUCKETS = 2**20
# De Bruijn's sequence: the six top bits of its product with a power of two tell which.
SEQUENCE = 0x03F79D71B4CB0A89
PLACE_OF = np.zeros(64, np.int64)
for _bit in range(64):
    PLACE_OF[((SEQUENCE << _bit) & (2**64 - 1)) >> 58] = _bit
