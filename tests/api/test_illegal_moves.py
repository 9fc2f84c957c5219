"""Every move of a transfer from every state that it does not start from: refused under a code of its own, and all
that is left of it is that refusal. The list is made from the workflow, so that none can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from casework.packs import Move, catalog
from casework.services.office import office_by_id
from casework.settings import Database
from tests.api.programs import Program, make_program
from tests.api.scenes import hand_over
from tests.factories.stored import Stored, connected
from tests.factories.tenants import make_tenant, make_user
from tests.services.cases.transfers import open_transfer

FLOW = catalog().workflow("vehicle_transfer")
TITLES = ("title_clerk", "title_examiner", "senior_examiner", "cashier", "supervisor")
WRONG = {state.name: [move for move in FLOW.moves if state.name not in move.sources] for state in FLOW.states}
LATE = {("approved", "withdraw"), ("completed", "withdraw")}
"""The two for which the table of codes has a name of its own."""


@dataclass(frozen=True)
class Desk:
    """A transfer, in the hands of a program of somebody who holds every title."""

    program: Program
    number: str
    stored: Stored

    def put_into(self, state: str) -> None:
        """The case stands there, whatever led to it."""
        self.stored.owner.execute(
            'update "case" set state = %s where tenant_id = %s', [state, self.stored.tenant]
        )

    def tries(self, move: Move) -> tuple[int, str]:
        """The answer's status and code."""
        body = {"asked": {}, "confirmed": [check.name for check in move.checks]}
        answer = self.program.post(f"/cases/{self.number}/moves/{move.name}", body, match="*")
        return answer.status_code, str((answer.get_json() or {}).get("code"))


@pytest.fixture(scope="module")
def desk(app: Flask, database: Database) -> Iterator[Desk]:
    tenant = make_tenant(database, "Wrongways")
    program = make_program(
        app, make_user(database, tenant, *TITLES), FLOW.purpose, ("case.move", "case.read")
    )
    with app.app_context():
        opened = open_transfer(office_by_id(tenant.id))
    hand_over(program, str(opened.case_id))
    with connected(database) as owner:
        yield Desk(program, opened.number, Stored.of(owner, tenant.id))


def expected(state: str, move: Move) -> str:
    return "TOO_LATE" if (state, move.name) in LATE else f"CASE_{state}_CANNOT_{move.name}".upper()


def test_from_each_state_a_wrong_move_is_refused_and_leaves_nothing_but_the_refusal(desk: Desk) -> None:
    for at, (state, moves) in enumerate(WRONG.items()):
        refuses(desk, state, [moves[at % len(moves)]])


@pytest.mark.sweep
@pytest.mark.parametrize("state", list(WRONG))
def test_every_wrong_move_is_refused_and_leaves_nothing_but_the_refusal(desk: Desk, state: str) -> None:
    refuses(desk, state, WRONG[state])


def refuses(desk: Desk, state: str, tried: list[Move]) -> None:
    desk.put_into(state)
    held, acts, told = desk.stored.rows(), desk.stored.entered(), desk.stored.acts("case.move_refused")
    assert [desk.tries(move) for move in tried] == [(409, expected(state, move)) for move in tried]
    assert desk.stored.rows() == held
    assert desk.stored.entered() == acts | {"case.move_refused": len(told) + len(tried)}
    now = desk.stored.acts("case.move_refused")[len(told) :]
    assert [(one["move"], one["code"]) for one in now] == [
        (move.name, expected(state, move)) for move in tried
    ]


def test_the_list_has_every_state_and_every_move() -> None:
    pairs = {(state, move.name) for state, moves in WRONG.items() for move in moves}
    legal = {(state, move.name) for move in FLOW.moves for state in move.sources}
    assert not pairs & legal
    assert len(pairs | legal) == len(FLOW.states) * len(FLOW.moves)
    assert len(pairs) > 150 and all(WRONG.values())
