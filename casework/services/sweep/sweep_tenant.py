"""Clear up at one tenant: expired drafts, kept answers, links and codes, and files that no row names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.models import Draft, IdempotencyKey, Upload
from casework.models.identity import Attempt, OneTimeLink, UserSession
from casework.services.applicants.codes import forget_old_codes
from casework.services.imports.forget_files import forget_import_files
from casework.services.inbound.forget_post import forget_post
from casework.services.office import office_of
from casework.services.requests.forget_followers import forget_followers
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.identity import identity_session
from casework.store.session import ViewerSession

KEYS_LIVE = timedelta(hours=24)
ORPHANS_LIVE = timedelta(hours=1)
LINKS_LIVE = timedelta(days=7)
"""After they expired: whoever follows one is told that it is too old."""
TRIES_LIVE = timedelta(days=2)


def sweep_tenant(session: ViewerSession) -> Mapping[str, int]:
    """What went, by kind. The caller commits, then calls `sweep_files`."""
    gone = {"drafts": _drafts(session), "keys": _keys(session), "followers": forget_followers(session)}
    gone["imports"] = forget_import_files(session)
    gone["post"] = forget_post(session)
    with identity_session() as identity:
        gone |= _identity(identity, office_of(session).tenant.id)
        identity.commit()
    if any(gone.values()):
        ledger_chain.record(session, "tenant.swept", detail=gone)
    return gone


def sweep_files(session: ViewerSession) -> int:
    """Remove files that no row names and that are older than an hour. How many went."""
    kept = session.scalars(select(func.stored_files())).all()
    before = (now() - ORPHANS_LIVE).timestamp()
    return file_store().sweep(office_of(session).tenant.id, kept, older_than=before)


def _drafts(session: ViewerSession) -> int:
    expired = list(session.scalars(select(Draft.id).where(Draft.expires_at < now())))
    if expired:
        session.execute(delete(Upload).where(Upload.draft_id.in_(expired)))
        session.execute(delete(Draft).where(Draft.id.in_(expired)))
    return len(expired)


def _keys(session: ViewerSession) -> int:
    old = list(session.scalars(select(IdempotencyKey.id).where(IdempotencyKey.at < now() - KEYS_LIVE)))
    if old:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.id.in_(old)))
    return len(old)


def _identity(identity: Session, tenant: int) -> dict[str, int]:
    links = identity.scalars(
        delete(OneTimeLink)
        .where(OneTimeLink.tenant_id == tenant, OneTimeLink.expires_at < now() - LINKS_LIVE)
        .returning(OneTimeLink.token_hash)
    ).all()
    sessions = identity.scalars(
        delete(UserSession)
        .where(UserSession.tenant_id == tenant, UserSession.expires_at < now())
        .returning(UserSession.token_hash)
    ).all()
    identity.execute(
        delete(Attempt).where(Attempt.tenant_id.in_((tenant, 0)), Attempt.counted_at < now() - TRIES_LIVE)
    )
    codes = forget_old_codes(identity, tenant_id=tenant)
    return {"links": len(links), "sessions": len(sessions), "codes": codes}
