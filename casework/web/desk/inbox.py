"""The work list."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.count_cases import MOST, Counts, count_cases
from casework.services.cases.list_cases import list_cases, office_workflows
from casework.services.staff.present import current_staff
from casework.web.columns import Column
from casework.web.desk.choices import CASE_DUTIES, STANDINGS, VIEWS, choices, colleague_options
from casework.web.desk.due_words import due_words
from casework.web.desk.opening import may, triage
from casework.web.desk.wish import Wish
from casework.web.formats import number
from casework.web.frame import WORK, desk_door
from casework.web.site import Link

desk = Blueprint("desk", __name__)
desk_door(WORK, _l("My work"), "desk.inbox", "case.list", order=10)


@desk.get("/")
@guarded("case.list")
def inbox() -> str:
    """A page of the work list, with what waits where."""
    wish = Wish.read(request.args)
    with triage() as session:
        flows = office_workflows(session)
        page = list_cases(session, wish.filters, order=wish.order, cursor=wish.cursor)
        counts = count_cases(session)
        shares = allowed("case.assign", session.viewer)
        colleagues = read_colleagues(session, (case.assignee_id for case in page.cases), everybody=shares)
        has_units = bool(session.viewer.units)
        session.commit()
    return render_template(
        "desk/inbox.html",
        wish=wish,
        page=page,
        due={case.id: due_words(case.due_at, case.state) for case in page.cases},
        colleagues=colleagues,
        me=current_staff().id,
        tabs_shown=_tabs(wish, counts, has_units=has_units),
        figures_shown=_figures(counts),
        columns=_columns(wish),
        choices=choices(wish.filters, flows),
        assignees=colleague_options(colleagues.with_any(CASE_DUTIES)) if shares else [],
        as_file=wish.file_url() if may("case.export") else None,
    )


def _tabs(wish: Wish, counts: Counts, *, has_units: bool) -> list[Link]:
    shown = [view for view in VIEWS if view != "units" or has_units or wish.filters.view == "units"]
    return [
        Link(
            str(VIEWS[view]),
            wish.url(view=view),
            counts.views[view],
            current=wish.filters.view == view,
            or_more=counts.views[view] >= MOST,
        )
        for view in shown
    ]


def _figures(counts: Counts) -> list[tuple[str, str, None]]:
    """Of one's own work: what is late, due today, and what waits for somebody else."""
    return [
        (str(STANDINGS[name]), f"{number(count)}{'+' if count >= MOST else ''}", None)
        for name, count in counts.mine.items()
    ]


def _columns(wish: Wish) -> list[Column]:
    return [
        wish.column(_("Case"), "number"),
        wish.column(_("State")),
        wish.column(_("Due"), "due"),
        wish.column(_("With")),
        wish.column(_("In this state since"), "since"),
        wish.column(_("Opened"), "opened"),
    ]
