"""Gifts: list and record them."""

from typing import Any

from flask import url_for

from casework.api.done_once import done_once
from casework.api.headers import link_header, naming_the_cursor, page_links
from casework.api.looking import looking_off_case
from casework.api.operation import CREATES_OFF_CASE, READS, Answers, Operations, operation
from casework.api.v1.fund_named import fund_named
from casework.api.v1.shapes.gifts import GiftQuery, GiftsShape, NewGiftShape, RecordedShape
from casework.api.v1.withheld import withheld_faces
from casework.base.errors import InvalidInput, NotFound
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.donors.record_gift import NewGift, record_gift
from casework.store.session import ViewerSession

gifts = Operations("gifts", "Gifts of money and goods. Once posted a gift never changes.")
Told = tuple[Any, dict[str, str]]


@operation(
    gifts,
    "GET /gifts",
    permission="gift.read",
    query=GiftQuery,
    headers=READS,
    answers=Answers(GiftsShape, problems=(422,), headers={"Link": "The next page (RFC 8288)"}),
)
def list_the_gifts(query: dict[str, Any]) -> Told:
    """List gifts, newest first

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/gifts?since=2026-01-01&until=2026-02-01"
    ```
    """
    wanted = GiftFilter(**{name: query[name] for name in ("donor_id", "since", "until", "number")})
    with looking_off_case() as session, naming_the_cursor():
        page = list_gifts(session, wanted, after=query["cursor"], size=query["limit"])
        session.commit()
    links = page_links(query, next=page.after)
    told = {"gifts": page.gifts, "next": links.get("next"), "withheld": withheld_faces(page.withheld)}
    return told, link_header(links)


@operation(
    gifts,
    "POST /gifts",
    permission="gift.record",
    body=NewGiftShape,
    headers=CREATES_OFF_CASE,
    answers=Answers(RecordedShape, status=201, headers={"Location": "The gift in the list"}),
)
def record_a_gift(body: dict[str, Any]) -> Told:
    """Record a gift

    It gets the next number. What was wrong is reversed at the desk by a second person and recorded anew.

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
      -H "Idempotency-Key: bank-8812" \\
      -d '{"donor_id": "0192f0c1-2d3e-7f00-8000-000000000000", "fund": "general", "received_on": "2026-03-01",
           "amount": {"minor": 5000, "currency": "USD"}}' "$CASEWORK/api/v1/gifts"
    ```
    """
    told = done_once(NewGiftShape, body, lambda session: _recorded(session, body))
    return told, {"Location": url_for("api_gifts.list_the_gifts", number=told["number"])}


def _recorded(session: ViewerSession, body: dict[str, Any]) -> dict[str, str]:
    fund_id = fund_named(session, body["fund"])
    told: dict[str, Any] = {name: body[name] for name in ("donor_id", "received_on", "method", "goods")}
    told |= {name: Money(**body[name]) for name in ("amount", "benefit") if body[name]}
    try:
        gift = record_gift(session, NewGift(fund_id=fund_id, **told))
    except NotFound:
        raise InvalidInput({"donor_id": phrase("There is no such person.")}) from None
    return {"id": str(gift.id), "number": gift.number, "status": gift.status}
