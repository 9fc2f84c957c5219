"""The pages of one case: what it says, its papers, its fees, who looked, and all of it on paper."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.ask_again import may_ask_again
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.count_parts import count_parts
from casework.services.cases.disclose_case import CaseView
from casework.services.cases.mandates import NAMED, read_mandates
from casework.services.cases.read_desk_case import read_desk_case
from casework.services.cases.read_timeline import read_messages, read_notes
from casework.services.cases.who_looked import PAGE, who_looked
from casework.services.fees.fees_due import fees_due
from casework.services.vehicles.bounced_payment import METHODS as RETAKEN
from casework.services.withheld import reasons
from casework.store import ledger_chain
from casework.web.desk.fact_rows import case_parts, withheld_asks
from casework.web.desk.fee_rows import METHODS, fee_rows
from casework.web.desk.head import case_head
from casework.web.desk.held import held_things
from casework.web.desk.history import Teller
from casework.web.desk.looks import look_rows
from casework.web.desk.mandates import mandate_words
from casework.web.desk.move_rows import move_rows
from casework.web.desk.opening import address_if, may, opened_case
from casework.web.desk.parties import party_rows
from casework.web.desk.talk_rows import talk_rows
from casework.web.explained import explained
from casework.web.words import pack_text

cases = Blueprint("cases", __name__)


@cases.get("/<number>/")
@guarded("case.read")
def page(number: str) -> str:
    """What is asked, what can be done, by when, and what happened."""
    with opened_case(number) as (session, case, workflow):
        found = read_desk_case(session, case, workflow)
        head = case_head(
            session, case, workflow, colleagues=found.colleagues, parts=count_parts(session, case.id)
        )
        # Asked for only where its history says that somebody was named.
        named = any(one.kind == NAMED for one in found.happenings)
        acting = [one for one in read_mandates(session, case.id) if one.holds] if named else []
        session.commit()
    view = found.view
    return render_template(
        "desk/case.html",
        head=head,
        shown=len(view.shown),
        withheld=len(view.withheld),
        parts=case_parts(view),
        withheld_asks=withheld_asks(view),
        moves_shown=move_rows(found, head),
        clocks=explained(found.clocks, found.clock_notes),
        seen=found.happenings[0].seq if found.happenings else 0,
        levels_url=address_if("extending.page", number=number)
        if may("case.extend") and found.clocks
        else None,
        forwarded=found.forwarded,
        linked=found.linked,
        again_url=_again_url(found.view),
        entries=Teller(workflow, view.channel, found.colleagues).entries(found.happenings),
        parties=party_rows(view),
        acting=[(one.name, mandate_words(one)) for one in acting],
        parties_held=held_things(view.closed, "case", case=view.number).get("case.parties"),
    )


def _again_url(view: CaseView) -> str | None:
    """Where a new case about the same is entered, once this one has ended for good."""
    if not may("case.open") or not may_ask_again(view.workflow, view.state):
        return None
    return address_if("counter.page", name=view.workflow.name, follows=view.number)


@cases.get("/<number>/fees")
@guarded("case.read")
def fees(number: str) -> str:
    """What the case owes and what came in."""
    return fees_page(number)


def fees_page(number: str, errors: Mapping[str, str] | None = None, refused: str = "") -> str:
    """The page, with what was refused of an act on it."""
    with opened_case(number) as (session, case, workflow):
        closed = reasons(session, ["case.fees"])
        account = None if closed else fees_due(session, case.id)
        may_pay = allowed("payment.take", session.viewer)
        people = (
            [who for one in account.settled for who in (one.taken_by, one.approved_by)] if account else []
        )
        colleagues = read_colleagues(session, [case.assignee_id, *people])
        head = case_head(session, case, workflow, colleagues=colleagues, parts=count_parts(session, case.id))
        session.commit()
    return render_template(
        "desk/case_fees.html",
        head=head,
        account=account,
        held=held_things(closed, "case", case=head.number).get("case.fees"),
        rows=fee_rows(account, workflow, colleagues),
        may_pay=may_pay,
        errors=errors or {},
        refused=refused,
        methods=[(code, METHODS[code]) for code in RETAKEN],
    )


@cases.get("/<number>/looked")
@guarded("case.read")
def looked(number: str) -> str:
    """Who opened the case and for what, from the ledger."""
    before = request.args.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    with opened_case(number) as (session, case, workflow):
        looks = who_looked(session, case.id, before=last)
        colleagues = read_colleagues(session, [case.assignee_id, *(one.actor_id for one in looks)])
        head = case_head(session, case, workflow, colleagues=colleagues, parts=count_parts(session, case.id))
        session.commit()
    return render_template(
        "desk/case_looked.html",
        head=head,
        rows=look_rows(looks[:PAGE], colleagues),
        first=last is not None,
        after=looks[PAGE - 1].id if len(looks) > PAGE else None,
    )


@cases.get("/<number>/print")
@guarded("case.read")
def on_paper(number: str) -> str:
    """The whole case on paper; notes only when asked for."""
    notes_too = request.args.get("notes") == "yes"
    with opened_case(number) as (session, case, workflow):
        found = read_desk_case(session, case, workflow, to_act=False)
        said = read_messages(session, case.id)
        said += read_notes(session, case.id) if notes_too else []
        head = case_head(session, case, workflow, colleagues=found.colleagues)
        ledger_chain.record(session, "case.printed", case=case.id, detail={"notes": notes_too})
        session.commit()
    teller = Teller(workflow, found.view.channel, found.colleagues)
    return render_template(
        "desk/case_print.html",
        head=head,
        view=found.view,
        parts=case_parts(found.view),
        entries=teller.entries(found.happenings),
        said=talk_rows(said, teller, found.view.language),
        notes_too=notes_too,
        title=pack_text(workflow.title),
    )
