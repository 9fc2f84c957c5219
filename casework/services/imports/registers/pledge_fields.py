"""The columns of a file of pledges and recurring gifts, and what the words in them stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.base.phrases import phrase
from casework.domain.schedules import LAST_DAY
from casework.services.imports.register import ImportField

_RUNS = frozenset({"active", "pending", "in progress", "overdue", "open", "lapsed"})
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("weekly", "weeks", "semanal"), "week"),
    **dict.fromkeys(("monthly", "months", "mensual", "mensal"), "month"),
    **dict.fromkeys(("yearly", "annually", "annual", "years", "anual"), "year"),
    **dict.fromkeys(("quarterly", "quarter", "trimestral"), "quarter"),
}
_LAST = frozenset({"last", "last day", "last_day", "last day of month"})
FIELDS = (
    ImportField(
        *("number", "id_number", phrase("Number of the pledge in the old system")),
        aliases=("pledge number", "pledge id", "recurring donation id", "id"),
        max_length=60,
    ),
    ImportField(
        *("donor", "id_number", phrase("Donor’s number in the old system")),
        required=True,
        aliases=("donor number", "donor id", "contact id", "constituent id", "donante"),
        max_length=60,
    ),
    ImportField(
        *("amount", "text", phrase("Amount that was promised in all")),
        aliases=("pledge amount", "total pledged", "total amount"),
        max_length=60,
    ),
    ImportField(
        *("each", "text", phrase("Amount each time")),
        aliases=("instalment amount", "installment amount", "recurring amount"),
        max_length=60,
    ),
    ImportField("currency", "text", phrase("Currency"), aliases=("currency iso code",), max_length=3),
    ImportField(
        *("instalments", "integer", phrase("In how many parts it comes; nothing: without end")),
        aliases=("installments", "number of installments", "parts"),
    ),
    ImportField(
        *("unit", "choice", phrase("Weeks, months or years between the parts")),
        aliases=("frequency", "period", "frequency unit", "installment period"),
        options=("week", "month", "quarter", "year"),
        words=_UNITS,
    ),
    ImportField(
        *("every", "integer", phrase("Every how many of them")),
        aliases=("interval", "frequency interval", "installment frequency"),
    ),
    ImportField(
        *("day", "text", phrase("Day of the month; 31 is its last")),
        aliases=("day of month", "frequency day"),
        max_length=20,
    ),
    ImportField(
        *("starts_on", "date", phrase("First day that was due")),
        required=True,
        aliases=("start date", "starts on", "first due", "payments start date"),
    ),
    ImportField(
        "fund", "text", phrase("Fund"), aliases=("financial type", "designation", "fondo"), max_length=120
    ),
    ImportField(
        *("paid", "text", phrase("What was paid of it already")),
        aliases=("total paid", "paid amount", "amount paid"),
        max_length=60,
    ),
    ImportField(
        *("method", "choice", phrase("How it comes from now on")),
        options=("self", "card", "bank"),
        words={"credit card": "card", "direct debit": "bank"},
    ),
    ImportField(
        *("mandate", "text", phrase("Reference of the mandate")),
        aliases=("mandate reference",),
        max_length=60,
    ),
    ImportField(
        *("status", "text", phrase("Whether it still runs")), aliases=("pledge status",), max_length=60
    ),
    ImportField("test", "yes_no", phrase("Only a test"), aliases=("is test",)),
)


def still_runs(values: Mapping[str, Any]) -> bool:
    """Whether something is still to come of it: what ended, rests or was tried out is made at the desk, if at all."""
    status = values.get("status")
    return values.get("test") is not True and (status is None or status.casefold() in _RUNS)


def day_of_month(text: str | None, usual: int) -> int | None:
    """The day that a cell names, `usual` for an empty one; None where it names none."""
    told = (text or "").strip().casefold()
    if not told:
        return usual
    if told in _LAST:
        return LAST_DAY
    return int(told) if told.isascii() and told.isdigit() and 1 <= int(told) <= LAST_DAY else None
