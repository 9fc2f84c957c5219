"""Acts about accounts on the tenant's ledger, in the transaction that does them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func, literal, select
from sqlalchemy.orm import Session

ADMINISTRATION = "administration"


def record(
    session: Session,
    act: str,
    *,
    tenant_id: int,
    actor: UUID | None,
    subjects: Iterable[UUID] = (),
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Enter `act` in the ledger. Without an actor it was the operator, at the command line.

    `detail` holds codes and ids, never what somebody typed about a person.
    """
    told = json.dumps(detail, sort_keys=True, separators=(",", ":"), default=str) if detail else ""
    session.flush()
    kind = "member" if actor else "operator"
    entered = func.identity.ledger_append(
        tenant_id, kind, literal(actor, Uuid), ADMINISTRATION, act, literal(list(subjects), ARRAY(Uuid)), told
    )
    session.execute(select(entered))
