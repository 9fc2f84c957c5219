"""The demo's neighbour: an office whose Open311 server takes one category of the town's requests."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from casework.base.clock import now
from casework.base.ids import new_id, new_secret, secret_hash
from casework.models import Case, Forwarding, PublicRequest
from casework.models.identity import ApiToken
from casework.services.demo.found import find_office, found_office, staff_of
from casework.services.demo.offices import NEIGHBOUR
from casework.services.demo.town import TOWN
from casework.services.forwarding.keep_forwarding import TRY
from casework.services.forwarding.place import sealed_key
from casework.services.forwarding.queue_request import queue_request
from casework.services.office import Office
from casework.services.staff.make_token import MARK
from casework.services.tenants.addresses import home_url
from casework.settings import Settings
from casework.store.identity import identity_session
from casework.store.queue import defer
from casework.store.session import ViewerSession

CATEGORY = "water"
FIRST = 3  # of the requests that are there already


def hand_water_over() -> None:
    """Let the town hand leaks over to the water district, and some of them already; again it only mends the address."""
    there, town = found_office(NEIGHBOUR), find_office(TOWN)
    settings: Settings = current_app.extensions["casework.settings"]
    address = home_url(there.tenant) + "open311/v2"
    with town.open(town.system("load_demo")) as session:
        row = session.scalar(select(Forwarding).where(Forwarding.category == CATEGORY))
        if row is not None:
            row.address = address
        elif settings.demo:
            _begin(session, address, _key(there))
        session.commit()


def _begin(session: ViewerSession, address: str, key: str) -> None:
    row = Forwarding(id=new_id(), category=CATEGORY, name=NEIGHBOUR.name, address=address, service=CATEGORY)
    row.jurisdiction, row.answers, row.whole_words, row.safe_again = "", {}, True, True
    row.api_key = sealed_key(session, row.id, key)
    session.add(row)
    session.flush()
    defer(session, TRY, forwarding=row.id)
    newest = (
        select(Case)
        .join(PublicRequest, PublicRequest.case_id == Case.id)
        .where(PublicRequest.category == CATEGORY, Case.closed_at.is_(None))
        .order_by(Case.opened_at.desc())
        .limit(FIRST)
    )
    for case in session.scalars(newest).all():
        queue_request(session, case, CATEGORY)


def _key(there: Office) -> str:
    """A key of the neighbour's officer that opens cases and nothing else."""
    row, secret = new_id(), new_secret(256)
    with identity_session() as session:
        session.add(
            ApiToken(
                tenant_id=there.tenant.id,
                id=row,
                user_id=staff_of(there, NEIGHBOUR)["officer"].id,
                name="City of Lakeshore",
                secret_hash=secret_hash(secret),
                permissions=["case.open"],
                purpose="request_handling",
                expires_at=now() + timedelta(days=365),
            )
        )
        session.commit()
    return f"{MARK}_{there.tenant.id}_{row.hex}_{secret}"
