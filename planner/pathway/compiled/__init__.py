"""The compiled engine: the rules of flow on arrays, row for row as the reference.

`records` declares the arrays, `layout` fills them. `event_loop` lets everything happen,
minute by minute, with the help of `event_queue`, `queues` (people who wait), `sessions`
(idle sessions and offers), `routing` (people between stages) and `appointments`.

The functions are small and compile into one loop. They are handed one `EngineArrays`;
nothing is counted or made anew in there (see `planner.jit.uncounted`). What changes
besides stands in one record, `now`, the state of things at this minute.
"""
