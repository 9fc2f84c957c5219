"""Say where the requests of a category go, and stop it again. What is on its way stays with who it was sent to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.outside import read_outside
from casework.models import Forwarding
from casework.packs import Workflow
from casework.policy.rulebook import require
from casework.services.forwarding.place import may_be_here, sealed_key
from casework.services.forwarding.queue_request import put_in_line
from casework.services.requests.asked import told_outside
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

LONGEST, LONGEST_KEY, MOST_ANSWERS = 80, 200, 20
TRY = "try_forwarding"


class ForwardingWish(Value):
    """What an administrator typed. An empty key leaves the one that is kept."""

    name: str
    address: str
    service: str
    jurisdiction: str = ""
    key: str = ""
    answers: str = ""
    whole_words: bool = False
    safe_again: bool = False


class ForwardingView(Value):
    """Where a category goes. The key itself is shown to nobody."""

    category: str
    name: str
    address: str
    service: str
    jurisdiction: str
    has_key: bool
    answers: Mapping[str, str]
    whole_words: bool
    safe_again: bool
    stopped: bool
    trial: str
    tried_at: datetime | None


def list_forwardings(session: ViewerSession) -> dict[str, ForwardingView]:
    """Each by its category."""
    return {row.category: _view(row) for row in session.scalars(select(Forwarding))}


def keep_forwarding(session: ViewerSession, flow: Workflow, category: str, wish: ForwardingWish) -> None:
    """Send new requests of a category there from now on. Raises InvalidInput by part."""
    require("unit.manage", session.viewer)
    row = session.scalar(select(Forwarding).where(Forwarding.category == category).with_for_update())
    errors: dict[str, Sayable] = {}
    address = _address(wish, errors)
    answers = _answers(wish, {field.name for field in told_outside(flow, category)}, errors)
    for part, most in (
        ("name", LONGEST),
        ("service", LONGEST),
        ("jurisdiction", LONGEST),
        ("key", LONGEST_KEY),
    ):
        told = getattr(wish, part)
        if len(told) > most or not told.isprintable():
            errors[part] = phrase("Enter at most %(most)s characters", most=most)
    for part, said in (("name", phrase("Enter the name of the other office")), ("service", _NO_SERVICE)):
        if not getattr(wish, part).strip():
            errors[part] = said
    if errors:
        raise InvalidInput(errors)
    new = row is None
    row = row or Forwarding(id=new_id(), category=category)
    row.name, row.address, row.service = wish.name.strip(), address, wish.service.strip()
    row.jurisdiction, row.answers = wish.jurisdiction.strip(), answers
    row.whole_words, row.safe_again = wish.whole_words, wish.safe_again
    row.stopped_at = row.trial = row.tried_at = None
    if wish.key.strip():
        row.api_key = sealed_key(session, row.id, wish.key.strip())
    session.add(row)
    session.flush()
    put_in_line(session, row.id)
    defer(session, TRY, forwarding=row.id)
    detail = {"category": category, "to": row.address, "words": row.whole_words}
    ledger_chain.record(session, "forwarding.set" if new else "forwarding.changed", detail=detail)


_NO_SERVICE = phrase("Enter the code that the service has there")


def stop_forwarding(session: ViewerSession, category: str) -> None:
    """Send nothing more there. What waits stays waiting, and is seen."""
    require("unit.manage", session.viewer)
    row = session.scalar(select(Forwarding).where(Forwarding.category == category).with_for_update())
    if row is None:
        raise NotFound
    row.stopped_at = row.stopped_at or now()
    session.flush()
    ledger_chain.record(session, "forwarding.stopped", detail={"category": category})


def _address(wish: ForwardingWish, errors: dict[str, Sayable]) -> str:
    try:
        return str(read_outside(wish.address, loopback=may_be_here()))
    except InvalidInput as wrong:
        errors.update(wrong.sayings)
        return ""


def _answers(wish: ForwardingWish, known: set[str], errors: dict[str, Sayable]) -> dict[str, str]:
    """Their attribute by our question, from lines like CODE = question."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, wish.answers.splitlines())):
        theirs, sign, ours = (part.strip() for part in line.partition("="))
        if not sign or not theirs or len(theirs) > LONGEST or ours not in known:
            errors["answers"] = phrase("Write one a line: their code = one of our questions named below")
        found[theirs] = ours
    if len(found) > MOST_ANSWERS:
        errors["answers"] = phrase("Enter 20 lines at most")
    return found


def _view(row: Forwarding) -> ForwardingView:
    return ForwardingView(
        category=row.category,
        name=row.name,
        address=row.address,
        service=row.service,
        jurisdiction=row.jurisdiction,
        has_key=row.api_key is not None,
        answers=dict(row.answers),
        whole_words=row.whole_words,
        safe_again=row.safe_again,
        stopped=row.stopped_at is not None,
        trial=row.trial or "",
        tried_at=row.tried_at,
    )
