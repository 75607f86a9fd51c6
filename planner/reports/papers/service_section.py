"""Current service: posts, scanners and lists on the plan's first day."""

from __future__ import annotations

from typing import NamedTuple

from planner.inputs.demand import WaitingList
from planner.inputs.posts import Post
from planner.locale import _, ngettext
from planner.reports.dates import date_text
from planner.reports.front_page import front_page
from planner.reports.number_format import number, whole_percent
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.model import (
    PaperSection,
    PaperTable,
    figure,
)
from planner.reports.select_rows import last_row, rows_of


def current_service(ev: Evidence) -> PaperSection:
    """Staff, scanners and lists on the plan's first day."""
    posts = _posts(ev)
    total = sum(post.wte for _board, _name, post in posts)
    lists = _lists(ev)
    people = sum(
        each.waiting.count if each.first is None else each.first for each in lists
    )
    start = ev.base.plan.plan_start
    return PaperSection(
        heading=_("Current service"),
        title=_(
            "{wte} WTE and {scanners} begin with {people} people on their lists",
            wte=number(total, 1),
            scanners=ngettext(
                "{n} DXA scanner", "{n} DXA scanners", len(_scanners(ev))
            ),
            people=number(people, 0),
        ),
        sentences=(
            _(
                "The plan begins on {start} with the posts, scanners and lists below."
                " Numbers marked assumption are the planner's, until the board"
                " replaces them.",
                start=date_text(start),
            ),
            front_page(ev.base.plan, ev.sets, ev.names)[0],
        ),
        tables=(_staff_table(ev, posts), _scanner_table(ev), _list_table(ev, lists)),
    )


def _posts(ev: Evidence) -> list[tuple[str, str, Post]]:
    """Board, name and post of everybody on the first day, by the plan."""
    _day, here = ev.base.plan.periods[0]
    return [
        (board, name, post)
        for board in ev.counted
        for name, post in here.boards[board].posts.items()
        if post.wte
    ]


def _owner(ev: Evidence, key: str) -> tuple[str, str]:
    """Confidence and source of a number, in words."""
    owner = ev.base.plan.provenance.get(key)
    if owner is None:
        return _("assumption"), _("not stated")
    return _(owner.confidence), owner.source


def _staff_table(ev: Evidence, posts: list[tuple[str, str, Post]]) -> PaperTable:
    rows = [
        (
            ev.names[board],
            f"{_(post.role)} ({name.replace('-', ' ')})",
            post.band or "",
            figure(post.wte, "WTE"),
            *_owner(ev, f"boards.{board}.posts.{name}.wte"),
        )
        for board, name, post in posts
    ]
    return PaperTable(
        title=_("Posts funded on the plan's first day, whole-time equivalents"),
        head=(
            *(_("board"), _("role (post)"), _("band"), _("WTE")),
            *(_("confidence"), _("source")),
        ),
        rows=tuple(rows),
        widths=(2, 2, 0.8, 1.1, 1.3, 4),
        texts=2,
    )


def _scanners(ev: Evidence) -> list[tuple[str, str]]:
    _day, here = ev.base.plan.periods[0]
    return [
        (board, name) for board in ev.counted for name in here.boards[board].scanners
    ]


def _scanner_table(ev: Evidence) -> PaperTable:
    _day, here = ev.base.plan.periods[0]
    rows = []
    for board, name in _scanners(ev):
        each = here.boards[board].scanners[name]
        rows.append(
            (
                ev.names[board],
                name.replace("-", " "),
                figure(each.sessions_a_week, "", number(each.sessions_a_week, 1)),
                figure(each.slots_a_session, "", number(each.slots_a_session, 0)),
                figure(
                    each.reserved_slots_a_day, "", number(each.reserved_slots_a_day, 2)
                ),
                whole_percent(each.downtime),
                *_owner(ev, f"boards.{board}.scanners.{name}.sessions_a_week"),
            )
        )
    return PaperTable(
        title=_("DXA scanners on the plan's first day"),
        head=(
            *(_("board"), _("scanner"), _("half-day sessions a week")),
            *(_("appointments a session"), _("reserved for FLS a day")),
            *(_("out of use, of sessions"), _("confidence"), _("source")),
        ),
        rows=tuple(rows),
        notes=(_("Confidence and source are of the sessions a week."),),
        widths=(2, 1.3, 1.3, 1.5, 1.3, 1.2, 1.3, 3),
        texts=2,
    )


class StartingList(NamedTuple):
    """A list of a board: as the plan has it, and as the runs begin and end with it.

    Attributes
    ----------
    first, last : mean of the runs; None where it was not counted
    """

    board: str
    stage: str
    title: str
    waiting: WaitingList
    first: float | None
    last: float | None


def _lists(ev: Evidence) -> list[StartingList]:
    _day, here = ev.base.plan.periods[0]
    return [
        StartingList(
            board=board,
            stage=stage,
            title=_(here.pathway.stages[stage].title or stage),
            waiting=waiting,
            **_ends(ev, board, stage),
        )
        for board in ev.counted
        for stage, waiting in here.boards[board].waiting_list.items()
    ]


def _ends(ev: Evidence, board: str, stage: str) -> dict[str, float | None]:
    """People on a list on the first morning and at the plan's end, means of the runs.

    At the end of a list that is counted every week stands the plan's own last count.
    """
    weekly = rows_of(
        ev.base.summary, kpi="waiting_list", provider=board, stage=stage
    ).sort_values("start")
    end = last_row(ev.base.summary, ev.base.plan, "waiting_list", board, stage=stage)
    return {
        "first": float(weekly["mean"].iloc[0]) if len(weekly) else None,
        "last": None if end is None else float(end["mean"]),
    }


def _list_table(ev: Evidence, lists: list[StartingList]) -> PaperTable:
    rows = [
        (
            *(ev.names[each.board], each.title),
            figure(each.waiting.count, "people"),
            *(
                "" if end is None else figure(end, "people")
                for end in (each.first, each.last)
            ),
            *_owner(ev, f"boards.{each.board}.waiting_list.{each.stage}.count"),
        )
        for each in lists
    ]
    return PaperTable(
        title=_("People on the lists: on the first day, and at the plan's end"),
        head=(
            *(_("board"), _("list"), _("first day, central value")),
            *(_("first day, mean of the runs"), _("end of the plan, mean")),
            *(_("confidence"), _("source")),
        ),
        rows=tuple(rows),
        notes=(
            _(
                "Each fitting set begins with its own list, so that the runs do not"
                " begin with the central value; the title counts the runs."
            ),
        )
        if ev.sets
        else (),
        widths=(2, 2, 1.3, 1.3, 1.3, 1.3, 3),
        texts=2,
    )
