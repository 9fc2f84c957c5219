"""One gift: what the books say of it, its receipt, giving part of it back, taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base import money
from casework.base.errors import CaseworkError, InvalidInput, NotFound, Refused
from casework.base.money import total
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.appeals.name_source import source_of_gift
from casework.services.books.gift_books import EntryView, gift_entries, share_of_funds
from casework.services.cases.read_timeline import member_names
from casework.services.donors.cancel_receipt import cancel_one
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.donors.issue_receipt import issue_receipt
from casework.services.donors.list_gifts import GiftFilter, GiftView, list_gifts
from casework.services.donors.list_receipts import receipts_of
from casework.services.donors.print_receipt import print_receipt
from casework.services.donors.recognise import recognition_of
from casework.services.donors.refund_gift import refund_gift
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.thanks.list_thanks import ThanksFilter, list_thanks
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.formats import marks
from casework.web.formats import money as shown
from casework.web.go import go
from casework.web.pdf import pdf_file
from casework.web.registers import tribute_words
from casework.web.registers.book_words import ACCOUNTS, ACTS
from casework.web.registers.gift_form import METHODS
from casework.web.registers.gifts import gifts
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.source_box import source_options, source_value
from casework.web.registers.thanks_words import REASONS, promise_tag
from casework.web.words import refusal_of, told

__all__ = ["gifts"]

LONGEST = 1000


@gifts.get("/<uuid:gift_id>")
@guarded("gift.read")
@asks_purpose
def one(gift_id: UUID) -> Page:
    """One gift, what can be done with it."""
    return _one(gift_id)


@gifts.post("/<uuid:gift_id>/receipt")
@guarded("receipt.issue")
def receipt(gift_id: UUID) -> Page:
    """Give it its receipt."""

    def issue(session: ViewerSession) -> str:
        return _("Receipt %(number)s is issued.", number=issue_receipt(session, gift_id).number)

    return act_on_gift(gift_id, issue)


@gifts.post("/<uuid:gift_id>/receipt/cancel")
@guarded("receipt.cancel")
def cancel(gift_id: UUID) -> Page:
    """Cancel its receipt by a counter-receipt."""

    def counter(session: ViewerSession) -> str:
        made = cancel_one(session, gift_id, reason=request.form.get("cancel_reason", "")[:LONGEST])
        return _("The receipt is cancelled by number %(number)s.", number=made.number)

    return act_on_gift(gift_id, counter)


@gifts.post("/<uuid:gift_id>/refund")
@guarded("gift.refund")
def refund(gift_id: UUID) -> Page:
    """Give part of it back."""

    def give_back(session: ViewerSession) -> str:
        currency = gift_by_id(session, gift_id).currency
        typed = request.form.get("refund", "")[:LONGEST]
        try:
            amount = money.parse(typed, currency, str(marks()))
        except InvalidInput as wrong:
            raise InvalidInput({"refund": wrong.sayings["amount"]}) from None
        rest = refund_gift(session, gift_id, amount, reason=request.form.get("refund_reason", "")[:LONGEST])
        said = _("%(amount)s is given back.", amount=shown(amount))
        return f"{said} " + _("%(left)s of the gift is left.", left=shown(rest)) if rest else said

    return act_on_gift(gift_id, give_back)


@gifts.post("/<uuid:gift_id>/reverse")
@guarded("gift.reverse")
def reverse(gift_id: UUID) -> Page:
    """Take it back."""

    def take_back(session: ViewerSession) -> str:
        reverse_gift(session, gift_id, reason=request.form.get("reason", "")[:LONGEST])
        return _("The gift is taken back. Its receipt, if it had one, is cancelled.")

    return act_on_gift(gift_id, take_back)


@gifts.get("/receipts/<uuid:receipt_id>")
@guarded("receipt.read")
@asks_purpose
def paper(receipt_id: UUID) -> Page:
    """The receipt as it was issued, byte for byte; marked where it was handed out before."""
    with declared_session(needs="financial") as (session, _why):
        held = print_receipt(session, receipt_id)
        session.commit()
    return pdf_file(held.content, f"receipt-{held.number}.pdf")


def act_on_gift(gift_id: UUID, act: Callable[[ViewerSession], str], *, needs: str = "financial") -> Page:
    """Do something about a gift and say it; its page again, with what is wrong, where it can't be done."""
    only_for("funds")
    try:
        with declared_session(needs=needs, writes="financial") as (session, _why):
            said = act(session)
            session.commit()
    except (Refused, InvalidInput) as wrong:
        return _one(gift_id, wrong), wrong.status
    flash(said, "good")
    return go(url_for("gifts.one", gift_id=gift_id))


