"""Lenders: electronic titles, their release, leases; a payment that bounced; a price far below the worth."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.domain.title_rules import Conjunction, Owner, OwnerSet, signatures
from casework.models import Brand, FraudFlag, Hold, Lien, Payment, VehicleTitle
from casework.packs import catalog
from casework.services.fees.fees_due import fees_due
from casework.services.fraud.close_flag import close_flag
from casework.services.office import Office
from casework.services.papers.title_paper import issue_title_paper
from casework.services.vehicles.bounced_payment import note_bounced, take_again
from casework.services.vehicles.elt import NewParticipant, add_participant, end_participant, participant_like
from casework.services.vehicles.liens import NewLien
from casework.services.vehicles.owners import ownership_at
from casework.services.vehicles.release_lien import LienRelease, release_lien
from casework.services.vehicles.standing import ELECTRONIC, PAPER
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from tests.services.desks import Desks, Worker
from tests.services.vehicles.scene import SOLD, Scene, set_scene
from tests.services.vehicles.test_transfer_case import (
    EXAMINER,
    NOW,
    PURPOSE,
    an_application,
    confirm_parties,
    move,
)

FLOW = catalog().workflow("vehicle_transfer")
LEAD, CASHIER, SENIOR = Worker(("supervisor",)), Worker(("cashier",)), Worker(("senior_examiner",))
BANK = NewParticipant("E-117", "First Bank", "1 Bank Street, Sacramento CA 95814")


def sold_on_credit(desks: Desks, office: Office, scene: Scene, elt: UUID | None) -> UUID:
    """The title of a vehicle that a lender financed."""
    with freeze(NOW), desks.all_seeing(office) as session:
        transfer = TitleTransfer(
            *(scene.vehicle, SOLD, frozenset({scene.seller}), (scene.buyer,)), lien=NewLien(scene.lender, elt)
        )
        transfer_title(session, transfer)
        session.commit()
        title = select(VehicleTitle).where(VehicleTitle.superseded_at.is_(None))
        return session.scalars(title).one().id


@pytest.mark.parametrize(
    ("name", "address", "found"),
    [
        ("First Bank", "1 Bank Street, Sacramento CA 95814", True),
        ("First  Bank ", "1 Bank Street, Sacramento CA 95814", True),  # spaces are no letters
        ("first bank", "1 Bank Street, Sacramento CA 95814", False),
        ("First Bank", "1 Bank St, Sacramento CA 95814", False),
        ("First Bank", "", False),
    ],
)
def test_a_lender_holds_titles_where_name_and_address_are_those_of_the_list(
    desks: Desks, agency: Office, other_agency: Office, name: str, address: str, found: bool
) -> None:
    with freeze(NOW), desks.at(agency, purpose="liens", worker=LEAD) as session:
        added = add_participant(session, BANK)
        hit = participant_like(session, name, address, on=SOLD.replace(day=20))
        assert (hit is not None and hit.id == added.id) is found
        assert (
            participant_like(session, name, address, on=date(2020, 1, 1)) is None
        )  # before it was on the list
        with pytest.raises(Refused) as twice:
            add_participant(session, BANK)
        assert twice.value.code == "ELT_CODE_TAKEN"
        end_participant(session, added.id)
        assert participant_like(session, name, address, on=date(2026, 11, 21)) is None
        session.commit()
    with desks.at(other_agency, purpose="liens", worker=LEAD) as session:
        assert participant_like(session, BANK.name, BANK.address, on=SOLD) is None


def test_an_electronic_title_is_printed_when_its_lender_lets_go(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.at(agency, purpose="liens", worker=LEAD) as session:
        elt = add_participant(session, BANK).id
        session.commit()
    title = sold_on_credit(desks, agency, scene, elt)
    with freeze(NOW), desks.all_seeing(agency) as session:
        assert session.get_one(VehicleTitle, (agency.tenant.id, title)).form == ELECTRONIC
        with pytest.raises(Refused) as held:
            issue_title_paper(session, title)
        assert held.value.code == "TITLE_ELECTRONIC"
    told = LienRelease("electronic", date(2026, 11, 19), "First Bank", "M-9")
    with freeze(NOW), desks.at(agency, purpose="liens", worker=EXAMINER) as session:
        lien = session.scalars(select(Lien)).one()
        freed = release_lien(session, lien.id, told)
        assert freed is not None and (freed.id, freed.form) == (title, PAPER)
        assert (lien.released_on, lien.release_way, lien.release_number) == (told.on, "electronic", "M-9")
        with pytest.raises(Refused) as again:
            release_lien(session, lien.id, told)
        assert again.value.code == "LIEN_RELEASED"


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"by": "Second Bank"}, "LIEN_RELEASE_WRONG_PARTY"),
        ({"way": "electronic", "number": "M-1"}, "LIEN_NOT_ELECTRONIC"),
        ({"way": "electronic"}, "number"),
        ({"way": "telephone"}, "way"),
        ({"on": date(2026, 11, 21)}, "on"),
        ({"on": date(2026, 11, 1)}, "on"),
        ({"on": None}, "on"),
        ({"by": " "}, "by"),
    ],
)
def test_a_release_is_by_the_lender_on_record_in_its_own_way(
    desks: Desks, agency: Office, more: dict[str, object], wrong: str
) -> None:
    sold_on_credit(desks, agency, set_scene(desks, agency), None)
    told = {"way": "form", "on": date(2026, 11, 19), "by": "first bank"} | more
    with freeze(NOW), desks.at(agency, purpose="liens", worker=EXAMINER) as session:
        lien = session.scalars(select(Lien)).one()
        with pytest.raises((Refused, InvalidInput)) as refused:
            release_lien(session, lien.id, LienRelease(**told))  # type: ignore[arg-type]  # told by name
        said = refused.value
        assert wrong in (getattr(said, "code", ""), *getattr(said, "errors", ()))
        assert lien.released_on is None


def test_of_a_leased_vehicle_the_lessor_signs_and_the_lessee_need_not() -> None:
    lease = OwnerSet((Owner("lessor"), Owner("lessee")), Conjunction.LEASE)
    assert signatures(lease, {"lessor"}).complete
    assert signatures(lease, {"lessee"}).missing == ("lessor",)


def cleared(desks: Desks, office: Office, worth: int | None = None, **more: object) -> tuple[Scene, UUID]:
    """A case whose papers are in order, and the officer looked up what the vehicle is worth."""
    scene = set_scene(desks, office)
    case = an_application(desks, office, **more)
    move(desks, office, EXAMINER, case, "take")
    confirm_parties(desks, office, case, scene)
    asked = {} if worth is None else {"book_value": {"minor": worth, "currency": "USD"}}
    move(desks, office, EXAMINER, case, "clear", **asked)
    return scene, case


@pytest.mark.parametrize(("worth", "flagged"), [(None, 0), (999_999, 0), (1_000_000, 0), (1_000_001, 1)])
def test_a_price_below_half_the_worth_is_flagged_and_stops_nothing(
    desks: Desks, agency: Office, worth: int | None, flagged: int
) -> None:
    scene, _case = cleared(desks, agency, worth)
    with freeze(NOW), desks.at(agency, purpose="fraud_review", worker=LEAD) as session:
        flags = session.scalars(select(FraudFlag)).all()
        assert [(one.kind, one.subject_id) for one in flags] == [("low_price", scene.vehicle)] * flagged
        for one in flags:
            assert EXAMINER.id in one.involved and scene.seller in one.people
            close_flag(session, one.id, outcome="explained", reason="It had stood in a flood.")


def test_salvage_that_was_inspected_goes_on_the_road_as_rebuilt(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.all_seeing(agency) as session:
        row = {"source": "insurer", "effective_on": date(2025, 1, 1)}
        session.add(Brand(vehicle_id=scene.vehicle, brand="SALVAGE", **row))
        session.commit()
    deed = TitleTransfer(scene.vehicle, SOLD, frozenset({scene.seller}), (scene.buyer,))
    with freeze(NOW), desks.all_seeing(agency) as session:
        with pytest.raises(Refused) as refused:
            transfer_title(session, deed)
        assert refused.value.code == "BRAND_BLOCKS"
    with freeze(NOW), desks.all_seeing(agency) as session:
        inspected = TitleTransfer(
            *(scene.vehicle, SOLD, frozenset({scene.seller}), (scene.buyer,)), inspected=True
        )
        transfer_title(session, inspected)
        names = session.scalars(select(Brand.brand).order_by(Brand.effective_on)).all()
        assert names == ["SALVAGE", "REBUILT"]
        session.rollback()


def test_a_payment_that_bounced_holds_the_vehicle_until_it_is_taken_again(
    desks: Desks, agency: Office
) -> None:
    scene, case = cleared(desks, agency)
    paid = {"minor": 38_000, "currency": "USD"}
    move(desks, agency, CASHIER, case, "pay", amount_paid=paid, payment_method="check")
    move(desks, agency, SENIOR, case, "complete")
    with freeze(NOW), desks.at(agency, purpose=PURPOSE, worker=CASHIER) as session:
        payment = session.scalars(select(Payment.id)).one()
        with pytest.raises(InvalidInput):
            note_bounced(session, case, FLOW, payment, reason=" ")
        note_bounced(session, case, FLOW, payment, reason="No cover")
        with pytest.raises(Refused) as twice:
            note_bounced(session, case, FLOW, payment, reason="No cover")
        assert twice.value.code == "PAYMENT_REVERSED"
        session.commit()
        due = fees_due(session, case)
        assert (due.paid.minor, due.balance.minor, due.bounced) == (0, 38_000, True)
        hold = session.scalars(select(Hold)).one()
        assert (hold.code, hold.until) == ("FEES_DUE", None)
    with freeze(NOW), desks.all_seeing(agency) as session:
        held = ownership_at(session, scene.vehicle, NOW)
        assert held is not None and held.source_case_id == case  # nothing is taken back
    with freeze(NOW), desks.at(agency, purpose=PURPOSE, worker=CASHIER) as session:
        assert take_again(session, case, FLOW, method="cash").balance.minor == 0
        assert session.scalars(select(Hold)).one().until is not None
        with pytest.raises(Refused) as enough:
            take_again(session, case, FLOW, method="cash")
        assert enough.value.code == "NOTHING_DUE"
