"""A donor's own page: what they gave and promised, their receipts, who looked."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from casework.domain.contact_choices import standing
from casework.services.donors.funds import fund_said
from casework.services.donors.print_receipt import print_receipt
from casework.services.own_giving.change_own import CELLS
from casework.services.own_giving.read_own import OwnPage, read_own
from casework.services.payments.processors import processor_of
from casework.services.statements.list_statements import read_statement
from casework.services.tracking.own_looks import own_looks
from casework.web.columns import Column
from casework.web.own_giving.door import everybody, giving_office, own_giving, own_session
from casework.web.pdf import pdf_file
from casework.web.registers.donor_choices_words import CHANNEL_WORDS, TOPIC_WORDS
from casework.web.registers.pledge_words import STATUSES, day_options, often_options, often_words
from casework.web.track.looks import look_rows
from casework.web.track.pay import CARDS

_ALL_DAYS = 60


@own_giving.get("/giving/mine")
@everybody
def page() -> Response:
    """Everything, with what can be changed."""
    return make_response(drawn())


def drawn(errors: dict[str, str] | None = None, typed: str = "", pledge: str = "") -> str:
    """The page; `errors` by box, `typed` what stood in the amount of `pledge`."""
    with own_session() as session:
        mine = read_own(session, after=request.args.get("after") or None)
        session.commit()
    has_cards = processor_of(giving_office()) is not None
    return render_template(
        "giving/page.html",
        mine=mine,
        columns=[Column(_("Day")), Column(_("Amount"), num=True), Column(_("For")), Column(_("Receipt"))],
        statuses=STATUSES,
        often=often_words,
        fund_words=_fund_words,
        wishes=_wishes(mine),
        errors=errors or {},
        typed=typed,
        pledge_wrong=pledge,
        choices={"often": often_options(), "days": day_options(), "cards": CARDS if has_cards else ()},
    )


@own_giving.get("/giving/looked")
@everybody
def looked() -> Response:
    """Who looked at the donor's data, day by day."""
    with own_session() as session:
        looks = own_looks(session, None, days=_ALL_DAYS)
        session.commit()
    return make_response(
        render_template("giving/looked.html", looks=look_rows(looks.theirs, giving_office().kind))
    )


@own_giving.get("/giving/receipts/<uuid:receipt>")
@everybody
def receipt(receipt: UUID) -> Response:
    """A receipt: as it was issued, marked where somebody had it before."""
    with own_session() as session:
        paper = print_receipt(session, receipt)
        session.commit()
    return pdf_file(paper.content, f"{paper.number}.pdf")


@own_giving.get("/giving/statements/<uuid:statement>")
@everybody
def statement(statement: UUID) -> Response:
    """A year-end statement again: the same bytes."""
    with own_session() as session:
        paper = read_statement(session, statement)
        session.commit()
    return pdf_file(paper.content, f"{paper.number}.pdf")


def _fund_words(name: str) -> str:
    """A fund as the reader's language calls it."""
    return fund_said(giving_office(), name, str(get_locale() or "en"))


def _wishes(mine: OwnPage) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The boxes of the page: each topic, with value, words and tick of each way."""
    rows: dict[str, list[tuple[str, str, bool]]] = {}
    for topic, channel in CELLS:
        open_now = standing(mine.choices, channel, topic).allowed
        rows.setdefault(topic, []).append((f"{topic}-{channel}", str(CHANNEL_WORDS[channel]), open_now))
    return [(str(TOPIC_WORDS[topic]), boxes) for topic, boxes in rows.items()]
