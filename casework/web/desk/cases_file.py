"""The work list as a file: the same rows and columns as on the page, for the same reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, request
from flask_babel import get_locale
from flask_babel import gettext as _

from casework.base.values import replace
from casework.policy.guard import guarded
from casework.services.cases.case_order import Cursor
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.list_cases import Listed, list_cases
from casework.services.withheld import shows
from casework.store import ledger_chain
from casework.store.session import ViewerSession
from casework.web.csv_file import csv_file
from casework.web.desk.inbox import desk
from casework.web.desk.opening import this_office, triage
from casework.web.desk.wish import Wish

PIECE = 500
NAMED = {"headline": "case.headline", "name": "case.applicant"}


@desk.get("/cases.csv")
@guarded("case.export", fresh=True)
def as_file() -> Response:
    """What the page lists, from its first row to its last."""
    wish = replace(Wish.read(request.args), cursor=None)
    with triage() as session:
        closed = [name for name, thing in NAMED.items() if not shows(session, thing)]
        session.commit()
    labels = {
        "number": _("Case"),
        "workflow": _("Workflow"),
        "headline": _("About"),
        "name": _("Applicant"),
        "state": _("State"),
        "due": _("Due"),
        "with": _("With"),
        "since": _("In this state since"),
        "opened": _("Opened"),
        "closed": _("Closed"),
    }
    columns = [name for name in labels if name not in closed]
    answer = csv_file("cases.csv", [labels[name] for name in columns], _pieces(wish, columns, closed))
    answer.headers["X-Withheld-Columns"] = ", ".join(closed)
    return answer


def _pieces(wish: Wish, columns: Sequence[str], closed: Sequence[str]) -> Iterator[list[list[object]]]:
    cursor: Cursor | None = None
    while True:
        with triage() as session:
            page = list_cases(session, wish.filters, order=wish.order, cursor=cursor, size=PIECE)
            names = _names(session, page.cases)
            detail = {"list": "cases", "rows": len(page.cases), "withheld": list(closed)}
            ledger_chain.record(session, "list.exported", fields=columns, detail=detail)
            session.commit()
        yield [[row[name] for name in columns] for row in (_row(case, names) for case in page.cases)]
        cursor = page.after
        if cursor is None:
            return


def _names(session: ViewerSession, cases: Sequence[Listed]) -> dict[object, str]:
    colleagues = read_colleagues(session, (case.assignee_id for case in cases))
    return {case.assignee_id: colleagues.name(case.assignee_id) for case in cases if case.assignee_id}


def _row(case: Listed, names: dict[object, str]) -> dict[str, object]:
    language = (get_locale() or this_office().tenant).language
    held = _("withheld")
    return {
        "number": case.number,
        "workflow": case.workflow.title.text(language),
        "headline": held if "headline" in case.withheld else case.headline,
        "name": held if "applicant" in case.withheld else case.name,
        "state": case.state.label.text(language),
        "due": case.due_at.isoformat() if case.due_at else None,
        "with": names.get(case.assignee_id),
        "since": case.state_since.isoformat(),
        "opened": case.opened_at.isoformat(),
        "closed": case.closed_at.isoformat() if case.closed_at else None,
    }
