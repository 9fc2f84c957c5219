"""Parts of a record made black: its pages to look at, areas to mark, and the file that is made without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.models import Case
from casework.models.record import PLACE
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.deadlines.lawful import law_of_case
from casework.services.records.at_work import working_states
from casework.services.records.black_out import make_black, mark_area, pages_of, read_page
from casework.services.records.draw_pages import DRAWN
from casework.services.records.read_records import Record, Records, read_records
from casework.services.records.withhold import lift
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case, uuid_or_none
from casework.web.desk.record_acts import act_on_record
from casework.web.desk.record_words import exemption_choices, exemption_notes, log_lines
from casework.web.desk.records import typed_line

black_out = Blueprint("black_out", __name__)
AT = "/<number>/records/<uuid:record_id>/areas"


@black_out.get(AT)
@guarded("record.read")
def page(number: str, record_id: UUID) -> str:
    """A page of the original with its areas, and a form for one more."""
    return _page(number, record_id, {}, {})


@black_out.get(f"{AT}/page.png")
@guarded("record.read")
def picture(number: str, record_id: UUID) -> Response:
    """One page of the original as a picture: looked at here and kept nowhere."""
    with opened_case(number) as (session, case, workflow):
        drawn = read_page(session, case.id, record_id, workflow, _asked())
        session.commit()
    answer = Response(drawn.png, mimetype="image/png")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@black_out.post(AT)
@guarded("record.decide")
def mark(number: str, record_id: UUID) -> Page:
    """Withhold an area."""
    held = typed_line(PLACE, record_id, area=True)
    said = _("It stands in the log. The file is not made yet.")
    return _act(number, record_id, lambda session, case: mark_area(session, case.id, held), said)


@black_out.post(f"{AT}/lift")
@guarded("record.decide")
def unmark(number: str, record_id: UUID) -> Page:
    """Withhold an area no more."""
    line = uuid_or_none(request.form.get("line", "")) or UUID(int=0)
    said = _("It is withheld no more.")
    return _act(number, record_id, lambda session, case: lift(session, case.id, line), said)


@black_out.post(f"{AT}/make")
@guarded("record.decide")
def make(number: str, record_id: UUID) -> Page:
    """Make the file without what is withheld, which decides on the record."""
    said = _("The new file is made. What is black in it is gone, and the record is given out in part.")
    to = url_for("record.page", number=number, record_id=record_id)
    return _act(number, record_id, lambda session, case: make_black(session, case.id, record_id), said, to=to)


def _act(
    number: str, record_id: UUID, act: Callable[[ViewerSession, Case], object], said: str, *, to: str = ""
) -> Page:
    here = url_for("black_out.page", number=number, record_id=record_id, page=_asked())
    return act_on_record(number, act, said, to=to or here, again=partial(_page, number, record_id))


def _asked() -> int:
    """The page that is looked at: the first unless another is named."""
    text = request.values.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


def _page(number: str, record_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    with opened_case(number) as (session, case, workflow):
        found, law = read_records(session, case.id), law_of_case(session, case.id)
        one = found.record(record_id)
        if one is None or one.original is None or one.original.media_type not in DRAWN:
            raise NotFound
        colleagues = read_colleagues(session, [case.assignee_id, *(line.entered_by for line in one.lines)])
        shown = {
            "head": case_head(session, case, workflow, colleagues=colleagues),
            "log": log_lines(Records((one,), ()), law, colleagues),
            "at_work": case.state in working_states(workflow),
            "exemptions": exemption_choices(law),
            "weighed": exemption_notes(law),
            **_looked_at(one, pages_of(session, one)),
        }
        session.commit()
    columns = (_("What is withheld"), _("By which rule"), _("Why"), _("Entered by"))
    return render_template(
        "desk/black_out.html",
        record=one,
        typed=typed,
        errors=errors,
        log_columns=[Column(said) for said in columns],
        **shown,
    )


def _looked_at(record: Record, pages: int) -> dict[str, Any]:
    """The page that is shown, how many there are, and the areas on this one."""
    page = max(1, min(_asked(), pages))
    areas = [line.area for line in record.held if line.page == page and line.area]
    return {"page": page, "pages": pages, "areas": areas}
