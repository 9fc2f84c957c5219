"""Campaigns of the demo: a winter of two parts; appeals by mail, which brought gifts, by post, and in the open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money
from casework.domain.appeals import ASKED, Wording
from casework.domain.donor_rules import Condition, checked
from casework.models import Appeal, AppealAsk, Campaign, Gift
from casework.services.appeals.ask_donors import ask_piece, start_asking
from casework.services.appeals.campaigns import NewCampaign, make_campaign
from casework.services.appeals.find_appeal import Source
from casework.services.appeals.make_appeal import NewAppeal, locked_appeal, make_appeal
from casework.services.appeals.name_source import name_source
from casework.services.appeals.print_letters import print_piece, start_printing
from casework.services.demo.cases import Stage, history
from casework.services.demo.known_donors import LOGIN
from casework.services.office import office_of
from casework.store.session import ViewerSession

SPRING_AGO = timedelta(days=200)
SHARE = 3  # of those asked, every third gave by it
WORDS = {
    "en": Wording(
        "Spring shelves are bare",
        "Dear {name},\n\nin spring fewer people give, and as many come to eat. A box for a family costs $35.\n\n{link}",
    ),
    "es": Wording(
        "Los estantes están vacíos",
        "Hola, {name}:\n\nEn primavera dona menos gente y vienen a comer tantos como siempre. Una caja para una familia"
        " cuesta $35.\n\n{link}",
    ),
    "pt": Wording(
        "As prateleiras estão vazias",
        "Olá, {name},\n\nna primavera menos gente doa, e vêm comer tantos quanto sempre. Uma caixa para uma família"
        " custa $35.\n\n{link}",
    ),
}
GAVE = checked([Condition("may_email", "is", True)])
BY_POST = checked([Condition("may_post", "is", True), Condition("lifetime", "at_least", 10_000)])


LETTER = {
    "en": Wording(
        "A place at our table",
        "Dear {name},\n\nour new tables seat forty. Your gift last year fed eleven of them for a week.\n\n"
        "Come and see them, any Thursday at noon, or give from where you are:\n{link}\n\nThe kitchen of Riverbend",
    ),
    "es": Wording(
        "Un lugar en nuestra mesa",
        "Hola, {name}:\n\nEn las mesas nuevas caben cuarenta personas. Su donación del año pasado dio de comer a once"
        " durante una semana.\n\n"
        "Venga a verlas cualquier jueves a mediodía, o done desde donde esté:\n{link}\n\nLa cocina de Riverbend",
    ),
}


def plant_appeals(stage: Stage) -> None:
    """Put them in place, once."""
    if not stage.demo.gifts:
        return
    carer = stage.office.member(stage.staff[LOGIN], "donor_care")
    with history(stage, carer, None) as session:
        if session.scalar(select(Campaign.id).limit(1)) is not None:
            return
        spring, tables = _plan(session, stage.day)
        for one in (spring, tables):
            start_asking(session, one)
        session.commit()
    with history(stage, stage.office.system("ask_donors"), None) as session:
        for one in (spring, tables):
            while ask_piece(session, one):
                session.commit()
            session.commit()
    with history(stage, carer, None) as session:
        _as_if_then(session, spring, stage.day)
        _gifts(session, spring, stage.day)
        run = start_printing(session, tables).id
        session.commit()
    with history(stage, stage.office.system("print_letters"), None) as session:
        while print_piece(session, run):
            session.commit()
        session.commit()


def _plan(session: ViewerSession, day: date) -> tuple[UUID, UUID]:
    """The plans; the mail that has been sent, and the letter."""
    money = _money(session)
    begun = day - SPRING_AGO
    whole = make_campaign(session, NewCampaign("Nobody goes hungry", begun, None, money(2_500_000)))
    mailed = make_campaign(
        session, NewCampaign("Spring shelves", begun, begun + timedelta(days=60), money(500_000), whole)
    )
    coming = make_campaign(
        session, NewCampaign("Winter kitchen", day, day + timedelta(days=90), money(1_500_000), whole)
    )
    mail = NewAppeal(
        *(mailed, "SPRING", "Spring mail", "email"),
        segment="Open to mail",
        rule=GAVE,
        cost=money(18_000),
        words=WORDS,
    )
    spring = make_appeal(session, mail)
    letter = NewAppeal(
        coming, "WINTER", "Winter letter", "post", segment="Open to post", rule=BY_POST, cost=money(64_000)
    )
    make_appeal(session, letter)
    make_appeal(session, NewAppeal(coming, "VAN", "Poster on the van", "open", cost=money(12_000)))
    table = NewAppeal(
        mailed, "TABLES", "Letter about the tables", "post", "Open to post", BY_POST, words=LETTER
    )
    return spring, make_appeal(session, table)


def _as_if_then(session: ViewerSession, appeal: UUID, day: date) -> None:
    """The mail went out when the campaign began."""
    row: Appeal = locked_appeal(session, appeal)
    row.asked_at = datetime.combine(day - SPRING_AGO, time(15), UTC)
    assert row.status == ASKED
    session.flush()


def _gifts(session: ViewerSession, appeal: UUID, day: date) -> None:
    """Gifts of the weeks after it name it: of those asked every third, and somebody whom nobody asked."""
    asked = sorted(session.scalars(select(AppealAsk.donor_id).where(AppealAsk.appeal_id == appeal)))
    chosen = (
        select(Gift.id, Gift.donor_id)
        .where(Gift.kind == "money", Gift.reverses_id.is_(None), Gift.received_on >= day - SPRING_AGO)
        .order_by(Gift.received_on, Gift.id)
    )
    gifts = session.execute(chosen).all()
    named = {one.donor_id: one.id for one in gifts if one.donor_id in asked[::SHARE]}
    stranger = next((one.id for one in gifts if one.donor_id not in asked), None)
    for gift in [*named.values(), *([stranger] if stranger else [])]:
        name_source(session, gift, Source(appeal_id=appeal))


def _money(session: ViewerSession) -> Callable[[int], Money]:
    currency = office_of(session).tenant.currency
    return lambda minor: Money(minor, currency)
