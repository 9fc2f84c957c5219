"""Sent twice, done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import func, select

from casework.base import clock
from casework.models import Case, IdempotencyKey, LedgerEntry
from casework.services.office import office_by_id
from tests.api.conftest import request_body
from tests.api.programs import Program, make_program


def count(app: Flask, officer: Program, chosen) -> int:
    with app.app_context():
        office = office_by_id(officer.user.tenant.id)
        with office.open(office.system("load_demo")) as session:
            return session.scalar(chosen) or 0


def cases_of(officer: Program):
    return select(func.count()).select_from(Case).where(Case.entered_by == officer.user.id)


def test_the_same_key_and_request_give_the_same_answer_and_one_case(app: Flask, officer: Program) -> None:
    before, key = count(app, officer, cases_of(officer)), str(uuid4())
    first, second = (officer.post("/cases", request_body(), key=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_json() == second.get_json()
    assert first.headers["Location"] == second.headers["Location"]
    assert count(app, officer, cases_of(officer)) == before + 1


def test_the_same_key_for_another_request_is_refused(app: Flask, officer: Program) -> None:
    key = str(uuid4())
    assert officer.post("/cases", request_body(), key=key).status_code == 201
    answer = officer.post("/cases", request_body(description="Another hole"), key=key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.get_json()["errors"]


def test_a_create_without_a_key_is_refused(officer: Program) -> None:
    answer = officer.post("/cases", request_body())
    assert (answer.status_code, answer.get_json()["code"]) == (400, "IDEMPOTENCY_KEY_MISSING")


def test_what_failed_may_be_tried_again_under_its_key(officer: Program) -> None:
    key = str(uuid4())
    assert officer.post("/cases", request_body(email="nobody"), key=key).status_code == 422
    assert officer.post("/cases", request_body(), key=key).status_code == 201


def test_twenty_at_once_make_one_case_and_all_get_its_answer(app: Flask, officer: Program) -> None:
    before, key = count(app, officer, cases_of(officer)), str(uuid4())

    def send(_: int) -> tuple[int, str]:
        answer = officer.post("/cases", request_body(), key=key)
        return answer.status_code, answer.get_data(as_text=True)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert {status for status, _ in answers} == {201}, answers
    assert len({body for _, body in answers}) == 1
    assert count(app, officer, cases_of(officer)) == before + 1
    case = UUID(officer.post("/cases", request_body(), key=key).get_json()["id"])
    entries = select(func.count()).select_from(LedgerEntry)
    entries = entries.where(LedgerEntry.case_id == case, LedgerEntry.act == "case.opened")
    assert count(app, officer, entries) == 1


def test_keys_of_other_tokens_and_offices_do_not_meet(
    app: Flask, officer: Program, neighbour: Program
) -> None:
    key = str(uuid4())
    second = make_program(app, officer.user, "request_handling", ("case.open",))
    numbers = [
        program.post("/cases", request_body(), key=key).get_json()["number"]
        for program in (officer, second, neighbour)
    ]
    assert len(set(numbers)) == 3


def test_after_a_day_a_key_is_new_again(officer: Program) -> None:
    key = str(uuid4())
    first = officer.post("/cases", request_body(), key=key).get_json()
    with clock.freeze(clock.now() + timedelta(hours=25)):
        later = officer.post("/cases", request_body(), key=key).get_json()
    assert later["number"] != first["number"]


def test_the_kept_answer_holds_no_code(app: Flask, officer: Program) -> None:
    key = str(uuid4())
    code = officer.post("/cases", request_body(), key=key).get_json()["code"]
    with app.app_context():
        office = office_by_id(officer.user.tenant.id)
        with office.open(office.system("sweep")) as session:
            kept = session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == key)).one()
            assert "code" not in kept.answer and code not in str(kept.answer)
