"""The columns of a file of gifts, and what the words in them stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.base.phrases import phrase
from casework.services.imports.register import ImportField

_CAME = frozenset({"completed", "closed won", "posted", "received", "paid"})
_METHODS: Mapping[str, str] = {
    **dict.fromkeys(("card", "credit card", "debit card", "credit", "debit"), "card"),
    **dict.fromkeys(("check", "cheque"), "check"),
    "cash": "cash",
    **dict.fromkeys(
        (
            "transfer",
            "eft",
            "ach",
            "ach/eft",
            "direct debit",
            "bank transfer",
            "wire",
            "wire transfer",
            "paypal",
        ),
        "transfer",
    ),
}
FIELDS = (
    ImportField(
        *("number", "id_number", phrase("Number of the gift in the old system")),
        aliases=(
            "gift number",
            "gift id",
            "donation id",
            "contribution id",
            "opportunity id",
            "transaction id",
            "id",
        ),
        max_length=60,
    ),
    ImportField(
        *("donor", "id_number", phrase("Donor’s number in the old system")),
        required=True,
        aliases=(
            "donor number",
            "donor id",
            "contact id",
            "constituent id",
            "person id",
            "account id",
            "donante",
        ),
        max_length=60,
    ),
    ImportField(
        *("amount", "text", phrase("Amount")),
        required=True,
        aliases=("total amount", "gift amount", "donation amount", "importe", "valor"),
        max_length=60,
    ),
    ImportField("currency", "text", phrase("Currency"), aliases=("currency iso code",), max_length=3),
    ImportField(
        *("received_on", "date", phrase("Day it came")),
        required=True,
        aliases=(
            "date",
            "received",
            "date received",
            "contribution date",
            "gift date",
            "close date",
            "fecha",
        ),
    ),
    ImportField(
        "fund", "text", phrase("Fund"), aliases=("financial type", "designation", "fondo"), max_length=120
    ),
    ImportField(
        *("method", "choice", phrase("How it came")),
        aliases=("payment method", "payment instrument", "method"),
        options=("transfer", "card", "check", "cash"),
        words=_METHODS,
    ),
    ImportField(
        *("fee", "text", phrase("Fee that was kept of it")), aliases=("fee amount", "fees"), max_length=60
    ),
    ImportField(
        *("benefit", "text", phrase("Fair value of what the donor got")),
        aliases=("non deductible amount", "benefit"),
        max_length=60,
    ),
    ImportField(
        *("status", "text", phrase("Whether it had come")),
        aliases=("contribution status", "stage", "payment status"),
        max_length=60,
    ),
    ImportField("test", "yes_no", phrase("Only a test"), aliases=("is test",)),
    ImportField(
        *("thanked_on", "date", phrase("Day the donor was thanked")),
        aliases=("thank you date", "acknowledgment date", "acknowledged on"),
    ),
)


def has_come(values: Mapping[str, Any]) -> bool:
    """Whether the money was there: what was only promised, failed, or tried out is no gift."""
    status = values.get("status")
    return values.get("test") is not True and (status is None or status.casefold() in _CAME)
