"""The account that a regular gift is collected from, corrected by its donor and sealed."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain.bank_account import BankAccount
from casework.models import PledgeAccount
from casework.services.pledges.change_pledge import running
from casework.services.pledges.log_change import Change, log_change
from casework.store import ledger_chain
from casework.store.key_ladder import of_person
from casework.store.sealed import Place, seal
from casework.store.session import ViewerSession

PLACE, BANK = "pledge_account.value", "bank"


def correct_account(session: ViewerSession, pledge_id: UUID, account: BankAccount, *, reason: str) -> None:
    """Collect from another account from the next time on, under a mandate of its own. What is under way goes on as it
    was sent. NotFound; Refused PLEDGE_ENDED, NOT_FROM_BANK."""
    row, reason = running(session, pledge_id, reason)
    if row.method != BANK:
        raise Refused(
            "NOT_FROM_BANK", phrase("It is not collected from a bank account. Change the card instead")
        )
    kept_id = new_id()
    holder = session.viewer.person or row.donor_id
    kept = PledgeAccount(
        id=kept_id,
        pledge_id=row.id,
        donor_id=row.donor_id,
        mandate=f"{row.number}-{kept_id.hex[-8:].upper()}",
        ending=account.ending,
        value=seal(session, Place(PLACE, kept_id), account.code, holder=of_person(holder)),
    )
    session.add(kept)
    row.mandate = kept.mandate
    session.flush()
    log_change(session, row, Change("account", reason, effective_on=row.next_on))
    ledger_chain.record(session, "pledge.account", subjects=[row.donor_id, row.id], fields=["account"])
