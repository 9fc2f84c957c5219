"""Go on, at the desk, with what somebody began by themselves: they hand over the code, and staff type for them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from casework.base.ids import derived_number, normalise_code, parse_case_number
from casework.base.values import Value
from casework.packs import Workflow
from casework.services.applicants.codes import DRAFT, subject_of
from casework.services.cases.open_case import Opened
from casework.services.drafts.find_draft import DraftView, find_draft
from casework.services.drafts.save_draft import save_draft
from casework.services.drafts.send_draft import send_draft
from casework.services.office import MemberFacts, Office
from casework.store import ledger_chain
from casework.store.identity import identity_look_up

PREFIX = "PF"  # as with drafts: two letters, so that nobody takes a form's code for a case number
CHANNEL = "counter"


class Handed(Value):
    """What a code opens: a draft with its holder's secret."""

    draft_id: UUID
    secret: str
    purpose: str


def form_code(workflow: str, language: str) -> str:
    """The code on a blank paper form: says which form it is, and in which language. It opens nothing of anybody's."""
    return derived_number(PREFIX, hashlib.sha256(f"{workflow}|{language}".encode()).digest())


def form_of(code: str, flows: Iterable[Workflow], languages: Iterable[str]) -> tuple[Workflow, str] | None:
    """The form and language that a code on a blank paper means."""
    plain = parse_case_number(code)
    spoken = list(languages)
    found = ((flow, lang) for flow in flows for lang in spoken if form_code(flow.name, lang) == plain)
    return next(found, None) if plain else None


def draft_of(office: Office, code: str, flows: Iterable[Workflow]) -> tuple[Handed, DraftView] | None:
    """The draft whose code was handed over, if it belongs to one of these kinds of work."""
    secret = normalise_code(code)
    with identity_look_up() as session:
        draft_id = subject_of(session, secret, DRAFT, tenant_id=office.tenant.id)
    known = {flow.name for flow in flows}
    for purpose in sorted({flow.purpose for flow in flows}) if draft_id else ():
        assert draft_id is not None
        with office.open(office.applicant(draft_id, purpose)) as session:
            draft = find_draft(session)
            session.commit()
        if draft is not None and draft.workflow.name in known:
            return Handed(draft_id, secret, purpose), draft
    return None


def note_help(office: Office, member: MemberFacts, handed: Handed, act: str) -> None:
    """Enter in the ledger that a member went on with somebody's draft: `reopened` it, or `sent` it for them."""
    with office.open(office.member(member, handed.purpose)) as session:
        if act == "sent":
            ledger_chain.record(session, "draft.sent_for", case=handed.draft_id)
        else:
            ledger_chain.record(session, "draft.reopened", case=handed.draft_id)
        session.commit()


def send_for(office: Office, handed: Handed, answers: Mapping[str, Any], *, language: str) -> Opened:
    """Open the case of a draft with these answers over its own, as its holder would. Papers may follow.

    Raises InvalidInput by field, and NotFound when it is gone.
    """
    with office.open(office.applicant(handed.draft_id, handed.purpose)) as session:
        draft = find_draft(session, lock=True)
        if draft is not None:
            files = {field.name for field in draft.workflow.fields if field.kind == "file"}
            own = {name: value for name, value in draft.answers.items() if name not in files}
            merged = {name: value for name, value in {**own, **answers}.items() if value is not None}
            save_draft(session, merged, {}, language=language)
        done = send_draft(session, handed.secret, language=language, channel=CHANNEL)
        session.commit()
    return done
