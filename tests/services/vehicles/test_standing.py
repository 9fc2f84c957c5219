"""What everybody may be told of a vehicle: facts about it, at one's own office, and no theft to who applies."""

import uuid
from datetime import date

from casework.models import Brand, Hold
from casework.services.office import Office
from casework.services.vehicles.standing import standing_of
from tests.services.desks import Desks
from tests.services.vehicles.scene import a_vin, set_scene

VIN = a_vin(4352)


def test_who_applies_is_told_facts_of_the_own_office_and_warned_of_nothing(
    desks: Desks, agency: Office, other_agency: Office
) -> None:
    scene, theirs = set_scene(desks, agency), set_scene(desks, other_agency)
    with desks.all_seeing(agency) as session:
        for code in ("STOLEN", "FRAUD_REVIEW", "COURT"):
            session.add(Hold(vehicle_id=scene.vehicle, code=code, placed_by="Court", reason="CNRY-reason"))
        row = Brand(vehicle_id=scene.vehicle, brand="FLOOD", source="insurer", effective_on=date(2026, 1, 1))
        session.add(row)
        session.commit()
    with desks.all_seeing(other_agency) as session:
        session.add(Hold(vehicle_id=theirs.vehicle, code="DIVORCE", placed_by="Court", reason="CNRY-there"))
        session.commit()
    with desks.as_applicant(agency, uuid.uuid4(), "title_transfer") as session:
        told = standing_of(session, VIN)
        assert told is not None and (told.holds, told.brands) == (("COURT",), ("FLOOD@2026-01-01",))
        assert (told.conjunction, told.year) == ("AND", 2020) and "CNRY" not in repr(told)
        assert standing_of(session, a_vin(1)) is None
    with desks.at(agency, "title_clerk", purpose="title_transfer") as session:
        told = standing_of(session, VIN)
        assert told is not None and set(told.holds) == {"STOLEN", "FRAUD_REVIEW", "COURT"}
