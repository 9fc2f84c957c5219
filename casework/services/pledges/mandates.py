"""Telling the bank which accounts stand behind new mandates: in a file, before anything is collected from them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from casework.base.clock import now, today
from casework.base.errors import NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.bank_file import Head, write_mandates
from casework.models import BankFile, Pledge, PledgeAccount
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.pledges.accounts import BANK, PLACE
from casework.services.withheld import shows
from casework.store import ledger_chain
from casework.store.sealed import CLASS, Place, unseal
from casework.store.session import ViewerSession

MANDATES = "mandates"


class AccountView(Value):
    """An account that the bank is to be told of."""

    id: UUID
    pledge_id: UUID
    pledge: str
    ending: str
    since: datetime


class MandateFile(Value):
    """A file that told the bank of accounts."""

    id: UUID
    number: str
    count: int
    at: datetime


def accounts_to_tell(session: ViewerSession) -> tuple[AccountView, ...]:
    """Accounts that the bank was not told of and that a running gift is to be collected from; the oldest first."""
    columns = (PledgeAccount.ending, PledgeAccount.since, Pledge.number)
    rows = session.execute(_untold().add_columns(*columns).order_by(PledgeAccount.since, PledgeAccount.id))
    return tuple(AccountView(row.id, row.pledge_id, row.number, row.ending, row.since) for row in rows)


def count_untold(session: ViewerSession) -> int:
    """How many they are; none for who may not see it."""
    if not shows(session, "gift.amount"):
        return 0
    return int(session.scalar(_untold().with_only_columns(func.count())) or 0)


def mandate_files(session: ViewerSession) -> tuple[MandateFile, ...]:
    """The latest files that told the bank."""
    chosen = select(BankFile.id, BankFile.number, BankFile.count.label("lines"), BankFile.at)
    chosen = chosen.where(BankFile.direction == MANDATES).order_by(BankFile.id.desc()).limit(20)
    return tuple(MandateFile(row.id, row.number, row.lines, row.at) for row in session.execute(chosen))


def refuse_untold(session: ViewerSession) -> None:
    """Make sure that the bank knows the accounts it is to collect from. Refused BANK_MANDATES_FIRST."""
    if session.execute(_untold().limit(1)).first() is not None:
        raise Refused(
            "BANK_MANDATES_FIRST",
            phrase(
                "Donors corrected their accounts. Make the file of accounts and send it to the bank first"
            ),
        )


def make_mandates(session: ViewerSession) -> UUID:
    """The file of all accounts that the bank was not told of: they are told now. Refused BANK_NOTHING_TO_TELL."""
    if not session.viewer.access.may_write("financial") or not session.viewer.access.may_read(CLASS):
        raise PurposeRequired
    found = [row.id for row in session.execute(_untold().with_for_update(of=PledgeAccount))]
    if not found:
        raise Refused(
            "BANK_NOTHING_TO_TELL",
            phrase("The bank knows every account. Come back when a donor corrects one"),
        )
    office = office_of(session).tenant
    day = today(office.timezone)
    head = Head(f"{day.year}-{next_number(session, 'bank mandates', day.year):05d}", day, office.currency)
    rows = session.scalars(select(PledgeAccount).where(PledgeAccount.id.in_(found))).all()
    content = _written(session, head, rows)
    file = BankFile(
        **{"id": new_id(), "direction": MANDATES, "number": head.number, "count": len(rows), "total": 0},
        **{"sha256": hashlib.sha256(content).digest(), "currency": head.currency, "at": now()},
        by=session.viewer.actor,
    )
    session.add(file)
    session.flush()
    for row in rows:
        row.file_id = file.id
    session.flush()
    ledger_chain.record(session, "mandates.made", subjects=[file.id], fields=["account"])
    return file.id


def mandate_file(session: ViewerSession, file_id: UUID) -> tuple[str, bytes]:
    """The name of such a file and its bytes, the same each time. A disclosure."""
    file = session.scalar(select(BankFile).where(BankFile.id == file_id, BankFile.direction == MANDATES))
    if file is None:
        raise NotFound
    rows = session.scalars(select(PledgeAccount).where(PledgeAccount.file_id == file_id)).all()
    made_on: date = file.at.astimezone(ZoneInfo(office_of(session).tenant.timezone)).date()
    content = _written(session, Head(file.number, made_on, file.currency), rows)
    if hashlib.sha256(content).digest() != file.sha256:
        raise NotFound
    ledger_chain.record(session, "mandates.printed", subjects=[file.id], fields=["account"])
    return f"{file.number}.txt", content


def _written(session: ViewerSession, head: Head, rows: Sequence[PledgeAccount]) -> bytes:
    told = [(row.mandate, unseal(session, Place(PLACE, row.id), row.value)) for row in rows]
    return write_mandates(head, sorted(told))


def _untold() -> Select[UUID, UUID]:
    """Accounts that count now: of one that was corrected twice before the bank heard of it, the last."""
    return (
        select(PledgeAccount.id, PledgeAccount.pledge_id)
        .join(Pledge, Pledge.id == PledgeAccount.pledge_id)
        .where(
            PledgeAccount.file_id.is_(None),
            PledgeAccount.mandate == Pledge.mandate,
            Pledge.method == BANK,
            Pledge.status.in_(("active", "failing", "paused", "suspended")),
        )
    )
