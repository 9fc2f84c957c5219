"""Moves: which a case has now, and making one."""

from collections.abc import Mapping
from typing import Any

from casework.api.headers import claim, tag_of, wanted_version
from casework.api.looking import looking
from casework.api.operation import CHANGES, Answers, Operations, operation
from casework.api.problems import VersionGone
from casework.api.v1.case_faces import state_face
from casework.api.v1.shapes.moves import MovedShape, NewMoveShape, PossiblesShape
from casework.api.v1.workflows import move_face
from casework.base.errors import InvalidInput, Refused, Stale, WrongState
from casework.services.cases.available_moves import Possible, available_moves
from casework.services.cases.case_in_hand import case_in_hand
from casework.services.cases.move_case import move_case
from casework.services.cases.note_refusal import note_refusal
from casework.services.cases.pin import workflow_of
from casework.services.idempotency import once
from casework.services.say import speak
from casework.store.session import ViewerSession

moves = Operations("moves", "What can be done with a case now, and doing it.")


@operation(
    moves,
    "GET /cases/<string(maxlength=64):reference>/moves",
    permission="case.read",
    answers=Answers(PossiblesShape, problems=(404,), headers={"ETag": "The version, for If-Match"}),
)
def list_the_moves(reference: str) -> tuple[Any, dict[str, str]]:
    """List the moves that leave the case's state

    Those that are not possible for you now say why not, with a code for programs.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/cases/T-482-915-067/moves"
    ```
    """
    with looking() as session:
        case = case_in_hand(session, reference)
        workflow = workflow_of(session, case)
        state = state_face(workflow, case.state)
        told = [_possible(one) for one in available_moves(session, case, workflow)]
        version = case.version
        session.commit()
    return {"state": state, "version": version, "moves": told}, {"ETag": tag_of(version)}


@operation(
    moves,
    "POST /cases/<string(maxlength=64):reference>/moves/<string(maxlength=64):move>",
    permission="case.move",
    body=NewMoveShape,
    headers=CHANGES,
    answers=Answers(
        MovedShape, problems=(404, 409, 412, 428), headers={"ETag": "The new version, for If-Match"}
    ),
)
def make_the_move(body: dict[str, Any], reference: str, move: str) -> tuple[Any, dict[str, str]]:
    """Make a move

    All of it happens, or nothing: the new state, its effects on registers, the letter, the entry in the ledger. What
    a rule refuses comes back as 409 with its code.

    ```
    curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H 'If-Match: "3"' \\
      -d '{"asked": {"priority": "normal"}}' "$CASEWORK/api/v1/cases/R-482-915-067/moves/triage"
    ```
    """
    version, claimed = wanted_version(), claim({**body, "if_match": wanted_version()}, required=False)
    try:
        with looking() as session:

            def act() -> Mapping[str, Any]:
                return _moved(session, reference, move, body=body, version=version)

            told = once(session, claimed, act) if claimed else act()
            session.commit()
    except Refused as why:
        with looking() as session:
            note_refusal(session, case_in_hand(session, reference), move, why.code)
            session.commit()
        raise
    return told, {"ETag": tag_of(told["version"])}


def _moved(
    session: ViewerSession, reference: str, move: str, *, body: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    case = case_in_hand(session, reference)
    confirmed = frozenset(body["confirmed"])
    try:
        move_case(session, case.id, move, version=version, asked=body["asked"], confirmed=confirmed)
    except Stale as stale:
        if version is not None and case.version != version:
            raise VersionGone(tag_of(case.version)) from None
        if isinstance(stale, WrongState):
            raise Refused(stale.code, stale.said) from None
        raise
    except InvalidInput as wrong:
        paths = {name: name if name == "confirmed" else f"asked.{name}" for name in wrong.sayings}
        raise InvalidInput({paths[name]: said for name, said in wrong.sayings.items()}) from None
    return {"id": str(case.id), "number": case.number, "state": case.state, "version": case.version}


def _possible(one: Possible) -> dict[str, Any]:
    hindrances = [{"code": code, "message": speak(said)} for code, said in one.hindrances]
    return {**move_face(one.move), "possible": one.ok, "hindrances": hindrances}
