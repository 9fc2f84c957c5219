"""Work out the fee sheet of a case from the table in force on the day of the event. Once asked it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from casework.base.errors import Refused
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.domain.fees import FeeRow as RuleRow
from casework.domain.fees import FeeSheet, fee_sheet
from casework.domain.rules import Rule, VariableType, compile_rule
from casework.models import FeeLine
from casework.packs import Workflow
from casework.packs.kind import FeeRow, FeeTable
from casework.packs.rules import rule_values, variables
from casework.services.fees.fees_due import FeesDue, fees_due
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def ask_fees(
    session: ViewerSession, case_id: UUID, workflow: Workflow, facts: Mapping[str, Any], *, event_on: date
) -> FeesDue:
    """The sheet of a case, stored line by line. A case that has one keeps it.

    `facts` are JSON values by field. Raises Refused FEES_UNDECIDED when an answer that a fee
    is reckoned from is missing.
    """
    table = _table(session, workflow)
    held = fees_due(session, case_id)
    if held.lines or table is None:
        return held
    sheet = work_out(table, workflow, facts, event_on=event_on)
    for position, line in enumerate(sheet.lines, start=1):
        session.add(
            FeeLine(
                case_id=case_id,
                code=line.code,
                position=position,
                amount=line.amount.minor,
                currency=line.amount.currency,
                basis=f"{line.row.rate} x {line.basis.decimal} {line.basis.currency}" if line.basis else "",
                rule=f"{table.name}.{line.code}@{line.row.valid_from}",
                effective_on=event_on,
            )
        )
    session.flush()
    ledger_chain.record(
        session,
        "fees.asked",
        case=case_id,
        fields=["fees"],
        detail={"total": sheet.total.minor, "on": event_on},
    )
    return fees_due(session, case_id)


def work_out(table: FeeTable, workflow: Workflow, facts: Mapping[str, Any], *, event_on: date) -> FeeSheet:
    """The sheet that the table in force on `event_on` makes of these answers."""
    values = rule_values(workflow, facts, event_on)
    rows = [_rule_row(row, table.currency, workflow) for row in table.rows]
    try:
        return fee_sheet(rows, values, currency=table.currency, event_on=event_on, paid_on=event_on)
    except ValueError:
        said = phrase("An answer that the fees are worked out from is missing. Ask for it")
        raise Refused("FEES_UNDECIDED", said) from None


def _table(session: ViewerSession, workflow: Workflow) -> FeeTable | None:
    return office_of(session).kind.fees.get(workflow.fee_table) if workflow.fee_table else None


def _rule_row(row: FeeRow, currency: str, workflow: Workflow) -> RuleRow:
    return RuleRow(
        code=row.code,
        valid_from=row.since,
        valid_to=row.until,
        sort="tax" if row.per_mille is not None else "fee",
        amount=Money(row.minor, currency) if row.minor is not None else None,
        rate=Decimal(row.per_mille) / 1000 if row.per_mille is not None else None,
        of=row.base,
        when=_rule(row.when, tuple(sorted(variables(workflow).items()))) if row.when else None,
    )


@lru_cache(maxsize=256)
def _rule(expression: str, typed: tuple[tuple[str, VariableType], ...]) -> Rule:
    return compile_rule(expression, dict(typed))
