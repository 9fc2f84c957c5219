"""Fees: worked out by the table in force on the day of the event, settled to the cent, waived by two."""

from datetime import date

import pytest

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.money import Money
from casework.base.values import replace
from casework.packs import catalog
from casework.services.fees.ask_fees import Event, ask_fees, work_out
from casework.services.fees.fees_due import fees_due
from casework.services.fees.take_payment import take_payment
from casework.services.fees.waive_fee import approve_waiver, waive_fee
from tests.services.desks import Worker
from tests.services.vehicles.scene import set_scene
from tests.services.vehicles.test_transfer_case import ANSWERS, an_application

PURPOSE = "title_transfer"
WORKFLOW = catalog().workflow("vehicle_transfer")
TABLE = catalog().kind("motor_vehicle_agency").fees["vehicle_transfer"]
SOLD = date(2026, 11, 2)
YOUNG = Event(SOLD, {"emissions": "fee_instead"})  # four model years old or newer
OLD = Event(SOLD, {"emissions": "required"})
EXAMINER, CASHIER, LEAD = Worker(("title_examiner",)), Worker(("cashier",)), Worker(("supervisor",))


def usd(minor):
    return Money(minor, "USD")


@pytest.fixture
def case(desks, agency):
    set_scene(desks, agency)
    case = an_application(desks, agency)
    with desks.at(agency, purpose=PURPOSE, worker=EXAMINER) as session:
        ask_fees(session, case, WORKFLOW, ANSWERS, YOUNG)
        session.commit()
    return case


@pytest.mark.parametrize(
    ("answers", "event", "codes", "total"),
    [
        ({}, YOUNG, ["transfer", "smog_transfer", "use_tax"], 38_800),
        ({}, OLD, ["transfer", "use_tax"], 38_000),
        ({"transfer_kind": "family", "price": None}, OLD, ["transfer", "use_tax_exempt"], 1_500),
        (
            {"transfer_kind": "gift", "price": None},
            YOUNG,
            ["transfer", "smog_transfer", "use_tax_exempt"],
            2_300,
        ),
        ({"hops": 2}, OLD, ["transfer", "chain", "use_tax"], 41_000),
        ({"plates_decision": "lost"}, YOUNG, ["transfer", "smog_transfer", "use_tax", "new_plates"], 41_500),
        ({"price": {"minor": 1, "currency": "USD"}}, YOUNG, ["transfer", "smog_transfer", "use_tax"], 2_300),
    ],
)
def test_the_sheet_follows_the_answers(answers, event, codes, total):
    sheet = work_out(TABLE, WORKFLOW, ANSWERS | answers, event)
    assert ([line.code for line in sheet.lines], sheet.total) == (codes, usd(total))


def test_the_table_of_the_day_of_the_event_counts():
    first, *others = TABLE.rows
    dearer = replace(first, since=date(2026, 11, 1), minor=2_000)
    table = replace(TABLE, rows=(replace(first, until=date(2026, 11, 1)), dearer, *others))
    for day, amount in ((date(2026, 10, 31), 1_500), (date(2026, 11, 1), 2_000)):
        sheet = work_out(table, WORKFLOW, ANSWERS, Event(day))
        assert [line.amount.minor for line in sheet.lines if line.code == first.code] == [amount]


def test_an_answer_that_a_fee_needs_and_nobody_gave_is_asked_for():
    taxed = replace(TABLE, rows=tuple(replace(row, when=None) for row in TABLE.rows))
    with pytest.raises(Refused) as refused:
        work_out(taxed, WORKFLOW, {**ANSWERS, "price": None}, YOUNG)
    assert refused.value.code == "FEES_UNDECIDED"


def test_a_sheet_once_asked_stands(desks, agency, case):
    with desks.at(agency, purpose=PURPOSE, worker=EXAMINER) as session:
        cheaper = ANSWERS | {"price": {"minor": 100, "currency": "USD"}}
        assert ask_fees(session, case, WORKFLOW, cheaper, YOUNG).total == usd(38_800)
        assert fees_due(session, case).lines[2].basis == "0.073 x 5000.00 USD"


def test_payments_add_up_and_never_go_over(desks, agency, case):
    with desks.at(agency, purpose=PURPOSE, worker=CASHIER) as session:
        assert take_payment(session, case, usd(30_000), method="cash").balance == usd(8_800)
        for wrong, code in ((usd(8_801), "OVERPAID"),):
            with pytest.raises(Refused) as refused:
                take_payment(session, case, wrong, method="card")
            assert refused.value.code == code
        for wrong in (usd(0), usd(-1), Money(100, "EUR")):
            with pytest.raises(InvalidInput):
                take_payment(session, case, wrong, method="cash")
        assert take_payment(session, case, usd(8_800), method="card", reference=" slip 7 ").balance == usd(0)
        with pytest.raises(Refused) as refused:
            take_payment(session, case, usd(1), method="cash")
        assert refused.value.code == "NOTHING_DUE"


def test_a_waiver_counts_only_when_another_officer_approved_it(desks, agency, case):
    with desks.at(agency, purpose=PURPOSE, worker=LEAD) as session:
        waiver = waive_fee(session, case, usd(800), reason="Our mistake", code="our_mistake")
        assert fees_due(session, case).balance == usd(38_800)
        with pytest.raises(Refused) as refused:
            approve_waiver(session, waiver.id)
        assert refused.value.code == "SAME_PERSON"
        session.commit()
    with desks.at(agency, purpose=PURPOSE, worker=Worker(("supervisor",))) as session:
        due = approve_waiver(session, waiver.id)
        assert (due.balance, due.waived, due.paid) == (usd(38_000), usd(800), usd(0))
        with pytest.raises(Refused) as refused:
            approve_waiver(session, waiver.id)
        assert refused.value.code == "ALREADY_APPROVED"


@pytest.mark.parametrize(("amount", "reason"), [(0, "why"), (38_801, "why"), (100, "  ")])
def test_a_waiver_has_an_amount_that_is_due_and_a_reason(desks, agency, case, amount, reason):
    with desks.at(agency, purpose=PURPOSE, worker=LEAD) as session, pytest.raises(InvalidInput):
        waive_fee(session, case, usd(amount), reason=reason)


def test_another_offices_waiver_is_not_there_and_its_fees_are_none(desks, agency, other_agency, case):
    with desks.at(agency, purpose=PURPOSE, worker=LEAD) as session:
        waiver = waive_fee(session, case, usd(800), reason="Our mistake").id
        session.commit()
    with desks.at(other_agency, purpose=PURPOSE, worker=LEAD) as session:
        assert fees_due(session, case).lines == ()
        with pytest.raises(NotFound):
            approve_waiver(session, waiver)
