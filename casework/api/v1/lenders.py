"""Lenders that hold titles electronically: what happened to their claims, and releases that they sign."""

from typing import Any
from uuid import UUID

from flask import request

from casework.api.bearer import current_lender
from casework.api.looking import answering_lender, lender_looking
from casework.api.operation import Answers, Operations, operation
from casework.api.v1.shapes.lenders import NewReleaseShape, NoticeShape, NoticesShape, ReleaseShape
from casework.base.errors import Refused
from casework.domain.message_signature import HttpMessage
from casework.models import LenderNotice
from casework.services.lenders.messages import SAID, SentRelease, deal_with, keep_message
from casework.services.lenders.notices import take_notice, waiting_notices

lenders = Operations(
    "lenders",
    "For programs of lenders on the office's electronic list, with a token that the office makes for them. They read"
    " and release their own claims, and nothing about owners.",
)


@operation(
    lenders,
    "GET /lender/notices",
    permission="lien.notices",
    answers=Answers(NoticesShape),
)
def read_the_notices() -> dict[str, Any]:
    """Read what happened to your claims

    What you have not marked as taken yet, oldest first, at most 100. `recorded`: you hold the title now. `title`: the
    vehicle has a new title, your claim stands. `released`: it ended. `restored`: a release was taken back.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/lender/notices"
    ```
    """
    with lender_looking() as session:
        rows = [_face(row) for row in waiting_notices(session)]
        session.commit()
    return {"notices": rows}


@operation(
    lenders,
    "POST /lender/notices/<uuid:notice_id>/taken",
    permission="lien.notices",
    answers=Answers(NoticeShape, problems=(404,)),
)
def mark_the_notice(notice_id: UUID) -> dict[str, Any]:
    """Mark a notice as taken

    It is not listed any more. Marking it again changes nothing.

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" \\
      "$CASEWORK/api/v1/lender/notices/0192f0c1-2d3e-7f00-8000-000000000000/taken"
    ```
    """
    with lender_looking() as session:
        told = _face(take_notice(session, notice_id))
        session.commit()
    return told


@operation(
    lenders,
    "POST /lender/liens/<uuid:lien_id>/release",
    permission="lien.message",
    body=NewReleaseShape,
    headers=(
        *(
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": said,
                "schema": {"type": "string"},
            }
            for name, said in (
                ("Content-Digest", "SHA-256 of the body (RFC 9530): `sha-256=:…:`"),
                (
                    "Signature-Input",
                    '`sig=("@method" "@path" "content-digest");created=…` (RFC 9421), signed in the last five minutes',
                ),
                ("Signature", "`sig=:…:`, Ed25519, by the key that belongs to the token"),
            )
        ),
    ),
    answers=Answers(ReleaseShape, status=201, problems=(409,)),
)
def release_the_lien(body: dict[str, Any], lien_id: UUID) -> dict[str, Any]:
    """Release a claim

    `number` is your own number of the message: sent again it is done once, and answered as before. What the office's
    rules refuse comes back as 409 with its code, and stays refused under that number: LIEN_UNKNOWN, LIEN_RELEASED,
    LIEN_RELEASE_DATE. The message is kept with its signature as the proof of the release.

    ```
    BODY='{"number": "R-2026-118", "released_on": "2026-11-20"}'
    DIGEST="sha-256=:$(printf %s "$BODY" | openssl dgst -sha256 -binary | base64):"
    INPUT='("@method" "@path" "content-digest");created='$(date +%s)
    printf '"@method": POST\\n"@path": %s\\n"content-digest": %s\\n"@signature-params": %s' \\
      "/api/v1/lender/liens/$LIEN/release" "$DIGEST" "$INPUT" > message
    SIGNATURE="sig=:$(openssl pkeyutl -sign -rawin -in message -inkey lender.pem | base64 -w0):"
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Content-Digest: $DIGEST" \\
      -H "Signature-Input: sig=$INPUT" -H "Signature: $SIGNATURE" -d "$BODY" \\
      "$CASEWORK/api/v1/lender/liens/$LIEN/release"
    ```
    """
    lender = current_lender()
    sent = SentRelease(lien_id, body["released_on"], body["number"], lender.token_id)
    with lender_looking() as session:
        kept = keep_message(session, sent, _message(), lender.public_key).id
        session.commit()
    with answering_lender() as session:
        row = deal_with(session, kept)
        number, code = row.number, row.code
        session.commit()
    if code is not None:
        raise Refused(code, SAID.get(code))
    return {"number": number, "lien_id": lien_id, "state": "done"}


def _message() -> HttpMessage:
    told = [request.headers.get(name, "") for name in ("Content-Digest", "Signature-Input", "Signature")]
    return HttpMessage(request.method, request.path, request.get_data(), *told)


def _face(row: LenderNotice) -> dict[str, Any]:
    names = ("id", "kind", "at", "taken_at", "lien_id", "vin", "make", "model", "year", "title_number")
    return {name: getattr(row, name) for name in (*names, "since", "released_on")}
