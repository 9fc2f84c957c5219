"""Whether a paper still holds, for anybody who has it in their hands: yes or no, and nothing else."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.base.ids import normalise_code, secret_hash
from casework.models.identity import PaperCode


def is_current(session: Session, code: str, *, tenant_id: int) -> bool:
    """One look-up by key, whatever was typed: a code that never was is answered like one whose paper has ended."""
    held = select(func.count()).where(
        PaperCode.tenant_id == tenant_id,
        PaperCode.code_hash == secret_hash(normalise_code(code)),
        PaperCode.ended_at.is_(None),
    )
    return bool(session.scalar(held))
