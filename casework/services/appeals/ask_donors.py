"""Ask the donors whom an appeal means, piece by piece, each of them once: a killed job goes on where it was.

Who said no to the channel or died, who has no address, and who shares one with somebody asked before, is left out and
only counted. The appeal keeps how far it is; a row for each donor who was asked keeps them from being asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from casework.base.clock import now
from casework.base.errors import NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.appeals import ASKED, ASKING, DRAFT, EMAIL, OPEN, STOPPED
from casework.domain.donor_rules import BadRule, rule_of
from casework.models import Appeal, AppealAsk, Letter, Person
from casework.services.appeals.campaigns import may_make
from casework.services.appeals.make_appeal import locked_appeal
from casework.services.appeals.ways_to_ask import emails_of, homes_of, taken_keys
from casework.services.donors.giving_figures import figures_of
from casework.services.letters import queue_mail
from casework.services.people.one_person import record_kept
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "ask_donors"
TEMPLATE, TOPIC = "appeal", "appeal"
PIECE = 200
NO, NO_ADDRESS, SHARED, BEFORE = "said_no", "no_address", "shared_address", "asked_before"
"""Why somebody is left out."""


def start_asking(session: ViewerSession, appeal_id: UUID) -> None:
    """Begin, or go on after a stop. NotFound; Refused where nobody is asked by name, or it runs or ran."""
    may_make(session)
    row = locked_appeal(session, appeal_id)
    if row.channel == OPEN or row.rule is None:
        raise Refused("NOBODY", phrase("This appeal asks nobody by name"))
    if row.status not in (DRAFT, STOPPED):
        raise Refused("ASKED", phrase("This appeal has asked its donors already"))
    if row.status == STOPPED:
        _again(session, row)
    row.status, row.asked_by = ASKING, session.viewer.actor
    row.asked_at = row.asked_at or now()
    session.flush()
    ledger_chain.record(session, "appeal.begun", subjects=[row.id], detail={"channel": row.channel})
    go_on(session, row.id)


def stop_asking(session: ViewerSession, appeal_id: UUID) -> None:
    """Ask nobody more for now; mails that have not gone out stay behind. NotFound; Refused where there is nothing to
    stop."""
    may_make(session)
    row = locked_appeal(session, appeal_id)
    if row.status not in (ASKING, ASKED):
        raise Refused("NOT_ASKING", phrase("This appeal asks nobody just now"))
    row.status = STOPPED
    session.flush()
    ledger_chain.record(session, "appeal.stopped", subjects=[row.id])


def go_on(session: ViewerSession, appeal_id: UUID) -> None:
    """Put the rest into the queue."""
    defer(session, TASK, lock=f"appeal:{appeal_id}", appeal=appeal_id)


def ask_piece(session: ViewerSession, appeal_id: UUID) -> bool:
    """Ask the next donors; True while there are more. The caller commits after each."""
    row = locked_appeal(session, appeal_id)
    if row.status != ASKING:
        return False
    donors = _next(session, row)
    asked = _ask(session, row, donors)
    if donors:
        row.after_donor = donors[-1].id
    if len(donors) < PIECE:
        row.status = ASKED
    session.flush()
    if asked:
        ledger_chain.record(session, "appeal.asked", subjects=[row.id, *asked], detail={"donors": len(asked)})
    return len(donors) == PIECE


def _next(session: ViewerSession, row: Appeal) -> Sequence[Row[Any]]:
    """The next donors of the rule, by id: a gift that comes meanwhile moves nobody past the mark."""
    try:
        rule = rule_of(row.rule or {})
    except BadRule:
        raise NotFound from None
    figures = figures_of(session)
    chosen = (
        select(Person.id, Person.language, func.no_mail_to(Person.id, row.channel, TOPIC).label("no"))
        .join(figures.sums, figures.sums.c.donor_id == Person.id)
        .where(*figures.holds(rule))
    )
    if row.after_donor is not None:
        chosen = chosen.where(Person.id > row.after_donor)
    return session.execute(chosen.order_by(Person.id).limit(PIECE)).all()


class _Known(Value):
    """What is known of a piece: how each is reached, and who had their turn."""

    keys: dict[UUID, str]
    before: set[UUID]
    taken: set[str]


def _ask(session: ViewerSession, row: Appeal, donors: Sequence[Row[Any]]) -> list[UUID]:
    ids = [one.id for one in donors]
    keys = (emails_of if row.channel == EMAIL else homes_of)(session, ids)
    known = _Known(keys, _before(session, row, ids), taken_keys(session, row, set(keys.values())))
    left, asked = Counter(row.left_out), []
    for one in donors:
        why = _left_out(known, one)
        if why is not None:
            left[why] += 1
            continue
        known.taken.add(known.keys[one.id])
        session.add(_asked(session, row, one))
        asked.append(one.id)
    row.left_out = dict(left)
    return asked


def _left_out(known: _Known, donor: Row[Any]) -> str | None:
    if donor.no:
        return NO
    if donor.id in known.before:
        return BEFORE
    if donor.id not in known.keys:
        return NO_ADDRESS
    return SHARED if known.keys[donor.id] in known.taken else None


def _asked(session: ViewerSession, row: Appeal, donor: Row[Any]) -> AppealAsk:
    ask = AppealAsk(id=new_id(), appeal_id=row.id, donor_id=donor.id, language=donor.language, asked_at=now())
    if row.channel == EMAIL:
        ask.letter_id = queue_mail(
            session,
            TEMPLATE,
            language=donor.language,
            to_person=donor.id,
            topic=TOPIC,
            values={"appeal": str(row.id), "ask": str(ask.id)},
        )
    return ask


def _before(session: ViewerSession, row: Appeal, ids: Sequence[UUID]) -> set[UUID]:
    """Who of these was asked, under this record or one that stands behind it."""
    standing = record_kept()
    chosen = (
        select(standing)
        .select_from(AppealAsk)
        .join(Person, Person.id == AppealAsk.donor_id)
        .where(AppealAsk.appeal_id == row.id, one_of(standing, ids))
    )
    return set(session.scalars(chosen))


def _again(session: ViewerSession, row: Appeal) -> None:
    """Mails that stayed behind because of the stop go out after all. None of them was ever sent."""
    chosen = (
        select(Letter)
        .join(AppealAsk, AppealAsk.letter_id == Letter.id)
        .where(AppealAsk.appeal_id == row.id, Letter.sent_at.is_(None), Letter.failure.is_not(None))
    )
    for letter in session.scalars(chosen):
        letter.failure = None
        defer(session, "send_letter", letter=letter.id)
