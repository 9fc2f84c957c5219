"""Cases: list, read and open them."""

from typing import Any
from uuid import UUID

from flask import url_for

from casework.api.headers import claim, link_header, page_links, tag_of
from casework.api.looking import bearer_secret, looking
from casework.api.operation import CREATES, Answers, Operations, operation
from casework.api.v1.case_faces import case_face, listed_face
from casework.api.v1.shapes.cases import CasePageShape, CaseQuery, CaseShape, NewCaseShape, OpenedShape
from casework.base.errors import InvalidInput
from casework.base.ids import derived_code
from casework.base.phrases import phrase
from casework.services.cases.case_filters import Filters
from casework.services.cases.case_in_hand import case_in_hand
from casework.services.cases.case_order import Cursor, Order, read_cursor
from casework.services.cases.disclose_case import disclose_case
from casework.services.cases.list_cases import list_cases
from casework.services.cases.pin import workflow_of
from casework.services.cases.take_in import Intake, take_in
from casework.services.idempotency import once
from casework.services.off_case import purpose_of_lists

cases = Operations("cases", "Requests on their way to a decision.")
Told = tuple[Any, dict[str, str]]


@operation(
    cases,
    "GET /cases",
    permission="case.list",
    query=CaseQuery,
    answers=Answers(CasePageShape, problems=(422,), headers={"Link": "Pages beside this one (RFC 8288)"}),
)
def list_the_cases(query: dict[str, Any]) -> Told:
    """List cases

    Open ones by deadline unless you ask otherwise. A token for work lists sees cases of every purpose, any other those
    of its own purpose. Names and headlines are there where the purpose opens them.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/cases?standing=late&limit=20"
    ```
    """
    order = Order(query["sort"].removeprefix("-"), query["sort"].startswith("-"))
    with looking() as session:
        filters = Filters(
            **{name: query[name] for name in ("view", "standing", "workflow", "state", "language")},
            purpose=purpose_of_lists(session),
        )
        cursor = _cursor(query["cursor"], order)
        page = list_cases(session, filters, order=order, cursor=cursor, size=query["limit"])
        session.commit()
    links = page_links(query, next=page.after, prev=page.before)
    told = {"cases": [listed_face(case) for case in page.cases], "next": links.get("next")}
    return {**told, "prev": links.get("prev")}, link_header(links)


@operation(
    cases,
    "GET /cases/<string(maxlength=64):reference>",
    permission="case.read",
    answers=Answers(CaseShape, problems=(404,), headers={"ETag": "The version, for If-Match"}),
)
def read_the_case(reference: str) -> Told:
    """Read a case by its id or its number

    Every fact has its key. One that is withheld from you says so and why, and has no value; whether it was answered at
    all is not told.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/cases/T-482-915-067"
    ```
    """
    with looking() as session:
        case = case_in_hand(session, reference)
        view = disclose_case(session, case, workflow_of(session, case))
        session.commit()
    return case_face(view), {"ETag": tag_of(view.version)}


@operation(
    cases,
    "POST /cases",
    permission="case.open",
    body=NewCaseShape,
    headers=CREATES,
    answers=Answers(
        OpenedShape,
        status=201,
        headers={"Location": "The case", "ETag": "The version, for If-Match"},
    ),
)
def open_a_case(body: dict[str, Any]) -> Told:
    """Open a case

    `answers` go by field of the workflow (`GET /workflows/{name}` tells them). What is wrong comes back as 422, by
    field. The applicant gets the number and the code, and by mail the opening letter, as if they had applied.

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
      -H "Idempotency-Key: 2026-0815" \\
      -d '{"workflow": "constituent_request", "answers": {"category": "pothole", "description": "A deep hole",
           "danger": false, "place": {"text": "Elm Street 4"}, "name": "Hoa Nguyen", "email": "hoa@example.org"}}' \\
      "$CASEWORK/api/v1/cases"
    ```
    """
    claimed = claim(body)
    intake = Intake(body["workflow"], body["answers"], body["language"], body["channel"])
    assert claimed is not None  # a create has a key
    with looking() as session:
        told = once(session, claimed, lambda: take_in(session, intake, secret=bearer_secret()))
        session.commit()
    where = url_for("api_cases.read_the_case", reference=told["id"])
    code = derived_code(bearer_secret(), UUID(told["id"]).bytes)
    return {**told, "code": code}, {"Location": where, "ETag": tag_of(told["version"])}


def _cursor(text: str | None, order: Order) -> Cursor | None:
    if text is None:
        return None
    found = read_cursor(text, order)
    if found is None:
        raise InvalidInput({"cursor": phrase("Follow next or prev as they were given.")})
    return found
