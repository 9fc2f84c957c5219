"""Tokens of lenders' programs: made by the office, shown once, for one lender's own claims, ending on a day."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id, new_secret, secret_hash
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models.identity import LenderToken, Tenant
from casework.services.staff.recognise import Staff
from casework.services.staff.record import record
from casework.services.tenants.find_tenant import TenantFacts, tenant_facts

MARK = "cwl"
LONGEST, MOST_NAME = 365, 80
_SHAPE = re.compile(r"cwl_([0-9]{1,9})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
_TOUCH = timedelta(seconds=60)


class LenderWish(Value):
    """What a token is to be for: which program, the key it signs with, and for how long."""

    name: str
    public_key: str
    days: int


class LenderBearer(Value):
    """A program of a lender, and the key of its signatures."""

    tenant: TenantFacts
    participant: UUID
    token_id: UUID
    public_key: bytes


def make_lender_token(session: Session, staff: Staff, participant: UUID, wish: LenderWish) -> str:
    """The token, to be shown once; only the hash of its secret is kept. Raises InvalidInput by field."""
    key, errors = read_public_key(wish.public_key), dict[str, Sayable]()
    if not 1 <= len(wish.name.strip()) <= MOST_NAME or not wish.name.isprintable():
        errors["name"] = phrase("Enter which program it is for, up to 80 characters")
    if key is None:
        errors["public_key"] = phrase("Enter the lender’s public key: Ed25519, as PEM or in base64")
    if not 1 <= wish.days <= LONGEST:
        errors["days"] = phrase("Enter a number of days from 1 to 365")
    if errors or key is None:
        raise InvalidInput(errors)
    row_id, secret = new_id(), new_secret(256)
    session.add(
        LenderToken(
            tenant_id=staff.tenant_id,
            id=row_id,
            elt_id=participant,
            name=wish.name.strip(),
            secret_hash=secret_hash(secret),
            public_key=key,
            made_by=staff.id,
            expires_at=now() + timedelta(days=wish.days),
        )
    )
    told = {"lender": participant, "days": wish.days}
    record(
        session,
        "lender_token.made",
        tenant_id=staff.tenant_id,
        actor=staff.id,
        subjects=[row_id],
        detail=told,
    )
    return f"{MARK}_{staff.tenant_id}_{row_id.hex}_{secret}"


def lender_tokens(session: Session, tenant_id: int, participant: UUID) -> Sequence[LenderToken]:
    """A lender's working tokens, newest first."""
    chosen = select(LenderToken).where(
        *(LenderToken.tenant_id == tenant_id, LenderToken.elt_id == participant),
        *(LenderToken.revoked_at.is_(None), LenderToken.expires_at > now()),
    )
    return session.scalars(chosen.order_by(LenderToken.made_at.desc())).all()


def end_lender_token(session: Session, staff: Staff, participant: UUID, token_id: UUID) -> None:
    """From the next request on it opens nothing; NotFound for a token of another lender."""
    row = session.get(LenderToken, (staff.tenant_id, token_id))
    if row is None or row.elt_id != participant:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = now()
        record(session, "lender_token.ended", tenant_id=staff.tenant_id, actor=staff.id, subjects=[row.id])


def read_lender_token(session: Session, token: str) -> LenderBearer | None:
    """Whose program acts with this token; None when it is unknown or ended, or the office is shut."""
    shape = _SHAPE.fullmatch(token)
    if shape is None:
        return None
    row = session.execute(
        select(LenderToken, Tenant)
        .join(Tenant, Tenant.id == LenderToken.tenant_id)
        .where(LenderToken.tenant_id == int(shape[1]), LenderToken.id == UUID(hex=shape[2]))
    ).first()
    if row is None or not hmac.compare_digest(row[0].secret_hash, secret_hash(shape[3])):
        return None
    held, tenant = row
    if held.revoked_at is not None or held.expires_at <= now() or tenant.status != "active":
        return None
    _touch(session, held)
    return LenderBearer(tenant_facts(tenant), held.elt_id, held.id, held.public_key)


def read_public_key(text: str) -> bytes | None:
    """The 32 bytes of an Ed25519 public key, typed as PEM or in base64."""
    plain = text.strip()
    if plain.startswith("-----BEGIN"):
        return _from_pem(plain)
    try:
        key = base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == 32 else None


def _from_pem(text: str) -> bytes | None:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, Ed25519PublicKey):
        return None
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _touch(session: Session, held: LenderToken) -> None:
    if held.used_at is None or now() - held.used_at >= _TOUCH:
        chosen = (LenderToken.tenant_id == held.tenant_id, LenderToken.id == held.id)
        session.execute(update(LenderToken).where(*chosen).values(used_at=now()))
