"""A kind of tenant whose parts don't fit is refused, with file, key and cure."""

from tests.packs.conftest import FLOW, TENANT, Packs, Told

FEES = """
[fees.stalls]
currency = "USD"
[fees.stalls.rows.day]
label = "A day"
since = 2026-01-01
minor = 500
source = "By-law 5"
checked_on = 2026-11-21
"""


def with_fees(packs: Packs, table: str) -> None:
    packs.change(FLOW, 'initial = "new"', 'initial = "new"\nfee_table = "stalls"')
    packs.write(TENANT, (packs.root / TENANT).read_text() + table)


def test_a_title_with_an_unknown_duty_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, 'duties = ["handler"]', 'duties = ["handler", "king"]')
    told("titles.warden.duties", "unknown duty 'king'", "duties.king.label")


def test_a_purpose_open_to_an_unknown_duty_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, 'handler = ["open"]', 'king = ["open"]')
    told("purposes.triage.opens", "unknown duty 'king'", "handler")


def test_a_purpose_that_opens_nothing_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, '[purposes.triage.opens]\nhandler = ["open"]\n', "")
    told("purposes.triage.opens", "is missing", "[purposes.triage.opens]")


def test_a_purpose_for_a_permission_that_is_none_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, "[purposes.triage.opens]", 'permissions = ["vault.open"]\n[purposes.triage.opens]')
    told("purposes.triage.permissions", "vault.open", "rulebook.py")


def test_a_kind_without_triage_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, "purposes.triage", "purposes.sorting").change(
        TENANT, "purposes.triage", "purposes.sorting"
    )
    told("purposes.triage", "is missing", "lists and search")


def test_a_fact_that_a_purpose_demands_must_say_its_class(packs: Packs, told: Told) -> None:
    ask = '[purposes.triage.requires.docket]\nkind = "text"\nlabel = "Docket"\nwhy = "For the ledger."\n'
    packs.change(TENANT, "[purposes.self]", ask + 'opens = ["handler"]\nkeep = "P5Y"\n[purposes.self]')
    told("purposes.triage.requires.docket.class", "is missing", "class =")


def test_a_workflow_that_is_not_there_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, 'workflows = ["permit"]', 'workflows = ["permit", "parade"]')
    told("workflows", "offers 'parade', which is no workflow", "permit")


def test_a_workflow_whose_purpose_is_missing_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'purpose = "permits"', 'purpose = "stalls"')
    told("purposes.stalls", "is missing", "the purpose of the workflow permit")


def test_a_workflow_whose_fee_table_is_missing_is_told(packs: Packs, told: Told) -> None:
    with_fees(packs, "")
    told("fees.stalls", "is missing", "the fee table of the workflow permit")


def test_a_fee_table_that_nothing_names_is_told(packs: Packs, told: Told) -> None:
    packs.write(TENANT, (packs.root / TENANT).read_text() + FEES)
    told("fees.stalls", "is used by no workflow", "fee_table")


def test_a_fee_that_is_no_amount_is_told(packs: Packs, told: Told) -> None:
    with_fees(packs, FEES.replace("minor = 500\n", ""))
    told("fees.stalls.rows.day", "not exactly one of minor and per_mille", "Keep the one")


def test_a_rate_of_what_is_no_money_is_told(packs: Packs, told: Told) -> None:
    with_fees(packs, FEES.replace("minor = 500\n", 'per_mille = 5\nbase = "what"\n'))
    told("fees.stalls.rows.day.base", "is 'what', which is no money field", "asks no money")


def test_a_fee_that_ends_before_it_begins_is_told(packs: Packs, told: Told) -> None:
    with_fees(packs, FEES.replace("since = 2026-01-01", "since = 2026-01-01\nuntil = 2025-01-01"))
    told("fees.stalls.rows.day.until", "is not after since", "the first on which it no longer holds")


def test_a_fee_whose_condition_does_not_compile_is_told(packs: Packs, told: Told) -> None:
    with_fees(packs, FEES.replace("minor = 500\n", 'minor = 500\nwhen = "size(stalls) > 1"\n'))
    told("fees.stalls.rows.day.when", "undeclared reference to 'stalls'", "what")


def test_a_holding_fee_table_says_nothing(packs: Packs) -> None:
    with_fees(packs, FEES)
    assert packs.faults() == []


def test_what_a_use_gives_of_an_owner_is_something_that_can_be_given(packs: Packs) -> None:
    packs.change(TENANT, "[purposes.triage.opens]", 'gives = ["name", "shoe_size"]\n[purposes.triage.opens]')
    fault = packs.faults()[0]
    assert fault.key.startswith("purposes.triage.gives") and "birth_date" in fault.cure
