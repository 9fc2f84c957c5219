"""Issue a paper: printed, kept, and known to the public check, all in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from casework.base.clock import now, today
from casework.base.ids import new_id, normalise_code, secret_hash, spoken_code
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import IssuedPaper
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.tenants.addresses import home_url
from casework.services.typesetting.paper_words import frame, long_day, say
from casework.services.typesetting.typeset import typeset
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

SERIES = "paper"
CHECK_PAGE = "check-paper/"
"""Under an office's address: the demo prints papers where no page is hung."""


class NewPaper(Value):
    """A paper to be. `told` is what its template is filled with, beside what stands on every paper.

    `about` are the persons and records that it shows, for the ledger.
    """

    kind: str
    sheet: str  # the template of documents/
    language: str
    told: Mapping[str, Any]
    about: tuple[UUID, ...]
    template: str = ""
    case_id: UUID | None = None
    vehicle_id: UUID | None = None
    title_id: UUID | None = None
    event_id: UUID | None = None
    to_applicant: bool = False


def issue_paper(session: ViewerSession, new: NewPaper) -> IssuedPaper:
    """The paper as it was issued. An earlier one of the same kind about the same is no longer current."""
    tenant, day = office_of(session).tenant, today(office_of(session).tenant.timezone)
    _end_earlier(session, new)
    number = f"{day.year}-{next_number(session, SERIES, day.year):06d}"
    code = spoken_code()
    told = {**frame(tenant, new.language), **new.told, **_foot(session, new.language, number, code)}
    stored = file_store().keep(tenant.id, typeset(new.sheet, told))
    row = IssuedPaper(
        id=new_id(),
        kind=new.kind,
        template=new.template,
        number=number,
        language=new.language,
        case_id=new.case_id,
        vehicle_id=new.vehicle_id,
        title_id=new.title_id,
        event_id=new.event_id,
        to_applicant=new.to_applicant,
        issued_by=session.viewer.actor,
        code_hash=secret_hash(normalise_code(code)),
        store_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(
        session,
        "paper.issued",
        case=new.case_id,
        subjects=[row.id, *new.about],
        fields=[new.template or new.kind],
        detail={"paper": number, "kind": new.kind},
    )
    return row


def _end_earlier(session: ViewerSession, new: NewPaper) -> None:
    same = select(IssuedPaper).where(
        IssuedPaper.kind == new.kind,
        IssuedPaper.template == new.template,
        _about_the_same(new),
        IssuedPaper.ended_at.is_(None),
    )
    for row in session.scalars(same):
        row.ended_at, row.ended_why, row.ended_by = now(), "reissued", session.viewer.actor
    session.flush()


def _about_the_same(new: NewPaper) -> ColumnElement[bool]:
    if new.title_id:
        return IssuedPaper.title_id == new.title_id
    return IssuedPaper.event_id == new.event_id if new.event_id else IssuedPaper.case_id == new.case_id


def _foot(session: ViewerSession, language: str, number: str, code: str) -> dict[str, Any]:
    """Its number, its day, and how anybody checks it."""
    tenant = office_of(session).tenant
    where = home_url(tenant) + CHECK_PAGE
    sentences = (
        phrase(
            "Paper %(number)s, issued %(day)s", number=number, day=long_day(today(tenant.timezone), language)
        ),
        phrase(
            "Whether this paper still holds can be checked by anybody, without an account, at %(where)s",
            where=where,
        ),
        phrase("Code of this paper: %(code)s", code=code),
    )
    return {"foot": [say(one, language) for one in sentences]}
