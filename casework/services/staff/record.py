"""Acts about accounts on the tenant's ledger, in the transaction that does them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, text
from sqlalchemy.orm import Session

ADMINISTRATION = "administration"
_APPEND = text(
    "select identity.ledger_append(:tenant, :kind, :actor, :purpose, :act, :subjects, :detail)"
).bindparams(
    bindparam("actor", type_=Uuid),
    bindparam("act", type_=Text),
    bindparam("subjects", type_=ARRAY(Uuid)),
)


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
    session.execute(
        _APPEND,
        {
            "tenant": tenant_id,
            "kind": "member" if actor else "operator",
            "actor": actor,
            "purpose": ADMINISTRATION,
            "act": act,
            "subjects": list(subjects),
            "detail": told,
        },
    )
