"""Batch entry: counted first, then line after line from the keyboard, posted when it comes out even."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.base import money
from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.policy.guard import guarded
from casework.services.batches.batches import (
    HOW_MANY,
    NewBatch,
    NewLine,
    add_line,
    drop_batch,
    drop_line,
    open_batch,
    post_batch,
)
from casework.services.batches.read_batch import list_batches, read_batch
from casework.services.donors.funds import ensure_funds, list_funds
from casework.services.people.search_people import PersonFound
from casework.services.people.told_apart import told_apart
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import marks, today
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.gift_form import METHODS
from casework.web.registers.person_box import people_meant, the_one_meant
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.source_box import read_source, source_options
from casework.web.words import refusal_of, refusal_text, told

batches = Blueprint("batches", __name__)
desk_door(RECORDS, _l("Batches"), "batches.page", "batch.read", having="funds")

STATES = {
    "open": (_l("Open"), "info", "ring"),
    "posted": (_l("Posted"), "good", "check"),
    "dropped": (_l("Given up"), "idle", "square"),
}
BOXES = ("count", "total", "fund", "method", "source", "received-day", "received-month", "received-year")
LINE = ("who", "donor", "asked", "amount", "mark", "fund")


@batches.get("/")
@guarded("batch.read")
@asks_purpose
def page() -> Page:
    """Every batch, and counting a new one."""
    day = today()
    typed = {"received-day": str(day.day), "received-month": str(day.month), "received-year": str(day.year)}
    return _page(typed, {})


@batches.post("/")
@guarded("batch.enter")
def begin() -> Page:
    """Begin one with what was counted."""
    only_for("funds")
    typed = {name: request.form.get(name, "")[:80].strip() for name in BOXES}
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            batch_id = open_batch(session, _read(typed)).id
            session.commit()
    except (InvalidInput, Refused) as wrong:
        errors = told(wrong) if isinstance(wrong, InvalidInput) else {"received_on": refusal_text(wrong)}
        return _page(typed, errors), wrong.status
    return go(url_for("batches.one", batch_id=batch_id, _anchor="who"))


@batches.get("/<uuid:batch_id>")
@guarded("batch.read")
@asks_purpose
def one(batch_id: UUID) -> Page:
    """A batch with its lines."""
    return _one(batch_id)


@batches.post("/<uuid:batch_id>/lines")
@guarded("batch.enter")
def enter(batch_id: UUID) -> Page:
    """Enter the next gift. Where several people are meant, one is chosen first."""
    only_for("funds")
    typed = {name: request.form.get(name, "")[:200].strip() for name in LINE}
    meant: tuple[PersonFound, ...] = ()
    apart: dict[UUID, str] = {}
    try:
        with declared_session(needs="contact", writes="financial") as (session, _why):
            donor = uuid_or_none(typed["donor"])
            if donor is None:
                meant = people_meant(session, typed["who"])
                apart = told_apart(session, meant)
            if len(meant) < 2:
                donor = donor or the_one_meant(session, typed["who"], "who")
                add_line(session, batch_id, _line(session, batch_id, donor, typed))
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _one(batch_id, wrong, typed=typed), wrong.status
    if len(meant) > 1:
        several = [(one, apart.get(one.id, "")) for one in meant]
        return _one(batch_id, typed=typed, meant=several), 422 if typed["asked"] else 200
    return go(url_for("batches.one", batch_id=batch_id, _anchor="who"))  # the box has the focus again


@batches.post("/<uuid:batch_id>/lines/drop")
@guarded("batch.enter")
def take_out(batch_id: UUID) -> Page:
    """Take a line out again."""
    line = uuid_or_none(request.form.get("line", ""))
    return _act(batch_id, lambda session: drop_line(session, batch_id, line or batch_id), "")


@batches.post("/<uuid:batch_id>/post")
@guarded("batch.enter")
def post(batch_id: UUID) -> Page:
    """Post all of it."""

    def all_of_it(session: ViewerSession) -> None:
        count = post_batch(session, batch_id)
        flash(ngettext("%(num)s gift is posted.", "%(num)s gifts are posted.", count), "good")

    return _act(batch_id, all_of_it, "")


@batches.post("/<uuid:batch_id>/drop")
@guarded("batch.enter")
def drop(batch_id: UUID) -> Page:
    """Give it up."""
    return _act(
        batch_id,
        lambda session: drop_batch(session, batch_id),
        _("The batch is given up. Nothing was posted."),
    )


def _act(batch_id: UUID, act: object, said: str) -> Page:
    only_for("funds")
    assert callable(act)
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            act(session)
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _one(batch_id, wrong), wrong.status
    if said:
        flash(said, "good")
    return go(url_for("batches.one", batch_id=batch_id))


def _read(typed: dict[str, str]) -> NewBatch:
    errors = {}
    fund, count, received_on = uuid_or_none(typed["fund"]), typed["count"], None
    total = Money(0, this_office().tenant.currency)
    try:
        total = money.parse(typed["total"], total.currency, str(marks()))
    except InvalidInput as wrong:
        errors["total"] = wrong.sayings["amount"]
    try:
        received_on = date(*(int(typed[f"received-{part}"]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        errors["received_on"] = phrase("Enter the day, the month and the year")
    if fund is None:
        errors["fund"] = phrase("Choose what the gift is for")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 6 else 0
    if not number:
        errors["count"] = HOW_MANY
    if errors or fund is None or received_on is None:
        raise InvalidInput(errors)
    return NewBatch(number, total, fund, received_on, typed["method"], read_source(typed["source"]))


def _line(session: ViewerSession, batch_id: UUID, donor: UUID, typed: dict[str, str]) -> NewLine:
    currency = read_batch(session, batch_id).expected.currency
    amount = money.parse(typed["amount"], currency, str(marks()))
    return NewLine(donor, amount, uuid_or_none(typed["fund"]), typed["mark"] or None)


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        found, after = list_batches(session, after=uuid_or_none(request.args.get("after", "")))
        ensure_funds(session)
        funds = [(str(fund.id), fund.name) for fund in list_funds(session) if fund.active]
        sources = source_options(session)
        session.commit()
    return render_template(
        "registers/batches.html",
        sources=sources,
        found=found,
        after=after,
        why=why,
        states=STATES,
        funds=funds,
        methods=[(code, str(word)) for code, word in METHODS.items() if code != "goods"],
        typed=typed,
        errors=errors,
        columns=[
            *(Column(_("Batch")), Column(_("State")), Column(_("Entered"), num=True)),
            Column(_("Counted"), num=True),
        ],
    )


def _one(
    batch_id: UUID,
    wrong: CaseworkError | None = None,
    *,
    typed: dict[str, str] | None = None,
    meant: Sequence[tuple[PersonFound, str]] = (),
) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        batch = read_batch(session, batch_id)
        funds = [(str(fund.id), fund.name) for fund in list_funds(session) if fund.active]
        session.commit()
    return render_template(
        "registers/batch.html",
        batch=batch,
        why=why,
        states=STATES,
        funds=funds,
        methods=METHODS,
        typed=typed or {},
        meant=meant,
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
        columns=[
            *(Column(_("No.")), Column(_("Donor")), Column(_("For")), Column(_("Amount"), num=True)),
            Column(_("Take out"), unseen=True),
        ],
    )
