"""Issue the receipt of a gift: number and paper in one transaction, the paper on the disk before the commit."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import CaseworkError, NotFound, Refused
from casework.base.money import Money, total
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.receipts import Given, receipt_content, thresholds_on
from casework.models import Fund, Gift, Person, Receipt
from casework.services.books.gift_books import gift_held
from casework.services.donors.funds import fund_said
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.donors.receipt_paper import ReceiptFacts, receipt_paper
from casework.services.donors.receipt_row import RECEIPT, NewReceipt, keep_receipt, name_and_address
from casework.services.donors.record_gift import GOODS
from casework.services.office import office_of
from casework.services.people.one_person import kept_record
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


class ReceiptPaper(Value):
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
    language = language or _spoken_by(session, kept_record(session, gift.donor_id))
    replaced = _replaced(session, gift.id)
    left = Money(0, gift.currency) if gift.kind == GOODS else _left(session, gift)

    def printed(number: str) -> bytes:
        return _print(
            session, gift, _facts(session, gift, number, left, replaced, language=language), language
        )

    replaces = replaced.id if replaced is not None else None
    row = keep_receipt(session, gift, NewReceipt(language, left, printed, replaces=replaces))
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
        raise Refused(
            "GIFT_REVERSED",
            phrase("This gift was taken back, so it gets no receipt. Enter it anew if it came after all"),
        )
    standing = select(Receipt.id).where(Receipt.gift_id == gift.id, Receipt.status == "issued")
    if session.scalar(standing.where(Receipt.kind == RECEIPT)):
        raise Refused("RECEIPT_EXISTS", phrase("This gift has its receipt. Print that one again"))


def _replaced(session: ViewerSession, gift_id: UUID) -> Receipt | None:
    """The receipt that was cancelled last and has none in its place yet."""
    chosen = select(Receipt).where(
        Receipt.gift_id == gift_id, Receipt.status == "cancelled", Receipt.kind == RECEIPT
    )
    found: Receipt | None = session.scalar(
        chosen.order_by(Receipt.year.desc(), Receipt.serial.desc()).limit(1)
    )
    return found


def _print(session: ViewerSession, gift: Gift, facts: ReceiptFacts, language: str) -> bytes:
    office = office_of(session)
    amount = facts.amount or Money(0, gift.currency)
    vehicle = gift.goods_kind == "vehicle"
    given = Given(amount, facts.benefit, in_kind=gift.kind == GOODS, vehicle=vehicle)
    content = receipt_content(given, thresholds_on(office.kind.giving.receipts, gift.received_on))
    return typeset("receipt", receipt_paper(office.tenant, facts, content, language))


def _facts(
    session: ViewerSession, gift: Gift, number: str, left: Money, replaced: Receipt | None, *, language: str
) -> ReceiptFacts:
    name, address = name_and_address(session, gift.donor_id)
    return ReceiptFacts(
        number=number,
        donor=name,
        address=address,
        received_on=gift.received_on,
        issued_on=today(office_of(session).tenant.timezone),
        amount=None if gift.kind == GOODS else left,
        benefit=Money(gift.benefit, gift.currency),
        goods=gift.goods,
        fund=_funds(session, gift, language),
        method=gift.method,
        replaces=replaced.number if replaced is not None else None,
    )


def _left(session: ViewerSession, gift: Gift) -> Money:
    return total([part for _, part in gift_held(session, gift.id)], gift.currency)


def _funds(session: ViewerSession, gift: Gift, language: str) -> str:
    """What it is for: the one fund, or each that has a part of it."""
    wanted = [fund for fund, _ in gift_held(session, gift.id)] or [gift.fund_id]
    rows = session.execute(select(Fund.id, Fund.name).where(one_of(Fund.id, wanted)))
    names = {row.id: fund_said(office_of(session), row.name, language) for row in rows}
    return ", ".join(names[fund] for fund in wanted)