def _one(gift_id: UUID, wrong: CaseworkError | None = None) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        page = list_gifts(session, GiftFilter(gift_id=gift_id))
        if not page.gifts:
            raise NotFound
        gift = page.gifts[0]
        entries = gift_entries(session, gift.id)
        recognised = recognition_of(session, gift.id)
        thanked = list_thanks(session, ThanksFilter(gift_id=gift.id)).rows
        papers = receipts_of(session, gift.id)
        who = {entry.posted_by for entry in entries} | {one.thanked_by for one in thanked}
        names = member_names(session, who | recognised.told_by)
        may = _may(session, gift)
        sourced = _sourced(session, gift, may)
        session.commit()
    return render_template(
        "registers/gift.html",
        gift=gift,
        gift_held=held_things(page.withheld, "gift"),
        why=why,
        methods=METHODS,
        entries=entries,
        **_in_books(gift, entries),
        names=names,
        acts=ACTS,
        accounts=ACCOUNTS,
        book_columns=_book_columns(),
        thanked=thanked[0] if thanked else None,
        thanks_tag=promise_tag(thanked[0]) if thanked else None,
        thanks_reasons=REASONS,
        papers=papers,
        recognised=recognised,
        tribute_words=tribute_words,
        refusal=refusal_of(wrong),
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        typed=request.form,
        **sourced,
        **_acts(gift, may),
    )


def _in_books(gift: GiftView, entries: Sequence[EntryView]) -> dict[str, object]:
    """What each fund holds of the gift, and what is left of it where part was given back."""
    shares = share_of_funds(entries)
    held = [share for _fund, share in shares if share is not None]
    left = total(held, held[0].currency) if held and gift.kind == "money" else None
    part = left is not None and gift.amount is not None and 0 < left.minor < gift.amount.minor
    return {"shares": shares, "left": left if part else None}


def _acts(gift: GiftView, may: set[str]) -> dict[str, bool]:
    """Which acts the page offers."""
    return {
        "may_receipt": "receipt.issue" in may and gift.receipt_status != "issued",
        "may_cancel": "receipt.cancel" in may and gift.receipt_status == "issued",
        "may_reverse": "gift.reverse" in may,
        "may_refund": "gift.refund" in may and gift.kind == "money",
        "may_credit": "gift.credit" in may and gift.kind == "money",
    }


def _sourced(session: ViewerSession, gift: GiftView, may: set[str]) -> dict[str, object]:
    """What brought the gift, and what may be said to have."""
    held = source_value(source_of_gift(session, gift.id))
    return {"source": held, "sources": source_options(session), "may_source": "gift.attribute" in may}


def _book_columns() -> list[Column]:
    return [Column(_("Day")), Column(_("What was booked")), Column(_("Amount"), num=True)]


def _may(session: ViewerSession, gift: GiftView) -> set[str]:
    """What the viewer may do about a gift that stands; nothing about one that was taken back."""
    stands = gift.status not in ("reversed", "refunded") and gift.reverses_id is None
    if not stands or not session.viewer.access.may_write("internal"):
        return set()
    if not session.viewer.access.may_write("financial"):
        return {name for name in ("gift.attribute",) if allowed(name, session.viewer)}
    asked = (
        "gift.attribute",
        "receipt.issue",
        "receipt.cancel",
        "gift.reverse",
        "gift.refund",
        "gift.credit",
    )
    return {name for name in asked if allowed(name, session.viewer)}
