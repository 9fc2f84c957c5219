"""What donors change by themselves: a regular gift of theirs, and what they want to be written to about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.domain.bank_account import BankAccount
from casework.domain.contact_choices import standing
from casework.domain.schedules import Schedule
from casework.models import Pledge
from casework.services.donors.contact_choices import NewChoice, choices_of, keep_choice
from casework.services.office import office_of
from casework.services.own_giving.read_own import own_id
from casework.services.people.hidden_names import hide_name, show_name
from casework.services.pledges.accounts import correct_account
from casework.services.pledges.change_pledge import (
    NewTerms,
    cancel_pledge,
    change_terms,
    pause_pledge,
    resume_pledge,
)
from casework.services.pledges.make_pledge import RECURRING
from casework.store.session import ViewerSession

REASON = "By the donor, on their own page"
ACTS = {"pause": pause_pledge, "resume": resume_pledge, "stop": cancel_pledge}
CELLS = (
    *(
        (topic, channel)
        for topic in ("appeal", "newsletter", "event", "thanks")
        for channel in ("email", "post")
    ),
    ("named", "any"),
)
"""What the page asks: topic and channel of each box. Receipts come in any case."""


def act_on_own(session: ViewerSession, pledge_id: UUID, act: str) -> None:
    """Pause, resume or stop a regular gift of one's own. NotFound; Refused as for staff."""
    _regular(session, pledge_id)
    ACTS[act](session, pledge_id, reason=REASON)


def change_own_amount(session: ViewerSession, pledge_id: UUID, amount: Money) -> None:
    """Another amount from the next time on. NotFound; InvalidInput under `amount`."""
    _regular(session, pledge_id)
    change_terms(session, pledge_id, NewTerms(amount=amount), reason=REASON)


def change_own_days(session: ViewerSession, pledge_id: UUID, unit: str, every: int, day: int) -> None:
    """How often and on which day it comes, from the next day that was due on.

    Never sooner than was promised: nothing is collected twice in one of the old intervals. NotFound; InvalidInput
    under `often`.
    """
    _regular(session, pledge_id)
    next_on = session.scalar(select(Pledge.next_on).where(Pledge.id == pledge_id))
    now_on = today(office_of(session).tenant.timezone)
    try:
        schedule = Schedule(unit, every, day, max(next_on or now_on, now_on))
    except ValueError:
        raise InvalidInput({"often": phrase("Choose how often it comes")}) from None
    change_terms(session, pledge_id, NewTerms(schedule=schedule), reason=REASON)


def change_own_card(session: ViewerSession, pledge_id: UUID, mandate: str) -> None:
    """Another card from the next time on, by the processor's word for it: no number of a card ever comes here.

    NotFound; InvalidInput under `mandate`.
    """
    _regular(session, pledge_id)
    change_terms(session, pledge_id, NewTerms(method="card", mandate=mandate), reason=REASON)


def change_own_account(session: ViewerSession, pledge_id: UUID, account: BankAccount) -> None:
    """Another bank account from the next time on. NotFound; Refused as for staff."""
    _regular(session, pledge_id)
    correct_account(session, pledge_id, account, reason=REASON)


def say_wishes(session: ViewerSession, wanted: Iterable[tuple[str, str]], day: date) -> int:
    """Keep what is different from what was said before; how many boxes that were."""
    donor, open_now = own_id(session), set(wanted)
    said = [one.choice for one in choices_of(session, donor)]
    changed = 0
    for topic, channel in CELLS:
        wish = (topic, channel) in open_now
        if standing(said, channel, topic).allowed != wish:
            keep_choice(session, donor, NewChoice(channel, topic, wish, day, "electronic", REASON))
            changed += 1
    return changed


def keep_own_name(session: ViewerSession, *, few: bool, shown: str) -> None:
    """Keep one's own name to few, with `shown` in its place, or show it again. Refused as for staff."""
    donor = own_id(session)
    if few:
        hide_name(session, donor, shown)
    else:
        show_name(session, donor)


def _regular(session: ViewerSession, pledge_id: UUID) -> None:
    """Make sure that it is a regular gift; a promise in parts is changed by the office. NotFound."""
    chosen = select(Pledge.id).where(Pledge.id == pledge_id, Pledge.kind == RECURRING)
    if session.scalar(chosen) is None:
        raise NotFound
