"""The bank account of a regular gift, corrected by its donor."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, request
from flask_babel import gettext as _

from casework.domain.bank_account import BadAccount, BankAccount, read_account
from casework.services.own_giving.change_own import change_own_account
from casework.web.own_giving.acting import changed
from casework.web.own_giving.door import everybody, own_giving
from casework.web.own_giving.page import drawn

LONGEST = 80


@own_giving.post("/giving/pledges/<uuid:pledge>/account")
@everybody
def account(pledge: UUID) -> Response:
    """Collect from another account from the next time on. What was typed is not shown again."""
    typed = [request.form.get(name, "")[:LONGEST] for name in ("account", "bank")]
    try:
        told: BankAccount = read_account(*typed)
    except BadAccount as wrong:
        said = {
            "account": _("Enter the number of the account as the bank writes it. A digit may be wrong"),
            "bank": _("Enter the bank’s own number: 9 digits, or a sort code of 6. An IBAN needs none"),
        }
        errors = {f"{wrong.part}-{pledge}": said[wrong.part]}
        return make_response(drawn(errors, pledge=str(pledge)), 422)
    return changed(
        pledge,
        lambda session: change_own_account(session, pledge, told),
        lambda: _("The account is noted. It counts from the next time on."),
    )
