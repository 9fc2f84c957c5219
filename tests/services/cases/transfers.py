"""Vehicle transfers for tests."""

from typing import Any
from uuid import UUID, uuid4

from casework.models import Document
from casework.packs import catalog
from casework.services.cases.open_case import Opened, open_case
from casework.services.office import Office
from casework.store.session import ViewerSession

TRANSFER = "vehicle_transfer"
ADDRESS = {
    "line1": "218 Cannery Row",
    "city": "Port Elling",
    "region": "CA",
    "postcode": "94101",
    "country": "US",
}
ANSWERS = {
    "vin": "1HGCM82633A004352",
    "seller_name": "Rosa Ibarra",
    "has_co_seller": False,
    "buyer_name": "Minh Hanh Nguyen",
    "buyer_address": ADDRESS,
    "buyer_email": "hanh@example.org",
    "has_co_buyer": False,
    "sale_date": "2026-11-06",
    "transfer_kind": "private_sale",
    "price": {"minor": 1420000, "currency": "USD"},
    "lien_open": False,
    "odometer_status": "actual",
    "odometer": 48213,
    "plates_decision": "stay",
}


def hand_in(session: ViewerSession, case: UUID, *fields: str) -> None:
    """Papers of a case, as their applicant has sent them."""
    workflow = catalog().workflow(TRANSFER)
    for name in fields:
        told: dict[str, Any] = {"media_type": "image/jpeg", "size": 1, "sha256": b"1", "store_name": "1"}
        row = Document(case_id=case, field=name, label=workflow.field(name).cls, name=f"{name}.jpg", **told)
        row.scan, row.sender = "clean", "them"
        session.add(row)
    session.flush()


def open_transfer(
    office: Office, *, channel: str = "web", language: str = "en", papers: bool = False, **answers: Any
) -> Opened:
    """A transfer as a buyer sends it, with one upload as its title; its papers are there only with `papers`."""
    workflow, draft = catalog().workflow(TRANSFER), uuid4()
    given = {**ANSWERS, "title_photo": [str(uuid4())], **answers}
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        done = open_case(session, workflow, given, language=language, channel=channel, case_id=draft)
        if papers:
            hand_in(session, draft, *(name for name in given if workflow.field(name).kind == "file"))
        session.commit()
    return done
