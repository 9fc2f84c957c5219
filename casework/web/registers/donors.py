"""Donors: what somebody gave, year by year, and taking a new donor into the register."""

from __future__ import annotations

from uuid import UUID

from babel import numbers
from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput
from casework.base.money import Money
from casework.domain.contact_choices import do_not_contact
from casework.packs.field_kinds.asking import BadAnswer
from casework.packs.field_kinds.plain_text import clean
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.donors.around_donor import AroundDonor
from casework.services.donors.list_gifts import GiftView
from casework.services.donors.read_donor import DonorView
from casework.services.donors.whole_donor import whole_donor
from casework.services.people.register_person import NewPerson, register_person
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.charts import bar_chart
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import this_office
from casework.web.formats import language_name, marks, money
from casework.web.formats import today as this_day
from casework.web.go import go
from casework.web.registers import pledge_words, tribute_words
from casework.web.registers.donor_history import history_of
from casework.web.registers.donor_words import PLAN_WORDS, plans_offered, running_plans, task_words
from casework.web.registers.gift_form import METHODS
from casework.web.registers.gifts import gift_columns
from casework.web.registers.people import case_line
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak, told

donors = Blueprint("donors", __name__)

STANDINGS = {
    "new": (_l("New this year"), "info", "ring"),
    "active": (_l("Gave this year"), "good", "dot"),
    "lapsed_last_year": (_l("Gave last year, not yet this year"), "warn", "up"),
    "lapsed": (_l("Gave in earlier years"), "idle", "square"),
    "none": (_l("No gift yet"), "idle", "ring"),
}
BOXES = ("name", "kind", "language", "email", "phone", "address")
LONGEST = 2000


@donors.get("/<uuid:person_id>")
@guarded("gift.read")
@asks_purpose
def page(person_id: UUID) -> Page:
    """The donor: totals, years, gifts."""
    return show_donor(person_id)


def show_donor(person_id: UUID, wrong: InvalidInput | None = None, status: int = 200) -> Page:
    """The donor's page, with what is wrong with what was asked for on it."""
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        whole = whole_donor(session, person_id, after=request.args.get("after"))
        may = _may(session)
        session.commit()
    view, found, around = whole.view, whole.gifts, whole.around
    if view.merged_into is not None:
        return go(url_for("donors.page", person_id=view.merged_into))
    word, tone, shape = STANDINGS[view.standing]
    drawn = render_template(
        "registers/donor.html",
        view=view,
        found=found,
        why=why,
        may=may,
        reasons=held_things({**view.withheld, **around.withheld}, "donor"),
        gift_held=held_things(found.withheld, "gift"),
        standing=(str(word), tone, shape),
        chart=_chart(view),
        told=_told(view),
        columns=gift_columns(donor=False),
        methods=METHODS,
        household=whole.household,
        credited=whole.credited,
        tributes=whole.tributes,
        tribute_words=tribute_words,
        errors=told(wrong) if wrong else {},
        typed=request.form,
        **_around(around, found.gifts),
    )
    return drawn, status


def _may(session: ViewerSession) -> dict[str, bool]:
    """What this reader may do on the page, by the name of it."""
    access, viewer = session.viewer.access, session.viewer
    return {
        "record": allowed("gift.record", viewer) and access.may_write("financial"),
        "join": allowed("household.change", viewer) and access.may_write("contact"),
        "plan": allowed("donor.plan", viewer) and access.may_write("internal"),
        "merge": allowed("donor.merge", viewer) and access.may_write("contact"),
        "wishes": allowed("donor.choices", viewer) and access.may_read("internal"),
    }


def _around(around: AroundDonor, gifts: tuple[GiftView, ...]) -> dict[str, object]:
    """What is shown beside the gifts."""
    return {
        "around": around,
        "history": history_of(gifts, around),
        "never": do_not_contact(one.choice for one in around.choices),
        "cases": [case_line(line) for line in around.cases],
        "case_columns": [Column(said) for said in (_("Case"), _("State"), _("Part"), _("Since"))],
        "tasks": [(one, task_words(one.what, one.plan)) for one in around.tasks],
        "plans": PLAN_WORDS,
        "offered": plans_offered(),
        "running": running_plans(around.tasks),
        "pledge_words": pledge_words,
        "day": this_day(),
    }


@donors.get("/new")
@guarded("person.register")
@asks_purpose
def new() -> Page:
    """Somebody who is not on record yet."""
    only_for("funds")
    return _form({"language": this_office().tenant.language, "kind": "person"}, {})


@donors.post("/new")
@guarded("person.register")
@asks_purpose
def register() -> Page:
    """Take them in; then their gift."""
    only_for("funds")
    typed = {name: request.form.get(name, "")[:LONGEST] for name in BOXES}
    try:
        given = {name: clean(text, lines=name == "address") for name, text in typed.items()}
    except BadAnswer as bad:
        return _form(typed, {"name": speak(next(iter(bad.errors.values())))}), 422
    offered = this_office().tenant.languages
    contacts = tuple((kind, given[kind]) for kind in ("email", "phone") if given[kind])
    try:
        with declared_session(needs="contact", writes="contact") as (session, _why):
            person = register_person(
                session,
                NewPerson(
                    given["name"],
                    kind=given["kind"] if given["kind"] in ("person", "organisation") else "person",
                    language=given["language"] if given["language"] in offered else offered[0],
                    contacts=contacts,
                    addresses=(given["address"],) if given["address"] else (),
                ),
            )
            person_id, name = person.id, person.name
            session.commit()
    except InvalidInput as wrong:
        return _form(typed, told(wrong)), wrong.status
    flash(_("%(name)s is on record.", name=name), "good")
    return go(url_for("gifts.new", donor=person_id))


def _form(typed: dict[str, str], errors: dict[str, str]) -> str:
    with declared_session(needs="contact", writes="contact") as (session, why):
        session.commit()
    languages = [(code, language_name(code)) for code in this_office().tenant.languages]
    return render_template(
        "registers/donor_new.html",
        why=why,
        typed={name: typed.get(name, "") for name in BOXES},
        errors=errors,
        languages=languages,
    )


def _chart(view: DonorView) -> object:
    if not view.years:
        return None
    currency = view.years[0].given.currency
    return bar_chart(
        [(str(year.year), max(year.given.minor, 0)) for year in view.years],
        lambda minor: _whole(Money(minor, currency)),
        _("none"),
    )


def _whole(amount: Money) -> str:
    """An amount for a chart: without cents, where there is little room."""
    return str(
        numbers.format_currency(amount.decimal, amount.currency, "¤#,##0", marks(), currency_digits=False)
    )


def _told(view: DonorView) -> str:
    """What the chart shows, in words."""
    return "; ".join(
        _("%(year)s: %(amount)s", year=year.year, amount=money(year.given)) for year in view.years
    )
