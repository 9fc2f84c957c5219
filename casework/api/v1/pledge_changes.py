"""Changing pledges: their terms, a pause, the end. Each under a key, so that it is done once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from casework.api.done_once import done_once
from casework.api.operation import CREATES_OFF_CASE, Answers, operation
from casework.api.v1.fund_named import fund_named
from casework.api.v1.pledges import pledges
from casework.api.v1.shapes.pledges import PledgeStateShape, ReasonShape, TermsShape
from casework.base.money import Money
from casework.domain.schedules import Schedule
from casework.services.pledges.change_pledge import (
    NewTerms,
    cancel_pledge,
    change_terms,
    pause_pledge,
    resume_pledge,
)
from casework.services.pledges.list_pledges import read_pledge
from casework.store.session import ViewerSession

__all__ = ["pledges"]

CHANGED = Answers(PledgeStateShape, problems=(404, 409))


@operation(
    pledges,
    "POST /pledges/<uuid:pledge_id>/terms",
    permission="pledge.change",
    body=TermsShape,
    headers=CREATES_OFF_CASE,
    answers=CHANGED,
)
def change_the_terms(body: dict[str, Any], pledge_id: UUID) -> dict[str, Any]:
    """Change what a recurring gift is, from its next due day on

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: mail-77" \\
      -d '{"amount": {"minor": 4000, "currency": "USD"}, "reason": "Asked for by mail"}' \\
      "$CASEWORK/api/v1/pledges/0192f0c1-2d3e-7f00-8000-000000000000/terms"
    ```
    """

    def change(session: ViewerSession) -> None:
        read_pledge(session, pledge_id)
        told: dict[str, Any] = {name: body[name] for name in ("method", "mandate")}
        if body["amount"]:
            told["amount"] = Money(**body["amount"])
        if body["schedule"]:
            told["schedule"] = Schedule(**body["schedule"])
        if body["fund"]:
            told["fund_id"] = fund_named(session, body["fund"])
        change_terms(session, pledge_id, NewTerms(**told), reason=body["reason"])

    return _changed(TermsShape, body, pledge_id, change)


@operation(
    pledges,
    "POST /pledges/<uuid:pledge_id>/pause",
    permission="pledge.change",
    body=ReasonShape,
    headers=CREATES_OFF_CASE,
    answers=CHANGED,
)
def pause_the_pledge(body: dict[str, Any], pledge_id: UUID) -> dict[str, Any]:
    """Collect nothing until it goes on

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: call-5" \\
      -d '{"reason": "Out of work"}' "$CASEWORK/api/v1/pledges/0192f0c1-2d3e-7f00-8000-000000000000/pause"
    ```
    """
    return _changed(ReasonShape, body, pledge_id, _simply(pause_pledge, body, pledge_id))


@operation(
    pledges,
    "POST /pledges/<uuid:pledge_id>/resume",
    permission="pledge.change",
    body=ReasonShape,
    headers=CREATES_OFF_CASE,
    answers=CHANGED,
)
def resume_the_pledge(body: dict[str, Any], pledge_id: UUID) -> dict[str, Any]:
    """Let it go on from its next due day

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: call-6" \\
      -d '{"reason": "Works again"}' "$CASEWORK/api/v1/pledges/0192f0c1-2d3e-7f00-8000-000000000000/resume"
    ```
    """
    return _changed(ReasonShape, body, pledge_id, _simply(resume_pledge, body, pledge_id))


@operation(
    pledges,
    "POST /pledges/<uuid:pledge_id>/stop",
    permission="pledge.change",
    body=ReasonShape,
    headers=CREATES_OFF_CASE,
    answers=CHANGED,
)
def stop_the_pledge(body: dict[str, Any], pledge_id: UUID) -> dict[str, Any]:
    """End it. What is still to come of a pledge in parts is written off

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: call-7" \\
      -d '{"reason": "Moved away"}' "$CASEWORK/api/v1/pledges/0192f0c1-2d3e-7f00-8000-000000000000/stop"
    ```
    """
    return _changed(ReasonShape, body, pledge_id, _simply(cancel_pledge, body, pledge_id))


def _simply(
    act: Callable[..., None], body: dict[str, Any], pledge_id: UUID
) -> Callable[[ViewerSession], None]:
    return lambda session: act(session, pledge_id, reason=body["reason"])


def _changed(
    shape: type[ReasonShape], body: dict[str, Any], pledge_id: UUID, act: Callable[[ViewerSession], None]
) -> dict[str, Any]:
    """Change it once under the key of the request, and tell how it stands."""

    def change(session: ViewerSession) -> dict[str, str]:
        act(session)
        row = read_pledge(session, pledge_id).view.row
        return {"id": str(row.id), "number": row.number, "status": row.status}

    return done_once(shape, body, change)
