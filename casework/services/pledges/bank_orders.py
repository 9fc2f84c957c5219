"""The bank: a file of orders for what is due, and the file that answers them, taken in whole or not at all."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.money import Money, total
from casework.base.phrases import Phrase, phrase
from casework.domain.bank_file import AnswerFile, BadFile, Head, read_answers, write_orders
from casework.domain.collection import Order
from casework.models import BankFile, CollectionAttempt, CollectionRun, Instalment, Pledge
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.pledges.begin_attempt import begin_attempt, due_instalments
from casework.services.pledges.mandates import refuse_untold
from casework.services.pledges.plan_due import plan_due
from casework.services.pledges.settle_attempt import settle_attempt
from casework.services.pledges.start_run import start_run
from casework.store import ledger_chain
from casework.store.session import ViewerSession

BANK = "bank_file"
ORDERS, ANSWERS = "orders", "answers"

WHY = {
    "TOO_LARGE": phrase("The file is larger than 20 MB. Ask the bank for smaller ones"),
    "NOT_TEXT": phrase("This is no answer file of the bank. Choose the file as the bank sent it"),
    "CUT_SHORT": phrase("The file is cut short: its last line is missing. Fetch it from the bank again"),
    "HEAD": phrase("The first line is not that of an answer file. Choose the file as the bank sent it"),
    "LINE": phrase("Line %(line)s can’t be read. Fetch the file from the bank again"),
    "COUNT": phrase("The file does not hold as many lines as it says. Fetch it from the bank again"),
    "TOTAL": phrase("The lines do not add up to what the file says. Fetch it from the bank again"),
    "DIGEST": phrase("The file was changed on its way. Fetch it from the bank again"),
    "TWICE": phrase("The file answers one order twice. Ask the bank for a right one"),
    "SENT_TWICE": phrase(
        "This file was taken in already and nothing was booked again. Choose the bank’s next file"
    ),
    "UNKNOWN_ORDER": phrase("Line %(line)s answers no order of yours. Ask the bank"),
    "ANSWERED": phrase("Line %(line)s answers an order that was answered already. Ask the bank"),
    "OTHER_AMOUNT": phrase("Line %(line)s has another amount than its order. Ask the bank"),
    "ID_KNOWN": phrase("Line %(line)s has the bank’s number of an earlier payment. Ask the bank"),
}


class BankFileRefused(Refused):
    """Nothing of the file was taken in."""

    def __init__(self, code: str, line: int = 0) -> None:
        said = WHY[code]
        super().__init__(f"BANK_FILE_{code}", Phrase(said.text, {"line": line} if line else {}))


def make_orders(session: ViewerSession) -> list[BankFile]:
    """Files of orders for all that is due from the bank, one for each currency. Refused BANK_NOTHING_DUE,
    BANK_MANDATES_FIRST."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    refuse_untold(session)
    day = today(office_of(session).tenant.timezone)
    while plan_due(session, day):
        session.flush()
    due = due_instalments(session, "bank", day, unanswered=False)
    by_currency: dict[str, list[Order]] = {}
    if due:
        run = start_run(session, "bank")
        for instalment in due:
            begun = begin_attempt(session, instalment, BANK, run=run)
            if begun is not None:
                by_currency.setdefault(begun.order.amount.currency, []).append(begun.order)
    if not by_currency:
        raise Refused(
            "BANK_NOTHING_DUE", phrase("Nothing is due from the bank today. Come back on the next due day")
        )
    return [
        _order_file(session, run, day, currency, by_currency[currency]) for currency in sorted(by_currency)
    ]


