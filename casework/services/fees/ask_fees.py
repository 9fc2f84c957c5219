"""Work out the fee sheet of a case from the table in force on the day of the event. Once asked it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from casework.base.errors import Refused
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value, field
from casework.domain.fees import FeeLine, FeeSheet, Sort, fee_sheet
from casework.domain.fees import FeeRow as RuleRow
from casework.domain.rules import Rule, VariableType, compile_rule
from casework.models import FeeLine as OwedLine
from casework.packs import Workflow
from casework.packs.kind import FeeRow, FeeTable
from casework.packs.rules import fee_variables, rule_values, variables
from casework.services.fees.fees_due import FeesDue, fees_due
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

_SORTS: dict[str, Sort] = {"fee": "fee", "tax": "tax", "penalty": "penalty"}


class Event(Value):
    """What a sheet is worked out for: the day of the event, what hooks found out, and until when no penalty is due."""

    on: date
    known: Mapping[str, Any] = field(default_factory=dict)
    last_free_day: date | None = None
    paid_on: date | None = None


def ask_fees(
    session: ViewerSession, case_id: UUID, workflow: Workflow, facts: Mapping[str, Any], event: Event
) -> FeesDue:
    """The sheet of a case, stored line by line. A case that has one keeps it.

    `facts` are JSON values by field. Raises Refused FEES_UNDECIDED when an answer that a fee
    is reckoned from is missing.
    """
    table = _table(session, workflow)
    held = fees_due(session, case_id)
    if held.lines or table is None:
        return held
    sheet = work_out(table, workflow, facts, event)
    _add_lines(session, case_id, table, sheet.lines, event.on, first=1)
    ledger_chain.record(
        session,
        "fees.asked",
        case=case_id,
        fields=["fees"],
        detail={"total": sheet.total.minor, "on": event.on},
    )
    return fees_due(session, case_id)


def penalties(
    session: ViewerSession, case_id: UUID, workflow: Workflow, facts: Mapping[str, Any], event: Event
) -> list[FeeLine]:
    """The penalties that have become due since the sheet was asked, by the table in force on the day of payment."""
    table = _table(session, workflow)
    held = fees_due(session, case_id)
    if table is None or not held.lines:
        return []
    asked = {line.code for line in held.lines}
    sheet = work_out(table, workflow, facts, event)
    return [line for line in sheet.lines if line.sort == "penalty" and line.code not in asked]


def add_penalties(
    session: ViewerSession, case_id: UUID, workflow: Workflow, lines: Sequence[FeeLine], event: Event
) -> None:
    """Put penalties on the sheet of a case."""
    table = _table(session, workflow)
    if table is None or not lines:
        return
    first = len(fees_due(session, case_id).lines) + 1
    _add_lines(session, case_id, table, lines, event.paid_on or event.on, first=first)
    total = sum(line.amount.minor for line in lines)
    ledger_chain.record(session, "fees.penalty", case=case_id, fields=["fees"], detail={"total": total})


def work_out(table: FeeTable, workflow: Workflow, facts: Mapping[str, Any], event: Event) -> FeeSheet:
    """The sheet that the table in force on the day of the event makes of these answers."""
    values = {**rule_values(workflow, facts, event.on), **event.known}
    rows = [_rule_row(row, table, workflow) for row in table.rows]
    try:
        return fee_sheet(
            rows,
            values,
            currency=table.currency,
            event_on=event.on,
            paid_on=event.paid_on or event.on,
            last_free_day=event.last_free_day,
        )
    except ValueError:
        said = phrase("An answer that the fees are worked out from is missing. Ask for it")
        raise Refused("FEES_UNDECIDED", said) from None


def _add_lines(
    session: ViewerSession, case_id: UUID, table: FeeTable, lines: Iterable[FeeLine], on: date, *, first: int
) -> None:
    for position, line in enumerate(lines, start=first):
        session.add(
            OwedLine(
                case_id=case_id,
                code=line.code,
                position=position,
                amount=line.amount.minor,
                currency=line.amount.currency,
                basis=_basis(line),
                rule=f"{table.name}.{line.code}@{line.row.valid_from}",
                effective_on=on,
            )
        )
    session.flush()


def _basis(line: FeeLine) -> str:
    if line.basis is not None:
        return f"{line.row.rate} x {line.basis.decimal} {line.basis.currency}"
    return f"{line.quantity} x" if line.quantity != 1 else ""


def _table(session: ViewerSession, workflow: Workflow) -> FeeTable | None:
    return office_of(session).kind.fees.get(workflow.fee_table) if workflow.fee_table else None


def _rule_row(row: FeeRow, table: FeeTable, workflow: Workflow) -> RuleRow:
    names = {**variables(workflow), **fee_variables(table)}
    return RuleRow(
        code=row.code,
        valid_from=row.since,
        valid_to=row.until,
        sort=_SORTS[row.sort],
        per=row.per,
        amount=Money(row.minor, table.currency) if row.minor is not None else None,
        rate=Decimal(row.per_mille) / 1000 if row.per_mille is not None else None,
        of=row.base,
        when=_rule(row.when, tuple(sorted(names.items()))) if row.when else None,
    )


@lru_cache(maxsize=256)
def _rule(expression: str, typed: tuple[tuple[str, VariableType], ...]) -> Rule:
    return compile_rule(expression, dict(typed))
