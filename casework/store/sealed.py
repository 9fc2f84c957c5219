"""Sealed values: encrypted at rest, opened one by one, bound to their tenant, table, column and row.

A `Sealed` gives nothing away by accident: only `unseal` opens it, and that needs the session of a viewer.
Layout: version (1 byte), tenant key version (2 bytes), nonce (12), ciphertext and tag (AES-256-GCM).
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from casework.base.errors import KeyMissing, WallError
from casework.store.keys import KEY_BYTES, NONCE_BYTES

if TYPE_CHECKING:
    from casework.store.session import ViewerSession

LAYOUT = 1
HEADER = 3


class Sealed:
    """A value that stays closed until `unseal`. It can't be printed, compared, tested or stored elsewhere."""

    __slots__ = ("box",)

    def __init__(self, box: bytes) -> None:
        self.box = box

    def __repr__(self) -> str:
        return "<Sealed>"

    def _refuse(self, *args: Any) -> NoReturn:
        raise WallError("A sealed value is opened only by unseal(), which goes on the ledger.")

    __str__ = __eq__ = __bool__ = __iter__ = __reduce__ = __len__ = _refuse
    __format__ = _refuse
    __hash__ = None  # type: ignore[assignment]  # a sealed value is no key


class SealedType(TypeDecorator[Sealed]):
    """Column type of sealed values: bytea in the database, `Sealed` in Python."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):
            raise WallError("Only a sealed value can be stored in a sealed column.")
        return None if value is None else value.box

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def compare_values(self, x: Any, y: Any) -> bool:
        return x is y


def seal(session: ViewerSession, place: str, row_id: UUID, value: str) -> Sealed:
    """Encrypt `value` for `place` ("table.column") and the row `row_id`."""
    version, key = _tenant_key(session)
    nonce = secrets.token_bytes(NONCE_BYTES)
    header = bytes([LAYOUT]) + version.to_bytes(2, "big")
    aad = _bound_to(session.viewer.tenant, place, row_id)
    return Sealed(header + nonce + AESGCM(key).encrypt(nonce, value.encode(), aad))


def unseal(session: ViewerSession, place: str, row_id: UUID, value: Sealed) -> str:
    """The plain value. The caller records the disclosure; a value moved from another row does not open."""
    version = int.from_bytes(value.box[1:HEADER], "big")
    _, key = _tenant_key(session, version)
    nonce, cipher = value.box[HEADER : HEADER + NONCE_BYTES], value.box[HEADER + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, cipher, _bound_to(session.viewer.tenant, place, row_id)).decode()
    except InvalidTag:
        raise KeyMissing(f"A sealed value of {place} does not open: it was changed or moved.") from None


def blind_index(session: ViewerSession, place: str, value: str) -> int:
    """A keyed 64-bit fingerprint for equality search, different in each tenant and column."""
    _, key = _tenant_key(session)
    index_key = hmac.digest(key, f"blind index|{place}".encode(), "sha256")
    return int.from_bytes(hmac.digest(index_key, value.encode(), "sha256")[:8], "big", signed=True)


def _bound_to(tenant: int, place: str, row_id: UUID) -> bytes:
    return f"{tenant}|{place}|{row_id}".encode()


def key_purpose(tenant: int, version: int) -> bytes:
    """What a root key binds a wrapped tenant key to."""
    return f"tenant key|{tenant}|{version}".encode()


def _tenant_key(session: ViewerSession, version: int = 1) -> tuple[int, bytes]:
    """The tenant's data key, unwrapped once per session; made on first use."""
    from casework.store.sealing_key import SealingKey  # a register: it needs this module's floor ready

    cache: dict[int, bytes] = session.info.setdefault("tenant_keys", {})
    if version not in cache:
        purpose = key_purpose(session.viewer.tenant, version)
        keys = session.installation.keys
        wanted = select(SealingKey.root_id, SealingKey.wrapped).where(SealingKey.version == version)
        row = session.execute(wanted).one_or_none()
        if row is None:
            root_id, wrapped = keys.wrap(secrets.token_bytes(KEY_BYTES), purpose)
            fresh = {
                "tenant_id": session.viewer.tenant,
                "version": version,
                "root_id": root_id,
                "wrapped": wrapped,
            }
            session.execute(insert(SealingKey.__table__).values(fresh).on_conflict_do_nothing())  # type: ignore[arg-type]  # a table
            row = session.execute(wanted).one()
        cache[version] = keys.unwrap(row.root_id, row.wrapped, purpose)
    return version, cache[version]
