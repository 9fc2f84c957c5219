"""Gifts: the list, one gift, recording one, taking one back, its receipt."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, NotFound
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.books.post import PeriodClosed
from casework.services.donors.funds import ensure_funds, list_funds
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.donors.new_gift import currencies_of
from casework.services.donors.record_gift import record_gift
from casework.services.people.read_person import read_person
from casework.services.people.search_people import search_people
from casework.services.people.told_apart import told_apart
from casework.services.pledges.pay_pledge import OpenPledge, payable_of
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import uuid_or_none
from casework.web.formats import money
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.gift_form import GOODS_KINDS, METHODS, SPLITS, GiftForm, read_gift
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.source_box import source_options
from casework.web.words import refusal_text, told

gifts = Blueprint("gifts", __name__)
desk_door(RECORDS, _l("Gifts"), "gifts.page", "gift.read", having="funds")

LONGEST = 200


@gifts.get("/")
@guarded("gift.read")
@asks_purpose
def page() -> Page:
    """Every gift, newest first; of one fund or one year where asked."""
    only_for("funds")
    fund, year = uuid_or_none(request.args.get("fund", "")), request.args.get("year", "")
    wanted = GiftFilter(fund_id=fund)
    if year.isascii() and year.isdigit() and 1900 <= int(year) <= 9998:
        wanted = GiftFilter(fund_id=fund, since=date(int(year), 1, 1), until=date(int(year) + 1, 1, 1))
    with declared_session(needs="financial") as (session, why):
        found = list_gifts(session, wanted, after=request.args.get("after"))
        funds = list_funds(session)
        may_record = allowed("gift.record", session.viewer)
        session.commit()
    return render_template(
        "registers/gifts.html",
        found=found,
        why=why,
        gift_held=held_things(found.withheld, "gift", **why.more),
        funds=[(str(one.id), one.name) for one in funds],
        chosen={"fund": str(fund or ""), "year": year},
        columns=gift_columns(),
        methods=METHODS,
        may_record=may_record,
    )


@gifts.get("/new")
@guarded("gift.record")
@asks_purpose
def new() -> Page:
    """Whose gift is it; then what arrived."""
    only_for("funds")
    donor = uuid_or_none(request.args.get("donor", ""))
    return _form(GiftForm(), donor) if donor else _choose_donor()


@gifts.post("/new")
@guarded("gift.record")
@asks_purpose
def record() -> Page:
    """Post it."""
    only_for("funds")
    donor = uuid_or_none(request.args.get("donor", ""))
    if donor is None:
        raise NotFound
    form = read_gift(request.form)
    try:
        if form.errors:
            raise InvalidInput(form.errors)
        with declared_session(needs="financial", writes="financial") as (session, _why):
            gift = record_gift(session, form.gift(donor))
            number = gift.number
            session.commit()
    except InvalidInput as wrong:
        form.errors |= told(wrong)
        return _form(form, donor), wrong.status
    except PeriodClosed as closed:
        form.errors["received_on"] = refusal_text(closed)
        return _form(form, donor), closed.status
    flash(_("Gift %(number)s is recorded.", number=number), "good")
    return go(url_for("donors.page", person_id=donor))


def gift_columns(*, donor: bool = True) -> list[Column]:
    """The columns of every list of gifts; a donor's own page does not name the donor in each row."""
    whose = [_("Donor")] if donor else []
    said = (_("Received"), *whose, _("Gift"), _("For"), _("Receipt"))
    return [*(Column(word) for word in said), Column(_("Amount"), num=True)]


def _choose_donor() -> str:
    text = request.args.get("q", "")[:LONGEST].strip()
    with declared_session(needs="contact", writes="financial") as (session, why):
        found = search_people(session, text).people if text else ()
        apart = told_apart(session, found)
        session.commit()
    return render_template("registers/gift_donor.html", why=why, text=text, found=found, apart=apart)


def _form(form: GiftForm, donor: UUID) -> str:
    with declared_session(needs="financial", writes="financial") as (session, why):
        person = read_person(session, donor)
        ensure_funds(session)
        funds = [(str(fund.id), fund.name) for fund in list_funds(session) if fund.active]
        currencies = currencies_of(session)
        sources = source_options(session)
        pledges = [(str(one.id), _pledge_words(one)) for one in payable_of(session, donor)]
        session.commit()
    return render_template(
        "registers/gift_new.html",
        why=why,
        person=person,
        form=form,
        funds=funds,
        currencies=[(code, code) for code in currencies],
        splits=SPLITS,
        goods_kinds=list(GOODS_KINDS.items()),
        pledges=pledges,
        sources=sources,
        methods=[(code, str(word)) for code, word in METHODS.items() if code != "goods"],
    )


def _pledge_words(one: OpenPledge) -> str:
    """A pledge in a list to choose from: its number, what is left of it, what it is for."""
    return _(
        "%(number)s, %(left)s still to come, %(fund)s", number=one.number, left=money(one.left), fund=one.fund
    )
