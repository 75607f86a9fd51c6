"""The compiled engine: the rules of flow on arrays, row for row as the reference.

`memory` says what stands where; `kernel` lets everything happen, minute by minute, with
the help of `wheel` (what happens when), `lanes` (queues), `desks` (sessions), `moves`
(people between stages) and `appointments`; `rows` closes what is open at the horizon.

The functions are small and compile into one loop. They are handed one `World` of arrays
and nothing is counted or made anew in there (see `planner.jit.uncounted`); what
changes besides stands in one record, `now`, the state of things at this minute.
"""
