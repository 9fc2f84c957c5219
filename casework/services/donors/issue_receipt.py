"""Issue the receipt of a gift: number and paper in one transaction, the paper on the disk before the commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import CaseworkError, NotFound, Refused
from casework.base.ids import new_id
from casework.base.money import Money, exponent, total
from casework.base.phrases import phrase
from casework.domain.receipts import Given, Thresholds, receipt_content, receipt_number
from casework.models import Fund, Gift, Person, Receipt
from casework.services.books.gift_books import gift_held
from casework.services.donors.receipt_paper import ReceiptFacts, receipt_paper
from casework.services.donors.record_gift import GOODS
from casework.services.donors.reverse_gift import gift_by_id
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.people.hidden_names import address_on_receipt, name_on_receipt
from casework.services.typesetting.typeset import typeset
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.files import file_store
from casework.store.session import ViewerSession

PRINTED = ("gift.donor", "gift.amount", "gift.goods", "person.addresses")
"""What stands on a receipt: whoever may not see one of these is not handed the paper either."""


class ReceiptDamaged(CaseworkError):
    """The stored paper is missing, or is no longer what was issued."""

    status = 503

    def __init__(self) -> None:
        super().__init__(phrase("The stored receipt is damaged. Tell the operator: a backup holds it"))


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """A receipt as it was issued, byte for byte."""

    number: str
    status: str
    content: bytes


def _spoken_by(session: ViewerSession, donor: UUID) -> str:
    spoken = session.scalar(select(Person.language).where(Person.id == donor))
    if spoken is None:
        raise NotFound  # a donor from whom the viewer keeps away
    return spoken


def issue_receipt(session: ViewerSession, gift_id: UUID, *, language: str | None = None) -> Receipt:
    """The receipt of what is left of a gift, in the donor's language unless another is named.

    Raises Refused RECEIPT_EXISTS, GIFT_REVERSED.
    """
    gift = gift_by_id(session, gift_id, lock=True)
    _check_none_yet(session, gift)
    office = office_of(session)
    day = today(office.tenant.timezone)
    language = language or _spoken_by(session, gift.donor_id)
    series = office.kind.receipts.get("series", "R")
    serial = next_number(session, f"receipt {series}", day.year)
    number = receipt_number(day.year, serial)
    made = _print(session, gift, number, language)
    stored = file_store().keep(session.viewer.tenant, made)
    row = Receipt(
        id=new_id(),
        gift_id=gift.id,
        series=series,
        year=day.year,
        serial=serial,
        number=number,
        language=language,
        issued_at=now(),
        store_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
    )
    session.add(row)
    gift.status = "receipted"
    session.flush()
    ledger_chain.record(
        session,
        "receipt.issued",
        case=gift.case_id,
        subjects=[gift.donor_id, gift.id, row.id],
        fields=["receipt"],
    )
    return row


def read_receipt(session: ViewerSession, receipt_id: UUID) -> ReceiptPaper:
    """The paper again: the same bytes, checked against their hash. A disclosure of all that is printed on it."""
    require_open(session, *PRINTED)
    row = session.scalar(select(Receipt).where(Receipt.id == receipt_id))
    if row is None:
        raise NotFound
    files = file_store()
    if not files.holds(session.viewer.tenant, row.store_name, row.sha256):
        raise ReceiptDamaged
    donor = session.scalars(select(Gift.donor_id).where(Gift.id == row.gift_id)).one()
    ledger_chain.record(session, "receipt.printed", subjects=[donor, row.id], fields=["receipt"])
    return ReceiptPaper(row.number, row.status, files.read(session.viewer.tenant, row.store_name))


def _check_none_yet(session: ViewerSession, gift: Gift) -> None:
    if gift.status in ("reversed", "refunded"):
        raise Refused("GIFT_REVERSED", phrase("This gift was taken back. It gets no receipt"))
    if session.scalar(select(Receipt.id).where(Receipt.gift_id == gift.id, Receipt.status == "issued")):
        raise Refused("RECEIPT_EXISTS", phrase("This gift has its receipt. Print that one again"))


def _print(session: ViewerSession, gift: Gift, number: str, language: str) -> bytes:
    office = office_of(session)
    in_kind = gift.kind == GOODS
    left = Money(0, gift.currency) if in_kind else _left(session, gift)
    given = Given(left, Money(gift.benefit, gift.currency), in_kind=in_kind)
    content = receipt_content(given, _thresholds(office.kind.receipts, gift.currency))
    paper = receipt_paper(office.tenant, _facts(session, gift, number, left), content, language)
    return typeset("receipt", paper)


def _facts(session: ViewerSession, gift: Gift, number: str, left: Money) -> ReceiptFacts:
    zone = office_of(session).tenant.timezone
    return ReceiptFacts(
        number=number,
        donor=name_on_receipt(session, gift.donor_id),
        address=_address(session, gift.donor_id),
        received_on=gift.received_on,
        issued_on=today(zone),
        amount=None if gift.kind == GOODS else left,
        benefit=Money(gift.benefit, gift.currency),
        goods=gift.goods,
        fund=_funds(session, gift),
        method=gift.method,
    )


def _address(session: ViewerSession, person_id: UUID) -> str | None:
    if not session.viewer.access.may_read("location"):
        return None
    return address_on_receipt(session, person_id)


def _left(session: ViewerSession, gift: Gift) -> Money:
    return total([part for _, part in gift_held(session, gift.id)], gift.currency)


def _funds(session: ViewerSession, gift: Gift) -> str:
    """What it is for: the one fund, or each that has a part of it."""
    wanted = [fund for fund, _ in gift_held(session, gift.id)] or [gift.fund_id]
    rows = session.execute(select(Fund.id, Fund.name).where(one_of(Fund.id, wanted)))
    names = {row.id: row.name for row in rows}
    return ", ".join(names[fund] for fund in wanted)


def _thresholds(told: Mapping[str, str], currency: str) -> Thresholds:
    scale = 10 ** exponent(currency)
    return Thresholds(
        acknowledge_from=int(Decimal(told.get("acknowledgement_from", "250")) * scale),
        disclose_over=int(Decimal(told.get("benefit_note_over", "75")) * scale),
    )
