"""The compiled engine's loop: minute by minute, happenings first, offers last (F7).

One flat function on purpose: Numba counts references of every array handed to a helper,
and the same rules in small functions took fifty times as long. Everything but the
offers of a minute may happen in any order: who completes, joins or leaves changes only
what is offered. Leaving is noticed when somebody is looked for: whoever has gone is
passed over from the minute of the exit on (F5).
"""

from __future__ import annotations

import numpy as np

from planner.compiled import compiled, inlined
from planner.pathway import memory as at
from planner.pathway.memory import PLACE_OF, SEQUENCE
from planner.pathway.visits import Outcome
from planner.streams import Purpose, mix_in, to_unit

DNA_LUCK, BACKFILL_LUCK = int(Purpose.DNA), int(Purpose.BACKFILL)
ROUTE_LUCK = int(Purpose.ROUTE)
SEEN, DNA = int(Outcome.SEEN), int(Outcome.DNA)
ONE, NONE, TOP_SIX = np.uint64(1), np.uint64(0), np.uint64(58)
SEQUENCE_WORD = np.uint64(SEQUENCE)


@inlined
def goes_before(nodes, one, other):
    """Whether one node goes before another: by order, then patient number."""
    if nodes[one * at.NODE_WIDTH + at.KEY] != nodes[other * at.NODE_WIDTH + at.KEY]:
        return (
            nodes[one * at.NODE_WIDTH + at.KEY] < nodes[other * at.NODE_WIDTH + at.KEY]
        )
    return nodes[one * at.NODE_WIDTH + at.WHO] < nodes[other * at.NODE_WIDTH + at.WHO]


@inlined
def merged(nodes, one, other):
    """Root of two heaps made one (a skew heap: children change sides on the way)."""
    if one < 0:
        return other
    if other >= 0 and goes_before(nodes, other, one):
        one, other = other, one
    root = one
    while other >= 0:
        below = nodes[one * at.NODE_WIDTH + at.RIGHT]
        nodes[one * at.NODE_WIDTH + at.RIGHT] = nodes[one * at.NODE_WIDTH + at.LEFT]
        if below >= 0 and goes_before(nodes, below, other):
            below, other = other, below
        nodes[one * at.NODE_WIDTH + at.LEFT] = other
        one, other = other, below
    return root


@inlined
def luck(word, purpose, number, visit, attempt):
    """A number at or above 0 and below 1 for one appointment."""
    mixed = mix_in(mix_in(mix_in(word, purpose), number), visit)
    return to_unit(mix_in(mixed, attempt))


@inlined
def held_for(hold, slot, minutes):
    """Minutes for which an appointment holds its session."""
    if hold == at.BY_DURATION:
        return minutes
    return slot if hold == at.BY_SLOT else max(slot, minutes)


