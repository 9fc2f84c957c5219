"""Transfers: what each kind needs, every refusal of papers, statements, parties and signatures, by its own code."""

from datetime import date

import pytest

from casework.base.money import Money
from casework.base.values import replace
from casework.domain.signing import Signing, check_signing
from casework.domain.title_rules import Conjunction, Owner, OwnerSet, Tenancy
from casework.domain.transfer_checks import check_papers, check_statements, fault_said, faults_of
from casework.domain.transfer_kinds import KINDS, kind_named
from casework.domain.transfer_papers import PAPERS, Application
from casework.domain.transfer_parties import check_parties

SOLD, TODAY = date(2026, 11, 20), date(2026, 11, 21)
SALE = Application("private_sale", SOLD, frozenset({"title_photo"}), price=Money(100, "USD"))


def codes(found: object) -> list[str]:
    return [one.code for one in found]  # type: ignore[attr-defined]  # findings


def test_every_kind_of_transfer_is_known() -> None:
    assert set(KINDS) == {
        *("private_sale", "dealer_retail", "dealer_wholesale", "dealer_trade_in", "gift", "family"),
        *("inheritance_no_probate", "inheritance_probate", "survivorship", "trust", "court_order"),
        *("repossession", "lien_sale", "abandoned", "tax_or_sheriff_sale", "insurance_total_loss"),
        *("lease_buyout", "name_change_only", "add_or_remove_owner", "lien_only"),
        *("donation_to_charity", "correction"),
    }
    assert kind_named("never heard of").code == "private_sale"


def test_a_sale_with_its_title_and_price_lacks_nothing() -> None:
    assert check_papers(SALE) == check_statements(SALE, today=TODAY) == ()


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"papers": frozenset()}, "TITLE_MISSING", "title_photo"),
        ({"title_lost": True}, "DOC_MISSING:DUP_TITLE_APP", "duplicate_title"),
        ({"price_on_title": False}, "DOC_MISSING:BILL_OF_SALE", "bill_of_sale"),
        ({"lien_open": True}, "LIEN_OPEN", "lien_release"),
        ({"has_agent": True}, "POA_MISSING", "power_of_attorney"),
        ({"registers": True}, "INSURANCE_MISSING", "insurance"),
        ({"needs_inspection": True}, "INSPECTION_REQUIRED", "inspection"),
        ({"kind": "survivorship"}, "DOC_MISSING:DEATH_CERT", "death_certificate"),
        ({"kind": "trust"}, "AUTHORITY_MISSING", "authority_paper"),
        ({"kind": "court_order"}, "DOC_MISSING:COURT_ORDER", "authority_paper"),
        ({"kind": "repossession"}, "DOC_MISSING:AUTHORITY", "authority_paper"),
        ({"kind": "name_change_only"}, "DOC_MISSING:NAME_PROOF", "authority_paper"),
        ({"kind": "gift"}, "DOC_MISSING:GIFT_STMT", "gift_statement"),
    ],
)
def test_a_paper_that_is_missing_is_asked_for_at_its_question(
    more: dict[str, object], code: str, field: str
) -> None:
    (found,) = check_papers(replace(SALE, **more))
    assert (found.code, found.field) == (code, field)
    given = replace(
        SALE, **{"papers": SALE.papers | {field}, **{k: v for k, v in more.items() if k != "papers"}}
    )
    assert check_papers(given) == ()


