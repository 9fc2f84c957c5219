"""The columns of a file of gifts, and what the words in them stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.base.phrases import phrase
from casework.services.donors.new_gift import GOODS_KINDS, LONGEST_BASIS, LONGEST_GOODS
from casework.services.imports.register import ImportField

_CAME = frozenset({"completed", "closed won", "posted", "received", "paid"})
_METHODS: Mapping[str, str] = {
    **dict.fromkeys(("card", "credit card", "debit card", "credit", "debit"), "card"),
    **dict.fromkeys(("check", "cheque"), "check"),
    "cash": "cash",
    **dict.fromkeys(("contactless", "tap to give", "tap"), "contactless"),
    **dict.fromkeys(("payroll", "payroll giving", "payroll deduction"), "payroll"),
    **dict.fromkeys(
        ("daf", "donor advised fund", "donor-advised fund", "caf voucher", "charity voucher"), "daf"
    ),
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
_PARTS = (
    ImportField(
        *("part", "text", phrase("Part of the first fund")),
        aliases=(
            "fund amount",
            "fund share",
            "line item total",
            "line total",
            "allocation amount",
            "allocated amount",
        ),
        max_length=60,
    ),
    ImportField(
        *("part_number", "id_number", phrase("Number of the part, where each part of a gift has a row")),
        aliases=("line item id", "allocation id", "gau allocation id"),
        max_length=60,
    ),
    *(
        ImportField(name, "text", label, aliases=aliases, max_length=120)
        for name, label, aliases in (
            ("fund_2", phrase("Second fund"), ("fund 2",)),
            ("part_2", phrase("Part of the second fund"), ("fund 2 amount", "fund amount 2", "amount 2")),
            ("fund_3", phrase("Third fund"), ("fund 3",)),
            ("part_3", phrase("Part of the third fund"), ("fund 3 amount", "fund amount 3", "amount 3")),
        )
    ),
)
_ALL_PARTS = ImportField(
    *("parts", "text", phrase("All funds with their parts in one cell, such as food: 60; van: 40")),
    aliases=("funds and parts", "allocations", "splits", "fund splits"),
    max_length=2000,
)
_GOODS = (
    ImportField(
        *("goods", "text", phrase("Goods that were given")),
        aliases=("in kind description", "description of goods", "in-kind"),
        max_length=LONGEST_GOODS,
    ),
    ImportField(
        *("goods_kind", "choice", phrase("Kind of goods")),
        aliases=("in kind type",),
        options=GOODS_KINDS,
        words={"services": "goods", "car": "vehicle", "boat": "vehicle"},
    ),
    ImportField(
        *("fair_value", "text", phrase("Fair value of the goods, for the books")),
        aliases=("in kind value", "value of goods"),
        max_length=60,
    ),
    ImportField(
        *("fair_value_basis", "text", phrase("How that value was found")),
        aliases=("value basis",),
        max_length=LONGEST_BASIS,
    ),
)
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
    *_PARTS,
    _ALL_PARTS,
    *_GOODS,
    ImportField(
        *("method", "choice", phrase("How it came")),
        aliases=("payment method", "payment instrument", "method"),
        options=("transfer", "card", "check", "cash", "contactless", "payroll", "daf"),
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