@compiled
def flow(
    words, columns, masks, stages, steps, shares, acts, serving, chances, phases,
    arrivals, opening, work, work_from, groups_of, group_from, mixed_groups,
    visits_to, lanes, sessions, idle, people, room_wanted, horizon,
):  # fmt: skip
    """Let everything happen that lies before the horizon; see `compiled_engine`.

    Parameters
    ----------
    room_wanted : nodes that one happening may need

    Returns
    -------
    the rows, and how many are written; people know their last one
    """
    shift = 2
    while (horizon >> shift) >= at.MOST_BUCKETS:
        shift += 1
    buckets, coming = (horizon >> shift) + 1, len(arrivals) // at.ARRIVAL_WIDTH
    wheel = np.empty(buckets, np.int32)
    bits = np.zeros(buckets // 64 + 1, np.uint64)
    size = len(words)
    most_rows, most_nodes = 4 * size + 64, 2048
    rows = np.empty(most_rows * at.ROW_WIDTH, np.int64)
    nodes = np.empty(most_nodes * at.NODE_WIDTH, np.int64)
    for node in range(most_nodes):
        nodes[node * at.NODE_WIDTH + at.NEXT] = node + 1
    free_node, room, row_count = 0, most_nodes - 1, 0
    hot = np.zeros(len(idle), np.bool_)
    hot_groups, cursor = np.empty(len(idle), np.int64), np.empty(len(idle), np.int64)
    fresh, again = (
        np.empty(len(sessions) // at.SESSION_WIDTH + 1, np.int64),
        np.empty(len(sessions) // at.SESSION_WIDTH + 1, np.int64),
    )
    todo = np.empty((room_wanted + 64) * at.TODO_WIDTH, np.int64)
    standing = np.empty(len(acts) + at.STANDING_WIDTH, np.int64)
    hot_count = fresh_count = again_count = phase = arrival = opened = 0
    now, todo_count, offered = 0, 0, True
    while True:
        # What has come up is put in its minute; there is room for what comes up next.
        if room < todo_count + room_wanted:
            more = np.empty(
                (2 * most_nodes + todo_count + room_wanted) * at.NODE_WIDTH, np.int64
            )
            more[: len(nodes)] = nodes
            first, most_nodes = most_nodes, len(more) // at.NODE_WIDTH
            nodes = more
            for node in range(first, most_nodes):
                nodes[node * at.NODE_WIDTH + at.NEXT] = node + 1
            nodes[(most_nodes - 1) * at.NODE_WIDTH + at.NEXT] = free_node
            free_node = first
            room += most_nodes - first
        if row_count == most_rows:
            longer = np.empty(2 * len(rows), np.int64)
            longer[: len(rows)] = rows
            rows, most_rows = longer, 2 * most_rows
        for index in range(todo_count):
            minute = todo[index * at.TODO_WIDTH + 0]
            if minute < now or minute >= horizon:
                continue
            node = free_node
            free_node = nodes[node * at.NODE_WIDTH + at.NEXT]
            room -= 1
            nodes[node * at.NODE_WIDTH + at.KEY] = minute
            nodes[node * at.NODE_WIDTH + at.WHO] = todo[index * at.TODO_WIDTH + 2]
            nodes[node * at.NODE_WIDTH + at.TAG] = (
                todo[index * at.TODO_WIDTH + 3] << at.KIND_BITS
            ) | todo[index * at.TODO_WIDTH + 1]
            bucket = minute >> shift
            flag = ONE << np.uint64(bucket & 63)
            before, after = np.int64(-1), np.int64(-1)
            if bits[bucket >> 6] & flag == NONE:
                bits[bucket >> 6] |= flag
            else:
                after = np.int64(wheel[bucket])
                while after >= 0 and nodes[after * at.NODE_WIDTH + at.KEY] < minute:
                    before, after = after, nodes[after * at.NODE_WIDTH + at.NEXT]
            nodes[node * at.NODE_WIDTH + at.NEXT] = after
            if before < 0:
                wheel[bucket] = node
            else:
                nodes[before * at.NODE_WIDTH + at.NEXT] = node
        todo_count = 0

        if offered:
            # What is next: an event of the wheel, an arrival, a session.
            word_at = (now >> shift) >> 6
            while word_at < len(bits) and bits[word_at] == NONE:
                word_at += 1
            following = horizon
            if word_at < len(bits):
                lowest = bits[word_at] & (~bits[word_at] + ONE)
                bit = PLACE_OF[np.int64((lowest * SEQUENCE_WORD) >> TOP_SIX)]
                following = nodes[
                    (wheel[(word_at << 6) + bit]) * at.NODE_WIDTH + at.KEY
                ]
            if arrival < coming:
                following = min(
                    following, max(arrivals[arrival * at.ARRIVAL_WIDTH + at.MINUTE], 0)
                )
            if opened < len(opening):
                following = min(
                    following,
                    sessions[(opening[opened]) * at.SESSION_WIDTH + at.STARTS],
                )
            if following >= horizon:
                break
            now = following
            while phase + 1 < len(phases) and phases[phase + 1] <= now:
                phase += 1
            offered = False

        bucket = now >> shift
        bucket_word, bucket_flag = bucket >> 6, ONE << np.uint64(bucket & 63)
        kind, who, what = at.NOTHING, np.int64(-1), np.int64(0)
        if bits[bucket_word] & bucket_flag != NONE:
            node = np.int64(wheel[bucket])
            if nodes[node * at.NODE_WIDTH + at.KEY] == now:
                who = nodes[node * at.NODE_WIDTH + at.WHO]
                kind = nodes[node * at.NODE_WIDTH + at.TAG] & at.KIND_MASK
                what = nodes[node * at.NODE_WIDTH + at.TAG] >> at.KIND_BITS
                after = nodes[node * at.NODE_WIDTH + at.NEXT]
                if after < 0:
                    bits[bucket_word] &= ~bucket_flag
                else:
                    wheel[bucket] = after
                nodes[node * at.NODE_WIDTH + at.NEXT] = free_node
                free_node = node
                room += 1
        if kind == at.NOTHING:
            if (
                arrival < coming
                and arrivals[arrival * at.ARRIVAL_WIDTH + at.MINUTE] <= now
            ):
                kind = at.ARRIVES
                arrival += 1
            elif (
                opened < len(opening)
                and sessions[(opening[opened]) * at.SESSION_WIDTH + at.STARTS] <= now
            ):
                kind, who = at.SESSION_OPENS, opening[opened]
                opened += 1

        if kind == at.NOTHING:
            # Offers, in rounds: free sessions by number, until none starts (F2, F7).
            while fresh_count + hot_count > 0:
                for index in range(hot_count):
                    cursor[index] = idle[hot_groups[index]]
                place_in_fresh, started = 0, False
                while True:
                    session = np.int64(-1)
                    if place_in_fresh < fresh_count:
                        session = fresh[place_in_fresh]
                    for index in range(hot_count):
                        if cursor[index] >= 0 and (
                            session < 0 or cursor[index] < session
                        ):
                            session = cursor[index]
                    if session < 0:
                        break
                    if (
                        place_in_fresh < fresh_count
                        and fresh[place_in_fresh] == session
                    ):
                        place_in_fresh += 1
                    for index in range(hot_count):
                        if cursor[index] == session:
                            cursor[index] = sessions[
                                session * at.SESSION_WIDTH + at.LATER
                            ]
                    if not sessions[session * at.SESSION_WIDTH + at.IS_IDLE]:
                        continue
                    ends, group = (
                        sessions[session * at.SESSION_WIDTH + at.ENDS],
                        sessions[session * at.SESSION_WIDTH + at.GROUP],
                    )
                    who, anybody, stands_up = np.int64(-1), False, ends <= now
                    if not stands_up:
                        for index in range(work_from[group], work_from[group + 1]):
                            if (
                                now
                                < sessions[session * at.SESSION_WIDTH + at.STARTS]
                                + work[index * at.WORK_WIDTH + at.AFTER]
                            ):
                                anybody = True
                                continue
                            act = work[index * at.WORK_WIDTH + at.ACTIVITY]
                            lane = 2 * work[index * at.WORK_WIDTH + at.QUEUE]
                            last_lane, head = lane + 2, np.int64(-1)
                            while lane < last_lane:
                                node = lanes[lane * at.LANE_WIDTH + at.HEAD]
                                root = lanes[lane * at.LANE_WIDTH + at.HEAP]
                                from_heap = root >= 0 and (
                                    node < 0
                                    or nodes[root * at.NODE_WIDTH + at.KEY]
                                    < nodes[node * at.NODE_WIDTH + at.KEY]
                                    or (
                                        nodes[root * at.NODE_WIDTH + at.KEY]
                                        == nodes[node * at.NODE_WIDTH + at.KEY]
                                        and nodes[root * at.NODE_WIDTH + at.WHO]
                                        < nodes[node * at.NODE_WIDTH + at.WHO]
                                    )
                                )
                                if from_heap:
                                    node = root
                                if node < 0:
                                    lane += 1
                                    continue
                                packed = nodes[node * at.NODE_WIDTH + at.WHO]
                                head = packed >> at.STAY_BITS
                                status = (
                                    (packed & at.STAY_MASK) << at.STATUS_BITS
                                ) | at.WAITS
                                if people[head * at.PERSON_WIDTH + at.STAY] == status:
                                    if people[head * at.PERSON_WIDTH + at.EXIT] > now:
                                        closes = acts[
                                            act * at.ACTIVITY_WIDTH + at.CLOSES
                                        ]
                                        if (
                                            acts[
                                                act * at.ACTIVITY_WIDTH
                                                + at.CLOSES_COLUMN
                                            ]
                                            >= 0
                                        ):
                                            column = acts[
                                                act * at.ACTIVITY_WIDTH
                                                + at.CLOSES_COLUMN
                                            ]
                                            closes = columns[column * size + head]
                                        if now <= closes:
                                            break
                                    else:
                                        people[head * at.PERSON_WIDTH + at.STAY] += (
                                            at.HAS_LEFT - at.WAITS
                                        )
                                head = np.int64(-1)
                                if from_heap:
                                    lanes[lane * at.LANE_WIDTH + at.HEAP] = merged(
                                        nodes,
                                        nodes[node * at.NODE_WIDTH + at.LEFT],
                                        nodes[node * at.NODE_WIDTH + at.RIGHT],
                                    )
                                else:
                                    lanes[lane * at.LANE_WIDTH + at.HEAD] = nodes[
                                        node * at.NODE_WIDTH + at.NEXT
                                    ]
                                nodes[node * at.NODE_WIDTH + at.NEXT] = free_node
                                free_node = node
                                room += 1
                            if head >= 0:
                                anybody = True
                                here = (
                                    people[head * at.PERSON_WIDTH + at.PLACE]
                                    & at.STAGE_MASK
                                )
                                if (
                                    now + stages[here * at.STAGE_WIDTH + at.SLOT]
                                    <= ends
                                ):
                                    who = head
                                    break
                        if not anybody:
                            # The others of the group need not be asked.
                            for index in range(hot_count):
                                if hot_groups[index] == group:
                                    cursor[index] = -1

                    # An appointment begins, kept or missed (F2, F3).
                    if who >= 0:
                        started = True
                        for index in range(len(mixed_groups)):
                            # Behind the one who is taken may stand somebody who fits
                            # elsewhere, so sessions with higher numbers are asked too.
                            other = mixed_groups[index]
                            if idle[other] >= 0 and not hot[other]:
                                after = idle[other]
                                while after >= 0 and after <= session:
                                    after = sessions[
                                        after * at.SESSION_WIDTH + at.LATER
                                    ]
                                hot[other] = True
                                hot_groups[hot_count], cursor[hot_count] = other, after
                                hot_count += 1
                        place = people[who * at.PERSON_WIDTH + at.PLACE]
                        here, attempt = (
                            place & at.STAGE_MASK,
                            place >> (at.STAGE_BITS + at.VISIT_BITS),
                        )
                        visit = (place >> at.STAGE_BITS) & at.VISIT_MASK
                        slot, number = (
                            stages[here * at.STAGE_WIDTH + at.SLOT],
                            stages[here * at.STAGE_WIDTH + at.NUMBER],
                        )
                        minutes = stages[here * at.STAGE_WIDTH + at.MINUTES]
                        if stages[here * at.STAGE_WIDTH + at.MINUTES_COLUMN] >= 0:
                            draw = (
                                min(visit, stages[here * at.STAGE_WIDTH + at.DRAWS]) - 1
                            )
                            column = stages[here * at.STAGE_WIDTH + at.MINUTES_COLUMN]
                            minutes = columns[(column + draw) * size + who]
                        missed = chances[here, phase, 0] > 0 and (
                            luck(words[who], DNA_LUCK, number, visit, attempt)
                            < chances[here, phase, 0]
                        )
                        stands_up, rejoins = True, np.int64(-1)
                        if missed:
                            held = held_for(
                                stages[here * at.STAGE_WIDTH + at.DNA_HOLD],
                                slot,
                                minutes,
                            )
                            filled = luck(
                                words[who], BACKFILL_LUCK, number, visit, attempt
                            )
                            if filled < chances[here, phase, 1]:
                                held, stands_up = np.int64(0), False
                                again[again_count] = session
                                again_count += 1
                            finish = now + held
                            if attempt < stages[here * at.STAGE_WIDTH + at.DNA_MAXIMUM]:
                                rejoins = max(
                                    finish
                                    + stages[here * at.STAGE_WIDTH + at.DNA_DELAY],
                                    now + 1,
                                )
                        else:
                            held = held_for(
                                stages[here * at.STAGE_WIDTH + at.HOLD], slot, minutes
                            )
                            finish = now + minutes
                        if row_count == most_rows:
                            longer = np.empty(2 * len(rows), np.int64)
                            longer[: len(rows)] = rows
                            rows, most_rows = longer, 2 * most_rows
                        rows[row_count * at.ROW_WIDTH + at.ROW_BEFORE] = people[
                            who * at.PERSON_WIDTH + at.LAST_ROW
                        ]
                        rows[row_count * at.ROW_WIDTH + at.ROW_PLACE] = place
                        rows[row_count * at.ROW_WIDTH + at.ROW_FIRST] = people[
                            who * at.PERSON_WIDTH + at.FIRST
                        ]
                        rows[row_count * at.ROW_WIDTH + at.ROW_JOINED] = people[
                            who * at.PERSON_WIDTH + at.JOINED
                        ]
                        rows[row_count * at.ROW_WIDTH + at.ROW_STARTED] = now
                        rows[row_count * at.ROW_WIDTH + at.ROW_FINISHED] = finish
                        rows[row_count * at.ROW_WIDTH + at.ROW_HELD] = now + held
                        outcome = DNA if missed else SEEN
                        rows[row_count * at.ROW_WIDTH + at.ROW_SESSION] = (
                            session << at.OUTCOME_BITS
                        ) | outcome
                        people[who * at.PERSON_WIDTH + at.LAST_ROW] = row_count
                        row_count += 1
                        stay = people[who * at.PERSON_WIDTH + at.STAY] >> at.STATUS_BITS
                        people[who * at.PERSON_WIDTH + at.STAY] = (
                            stay + 1
                        ) << at.STATUS_BITS
                        if (todo_count + 3) * at.TODO_WIDTH > len(todo):
                            longer_todo = np.empty(2 * len(todo), np.int64)
                            longer_todo[: len(todo)] = todo
                            todo = longer_todo
                        if missed and stands_up:
                            (
                                todo[todo_count * at.TODO_WIDTH + 0],
                                todo[todo_count * at.TODO_WIDTH + 1],
                            ) = (
                                finish,
                                at.FALLS_FREE,
                            )
                            (
                                todo[todo_count * at.TODO_WIDTH + 2],
                                todo[todo_count * at.TODO_WIDTH + 3],
                            ) = session, 0
                            todo_count += 1
                        elif not missed and held == minutes:
                            (
                                todo[todo_count * at.TODO_WIDTH + 0],
                                todo[todo_count * at.TODO_WIDTH + 1],
                            ) = (
                                finish,
                                at.ENDS_SLOT,
                            )
                            (
                                todo[todo_count * at.TODO_WIDTH + 2],
                                todo[todo_count * at.TODO_WIDTH + 3],
                            ) = who, session
                            todo_count += 1
                        elif not missed:
                            (
                                todo[todo_count * at.TODO_WIDTH + 0],
                                todo[todo_count * at.TODO_WIDTH + 1],
                            ) = (
                                finish,
                                at.COMPLETES,
                            )
                            (
                                todo[todo_count * at.TODO_WIDTH + 2],
                                todo[todo_count * at.TODO_WIDTH + 3],
                            ) = who, 0
                            todo_count += 1
                            (
                                todo[todo_count * at.TODO_WIDTH + 0],
                                todo[todo_count * at.TODO_WIDTH + 1],
                            ) = (
                                now + held,
                                at.FALLS_FREE,
                            )
                            (
                                todo[todo_count * at.TODO_WIDTH + 2],
                                todo[todo_count * at.TODO_WIDTH + 3],
                            ) = session, 0
                            todo_count += 1
                        if rejoins >= 0:
                            (
                                todo[todo_count * at.TODO_WIDTH + 0],
                                todo[todo_count * at.TODO_WIDTH + 1],
                            ) = (
                                rejoins,
                                at.REJOINS,
                            )
                            (
                                todo[todo_count * at.TODO_WIDTH + 2],
                                todo[todo_count * at.TODO_WIDTH + 3],
                            ) = who, 0
                            todo_count += 1
                    if stands_up:
                        before, after = (
                            sessions[session * at.SESSION_WIDTH + at.EARLIER],
                            sessions[session * at.SESSION_WIDTH + at.LATER],
                        )
                        sessions[session * at.SESSION_WIDTH + at.IS_IDLE] = 0
                        if before < 0:
                            idle[group] = after
                        else:
                            sessions[before * at.SESSION_WIDTH + at.LATER] = after
                        if after >= 0:
                            sessions[after * at.SESSION_WIDTH + at.EARLIER] = before
                for index in range(hot_count):
                    hot[hot_groups[index]] = False
                for index in range(again_count):
                    fresh[index] = again[index]
                hot_count, fresh_count, again_count = 0, again_count, 0
                if started:
                    # Where slots differ, the next may fit although the head did not.
                    for index in range(len(mixed_groups)):
                        group = mixed_groups[index]
                        if idle[group] >= 0:
                            hot[group] = True
                            hot_groups[hot_count] = group
                            hot_count += 1
            offered = True
            continue

        standing_count = 0
        free_session, stage, joined = np.int64(-1), np.int64(-1), now

        # Somebody moves: completes, comes, or comes again (F3, F6).
        if kind == at.FALLS_FREE or kind == at.SESSION_OPENS:
            free_session = who
            if kind == at.SESSION_OPENS:
                group = sessions[who * at.SESSION_WIDTH + at.GROUP]
                for index in range(work_from[group], work_from[group + 1]):
                    if work[index * at.WORK_WIDTH + at.AFTER] > 0:
                        todo[todo_count * at.TODO_WIDTH + 0] = (
                            now + work[index * at.WORK_WIDTH + at.AFTER]
                        )
                        todo[todo_count * at.TODO_WIDTH + 1] = at.OPENS_LATER
                        todo[todo_count * at.TODO_WIDTH + 2] = who
                        todo[todo_count * at.TODO_WIDTH + 3] = 0
                        todo_count += 1
        elif kind == at.OPENS_LATER:
            if sessions[who * at.SESSION_WIDTH + at.IS_IDLE]:
                place = fresh_count
                while place > 0 and fresh[place - 1] > who:
                    place -= 1
                if place == 0 or fresh[place - 1] != who:
                    for index in range(fresh_count, place, -1):
                        fresh[index] = fresh[index - 1]
                    fresh[place] = who
                    fresh_count += 1
        elif kind == at.IS_OFFERED:
            (
                standing[(0) * at.STANDING_WIDTH + 0],
                standing[(0) * at.STANDING_WIDTH + 1],
            ) = who, -1
            standing_count = 1
        elif kind == at.IS_READY:
            status = ((what >> at.ACTIVITY_BITS) << at.STATUS_BITS) | at.WAITS
            if people[who * at.PERSON_WIDTH + at.STAY] == status:
                standing[(0) * at.STANDING_WIDTH + 0] = people[
                    who * at.PERSON_WIDTH + at.LIST
                ] + (what & at.ACTIVITY_MASK)
                standing[(0) * at.STANDING_WIDTH + 1] = what & at.ACTIVITY_MASK
                standing_count = 1
        elif kind == at.ARRIVES:
            who = arrivals[(arrival - 1) * at.ARRIVAL_WIDTH + at.PERSON]
            joined = arrivals[(arrival - 1) * at.ARRIVAL_WIDTH + at.MINUTE]
            if joined < 0 or people[who * at.PERSON_WIDTH + at.EXIT] > now:
                stage = arrivals[(arrival - 1) * at.ARRIVAL_WIDTH + at.ENTRY]
        elif kind == at.JOINS:
            if people[who * at.PERSON_WIDTH + at.EXIT] > now:
                stage = what
        elif kind == at.REJOINS:
            if people[who * at.PERSON_WIDTH + at.EXIT] > now:
                stage = people[who * at.PERSON_WIDTH + at.PLACE] & at.STAGE_MASK
        elif kind == at.ENDS_DELAY and people[who * at.PERSON_WIDTH + at.EXIT] < now:
            people[who * at.PERSON_WIDTH + at.STAY] += at.HAS_LEFT - at.DELAYED
        else:
            if kind == at.ENDS_SLOT:
                free_session = what
            place = people[who * at.PERSON_WIDTH + at.PLACE]
            here = place & at.STAGE_MASK
            if kind == at.ENDS_DELAY:
                rows[row_count * at.ROW_WIDTH + at.ROW_BEFORE] = people[
                    who * at.PERSON_WIDTH + at.LAST_ROW
                ]
                rows[row_count * at.ROW_WIDTH + at.ROW_PLACE] = place
                rows[row_count * at.ROW_WIDTH + at.ROW_FIRST] = people[
                    who * at.PERSON_WIDTH + at.FIRST
                ]
                rows[row_count * at.ROW_WIDTH + at.ROW_JOINED] = people[
                    who * at.PERSON_WIDTH + at.JOINED
                ]
                rows[row_count * at.ROW_WIDTH + at.ROW_STARTED] = people[
                    who * at.PERSON_WIDTH + at.JOINED
                ]
                rows[row_count * at.ROW_WIDTH + at.ROW_FINISHED] = now
                rows[row_count * at.ROW_WIDTH + at.ROW_HELD] = now
                rows[row_count * at.ROW_WIDTH + at.ROW_SESSION] = (
                    -1 << at.OUTCOME_BITS
                ) | SEEN
                people[who * at.PERSON_WIDTH + at.LAST_ROW] = row_count
                row_count += 1
            stay = people[who * at.PERSON_WIDTH + at.STAY] >> at.STATUS_BITS
            people[who * at.PERSON_WIDTH + at.STAY] = (stay + 1) << at.STATUS_BITS
            if people[who * at.PERSON_WIDTH + at.EXIT] > now:
                chance = 0.0
                if stages[here * at.STAGE_WIDTH + at.HAS_SHARES]:
                    mixed = mix_in(words[who], ROUTE_LUCK)
                    mixed = mix_in(mixed, stages[here * at.STAGE_WIDTH + at.NUMBER])
                    visit = (place >> at.STAGE_BITS) & at.VISIT_MASK
                    chance = to_unit(mix_in(mixed, visit))
                for step in range(
                    stages[here * at.STAGE_WIDTH + at.FIRST_STEP],
                    stages[here * at.STAGE_WIDTH + at.LAST_STEP],
                ):
                    if not masks[(steps[step * at.STEP_WIDTH + at.FITS]) * size + who]:
                        continue
                    if chance < shares[step]:
                        stage = steps[step * at.STEP_WIDTH + at.TO]
                        column = steps[step * at.STEP_WIDTH + at.DELAY_COLUMN]
                        delay = steps[step * at.STEP_WIDTH + at.DELAY]
                        if column >= 0:
                            delay = columns[column * size + who]
                        column = steps[step * at.STEP_WIDTH + at.EARLIEST_COLUMN]
                        earliest = steps[step * at.STEP_WIDTH + at.EARLIEST]
                        if column >= 0:
                            earliest = columns[column * size + who]
                        joined = max(now + delay, earliest)
                        break
                    chance = (chance - shares[step]) / (1 - shares[step])
                if stage >= 0 and joined > now:
                    todo[0], todo[1] = (
                        joined,
                        at.JOINS,
                    )
                    todo[(0) * at.TODO_WIDTH + 2], todo[(0) * at.TODO_WIDTH + 3] = (
                        who,
                        stage,
                    )
                    todo_count = 1
                    stage = np.int64(-1)

        # Somebody joins a stage: a delay, or the queues of its activities (F1, F2).
        if stage >= 0:
            if kind != at.REJOINS:
                visits_to[who, stage] += 1
                people[who * at.PERSON_WIDTH + at.PLACE] = stage | (
                    visits_to[who, stage] << at.STAGE_BITS
                )
                people[who * at.PERSON_WIDTH + at.FIRST] = joined
            people[who * at.PERSON_WIDTH + at.PLACE] += at.ANOTHER_ATTEMPT
            people[who * at.PERSON_WIDTH + at.JOINED] = joined
            stay = (people[who * at.PERSON_WIDTH + at.STAY] >> at.STATUS_BITS) + 1
            if not stages[stage * at.STAGE_WIDTH + at.SERVED]:
                people[who * at.PERSON_WIDTH + at.STAY] = (
                    stay << at.STATUS_BITS
                ) | at.DELAYED
                minutes = stages[stage * at.STAGE_WIDTH + at.MINUTES]
                column = stages[stage * at.STAGE_WIDTH + at.MINUTES_COLUMN]
                if column >= 0:
                    visit = (
                        people[who * at.PERSON_WIDTH + at.PLACE] >> at.STAGE_BITS
                    ) & at.VISIT_MASK
                    draw = min(visit, stages[stage * at.STAGE_WIDTH + at.DRAWS]) - 1
                    minutes = columns[(column + draw) * size + who]
                todo[todo_count * at.TODO_WIDTH + 0] = max(joined + minutes, now)
                todo[todo_count * at.TODO_WIDTH + 1] = at.ENDS_DELAY
                todo[todo_count * at.TODO_WIDTH + 2] = who
                todo[todo_count * at.TODO_WIDTH + 3] = 0
                todo_count += 1
            else:
                people[who * at.PERSON_WIDTH + at.STAY] = (
                    stay << at.STATUS_BITS
                ) | at.WAITS
                notice = stages[stage * at.STAGE_WIDTH + at.NOTICE]
                column = stages[stage * at.STAGE_WIDTH + at.NOTICE_COLUMN]
                if column >= 0:
                    notice = columns[column * size + who]
                for index in range(
                    stages[stage * at.STAGE_WIDTH + at.FIRST_ACT],
                    stages[stage * at.STAGE_WIDTH + at.LAST_ACT],
                ):
                    act = serving[index]
                    if not masks[
                        (acts[act * at.ACTIVITY_WIDTH + at.ADMITS]) * size + who
                    ]:
                        continue
                    ready = max(
                        joined + notice,
                        people[who * at.PERSON_WIDTH + at.FIRST]
                        + acts[act * at.ACTIVITY_WIDTH + at.THRESHOLD],
                    )
                    column = acts[act * at.ACTIVITY_WIDTH + at.OPENS_COLUMN]
                    if column >= 0:
                        ready = max(ready, columns[column * size + who])
                    else:
                        ready = max(ready, acts[act * at.ACTIVITY_WIDTH + at.OPENS])
                    closes = acts[act * at.ACTIVITY_WIDTH + at.CLOSES]
                    column = acts[act * at.ACTIVITY_WIDTH + at.CLOSES_COLUMN]
                    if column >= 0:
                        closes = columns[column * size + who]
                    if ready > closes:
                        continue
                    queue = people[who * at.PERSON_WIDTH + at.LIST] + act
                    if ready <= now:
                        standing[standing_count * at.STANDING_WIDTH + 0] = queue
                        standing[standing_count * at.STANDING_WIDTH + 1] = act
                        standing_count += 1
                    else:
                        (
                            todo[todo_count * at.TODO_WIDTH + 0],
                            todo[todo_count * at.TODO_WIDTH + 1],
                        ) = ready, at.IS_READY
                        todo[todo_count * at.TODO_WIDTH + 2] = who
                        todo[todo_count * at.TODO_WIDTH + 3] = (
                            stay << at.ACTIVITY_BITS
                        ) | act
                        todo_count += 1
                    if acts[act * at.ACTIVITY_WIDTH + at.IS_MIXED]:
                        todo[todo_count * at.TODO_WIDTH + 0] = closes + 1
                        todo[(todo_count + 1) * at.TODO_WIDTH + 0] = people[
                            who * at.PERSON_WIDTH + at.EXIT
                        ]
                        for _ in range(2):
                            todo[todo_count * at.TODO_WIDTH + 1] = at.IS_OFFERED
                            todo[todo_count * at.TODO_WIDTH + 2] = queue
                            todo[todo_count * at.TODO_WIDTH + 3] = 0
                            todo_count += 1

        # Queues that have somebody new: in order of urgency, order and number (F1).
        for index in range(standing_count):
            queue, act = (
                standing[index * at.STANDING_WIDTH + 0],
                standing[index * at.STANDING_WIDTH + 1],
            )
            if act >= 0:
                urgency = acts[act * at.ACTIVITY_WIDTH + at.URGENCY]
                column = acts[act * at.ACTIVITY_WIDTH + at.URGENCY_COLUMN]
                if column >= 0:
                    urgency = columns[column * size + who]
                rule = acts[act * at.ACTIVITY_WIDTH + at.DISCIPLINE]
                if rule == at.FIRST_COME:
                    order = people[who * at.PERSON_WIDTH + at.JOINED]
                elif rule == at.LONGEST_WAIT:
                    order = people[who * at.PERSON_WIDTH + at.FIRST]
                elif rule == at.BREACH:
                    order = (
                        people[who * at.PERSON_WIDTH + at.CLOCK]
                        + acts[act * at.ACTIVITY_WIDTH + at.TARGET]
                    )
                else:
                    order = -people[who * at.PERSON_WIDTH + at.JOINED]
                node = free_node
                free_node = nodes[node * at.NODE_WIDTH + at.NEXT]
                room -= 1
                lane = 2 * queue + urgency
                nodes[node * at.NODE_WIDTH + at.KEY] = order
                stay = people[who * at.PERSON_WIDTH + at.STAY] >> at.STATUS_BITS
                nodes[node * at.NODE_WIDTH + at.WHO] = (who << at.STAY_BITS) | stay
                nodes[node * at.NODE_WIDTH + at.NEXT] = -1
                last = lanes[lane * at.LANE_WIDTH + at.TAIL]
                if lanes[lane * at.LANE_WIDTH + at.HEAD] < 0:
                    lanes[lane * at.LANE_WIDTH + at.HEAD] = node
                    lanes[lane * at.LANE_WIDTH + at.TAIL] = node
                elif nodes[last * at.NODE_WIDTH + at.KEY] < order or (
                    nodes[last * at.NODE_WIDTH + at.KEY] == order
                    and nodes[last * at.NODE_WIDTH + at.WHO]
                    <= nodes[node * at.NODE_WIDTH + at.WHO]
                ):
                    nodes[last * at.NODE_WIDTH + at.NEXT] = node
                    lanes[lane * at.LANE_WIDTH + at.TAIL] = node
                else:
                    nodes[node * at.NODE_WIDTH + at.RIGHT] = -1
                    lanes[lane * at.LANE_WIDTH + at.HEAP] = merged(
                        nodes, lanes[lane * at.LANE_WIDTH + at.HEAP], node
                    )
            for which in range(group_from[queue], group_from[queue + 1]):
                group = groups_of[which]
                if idle[group] >= 0 and not hot[group]:
                    hot[group] = True
                    hot_groups[hot_count] = group
                    hot_count += 1

        # A session stands idle among those that offer the same, and is asked.
        if (
            free_session >= 0
            and now < sessions[free_session * at.SESSION_WIDTH + at.ENDS]
        ):
            group = sessions[free_session * at.SESSION_WIDTH + at.GROUP]
            before, after = np.int64(-1), idle[group]
            while after >= 0 and after < free_session:
                before, after = after, sessions[after * at.SESSION_WIDTH + at.LATER]
            sessions[free_session * at.SESSION_WIDTH + at.EARLIER] = before
            sessions[free_session * at.SESSION_WIDTH + at.LATER] = after
            sessions[free_session * at.SESSION_WIDTH + at.IS_IDLE] = 1
            if before < 0:
                idle[group] = free_session
            else:
                sessions[before * at.SESSION_WIDTH + at.LATER] = free_session
            if after >= 0:
                sessions[after * at.SESSION_WIDTH + at.EARLIER] = free_session
            place = fresh_count
            while place > 0 and fresh[place - 1] > free_session:
                fresh[place] = fresh[place - 1]
                place -= 1
            fresh[place] = free_session
            fresh_count += 1

    return rows, row_count
