"""Who may come in: tenants, users, their sessions and every secret they hold, by hash only.

These tables live in schema ``identity`` and are reached by the identity login through
`casework.store.identity.identity_session`, before any viewer exists. They are no registers: the
viewer-bound session neither sees nor writes them. What desks need of a user, a trigger copies into
`public.member`.
"""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from casework.base.clock import now
from casework.base.ids import new_id

_EMPTY = text("'{}'")


class IdentityBase(DeclarativeBase):
    """Declarative base of schema ``identity``, with metadata of its own."""

    metadata = MetaData(schema="identity")
    type_annotation_map: ClassVar = {
        str: Text,
        datetime: TIMESTAMP(timezone=True),
        bytes: LargeBinary,
        uuid.UUID: UUID(as_uuid=True),
        list[str]: ARRAY(Text),
        list[uuid.UUID]: ARRAY(UUID(as_uuid=True)),
        dict[str, Any]: JSONB,
    }


class Tenant(IdentityBase):
    """An office that uses the installation. Its slug and host are global by nature: they are the address."""

    __tablename__ = "tenant"
    __table_args__ = (CheckConstraint("status in ('active', 'suspended')", name="tenant_status"),)

    id: Mapped[int] = mapped_column(Integer, Identity(always=False), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    public: Mapped[bool] = mapped_column(default=True)
    languages: Mapped[list[str]]
    timezone: Mapped[str]
    currency: Mapped[str]
    country: Mapped[str]
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=_EMPTY)
    created_at: Mapped[datetime] = mapped_column(default=now)


class User(IdentityBase):
    """A person who signs in at one tenant.

    ``epoch`` rises with each change of password, titles or status: sessions and links of an older one are
    dead.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("status in ('invited', 'active', 'disabled')", name="user_status"),
        Index("user_email", "tenant_id", "email_key", unique=True),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("identity.tenant.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    email_key: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    titles: Mapped[list[str]] = mapped_column(default=list, server_default=_EMPTY)
    units: Mapped[list[uuid.UUID]] = mapped_column(default=list, server_default=_EMPTY)
    language: Mapped[str]
    status: Mapped[str] = mapped_column(default="invited")
    epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    password_changed_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]


def _user_key(name: str) -> ForeignKeyConstraint:
    """The composite key to `User`; what hangs on a user goes with the user."""
    return ForeignKeyConstraint(
        ["tenant_id", "user_id"],
        ["identity.user.tenant_id", "identity.user.id"],
        name=name,
        ondelete="CASCADE",
    )


class UserSession(IdentityBase):
    """One signed-in browser. Only the hash of the cookie is here; ``epoch`` must equal the user's."""

    __tablename__ = "user_session"
    __table_args__ = (_user_key("user_session_user"), Index("user_session_by_user", "tenant_id", "user_id"))

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID]
    epoch: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    fresh_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(default="")


class OneTimeLink(IdentityBase):
    """A link in a mail that works once: an invitation, a new password, a way back to a draft or case."""

    __tablename__ = "one_time_link"
    __table_args__ = (_user_key("one_time_link_user"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("identity.tenant.id"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[uuid.UUID | None]
    subject_id: Mapped[uuid.UUID | None]
    epoch: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class TrackingCode(IdentityBase):
    """A secret code that opens one case (or draft) to the person who holds it. Planted by `plant_code`."""

    __tablename__ = "tracking_code"
    __table_args__ = (Index("tracking_code_by_subject", "tenant_id", "subject_id"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("identity.tenant.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(default="case")
    subject_id: Mapped[uuid.UUID]
    created_at: Mapped[datetime] = mapped_column(default=now, server_default=text("now()"))
    revoked_at: Mapped[datetime | None]


class PaperCode(IdentityBase):
    """The code on a paper that was issued, and whether that paper still holds. Kept by a trigger on the papers."""

    __tablename__ = "paper_code"
    __table_args__ = (Index("paper_code_by_paper", "tenant_id", "paper_id"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("identity.tenant.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    paper_id: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]


class ApiToken(IdentityBase):
    """A bearer token of one user, narrowed to named permissions and one purpose."""

    __tablename__ = "api_token"
    __table_args__ = (_user_key("api_token_user"), Index("api_token_by_user", "tenant_id", "user_id"))

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID]
    name: Mapped[str]
    secret_hash: Mapped[bytes]
    permissions: Mapped[list[str]]
    purpose: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class LenderToken(IdentityBase):
    """A bearer token of one lender's program, and the public key (Ed25519) with which that program signs."""

    __tablename__ = "lender_token"
    __table_args__ = (Index("lender_token_by_lender", "tenant_id", "elt_id"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("identity.tenant.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    elt_id: Mapped[uuid.UUID]
    name: Mapped[str]
    secret_hash: Mapped[bytes]
    public_key: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[uuid.UUID | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Attempt(IdentityBase):
    """Tries left in one bucket (a token bucket), shared by all workers. Tenant 0 is the installation.

    ``bucket`` names what is guarded ("sign-in by account"), ``key`` is a hash of whom: no address is stored.
    """

    __tablename__ = "attempt"

    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bucket: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    spent: Mapped[float]
    counted_at: Mapped[datetime]
