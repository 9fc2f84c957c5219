"""Follow what was handed over: ask the other side how it stands, some at a time, and note what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.values import Value
from casework.models import ForwardedRequest, Forwarding
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.forwarding.place import endpoint_of
from casework.services.outside.call import NoAnswer, NotReached
from casework.services.outside.georeport import (
    MOST_IDS,
    Endpoint,
    NotNow,
    Theirs,
    TheyRefused,
    id_of,
    look_up,
    service_codes,
)
from casework.store.session import ViewerSession

EVERY = timedelta(minutes=15)
NEWS = "forward_news"
MOST_TOKENS = 10


class Round(Value):
    """Some requests at one endpoint, by the number or the token that they have there."""

    there: Endpoint
    numbers: Mapping[str, UUID]
    tokens: Mapping[str, UUID]


class Heard(Value):
    """What they said: news by our id, and numbers that tokens have become."""

    news: Mapping[UUID, Theirs]
    numbers: Mapping[UUID, str]


def next_rounds(session: ViewerSession) -> list[Round]:
    """Whom to ask now. Each is marked as asked, so that one who never answers keeps nobody else waiting."""
    rounds = []
    for forwarding in session.scalars(select(Forwarding)).all():
        try:
            there = endpoint_of(forwarding)
        except InvalidInput:  # what was good in a demo is none here
            continue
        rows = session.scalars(_waiting(forwarding.id)).all()
        for row in rows:
            row.asked_at = now()
        numbers = {row.their_id: row.id for row in rows if row.their_id}
        tokens = [(row.token, row.id) for row in rows if row.token and not row.their_id]
        if rows:
            rounds.append(Round(there, numbers, dict(tokens[:MOST_TOKENS])))
    session.flush()
    return rounds


def hear(asked: Round) -> Heard:
    """Ask them. Touches no database; who does not answer has no news."""
    numbers: dict[UUID, str] = {}
    news: list[Theirs] = []
    try:
        for token, ours in asked.tokens.items():
            if found := id_of(asked.there, token):
                numbers[ours] = found
        if asked.numbers:
            news = look_up(asked.there, asked.numbers)
    except (NotReached, NoAnswer, NotNow, TheyRefused):
        news = []
    return Heard({asked.numbers[one.id]: one for one in news if one.id in asked.numbers}, numbers)


def note(session: ViewerSession, heard: Heard) -> None:
    """Keep what is new; whoever reported it is told when the other side calls it done."""
    for row in _rows(session, [*heard.news, *heard.numbers]):
        if row.id in heard.numbers:
            row.their_id = heard.numbers[row.id]
        theirs = heard.news.get(row.id)
        if theirs is not None:
            _note(session, row, theirs)
    session.flush()


def look_at(there: Endpoint, service: str) -> str:
    """What a first look at an endpoint finds, as a code: `ok`, `no_service`, `not_reached`, `not_the_protocol`."""
    try:
        return "ok" if service in service_codes(there) else "no_service"
    except (NotReached, NotNow):
        return "not_reached"
    except (NoAnswer, TheyRefused):
        return "not_the_protocol"


def _waiting(forwarding: UUID) -> Select[ForwardedRequest]:
    return (
        select(ForwardedRequest)
        .where(
            ForwardedRequest.forwarding_id == forwarding,
            ForwardedRequest.state == "sent",
            ForwardedRequest.their_state == "open",
            or_(ForwardedRequest.their_id.is_not(None), ForwardedRequest.token.is_not(None)),
            or_(ForwardedRequest.asked_at.is_(None), ForwardedRequest.asked_at < now() - EVERY),
        )
        .order_by(ForwardedRequest.asked_at.asc().nulls_first(), ForwardedRequest.id)
        .limit(MOST_IDS)
    )


def _rows(session: ViewerSession, ids: Iterable[UUID]) -> list[ForwardedRequest]:
    wanted = list(ids)
    return (
        list(session.scalars(select(ForwardedRequest).where(ForwardedRequest.id.in_(wanted))))
        if wanted
        else []
    )


def _note(session: ViewerSession, row: ForwardedRequest, theirs: Theirs) -> None:
    state = "open" if theirs.is_open else "closed"
    if (state, theirs.notes or None) == (row.their_state, row.said):
        return
    lock_case(session, row.case_id)
    done = state == "closed" and row.their_state != "closed"
    row.their_state, row.said = state, theirs.notes or row.said
    row.changed_at = theirs.updated_at or now()
    add_event(session, row.case_id, NEWS, public=done, detail={"state": state, "words": theirs.notes})
