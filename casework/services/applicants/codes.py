"""Secret codes: 100 bits each, kept as a hash, each for one draft, one case or one visit to a case."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.ids import normalise_code, secret_hash, spoken_code
from casework.models.identity import TrackingCode

DRAFT, CASE, VISIT = "draft", "case", "visit"
GIVING_VISIT = "giving_visit"
_PART, _PART_VISIT = "party", "party_visit"
_LIVES = {DRAFT: timedelta(days=60), VISIT: timedelta(hours=4), _PART_VISIT: timedelta(hours=4)}
_LIVES[GIVING_VISIT] = timedelta(hours=1)
"""Codes of a case live as long as the case; a draft itself expires before its codes do."""


def subject_of(session: Session, code: str, kind: str, *, tenant_id: int) -> UUID | None:
    """The draft or case that `code`, however it was typed, opens at this tenant."""
    found = session.scalar(
        select(TrackingCode).where(
            TrackingCode.tenant_id == tenant_id,
            TrackingCode.code_hash == secret_hash(normalise_code(code)),
            TrackingCode.subject == kind,
            TrackingCode.revoked_at.is_(None),
        )
    )
    lives = kind.partition(":")[0]
    if found is None or (lives in _LIVES and found.created_at < _oldest(lives)):
        return None
    return found.subject_id


def part(role: str) -> str:
    """The kind of code that opens one party's part in a case."""
    return f"{_PART}:{role}"


def part_visit(role: str) -> str:
    """The kind of code that a browser holds which has such a part open."""
    return f"{_PART_VISIT}:{role}"


def give_code(session: Session, subject: UUID, kind: str, *, tenant_id: int) -> str:
    """A new code for `subject`. It is told once, to its holder."""
    code = spoken_code()
    session.add(
        TrackingCode(
            tenant_id=tenant_id,
            code_hash=secret_hash(code),
            subject=kind,
            subject_id=subject,
            created_at=now(),
        )
    )
    session.flush()
    return code


def take_back(session: Session, code: str, *, tenant_id: int) -> None:
    """Make a code worthless."""
    hashed = secret_hash(normalise_code(code))
    session.execute(
        delete(TrackingCode).where(TrackingCode.tenant_id == tenant_id, TrackingCode.code_hash == hashed)
    )


def revoke_all(session: Session, subject: UUID, kind: str, *, tenant_id: int) -> None:
    """Make every code of this kind for `subject` worthless."""
    session.execute(
        delete(TrackingCode).where(
            TrackingCode.tenant_id == tenant_id,
            TrackingCode.subject == kind,
            TrackingCode.subject_id == subject,
        )
    )


def forget_old_codes(session: Session, *, tenant_id: int) -> int:
    """Delete codes that open nothing any more. How many went."""
    gone = 0
    for kind in _LIVES:
        done = session.execute(
            delete(TrackingCode)
            .where(
                TrackingCode.tenant_id == tenant_id,
                or_(TrackingCode.subject == kind, TrackingCode.subject.startswith(f"{kind}:")),
            )
            .where(TrackingCode.created_at < _oldest(kind))
            .returning(TrackingCode.code_hash)
        )
        gone += len(done.all())
    return gone


def _oldest(kind: str) -> datetime:
    return now() - _LIVES[kind]
