"""Who a case speaks of, as the answers tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from casework.base.words import search_key, sort_key
from casework.domain.phone import phone_key
from casework.models import CaseParty
from casework.packs import Party, Workflow
from casework.packs.field_kinds import Asking, show_answer
from casework.store.session import ViewerSession


def add_parties(
    session: ViewerSession, case_id: UUID, workflow: Workflow, answers: Mapping[str, Any], asking: Asking
) -> None:
    """One row for each party that the answers name. Nobody is linked to a person here: a clerk confirms."""
    for party in workflow.parties:
        if answers.get(party.name):
            row = CaseParty(case_id=case_id, role=party.role)
            _describe(row, party, workflow, answers, asking)
            session.add(row)


def _describe(
    row: CaseParty, party: Party, workflow: Workflow, answers: Mapping[str, Any], asking: Asking
) -> None:
    def told(name: str | None) -> str:
        value = answers.get(name) if name else None
        return str(show_answer(workflow.field(name), value, asking)) if name and value else ""

    row.name = told(party.name)
    row.name_key, row.name_sort = search_key(row.name), sort_key(row.name, asking.lang)
    if email := told(party.email):
        row.email, row.email_key = email, search_key(email)
    if phone := told(party.phone):
        row.phone, row.phone_key = phone, phone_key(phone, asking.country)
    if address := told(party.address):
        row.address, row.address_key = address, search_key(address)
    if party.birth_date and answers.get(party.birth_date):
        row.birth_date = date.fromisoformat(answers[party.birth_date])