def order_file(session: ViewerSession, file_id: UUID) -> tuple[str, bytes]:
    """The name of an order file and its bytes, the same each time. A disclosure."""
    row = session.scalar(select(BankFile).where(BankFile.id == file_id, BankFile.direction == ORDERS))
    if row is None or row.run_id is None:
        raise NotFound
    ran_on = session.scalars(select(CollectionRun.ran_on).where(CollectionRun.id == row.run_id)).one()
    rows = session.execute(
        select(
            *(CollectionAttempt.id, CollectionAttempt.key, Instalment.id, Instalment.amount),
            *(Instalment.donor_id, Pledge.id, Pledge.donor_id),
            func.coalesce(CollectionAttempt.mandate, Pledge.mandate).label("mandate"),
        )
        .join(Instalment, Instalment.id == CollectionAttempt.instalment_id)
        .join(Pledge, Pledge.id == Instalment.pledge_id)
        .where(CollectionAttempt.run_id == row.run_id, Instalment.currency == row.currency)
        .order_by(CollectionAttempt.key)
    )
    orders = [Order(one.key, one.mandate or "", Money(one.amount, row.currency)) for one in rows]
    content = write_orders(Head(row.number, ran_on, row.currency), orders)
    if hashlib.sha256(content).digest() != row.sha256:
        raise Refused(
            "BANK_ORDERS_CHANGED", phrase("A mandate was changed since. Make the next file of orders instead")
        )
    ledger_chain.record(session, "orders.printed", subjects=[row.id], fields=["mandate", "amount"])
    return f"{row.number}.txt", content


def take_in_answers(session: ViewerSession, content: bytes) -> dict[str, int]:
    """What the bank answers, booked in one transaction: how many were charged and declined. BankFileRefused when
    anything is wrong with any of it: then nothing is booked."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    try:
        file = read_answers(content)
    except BadFile as bad:
        raise BankFileRefused(bad.code, bad.line) from None
    _check_new(session, file)
    attempts = _attempts(session, file)
    session.add(_row(session, ANSWERS, file.head, file.digest, (len(file.answers), file.total.minor)))
    session.flush()
    became = {"charged": 0, "declined": 0}
    for line, answer in enumerate(file.answers, 2):
        result = settle_attempt(session, attempts[answer.key], answer, on=file.head.made_on)
        if result not in became:
            raise BankFileRefused({"other_amount": "OTHER_AMOUNT"}.get(result, "ID_KNOWN"), line)
        became[result] += 1
    ledger_chain.record(session, "answers.taken", detail=became)
    return became


def _check_new(session: ViewerSession, file: AnswerFile) -> None:
    same = (BankFile.sha256 == file.digest) | (BankFile.number == file.head.number)
    if session.scalar(select(BankFile.id).where(BankFile.direction == ANSWERS, same)) is not None:
        raise BankFileRefused("SENT_TWICE")


def _attempts(session: ViewerSession, file: AnswerFile) -> dict[str, UUID]:
    """The orders that are answered, by key: all of them known, and none answered before."""
    keys = [answer.key for answer in file.answers]
    chosen = select(CollectionAttempt.id, CollectionAttempt.key, CollectionAttempt.status)
    chosen = chosen.where(CollectionAttempt.processor == BANK, CollectionAttempt.key.in_(keys))
    found = {row.key: row for row in session.execute(chosen)}
    for line, key in enumerate(keys, 2):
        if key not in found:
            raise BankFileRefused("UNKNOWN_ORDER", line)
        if found[key].status != "sent":
            raise BankFileRefused("ANSWERED", line)
    return {key: row.id for key, row in found.items()}


def _order_file(session: ViewerSession, run: UUID, day: date, currency: str, orders: list[Order]) -> BankFile:
    number = f"{day.year}-{next_number(session, 'bank orders', day.year):05d}"
    head = Head(number, day, currency)
    content = write_orders(head, sorted(orders, key=lambda order: order.key))
    whole = total([order.amount for order in orders], currency)
    digest = hashlib.sha256(content).digest()
    row = _row(session, ORDERS, head, digest, (len(orders), whole.minor))
    row.run_id = run
    session.add(row)
    session.flush()
    return row


def _row(
    session: ViewerSession, direction: str, head: Head, digest: bytes, sums: tuple[int, int]
) -> BankFile:
    return BankFile(
        id=new_id(),
        direction=direction,
        number=head.number,
        sha256=digest,
        count=sums[0],
        total=sums[1],
        currency=head.currency,
        at=now(),
        by=session.viewer.actor,
    )
