"""Appeals as they are kept: of a campaign, or one with whom it asks and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import NotFound
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.appeals import Wording, wordings_of
from casework.domain.donor_rules import BadRule, Rule, rule_of
from casework.models import Appeal, AppealAsk, Fund, Letter, Person, PostalAddress
from casework.services.office import office_of
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.columns import columns_of, one_of
from casework.store.session import ViewerSession

AT_ONCE = 200


class AppealRow(Value):
    """Columns of `Appeal`, for `columns_of`."""

    id: UUID
    campaign_id: UUID
    code: str
    name: str
    channel: str
    fund_id: UUID | None
    segment: str | None
    rule: Mapping[str, Any] | None
    words: Mapping[str, Any]
    cost: int | None
    status: str
    left_out: Mapping[str, int]
    asked_at: datetime | None
    asked_by: UUID | None


class AppealView(Value):
    """An appeal. `cost` None: not known, or withheld. `rule` None: nobody is asked by name."""

    id: UUID
    campaign_id: UUID
    code: str
    name: str
    channel: str
    fund_id: UUID | None
    segment: str | None
    rule: Rule | None
    words: Mapping[str, Wording]
    cost: Money | None
    status: str
    left_out: Mapping[str, int]
    asked_at: datetime | None
    asked_by: UUID | None


class MailFigures(Value):
    """Of the mails of an appeal: how many went out, wait, or could not be delivered or were held back."""

    sent: int
    waiting: int
    failed: int


def appeals_of(session: ViewerSession, campaigns: Sequence[UUID]) -> tuple[AppealView, ...]:
    """The appeals of these campaigns, the latest first."""
    columns = columns_of(session, Appeal, AppealRow)
    chosen = columns.select.where(one_of(Appeal.campaign_id, campaigns))
    rows = session.execute(chosen.order_by(Appeal.made_at.desc(), Appeal.id))
    return tuple(_view(session, row) for row in columns.rows(rows))


def read_appeal(session: ViewerSession, appeal_id: UUID) -> AppealView:
    """One of them; NotFound."""
    columns = columns_of(session, Appeal, AppealRow)
    row = session.execute(columns.select.where(Appeal.id == appeal_id)).one_or_none()
    if row is None:
        raise NotFound
    return _view(session, columns.row(row))


def mails_of(session: ViewerSession, appeal_id: UUID) -> MailFigures:
    """How far its mails are."""
    one = func.count(Letter.id)
    row = session.execute(
        select(
            one.filter(Letter.sent_at.is_not(None)).label("sent"),
            one.filter(Letter.sent_at.is_(None), Letter.failure.is_(None)).label("waiting"),
            one.filter(Letter.sent_at.is_(None), Letter.failure.is_not(None)).label("failed"),
        )
        .join(AppealAsk, AppealAsk.letter_id == Letter.id)
        .where(AppealAsk.appeal_id == appeal_id)
    ).one()
    return MailFigures(row.sent, row.waiting, row.failed)


class Addressed(Value):
    """A donor who is asked by post, for the printer."""

    name: str
    language: str
    address: str


def addresses_piece(
    session: ViewerSession, appeal_id: UUID, after: UUID | None
) -> tuple[list[Addressed], UUID | None]:
    """The next of those asked, with the address of whoever has not said no since; who is named to few is not among
    them: a file travels. And the mark for the piece after it. A disclosure; the caller commits before it leaves."""
    require_open(session, "donor.name", "person.addresses")
    chosen = (
        select(AppealAsk.donor_id, AppealAsk.language, Person.id, Person.name)
        .join(Person, Person.id == AppealAsk.donor_id)
        .where(AppealAsk.appeal_id == appeal_id, Person.anonymous.is_(False))
        .where(~func.no_mail_to(Person.id, "post", "appeal"))
    )
    if after is not None:
        chosen = chosen.where(AppealAsk.donor_id > after)
    rows = session.execute(chosen.order_by(AppealAsk.donor_id).limit(AT_ONCE)).all()
    homes = dict(_homes(session, [row.donor_id for row in rows]))
    told = [Addressed(row.name, row.language, homes[row.donor_id]) for row in rows if row.donor_id in homes]
    ledger_chain.record(
        session, "list.exported", fields=["name", "address"], detail={"list": "appeal", "rows": len(told)}
    )
    return told, rows[-1].donor_id if len(rows) == AT_ONCE else None


def _homes(session: ViewerSession, donors: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    chosen = select(PostalAddress.id, PostalAddress.person_id, PostalAddress.lines).where(
        one_of(PostalAddress.person_id, donors),
        *(PostalAddress.until.is_(None), PostalAddress.hidden.is_(False)),
    )
    for row in session.execute(chosen.order_by(PostalAddress.since, PostalAddress.id)):
        yield row.person_id, row.lines


def fund_names(session: ViewerSession) -> dict[UUID, str]:
    """The funds that take gifts, by id."""
    rows = session.execute(select(Fund.id, Fund.name).where(Fund.active).order_by(Fund.name))
    return {row.id: row.name for row in rows}


def _view(session: ViewerSession, row: AppealRow) -> AppealView:
    cost = row.cost if session.viewer.access.may_read("internal") else None
    return AppealView(
        *(row.id, row.campaign_id, row.code, row.name, row.channel, row.fund_id, row.segment),
        rule=_rule(row.rule),
        words=wordings_of(row.words),
        cost=None if cost is None else Money(cost, office_of(session).tenant.currency),
        status=row.status,
        left_out=row.left_out,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
    )


def _rule(told: Mapping[str, Any] | None) -> Rule | None:
    try:
        return rule_of(told) if told is not None else None
    except BadRule:
        return None
