"""A lender's program in the demo: its token, a release that was done and one that was refused."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from casework.base import clock
from casework.base.ids import new_id, new_secret, secret_hash
from casework.models import EltParticipant, LenderMessage, Lien
from casework.models.identity import LenderToken
from casework.services.demo.cases import Stage
from casework.services.lenders.messages import deal_with
from casework.store.identity import identity_session
from casework.store.session import ViewerSession

CODE = "E-1042"
"""The lender of `plates.py` that holds a title electronically."""


def plant_lender_program(stage: Stage) -> None:
    """Make them, unless they are there or the office has no such lender."""
    with stage.office.open(stage.office.system("load_demo")) as session:
        lender = session.scalar(select(EltParticipant.id).where(EltParticipant.code == CODE))
        if lender is None or session.scalar(select(LenderMessage.id).limit(1)) is not None:
            return
        session.commit()
    key, token = Ed25519PrivateKey.generate(), _token(stage, lender)
    with identity_session() as identity:
        token.public_key = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        identity.add(token)
        identity.commit()
        token_id = token.id
    with stage.office.open(stage.office.system("load_demo")) as session:
        _sent(stage, session, (lender, token_id), key)
        session.commit()


def _token(stage: Stage, lender: UUID) -> LenderToken:
    return LenderToken(
        tenant_id=stage.office.tenant.id,
        id=new_id(),
        elt_id=lender,
        name="Nightly title run",
        secret_hash=secret_hash(new_secret(256)),
        made_by=stage.staff["supervisor"].id,
        expires_at=clock.now() + timedelta(days=300),
    )


def _sent(stage: Stage, session: ViewerSession, whose: tuple[UUID, UUID], key: Ed25519PrivateKey) -> None:
    """A second claim of the lender's is let go; then it writes about one that it never had."""
    held = session.scalars(select(Lien).where(Lien.elt_id == whose[0]).limit(1)).one()
    day = stage.day - timedelta(days=3)
    told = {"vehicle_id": held.vehicle_id, "holder_id": held.holder_id, "elt_id": held.elt_id}
    second = Lien(id=new_id(), since=held.since + timedelta(days=40), **told)
    session.add(second)
    session.flush()
    for number, lien in (("R-2026-0117", second.id), ("R-2026-0118", new_id())):
        with clock.at(stage.days_ago(3, 3, 12)):
            row = _message(whose, number, lien, day, key)
            session.add(row)
            session.flush()
            deal_with(session, row.id)


def _message(
    whose: tuple[UUID, UUID], number: str, lien: UUID, day: date, key: Ed25519PrivateKey
) -> LenderMessage:
    signed = f'"@method": POST\n"@path": /api/v1/lender/liens/{lien}/release'
    return LenderMessage(
        id=new_id(),
        elt_id=whose[0],
        token_id=whose[1],
        number=number,
        lien_id=lien,
        released_on=day,
        body_hash=sha256(f"{lien} {day} {number}".encode()).digest(),
        signed=signed,
        signature=key.sign(signed.encode()),
    )
