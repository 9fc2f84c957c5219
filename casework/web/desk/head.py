"""The head of every page of a case: what it is, how it stands, with whom, and its tabs."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from casework.base.values import Value
from casework.models import Case
from casework.packs import State, Workflow
from casework.policy.rulebook import allowed
from casework.services.cases.colleagues import Colleagues
from casework.services.cases.count_parts import Parts
from casework.services.cases.headline import shown_headline
from casework.services.cases.share_case import may_work_on
from casework.services.records.at_work import working_states
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.desk.due_words import DueWords, due_words
from casework.web.desk.opening import this_office
from casework.web.site import Link
from casework.web.words import pack_text


class Head(Value):
    """What the head shows and its forms send back. `holder` is empty when nobody has the case."""

    number: str
    title: str
    state: State
    due: DueWords
    purpose: str
    language: str
    holder: str
    mine: bool
    may_take: bool
    may_assign: bool
    may_release: bool
    sealed: bool
    may_seal: bool
    may_reroute: bool
    may_moderate: bool
    version: int
    tabs: tuple[Link, ...]


def case_head(
    session: ViewerSession,
    case: Case,
    workflow: Workflow,
    *,
    colleagues: Colleagues,
    parts: Parts | None = None,
) -> Head:
    """The head of a case for this viewer, frozen."""
    told = shown_headline(session, case, workflow)
    title = pack_text(workflow.title)
    state = workflow.state(case.state)
    me, holder = current_staff(), case.assignee_id
    is_open = case.closed_at is None
    shares = allowed("case.assign", session.viewer)
    return Head(
        number=case.number,
        title=f"{title}, {told}" if told else title,
        state=state,
        due=due_words(case.due_at, state),
        purpose=pack_text(this_office().purpose(case.purpose).label),
        language=case.language,
        holder=_holder(holder, colleagues),
        mine=holder == me.id,
        may_take=is_open
        and holder != me.id
        and (holder is None or shares)
        and may_work_on(session, list(me.titles), case.purpose),
        may_assign=is_open and shares,
        may_release=is_open and holder is not None and (holder == me.id or shares),
        sealed=case.sealed,
        may_seal=session.viewer.access.sealed_cases,
        may_reroute=is_open and workflow.listing is not None and allowed("request.reroute", session.viewer),
        may_moderate=workflow.listing is not None and allowed("request.moderate", session.viewer),
        version=case.version,
        tabs=tuple(_tabs(case.number, parts, workflow)),
    )


def _holder(holder: UUID | None, colleagues: Colleagues) -> str:
    if holder is None:
        return ""
    return colleagues.name(holder) or _("a former colleague")


def _tabs(number: str, parts: Parts | None, workflow: Workflow) -> list[Link]:
    fees = workflow.fee_table is not None
    pages = [
        ("cases.page", _("Case"), None),
        ("papers.page", _("Papers"), parts.papers if parts else None),
        *([("records.page", pgettext("requests", "Records"), None)] if working_states(workflow) else []),
        ("issued.page", _("Issued papers"), None),
        ("talk.page", _("Messages and notes"), parts.talk if parts else None),
        *([("cases.fees", _("Fees"), parts.fees if parts else None)] if fees else []),
        *([("signing.page", _("Signatures"), None)] if workflow.signatures else []),
        ("cases.looked", _("Who looked"), None),
    ]
    return [
        Link(label, url_for(endpoint, number=number), count, current=request.endpoint == endpoint)
        for endpoint, label, count in pages
    ]
