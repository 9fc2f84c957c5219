"""Pledges: list, make and read them, change their terms, pause them, let them go on, end them."""

from typing import Any
from uuid import UUID

from flask import url_for

from casework.api.done_once import done_once
from casework.api.headers import link_header, page_links
from casework.api.looking import looking_off_case
from casework.api.operation import CREATES_OFF_CASE, READS, Answers, Operations, operation
from casework.api.v1.fund_named import fund_named
from casework.api.v1.shapes.pledges import (
    NewPledgeShape,
    PledgeQuery,
    PledgesShape,
    PledgeStateShape,
    WholePledgeShape,
)
from casework.api.v1.withheld import withheld_faces
from casework.base.errors import InvalidInput, NotFound
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.domain.schedules import Schedule
from casework.services.pledges.list_pledges import PledgeView, list_pledges, read_pledge
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.store.session import ViewerSession

pledges = Operations("pledges", "Pledges in parts and recurring gifts, with what falls due and each change.")
Told = tuple[Any, dict[str, str]]


@operation(
    pledges,
    "GET /pledges",
    permission="pledge.read",
    query=PledgeQuery,
    headers=READS,
    answers=Answers(PledgesShape, problems=(422,), headers={"Link": "The next page (RFC 8288)"}),
)
def list_the_pledges(query: dict[str, Any]) -> Told:
    """List pledges, newest first

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/pledges?status=failing"
    ```
    """
    wanted = {name: query[name] for name in ("donor_id", "status")}
    with looking_off_case() as session:
        page = list_pledges(session, **wanted, after=query["cursor"], size=query["limit"])
        session.commit()
    links = page_links(query, next=page.after)
    rows = [_face(view) for view in page.pledges]
    told = {"pledges": rows, "next": links.get("next"), "withheld": withheld_faces(page.withheld)}
    return told, link_header(links)


@operation(
    pledges,
    "POST /pledges",
    permission="pledge.make",
    body=NewPledgeShape,
    headers=CREATES_OFF_CASE,
    answers=Answers(PledgeStateShape, status=201, headers={"Location": "The pledge"}),
)
def make_a_pledge(body: dict[str, Any]) -> Told:
    """Record a pledge or a recurring gift

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
      -H "Idempotency-Key: form-118" \\
      -d '{"donor_id": "0192f0c1-2d3e-7f00-8000-000000000000", "fund": "general", "method": "card",
           "mandate": "mnd-8812", "amount": {"minor": 2500, "currency": "USD"},
           "schedule": {"unit": "month", "every": 1, "day": 31, "starts_on": "2026-12-01"}}' "$CASEWORK/api/v1/pledges"
    ```
    """
    told = done_once(NewPledgeShape, body, lambda session: _made(session, body))
    return told, {"Location": url_for("api_pledges.read_the_pledge", pledge_id=told["id"])}


@operation(
    pledges,
    "GET /pledges/<uuid:pledge_id>",
    permission="pledge.read",
    headers=READS,
    answers=Answers(WholePledgeShape, problems=(404,)),
)
def read_the_pledge(pledge_id: UUID) -> dict[str, Any]:
    """Read a pledge with its parts and changes

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/pledges/0192f0c1-2d3e-7f00-8000-000000000000"
    ```
    """
    with looking_off_case() as session:
        whole = read_pledge(session, pledge_id)
        session.commit()
    more = {"left": whole.left, "parts": whole.parts, "changes": whole.changes}
    return {**_face(whole.view), **more, "withheld": withheld_faces(whole.withheld)}


def _made(session: ViewerSession, body: dict[str, Any]) -> dict[str, str]:
    told: dict[str, Any] = {name: body[name] for name in ("donor_id", "method", "instalments", "mandate")}
    told |= {"amount": Money(**body["amount"]), "schedule": Schedule(**body["schedule"])}
    try:
        row = make_pledge(session, NewPledge(fund_id=fund_named(session, body["fund"]), **told))
    except NotFound:
        raise InvalidInput({"donor_id": phrase("There is no such person.")}) from None
    return {"id": str(row.id), "number": row.number, "status": row.status}


_SAME = ("id", "number", "kind", "status", "donor_id", "instalments", "method", "next_on")


def _face(view: PledgeView) -> dict[str, Any]:
    same = {name: getattr(view.row, name) for name in _SAME}
    more = {name: getattr(view, name) for name in ("donor", "fund", "amount", "yearly", "schedule")}
    return {**same, **more}
