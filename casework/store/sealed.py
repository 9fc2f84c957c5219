"""Sealed values: encrypted at rest, opened one by one, bound to their tenant, table, column, row and key.

A `Sealed` gives nothing away by accident: only `unseal` opens it, which needs the session of a viewer who reads sealed
data and puts the opening on the ledger by itself.
Layout: version (1 byte), key id (16), nonce (12), ciphertext and tag (AES-256-GCM). Values of the time before person
keys have layout 1: the tenant key's version (2 bytes) in place of the id; a rotation seals them anew.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from casework.base.errors import KeyMissing, WallError, Withheld
from casework.base.phrases import phrase
from casework.store import ledger_chain
from casework.store.key_ladder import Holder, index_key, key_by_id, key_for, tenant_key
from casework.store.keys import NONCE_BYTES
from casework.store.present import must_be_open

if TYPE_CHECKING:
    from casework.store.session import ViewerSession

BY_TENANT_KEY, BY_PERSON_KEY = 1, 2
_HEADERS = {BY_TENANT_KEY: 3, BY_PERSON_KEY: 17}  # bytes before the nonce
CLASS = "sealed"
_ID_BYTES = 16
_DAMAGED = phrase("A sealed value does not open: it was changed or moved. Tell the operator.")


class Sealed:
    """A value that stays closed until `unseal`. It can't be printed, compared, tested, listed, copied or pickled."""

    __slots__ = ("box",)

    def __init__(self, box: bytes) -> None:
        self.box = box

    def __repr__(self) -> str:
        return "<Sealed>"

    def _refuse(self, *args: Any, **options: Any) -> NoReturn:
        raise WallError("A sealed value is opened only by unseal(), which goes on the ledger.")

    __str__ = __format__ = __html__ = __bytes__ = __bool__ = __len__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __iter__ = __contains__ = _refuse
    __reduce__ = __reduce_ex__ = __copy__ = __deepcopy__ = _refuse
    __hash__ = None  # type: ignore[assignment]  # a sealed value is no key


LEGACY_END = Sealed(bytes([BY_PERSON_KEY]))
"""Boxes before this one in the order of bytes are of the time before person keys."""


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


class Place(NamedTuple):
    """Where a sealed value stands: a column ("fact.sealed") of a row, and the field it answers where rows do."""

    column: str
    row: UUID
    field: str | None = None

    @property
    def table(self) -> str:
        """The table's name."""
        return self.column.partition(".")[0]


def seal(session: ViewerSession, place: Place, value: str, *, holder: Holder) -> Sealed:
    """Encrypt `value` for its place under the key of its holder."""
    opened = key_for(session, holder)
    nonce, header = secrets.token_bytes(NONCE_BYTES), bytes([BY_PERSON_KEY]) + opened.id.bytes
    bound = _bound_to(session.viewer.tenant, place, opened.id)
    return Sealed(header + nonce + AESGCM(opened.key).encrypt(nonce, value.encode(), bound))


def unseal(session: ViewerSession, place: Place, value: Sealed) -> str:
    """The plain value. This is the disclosure: the ledger's entry is made here, and must be committed.

    What applicants wrote into their own draft and read again is none. Raises Withheld for viewers who do not read
    sealed data, KeyMissing without the root key and for a value that was changed or moved, KeyDestroyed for good.
    """
    own = session.viewer.case is not None and session.viewer.case == place.row
    if not own and not session.viewer.access.may_read(CLASS):
        raise Withheld
    plain, holder = open_box(session, place, value)
    if not own:
        session.info["untold"] = True  # until the commit: the session does not close well before
        is_person = holder is not None and holder.kind == "person"
        ledger_chain.record(
            session,
            "unsealed",
            case=holder.id if holder is not None and not is_person else None,
            subjects=[holder.id] if holder is not None and is_person else [],
            fields=[place.field or place.column],
            about=place.table,
        )
    return plain


def open_box(session: ViewerSession, place: Place, value: Sealed) -> tuple[str, Holder | None]:
    """The plain value and its key's holder, without a disclosure: for sealing it anew. A legacy one has no holder."""
    must_be_open(session)
    header = _HEADERS.get(value.box[0], len(value.box))
    key, bound, holder = _key_of(session, place, value.box[0], value.box[1:header])
    nonce, cipher = value.box[header : header + NONCE_BYTES], value.box[header + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, cipher, bound).decode(), holder
    except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
        raise KeyMissing(_DAMAGED) from None


def _key_of(
    session: ViewerSession, place: Place, layout: int, named: bytes
) -> tuple[bytes, bytes, Holder | None]:
    """Key, bound words and holder of a box."""
    if layout == BY_PERSON_KEY and len(named) == _ID_BYTES:
        opened = key_by_id(session, UUID(bytes=named))
        return opened.key, _bound_to(session.viewer.tenant, place, opened.id), opened.holder
    key = tenant_key(session, int.from_bytes(named, "big")) if layout == BY_TENANT_KEY else None
    if key is None:
        raise KeyMissing(_DAMAGED)
    return key, _bound_to(session.viewer.tenant, place), None


def blind_index(session: ViewerSession, place: str, value: str) -> int:
    """A keyed 64-bit fingerprint for equality search, different in each tenant and column."""
    made = hmac.digest(index_key(session, place), value.encode(), "sha256")
    return int.from_bytes(made[:8], "big", signed=True)


def _bound_to(tenant: int, place: Place, key: UUID | None = None) -> bytes:
    return "|".join([str(tenant), place.column, str(place.row), *([str(key)] if key else [])]).encode()