def test_heirs_without_probate_bring_certificate_and_affidavit_and_all_is_said_at_once() -> None:
    heirs = replace(SALE, kind="inheritance_no_probate", price=None, died_on=date(2026, 10, 1))
    assert codes(check_papers(heirs)) == ["DOC_MISSING:DEATH_CERT", "DOC_MISSING:HEIR_AFFIDAVIT"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"price": None}, "TAX_UNDECLARED"),
        ({"kind": "lease_buyout", "price": None}, "TAX_UNDECLARED"),
        ({"kind": "family", "relationship": "other"}, "RELATIONSHIP_UNPROVEN"),
        ({"kind": "family"}, "RELATIONSHIP_UNPROVEN"),
        ({"has_agent": True, "agent_until": date(2026, 11, 19)}, "POA_EXPIRED"),
        ({"kind": "dealer_wholesale"}, "DEALER_UNLICENSED"),
        ({"kind": "dealer_wholesale", "dealer_licence": "D1", "dealer_until": date(2026, 11, 19)}, "DEALER_UNLICENSED"),
        ({"kind": "dealer_retail", "dealer_licence": "D1"}, "DOC_MISSING:REPORT_OF_SALE"),
        ({"kind": "survivorship"}, "DOC_MISSING:DATE_OF_DEATH"),
        ({"kind": "survivorship", "died_on": date(2026, 11, 22)}, "FUTURE_DATE"),
        ({"kind": "inheritance_no_probate", "died_on": SOLD, "probate_opened": True}, "ESTATE_IN_PROBATE"),
        ({"kind": "inheritance_no_probate", "died_on": SOLD, "has_agent": True}, "POA_SCOPE"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_code(more: dict[str, object], code: str) -> None:
    assert codes(check_statements(replace(SALE, **more), today=TODAY)) == [code]


@pytest.mark.parametrize("relation", ["spouse", "parent", "child", "sibling", "grandparent", "grandchild"])
def test_near_kin_are_family(relation: str) -> None:
    assert check_statements(replace(SALE, kind="family", relationship=relation), today=TODAY) == ()


def test_each_fault_an_officer_can_find_has_its_own_code_and_says_the_cure() -> None:
    assert {code for paper in PAPERS for code, _ in paper.faults} == {
        *("TITLE_NOT_CURRENT", "TITLE_ALTERED", "SIGNATURES_INCOMPLETE", "BOS_MISMATCH", "POA_SCOPE"),
        *("LIEN_RELEASE_WRONG_PARTY", "AUTHORITY_MISSING", "ORDER_UNCERTIFIED", "RELATIONSHIP_UNPROVEN"),
        *("SMOG_FAILED", "TAX_EXEMPTION_UNPROVEN"),
    }
    assert [code for code, _ in faults_of("authority_paper")] == ["AUTHORITY_MISSING", "ORDER_UNCERTIFIED"]
    assert fault_said("nothing") is None


def test_every_refusal_says_what_is_wrong_and_then_what_to_do() -> None:
    said = [str(paper.missing[1]) for paper in PAPERS]
    said += [str(words) for paper in PAPERS for _, words in paper.faults]
    assert [words for words in said if ". " not in words] == []


A, B, C = Owner("a"), Owner("b"), Owner("c")


@pytest.mark.parametrize(
    ("kind", "record", "sellers", "buyers", "expected"),
    [
        ("private_sale", OwnerSet((A, B)), "ab", "c", []),
        ("private_sale", OwnerSet((A, B)), "a", "c", ["SELLER_NOT_OWNER"]),
        ("private_sale", OwnerSet((A,)), "c", "b", ["SELLER_NOT_OWNER"]),
        ("court_order", OwnerSet((A,)), "", "c", []),
        ("name_change_only", OwnerSet((A,)), "a", "a", []),
        ("lien_only", OwnerSet((A,)), "a", "c", ["SELLER_NOT_OWNER"]),
        ("survivorship", OwnerSet((A, B), Conjunction.JTRS), "a", "b", []),
        ("survivorship", OwnerSet((A, B), Conjunction.OR), "a", "c", ["SURVIVOR_BYPASSED"]),
        ("survivorship", OwnerSet((A, B), Conjunction.AND, Tenancy.TENCOM), "a", "b", ["NO_SURVIVORSHIP"]),
        ("survivorship", OwnerSet((A,)), "a", "b", ["NO_SURVIVORSHIP"]),
        ("inheritance_no_probate", OwnerSet((A,)), "a", "c", []),
        ("inheritance_no_probate", OwnerSet((A, B)), "a", "c", ["SURVIVOR_BYPASSED"]),
        ("inheritance_no_probate", OwnerSet((A, B)), "a", "bc", []),
        ("inheritance_probate", OwnerSet((A, B), Conjunction.AND, Tenancy.COMPRO), "a", "c", []),
        ("inheritance_probate", OwnerSet((A,)), "c", "b", ["SELLER_NOT_OWNER"]),
    ],
)
def test_who_may_pass_it_on_hangs_on_the_kind_and_the_record(
    kind: str, record: OwnerSet, sellers: str, buyers: str, expected: list[str]
) -> None:
    assert codes(check_parties(KINDS[kind], record, frozenset(sellers), frozenset(buyers))) == expected


ROLES = ("seller", "co_seller", "buyer", "co_buyer")
ASKED = {
    "release": frozenset(ROLES[:2]),
    "odometer": frozenset({"seller", "buyer"}),
    "application": frozenset(ROLES[2:]),
}


@pytest.mark.parametrize(
    ("conjunction", "and_or", "missing", "expected"),
    [
        ("AND", "any", [], []),
        ("AND", "any", ["release:co_seller"], ["SIGNATURES_INCOMPLETE"]),
        ("OR", "any", ["release:co_seller"], []),
        ("OR", "any", ["release:co_seller", "release:seller"], ["SIGNATURES_INCOMPLETE"]),
        ("AND_OR", "any", ["release:seller"], []),
        ("AND_OR", "all", ["release:seller"], ["SIGNATURES_INCOMPLETE"]),
        ("JTRS", "any", ["release:seller"], ["SIGNATURES_INCOMPLETE"]),
        ("OR", "any", ["application:co_buyer"], ["SIGNATURES_INCOMPLETE"]),
        ("AND", "any", ["odometer:buyer"], ["ODO_UNSIGNED"]),
        ("AND", "any", ["odometer:seller"], ["ODO_UNSIGNED"]),
    ],
)
def test_sellers_sign_by_their_conjunction_and_every_new_owner_applies(
    conjunction: str, and_or: str, missing: list[str], expected: list[str]
) -> None:
    signed = {
        act: frozenset(role for role in roles if f"{act}:{role}" not in missing)
        for act, roles in ASKED.items()
    }
    found = check_signing(Signing(ASKED, signed), Conjunction(conjunction), and_or=and_or)  # type: ignore[arg-type]
    assert codes(found) == expected


def test_an_exempt_vehicle_needs_no_odometer_statement() -> None:
    signed = {act: roles for act, roles in ASKED.items() if act != "odometer"}
    assert check_signing(Signing(ASKED, signed), Conjunction.AND, exempt=True) == ()
