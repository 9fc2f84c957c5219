"""The fee sheet of a case in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.packs import Workflow
from casework.services.cases.colleagues import Colleagues
from casework.services.fees.fees_due import REVERSAL, WAIVER, FeesDue, Settlement
from casework.web.desk.opening import this_office
from casework.web.words import pack_text

METHODS = {"cash": _l("Cash"), "card": _l("Card"), "check": _l("Check"), "waiver": _l("Waived")}


class FeeRows(Value):
    """Labels of the fee lines by code, and for each settlement what it was and who had a hand in it."""

    labels: dict[str, str]
    settled: list[tuple[Settlement, str, str]]


def fee_rows(account: FeesDue | None, workflow: Workflow, colleagues: Colleagues) -> FeeRows:
    """Words for an account; nothing for one that may not be read."""
    table = this_office().kind.fees.get(workflow.fee_table or "")
    labels = {row.code: pack_text(row.label) for row in table.rows} if table else {}
    settled = [(one, _what(one), _who(one, colleagues)) for one in account.settled] if account else []
    return FeeRows(labels, settled)


def _what(one: Settlement) -> str:
    if one.kind == WAIVER:
        return _("Waiver") if one.counts else _("Waiver, waits for a second officer")
    if one.kind == REVERSAL:
        return _("Bounced")
    return str(METHODS.get(one.method, one.method))


def _who(one: Settlement, colleagues: Colleagues) -> str:
    first = colleagues.name(one.taken_by)
    second = colleagues.name(one.approved_by)
    return _("%(first)s and %(second)s", first=first, second=second) if second and second != first else first
