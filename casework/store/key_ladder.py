"""The ladder of keys: a root key (a file) wraps tenant keys, a tenant key wraps person keys, those seal values.

Nothing that was made in this transaction is remembered beyond it: a key that was rolled back must seal nothing.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Select, and_, func, select
from sqlalchemy.dialects.postgresql import insert

from casework.base.clock import now
from casework.base.errors import KeyDestroyed, KeyMissing
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.store.keys import NONCE_BYTES, fresh_key
from casework.store.sealing_key import PersonKey, SealingKey

if TYPE_CHECKING:
    from casework.store.session import ViewerSession

INDEX = 0
"""The version of a tenant's index key. It stays when data keys turn, so blind indexes need not be built anew."""
FIRST = 1


class Holder(NamedTuple):
    """Whose key seals a value."""

    kind: str
    id: UUID


def of_person(person: UUID) -> Holder:
    """Values on a person's own record."""
    return Holder("person", person)


def of_case(case: UUID) -> Holder:
    """Answers of a case and of the draft it came from, which has the same id: nobody knows yet who the person is."""
    return Holder("case", case)


def of_endpoint(forwarding: UUID) -> Holder:
    """What somebody else's server wants of us: about nobody, and gone with the row that names the server."""
    return Holder("endpoint", forwarding)


class Opened(NamedTuple):
    """A person key, unwrapped."""

    id: UUID
    holder: Holder
    key: bytes


def key_purpose(tenant: int, version: int) -> bytes:
    """What a root key binds a wrapped tenant key to."""
    return f"tenant key|{tenant}|{version}".encode()


def key_for(session: ViewerSession, holder: Holder) -> Opened:
    """The key that seals new values of `holder`; made on first use, and anew after it was destroyed."""
    wanted = _with_tenant_key().where(PersonKey.holder == holder.id, PersonKey.wrapped.is_not(None))
    row = session.execute(wanted).one_or_none()
    if row is None:
        version, tenant_key = newest(session)
        key_id = new_id()
        fresh = {
            "tenant_id": session.viewer.tenant,
            "id": key_id,
            "kind": holder.kind,
            "holder": holder.id,
            "version": version,
            "wrapped": wrap(tenant_key, bound_to(session, key_id, holder, version), fresh_key()),
            "made_at": now(),
        }
        session.execute(insert(PersonKey.__table__).values(fresh).on_conflict_do_nothing())  # type: ignore[arg-type]  # a table
        row = session.execute(wanted).one()
    return _opened(session, row)


def key_by_id(session: ViewerSession, key_id: UUID) -> Opened:
    """The key that sealed a value. Raises KeyDestroyed where it is gone for good."""
    held: dict[UUID, Opened] = session.info.setdefault("person_keys", {})
    if key_id not in held:
        row = session.execute(_with_tenant_key().where(PersonKey.id == key_id)).one_or_none()
        if row is None or row.wrapped is None:
            gone = select(PersonKey.destroyed_at).where(PersonKey.id == key_id)
            raise KeyDestroyed(at=session.scalar(gone))
        held[key_id] = _opened(session, row)
    return held[key_id]


def tenant_key(session: ViewerSession, version: int) -> bytes | None:
    """A tenant key by its version, unwrapped; None when there is none (any more)."""
    wanted = select(SealingKey.version, SealingKey.root_id, SealingKey.wrapped)
    row = session.execute(wanted.where(SealingKey.version == version)).one_or_none()
    if row is None:
        return None
    return session.installation.keys.unwrap(
        row.root_id, row.wrapped, key_purpose(session.viewer.tenant, version)
    )


def newest(session: ViewerSession) -> tuple[int, bytes]:
    """The tenant key that wraps new person keys; the first one is made here, with the index key.

    The database's function holds a lock until the transaction ends, so that a rotation knows what it must wait for.
    """
    version = session.scalar(select(func.tenant_key_in_use()))
    if version is None:
        keep_tenant_key(session, INDEX, fresh_key())
        keep_tenant_key(session, FIRST, fresh_key())
        version = FIRST
    key = tenant_key(session, version)
    assert key is not None, "the newest version is never retired"
    return version, key


def keep_tenant_key(session: ViewerSession, version: int, key: bytes) -> None:
    """Store a tenant key under the current root key, unless another session was first."""
    root_id, wrapped = session.installation.keys.wrap(key, key_purpose(session.viewer.tenant, version))
    fresh = {
        "tenant_id": session.viewer.tenant,
        "version": version,
        "root_id": root_id,
        "wrapped": wrapped,
        "made_at": now(),
    }
    session.execute(insert(SealingKey.__table__).values(fresh).on_conflict_do_nothing())  # type: ignore[arg-type]  # a table


def index_key(session: ViewerSession, place: str) -> bytes:
    """The key of a column's blind index.

    Tenants of the time before person keys have indexes made with their first key: it became their index key.
    """
    root = tenant_key(session, INDEX)
    if root is None:
        newest(session)
        first = tenant_key(session, FIRST)
        if first is not None:
            keep_tenant_key(session, INDEX, first)
        root = tenant_key(session, INDEX)
        if root is None:
            raise KeyMissing
    return hmac.digest(root, f"blind index|{place}".encode(), "sha256")


def bound_to(session: ViewerSession, key_id: UUID, holder: Holder, version: int) -> bytes:
    """What a tenant key binds a wrapped person key to."""
    return f"person key|{session.viewer.tenant}|{key_id}|{holder.kind}|{holder.id}|{version}".encode()


def wrap(tenant_key: bytes, bound: bytes, key: bytes) -> bytes:
    """A person key as it is stored under a tenant key."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(tenant_key).encrypt(nonce, key, bound)


def unwrap(tenant_key: bytes, bound: bytes, wrapped: bytes) -> bytes:
    """The person key again; KeyMissing when it was changed or moved."""
    try:
        return AESGCM(tenant_key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
        raise KeyMissing(phrase("A key of a person does not open: it was changed or moved.")) from None


def _opened(session: ViewerSession, row: Any) -> Opened:
    purpose = key_purpose(session.viewer.tenant, row.version)
    above = session.installation.keys.unwrap(row.root_id, row.tenant_wrapped, purpose)
    holder = Holder(row.kind, row.holder)
    return Opened(row.id, holder, unwrap(above, bound_to(session, row.id, holder, row.version), row.wrapped))


def _with_tenant_key() -> Select[UUID, str, UUID, int, bytes | None, str, bytes]:
    """A person key beside the tenant key that wraps it, in one statement: a rotation cannot come between."""
    same = and_(SealingKey.tenant_id == PersonKey.tenant_id, SealingKey.version == PersonKey.version)
    return select(
        PersonKey.id,
        PersonKey.kind,
        PersonKey.holder,
        PersonKey.version,
        PersonKey.wrapped,
        SealingKey.root_id,
        SealingKey.wrapped.label("tenant_wrapped"),
    ).join(SealingKey, same)
