"""Work on a run of thanks, piece by piece: each piece is committed whole, so a killed one goes on where it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import NotFound
from casework.base.ids import new_id
from casework.base.values import Value
from casework.domain.thanking import Hindrance, Way, way_to_thank
from casework.models import Thanks, ThanksPaper, ThanksRun
from casework.services.letters import queue_mail
from casework.services.office import office_of
from casework.services.thanks.promise import DUE, GIFT_GONE, NONE, SENDING, THANKED
from casework.services.thanks.reach import TOPIC, Reached, reach_of
from casework.services.thanks.thank_words import THANKS, GiftToThank, gifts_to_thank, thank_words
from casework.services.typesetting.paper_words import frame, long_day, say
from casework.services.typesetting.typeset import typeset
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

PIECE = 50
TEMPLATE = "gift_thanks"


class _Told(Value):
    """A gift in the queue with its donor, and which way they are written to."""

    row: Thanks
    gift: GiftToThank
    donor: Reached


def work_piece(session: ViewerSession, run_id: UUID) -> bool:
    """Write to the next donors of a run; True while there are more. The caller commits after each."""
    run = session.scalar(
        select(ThanksRun)
        .where(ThanksRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None:
        raise NotFound
    rows = session.scalars(
        select(Thanks)
        .where(Thanks.run_id == run.id, Thanks.status == SENDING)
        .order_by(Thanks.due_on, Thanks.id)
        .limit(PIECE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    letters = _sort(session, run, rows)
    for hidden in (False, True):
        some = [one for one in letters if one.donor.anonymous == hidden]
        if some:
            _print(session, run, some, hidden=hidden)
    if len(rows) < PIECE:
        run.ended_at = run.ended_at or now()
    session.flush()
    if rows:
        told = [row.donor_id for row in rows if row.status == THANKED]
        ledger_chain.record(session, "thanks.written", subjects=[run.id, *told], detail={"gifts": len(told)})
    return len(rows) == PIECE


def _sort(session: ViewerSession, run: ThanksRun, rows: Sequence[Thanks]) -> list[_Told]:
    """Queue the mails; what is to be printed. Who can't be thanked goes back into the queue with why."""
    gifts = gifts_to_thank(session, [row.gift_id for row in rows])
    donors = reach_of(session, [row.donor_id for row in rows])
    letters = []
    for row in rows:
        gift, donor = gifts.get(row.gift_id), donors.get(row.donor_id)
        if gift is None or donor is None:
            row.status, row.reason = NONE, GIFT_GONE
            continue
        way = way_to_thank(donor.reach, run.wanted)
        if isinstance(way, Hindrance):
            ended = way is Hindrance.DO_NOT_CONTACT
            row.status, row.reason = (NONE if ended else DUE), way.value
        elif way is Way.EMAIL:
            row.letter_id = queue_mail(
                session,
                TEMPLATE,
                language=donor.language,
                to_person=row.donor_id,
                topic=TOPIC,
                values={"gift": str(gift.id)},
            )
            _thanked(run, row, way)
        else:
            letters.append(_Told(row, gift, donor))
    return letters


def _print(session: ViewerSession, run: ThanksRun, letters: Sequence[_Told], *, hidden: bool) -> None:
    """One file with a page for each letter. Those to anonymous donors have a file that few may open."""
    made = typeset("letters", thanks_paper(session, letters))
    stored = file_store().keep(session.viewer.tenant, made)
    last = session.scalar(select(func.max(ThanksPaper.place)).where(ThanksPaper.run_id == run.id)) or 0
    paper = ThanksPaper(
        id=new_id(),
        run_id=run.id,
        place=last + 1,
        letters=len(letters),
        hidden=hidden,
        store_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
        made_at=now(),
    )
    session.add(paper)
    session.flush()
    for one in letters:
        one.row.paper_id = paper.id
        _thanked(run, one.row, Way.LETTER)


def thanks_paper(session: ViewerSession, letters: Sequence[_Told]) -> dict[str, Any]:
    """The data that the template `letters` is filled with."""
    office = office_of(session).tenant
    day = today(office.timezone)
    told = [
        {
            "lang": one.donor.language.partition("-")[0],
            "to": [one.donor.name, *(one.donor.address or "").splitlines()],
            "day": long_day(day, one.donor.language),
            "title": say(THANKS, one.donor.language),
            "lines": thank_words(session, one.gift, one.donor.name, one.donor.language),
        }
        for one in letters
    ]
    return {**frame(office, office.language), "title": say(THANKS, office.language), "letters": told}


def _thanked(run: ThanksRun, row: Thanks, way: Way) -> None:
    row.status, row.how, row.reason = THANKED, way.value, None
    row.thanked_at, row.thanked_by = now(), run.made_by
