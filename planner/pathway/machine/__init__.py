"""The compiled engine: the rules of flow on arrays, row for row as the reference.

`memory` says what stands where; `kernel` lets everything happen, minute by minute, with
the help of `wheel` (what happens when), `lanes` (queues), `desks` (sessions), `moves`
(people between stages) and `appointments`; `rows` gathers what they leave behind.

The functions are small and compile into one loop. Two habits keep it fast: arrays are
handed on one by one, because a tuple of them would count references at every look, and
what changes besides stands in one record, `now`, the state of things at this minute.
"""
