"""Which papers a transfer needs, and what is said when one is missing or will not do (DOMAIN A.3).

One table for the web, the counter and the mail: what is asked for does not hang on who brings it.
"""

from collections.abc import Callable
from datetime import date

from casework.base.money import Money
from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.domain.transfer_kinds import TransferKind, kind_named


class Application(Value):
    """What was applied for, in plain values. `papers` are the questions that files were given for."""

    kind: str
    sold_on: date
    papers: frozenset[str] = frozenset()
    relationship: str | None = None
    price: Money | None = None
    price_on_title: bool = True
    died_on: date | None = None
    estate: Money | None = None
    probate_opened: bool = False
    title_lost: bool = False
    signed_here: bool = False  # both sides sign on their own phone
    lien_open: bool = False
    lien_stays: bool = False
    has_agent: bool = False
    agent_until: date | None = None
    dealer_licence: str = ""
    dealer_until: date | None = None
    report_of_sale: str = ""
    registers: bool = False
    needs_inspection: bool = False
    title_with_lender: bool = False  # held electronically by the lender

    @property
    def meaning(self) -> TransferKind:
        """What its kind means."""
        return kind_named(self.kind)


class Paper(Value):
    """A paper: the question it answers, when it is needed, and what is said when it is missing.

    `faults`: codes of what an officer can find wrong with it, each with the sentence for the applicant.
    """

    code: str
    field: str
    needed: Callable[[Application], bool]
    missing: tuple[str, Phrase]
    faults: tuple[tuple[str, Phrase], ...] = ()


def _of_kind(code: str) -> Callable[[Application], bool]:
    return lambda one: code in one.meaning.papers


PAPERS: tuple[Paper, ...] = (
    Paper(
        "TITLE",
        "title_photo",
        lambda one: not (one.title_lost or one.signed_here or one.title_with_lender),
        ("TITLE_MISSING", phrase("The title is missing. Add front and back, or say that it is lost")),
        (
            ("TITLE_NOT_CURRENT", phrase("This title was replaced by a newer one. Send the newest title")),
            (
                "TITLE_ALTERED",
                phrase(
                    "Something on the title was erased. Apply for a duplicate title, and have it signed anew"
                ),
            ),
            (
                "SIGNATURES_INCOMPLETE",
                phrase("Somebody who has to sign the title did not. Have it signed, and send it again"),
            ),
        ),
    ),
    Paper(
        "DUP_TITLE_APP",
        "duplicate_title",
        lambda one: one.title_lost,
        (
            "DOC_MISSING:DUP_TITLE_APP",
            phrase("The title is lost. Add the application for a duplicate, signed by the owner on record"),
        ),
    ),
    Paper(
        "BILL_OF_SALE",
        "bill_of_sale",
        lambda one: one.meaning.priced and not one.price_on_title,
        ("DOC_MISSING:BILL_OF_SALE", phrase("The price is not on the title. Add the bill of sale")),
        (
            (
                "BOS_MISMATCH",
                phrase("The bill of sale does not agree with the title. Send one that names the same"),
            ),
        ),
    ),
    Paper(
        "LIEN_RELEASE",
        "lien_release",
        lambda one: one.lien_open and not one.lien_stays,
        (
            "LIEN_OPEN",
            phrase("A lender still has a claim. Add the release by the lender, or say that the loan goes on"),
        ),
        (
            (
                "LIEN_RELEASE_WRONG_PARTY",
                phrase("The release is not by the lender on record. Ask that lender for it"),
            ),
        ),
    ),
    Paper(
        "POA",
        "power_of_attorney",
        lambda one: one.has_agent,
        ("POA_MISSING", phrase("Somebody signs for an owner. Add the power of attorney")),
        (
            (
                "POA_SCOPE",
                phrase("The power of attorney does not cover this vehicle or this act. Send one that does"),
            ),
        ),
    ),
    Paper(
        "INSURANCE",
        "insurance",
        lambda one: one.registers,
        (
            "INSURANCE_MISSING",
            phrase("A vehicle for the road needs insurance. Add the proof, or apply for the title alone"),
        ),
    ),
    Paper(
        "INSPECTION",
        "inspection",
        lambda one: one.needs_inspection,
        (
            "INSPECTION_REQUIRED",
            phrase("This vehicle needs an inspection before it gets a title. Add the inspector’s report"),
        ),
    ),
    Paper(
        "DEATH_CERT",
        "death_certificate",
        _of_kind("DEATH_CERT"),
        ("DOC_MISSING:DEATH_CERT", phrase("The owner has died. Add the death certificate")),
    ),
    Paper(
        "HEIR_AFFIDAVIT",
        "heir_affidavit",
        _of_kind("HEIR_AFFIDAVIT"),
        (
            "DOC_MISSING:HEIR_AFFIDAVIT",
            phrase("Heirs without probate need an affidavit. Add it, signed by every heir"),
        ),
    ),
    Paper(
        "LETTERS",
        "authority_paper",
        _of_kind("LETTERS"),
        (
            "AUTHORITY_MISSING",
            phrase("You act for an estate or a trust. Add the paper that gives you the right"),
        ),
        (
            (
                "AUTHORITY_MISSING",
                phrase("The paper does not give you the right to act for the owner. Send the one that does"),
            ),
        ),
    ),
    Paper(
        "COURT_ORDER",
        "authority_paper",
        _of_kind("COURT_ORDER"),
        ("DOC_MISSING:COURT_ORDER", phrase("A court decided. Add its order, with the court’s certification")),
        (
            (
                "ORDER_UNCERTIFIED",
                phrase(
                    "The order does not carry the court’s certification. Ask the court for a certified copy"
                ),
            ),
        ),
    ),
    Paper(
        "AUTHORITY",
        "authority_paper",
        _of_kind("AUTHORITY"),
        (
            "DOC_MISSING:AUTHORITY",
            phrase("No owner signs here. Add the certificate of whoever disposes of the vehicle by law"),
        ),
        (
            (
                "AUTHORITY_MISSING",
                phrase("The paper does not give you the right to act for the owner. Send the one that does"),
            ),
        ),
    ),
    Paper(
        "NAME_PROOF",
        "authority_paper",
        _of_kind("NAME_PROOF"),
        ("DOC_MISSING:NAME_PROOF", phrase("Your name has changed. Add the paper that shows it")),
    ),
    Paper(
        "GIFT_STMT",
        "gift_statement",
        _of_kind("GIFT_STMT"),
        (
            "DOC_MISSING:GIFT_STMT",
            phrase("Nothing was paid. Add the statement about it, signed by both sides"),
        ),
        (
            (
                "RELATIONSHIP_UNPROVEN",
                phrase("The statement does not show how you are related. Send a paper that does"),
            ),
            (
                "TAX_EXEMPTION_UNPROVEN",
                phrase("This does not show why no tax is due. Send a paper that does, or say what was paid"),
            ),
        ),
    ),
    Paper(
        "SMOG",
        "smog_certificate",
        lambda one: False,  # emissions have rules of their own
        (
            "SMOG_MISSING",
            phrase("The seller has to provide an emissions certificate. Ask the seller for it, and add it"),
        ),
        (
            (
                "SMOG_FAILED",
                phrase("The vehicle did not pass the emissions test. Have it repaired and tested again"),
            ),
        ),
    ),
)
