"""The kinds of transfer (DOMAIN A.4): who releases, what is taxed, which papers each needs."""

from typing import Literal

from casework.base.values import Value

Release = Literal["sellers", "authority", "nobody"]


class TransferKind(Value):
    """What follows from the kind alone.

    `release`: the owners on record sign, or a paper of an authority stands in for them, or nobody gives anything away.
    `owners`: `new` owners altogether, `other` ones (some may stay), or the `same` people. `papers` are codes of
    papers that this kind needs beside the title. `priced`: a price is declared and taxed. `dealer`: a licensed dealer
    takes part.
    """

    code: str
    release: Release = "sellers"
    owners: Literal["new", "other", "same"] = "new"
    papers: tuple[str, ...] = ()
    priced: bool = False
    dealer: bool = False
    death: bool = False
    notice: bool = True  # the seller sends a notice of release of liability


_AUTHORITY = ("AUTHORITY",)

KINDS: dict[str, TransferKind] = {
    kind.code: kind
    for kind in (
        TransferKind("private_sale", priced=True),
        TransferKind("dealer_retail", priced=True, dealer=True),
        TransferKind("dealer_wholesale", dealer=True),
        TransferKind("dealer_trade_in", dealer=True),
        TransferKind("gift", papers=("GIFT_STMT",)),
        TransferKind("family", papers=("GIFT_STMT",)),
        TransferKind(
            "inheritance_no_probate",
            release="authority",
            papers=("DEATH_CERT", "HEIR_AFFIDAVIT"),
            death=True,
            notice=False,
        ),
        TransferKind(
            "inheritance_probate",
            release="authority",
            papers=("DEATH_CERT", "LETTERS"),
            death=True,
            notice=False,
        ),
        TransferKind(
            "survivorship",
            release="authority",
            owners="other",
            papers=("DEATH_CERT",),
            death=True,
            notice=False,
        ),
        TransferKind("trust", papers=("LETTERS",)),
        TransferKind("court_order", release="authority", papers=("COURT_ORDER",), notice=False),
        TransferKind("repossession", release="authority", papers=_AUTHORITY, notice=False),
        TransferKind("lien_sale", release="authority", papers=_AUTHORITY, priced=True, notice=False),
        TransferKind("abandoned", release="authority", papers=_AUTHORITY, priced=True, notice=False),
        TransferKind(
            "tax_or_sheriff_sale", release="authority", papers=_AUTHORITY, priced=True, notice=False
        ),
        TransferKind("insurance_total_loss"),
        TransferKind("lease_buyout", priced=True),
        TransferKind(
            "name_change_only", release="nobody", owners="same", papers=("NAME_PROOF",), notice=False
        ),
        TransferKind("add_or_remove_owner", owners="other"),
        TransferKind("lien_only", release="nobody", owners="same", notice=False),
        TransferKind("donation_to_charity"),
        TransferKind("correction", release="nobody", owners="same", papers=_AUTHORITY, notice=False),
    )
}
"""`lien_sale` and `abandoned` are one line of the law and two of the form: the papers come from different hands."""

NEAR_KIN = frozenset({"spouse", "partner", "parent", "child", "sibling", "grandparent", "grandchild"})
"""The relations between which no tax and no emissions certificate is due; a cousin, aunt or friend is none of them."""


def kind_named(code: str | None) -> TransferKind:
    """The kind; one that nobody knows is treated as the strictest, a sale."""
    return KINDS.get(code or "", KINDS["private_sale"])
