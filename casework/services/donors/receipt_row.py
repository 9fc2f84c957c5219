"""A receipt goes into the register: the next number, and its paper on the disk before the commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import NotFound
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.receipts import receipt_number
from casework.models import Gift, Person, Receipt
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.people.hidden_names import address_on_receipt
from casework.services.people.one_person import behind, kept_records
from casework.store.columns import one_of
from casework.store.files import file_store
from casework.store.session import ViewerSession

RECEIPT, COUNTER = "receipt", "counter"


class NewReceipt(Value):
    """A paper under the next number. `printed`: makes it once the number is known."""

    language: str
    amount: Money
    printed: Callable[[str], bytes]
    cancels: UUID | None = None
    replaces: UUID | None = None
    reason: str | None = None


def keep_receipt(session: ViewerSession, gift: Gift, new: NewReceipt) -> Receipt:
    """The receipt, numbered without gaps in its series and year. Counter-receipts are numbered among the others."""
    office = office_of(session)
    year = today(office.tenant.timezone).year
    series = office.kind.receipts.get("series", "R")
    serial = next_number(session, f"receipt {series}", year)
    number = receipt_number(year, serial)
    stored = file_store().keep(session.viewer.tenant, new.printed(number))
    row = Receipt(
        id=new_id(),
        gift_id=gift.id,
        series=series,
        year=year,
        serial=serial,
        number=number,
        language=new.language,
        issued_at=now(),
        kind=COUNTER if new.cancels else RECEIPT,
        cancels_id=new.cancels,
        replaces_id=new.replaces,
        amount=new.amount.minor,
        currency=new.amount.currency,
        issued_by=session.viewer.actor,
        store_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
    )
    if new.reason is not None:
        row.reason = new.reason
    session.add(row)
    session.flush()
    return row


def name_and_address(session: ViewerSession, donor: UUID) -> tuple[str, str | None]:
    """Whom a paper goes to, anonymous or not; by the record that stands for them; no address where it is
    withheld or there is none."""
    return names_and_addresses(session, (donor,))[donor]


def names_and_addresses(session: ViewerSession, donors: Sequence[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """The same for many, asked at once. NotFound where one is not here."""
    kept = kept_records(session, donors)
    places = session.viewer.access.may_read("location")
    columns: list[Any] = [Person.id, func.receipt_name(Person.id).label("called")]
    columns += [func.receipt_address(Person.id).label("lines")] if places else []
    rows = session.execute(select(*columns).where(one_of(Person.id, set(kept.values()))))
    found = {row.id: (str(row.called), row.lines if places else None) for row in rows}
    if not kept.keys() >= set(donors):
        raise NotFound
    for one in found.keys() if places else ():
        name, lines = found[one]
        others = (
            (address_on_receipt(session, other) for other in behind(session, one)) if lines is None else ()
        )
        found[one] = (name, lines or next((line for line in others if line is not None), None))
    return {donor: found[kept[donor]] for donor in donors}
