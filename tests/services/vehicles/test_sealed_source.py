"""What a case wrote into the register stays when the case is sealed later; which case it was is told to few."""

from datetime import UTC, datetime

from casework.base.clock import freeze
from casework.domain.odometer import Certified, Reading
from casework.models import Case, ReleaseNotice
from casework.services.cases.find_case import case_by_id
from casework.services.office import Office
from casework.services.vehicles.plate_then import vehicle_of_plate
from casework.services.vehicles.read_plate import read_plate
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from tests.services.cases.transfers import open_transfer
from tests.services.desks import Desks
from tests.services.vehicles.scene import SOLD, Scene, a_vin, set_scene

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


def seen(desks: Desks, office: Office, scene: Scene, *titles: str) -> str:
    """All that the register says of a vehicle and its plate, to somebody with these titles."""
    with freeze(NOW), desks.at(office, *titles, purpose="title_transfer") as session:
        told = (
            read_vehicle(session, scene.vehicle),
            read_plate(session, scene.mark),
            vehicle_of_plate(session, "8ABC123", NOW),
        )
        session.commit()
        return repr(told)


def test_neither_the_number_nor_the_id_of_a_sealed_case_is_told_with_what_it_wrote(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    with desks.app.app_context(), freeze(NOW):
        case = open_transfer(agency, vin=a_vin(4352))
    deal = TitleTransfer(
        *(scene.vehicle, SOLD, frozenset({scene.seller}), (scene.buyer,)),
        odometer=Reading(84_200, "mi", Certified.ACTUAL, SOLD),
        case_id=case.case_id,
    )
    with freeze(NOW), desks.all_seeing(agency) as session:
        transfer_title(session, deal)
        told = {"vehicle_id": scene.vehicle, "case_id": case.case_id, "sold_on": SOLD, "due_on": SOLD}
        session.add(
            ReleaseNotice(**told, received_at=NOW, late=False, seller_is_owner=True, buyer_name="Bao Buyer")
        )
        session.commit()
    assert seen(desks, agency, scene, "title_clerk").count(case.number) >= 3
    with desks.all_seeing(agency) as session:
        found: Case = case_by_id(session, case.case_id)
        found.sealed = True
        session.commit()
    clerk, lead = seen(desks, agency, scene, "title_clerk"), seen(desks, agency, scene, "supervisor")
    assert case.number not in clerk and str(case.case_id) not in clerk
    assert "84200" in clerk and "late=False" in clerk, "what was read and told stays on record"
    assert case.number in lead
