"""Receipts: those of a year by their numbers, and each as it was printed."""

from typing import Any
from uuid import UUID

from flask import Response

from casework.api.headers import link_header, page_links
from casework.api.looking import looking_off_case
from casework.api.operation import READS, Answers, Operations, operation
from casework.api.v1.shapes.receipts import PaperShape, ReceiptQuery, ReceiptsShape
from casework.api.v1.withheld import withheld_faces
from casework.services.donors.issue_receipt import read_receipt
from casework.services.donors.list_receipts import list_receipts

PDF = "application/pdf"
receipts = Operations("receipts", "Receipts as they were issued, numbered without gaps, and their papers.")


@operation(
    receipts,
    "GET /receipts",
    permission="receipt.read",
    query=ReceiptQuery,
    headers=READS,
    answers=Answers(ReceiptsShape, problems=(422,), headers={"Link": "The next page (RFC 8288)"}),
)
def list_the_receipts(query: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """List the receipts of a year, the highest number first

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/receipts?year=2026"
    ```
    """
    with looking_off_case() as session:
        page = list_receipts(session, query["year"], after=query["cursor"], size=query["limit"])
        session.commit()
    links = page_links(query, next=page.after)
    told = {name: getattr(page, name) for name in ("last", "count", "missing")}
    told |= {"receipts": page.rows, "next": links.get("next"), "withheld": withheld_faces(page.withheld)}
    return told, link_header(links)


@operation(
    receipts,
    "GET /receipts/<uuid:receipt_id>/paper",
    permission="receipt.read",
    headers=READS,
    answers=Answers(PaperShape, problems=(404,), media=PDF),
)
def read_the_paper(receipt_id: UUID) -> Response:
    """The receipt as it was printed, byte for byte

    ```
    curl -H "Authorization: Bearer $TOKEN" -o receipt.pdf \\
      "$CASEWORK/api/v1/receipts/0192f0c1-2d3e-7f00-8000-000000000000/paper"
    ```
    """
    with looking_off_case() as session:
        held = read_receipt(session, receipt_id)
        session.commit()
    answer = Response(held.content, mimetype=PDF)
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{held.number}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
