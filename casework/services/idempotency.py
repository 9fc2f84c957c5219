"""What is sent twice is done once: the same key and request get the same answer for 24 hours.

The key is locked, the deed done and the answer kept in one transaction, so of many that are sent at once one acts and
the others wait for its answer. A deed that fails keeps nothing, and may be tried again under the same key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import IdempotencyKey
from casework.store.session import ViewerSession

KEPT = timedelta(hours=24)
FIELD = "Idempotency-Key"
_SHAPE = re.compile(r"[\x21-\x7e]{1,200}")


class Claim(Value):
    """Whose key it is (a member, a token, a draft), and a digest of what was asked under it."""

    holder: str
    key: str
    request_hash: bytes


def claim_of(holder: str, key: str, *request: Any) -> Claim:
    """A claim on `key` for a request told as JSON values. Raises InvalidInput for a key of the wrong shape."""
    if not _SHAPE.fullmatch(key):
        raise InvalidInput({FIELD: phrase("Use 1 to 200 visible ASCII characters.")})
    told = json.dumps(request, sort_keys=True, separators=(",", ":"))
    return Claim(holder, key, sha256(told.encode()).digest())


def once(session: ViewerSession, claim: Claim, act: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """What `act` answered, now or when this was sent before. The answer must hold no secret: it is kept as it is.

    Raises InvalidInput when the key was used for another request.
    """
    what = f"{session.viewer.tenant}|{claim.holder}|{claim.key}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
    held = _held(session, claim)
    if held is None:
        answer = act()
        session.add(_kept(claim, answer))
        session.flush()
        return answer
    if held.request_hash != claim.request_hash:
        raise InvalidInput({FIELD: phrase("This key was used for another request. Take a new one.")})
    return held.answer


def _held(session: ViewerSession, claim: Claim) -> IdempotencyKey | None:
    mine = (IdempotencyKey.holder == claim.holder, IdempotencyKey.key == claim.key)
    found = session.scalar(select(IdempotencyKey).where(*mine))
    if found is None or found.at > now() - KEPT:
        return found
    session.execute(delete(IdempotencyKey).where(*mine))
    session.expunge(found)
    return None


def _kept(claim: Claim, answer: Mapping[str, Any]) -> IdempotencyKey:
    return IdempotencyKey(
        id=new_id(),
        holder=claim.holder,
        key=claim.key,
        request_hash=claim.request_hash,
        answer=dict(answer),
        at=now(),
    )
