"""Who gets in: tokens that work, for what they are narrowed to, as long as their member may."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from casework.base import clock
from casework.services.staff.change_member import give_titles, revoke_member
from casework.services.staff.make_token import OFFERED
from casework.services.staff.read_token import read_token
from casework.services.staff.revoke_token import revoke_token
from casework.services.tenants.find_tenant import find_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from tests.api.programs import BASE, Program, make_program
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user

ID = str(UUID(int=7))
# (method, path, permission): every operation. What has no permission of its own is open to every token.
OPERATIONS = [
    ("GET", "/cases", "case.list"),
    ("POST", "/cases", "case.open"),
    ("GET", f"/cases/{ID}", "case.read"),
    ("GET", f"/cases/{ID}/moves", "case.read"),
    ("POST", f"/cases/{ID}/moves/triage", "case.move"),
    ("GET", "/people?query=a", "person.search"),
    ("GET", f"/people/{ID}", "person.read"),
    ("GET", "/vehicles?vin=a", "vehicle.read"),
    ("GET", f"/vehicles/{ID}", "vehicle.read"),
    ("GET", f"/vehicles/{ID}/chain", "vehicle.read"),
    ("GET", f"/vehicles/{ID}/plates", "plate.read"),
    ("GET", f"/vehicles/{ID}/linked", "plate.trace"),
    ("GET", "/plates?pattern=ABC*", "plate.trace"),
    ("GET", "/plates/ABC", "plate.read"),
    ("GET", "/plates/ABC/owners", "plate.read"),
    ("GET", "/gifts", "gift.read"),
    ("POST", "/gifts", "gift.record"),
    ("GET", "/pledges", "pledge.read"),
    ("POST", "/pledges", "pledge.make"),
    ("GET", f"/pledges/{ID}", "pledge.read"),
    ("POST", f"/pledges/{ID}/terms", "pledge.change"),
    ("POST", f"/pledges/{ID}/pause", "pledge.change"),
    ("POST", f"/pledges/{ID}/resume", "pledge.change"),
    ("POST", f"/pledges/{ID}/stop", "pledge.change"),
    ("GET", "/receipts?year=2026", "receipt.read"),
    ("GET", f"/receipts/{ID}/paper", "receipt.read"),
    ("GET", "/workflows", None),
    ("GET", "/workflows/constituent_request", None),
]
FOR_LENDERS = [
    ("GET", "/lender/notices", "lien.notices"),
    ("POST", f"/lender/notices/{ID}/taken", "lien.notices"),
    ("POST", f"/lender/liens/{ID}/release", "lien.message"),
]
GUARDED = [row for row in OPERATIONS if row[2]]
FOR_THE_POLICE = ("/plates?", f"/vehicles/{ID}/linked")
INCIDENT = '{"agency": "Northport Police", "incident": "NP-26-1", "event_on": "2026-03-01"}'


def someone(request: pytest.FixtureRequest, path: str) -> tuple[MadeTenant, str, str]:
    """Whose work an operation is: office, title and purpose."""
    if path.startswith(FOR_THE_POLICE):
        return request.getfixturevalue("northport"), "police_desk", "b1"
    if path.startswith(("/vehicles", "/plates")):
        return request.getfixturevalue("northport"), "title_examiner", "registry"
    if path.startswith("/people"):
        return request.getfixturevalue("riverbend"), "donor_manager", "donor_care"
    if path.startswith(("/gifts", "/pledges", "/receipts")):
        return request.getfixturevalue("riverbend"), "finance_officer", "bookkeeping"
    return request.getfixturevalue("lakeshore"), "request_officer", "request_handling"


def call(program: Program, method: str, path: str, **more):
    facts = {"Purpose-Facts": INCIDENT} if path.startswith(FOR_THE_POLICE) else {}
    return program.call(method, path, json={} if method == "POST" else None, headers=facts, **more)


def test_the_table_of_operations_is_complete(app: Flask) -> None:
    told = app.test_client().get("/api/v1/openapi.json", base_url=BASE).get_json()["paths"]
    known = {
        (method.upper(), one["x-permission"])
        for item in told.values()
        for method, one in item.items()
        if method in ("get", "post")
    }
    every = OPERATIONS + FOR_LENDERS
    assert {(method, permission or "pack.read") for method, _, permission in every} == known
    assert len(every) == sum(len(item.keys() & {"get", "post"}) for item in told.values())


@pytest.mark.parametrize(("method", "path", "permission"), OPERATIONS + FOR_LENDERS)
def test_without_a_token_nobody_gets_in(app: Flask, method: str, path: str, permission: str) -> None:
    answer = app.test_client().open(f"/api/v1{path}", method=method, base_url=BASE, json={})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="casework"'
    assert answer.mimetype == "application/problem+json"
    assert "token" in answer.get_json()["detail"]


@pytest.mark.parametrize(("method", "path", "permission"), GUARDED)
def test_a_token_without_the_permission_is_refused_and_one_with_it_alone_is_not(
    program, request, method: str, path: str, permission: str
) -> None:
    office, title, purpose = someone(request, path)
    others = tuple(name for name in OFFERED if name != permission)
    assert call(program(office, title, purpose=purpose, permissions=others), method, path).status_code == 403
    narrow = program(office, title, purpose=purpose, permissions=(permission,))
    assert call(narrow, method, path).status_code in (200, 400, 404, 422, 428)


@pytest.mark.parametrize(("method", "path", "permission"), GUARDED)
def test_a_member_without_the_duty_is_refused_whatever_the_token_says(
    program, request, method: str, path: str, permission: str
) -> None:
    office, _, purpose = someone(request, path)
    nobody = program(office, "administrator", purpose=purpose)
    assert call(nobody, method, path).status_code == 403


@pytest.mark.parametrize("path", ["/workflows", "/workflows/constituent_request"])
def test_every_token_reads_what_the_office_does(program, lakeshore, path: str) -> None:
    least = program(lakeshore, "request_officer", purpose="triage", permissions=("case.list",))
    assert least.get(path).status_code == 200


def test_a_wrong_token_is_told_apart_from_none_and_nothing_else_is_told(officer: Program) -> None:
    wrong = officer.token[:-3] + "AAA"
    answers = [
        officer.get("/cases", headers={"Authorization": f"Bearer {token}"})
        for token in (wrong, "nonsense", f"cw_999_{uuid4().hex}_{'x' * 43}")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert all('error="invalid_token"' in answer.headers["WWW-Authenticate"] for answer in answers)
    assert len({answer.get_json()["detail"] for answer in answers}) == 1


def test_a_staff_cookie_opens_nothing_here(app: Flask, database: Database) -> None:
    tenant = make_tenant(database, "Cookieland", kind="council")
    browser = Browser(app, tenant)
    browser.sign_in(make_user(database, tenant, "request_officer"))
    assert browser.client.get("/api/v1/cases", base_url=BASE).status_code == 401


@pytest.fixture
def leaving(app: Flask, database: Database) -> Program:
    """A program whose member is about to lose something."""
    tenant = make_tenant(database, "Leaving", kind="council")
    made = make_program(app, make_user(database, tenant, "request_officer"), "request_handling", OFFERED)
    assert made.get("/cases").status_code == 200
    return made


def test_what_a_member_loses_is_lost_at_the_next_request(app: Flask, leaving: Program, database) -> None:
    boss = make_user(database, leaving.user.tenant, "administrator")
    with app.app_context(), identity_session() as session:
        tenant = find_tenant(session, slug=leaving.user.tenant.slug)
        assert tenant is not None
        give_titles(session, tenant, leaving.user.id, [], actor=boss.id)
        session.commit()
    assert leaving.get("/cases").status_code == 403
    with app.app_context(), identity_session() as session:
        revoke_member(session, tenant, leaving.user.id, actor=boss.id)
        session.commit()
    assert leaving.get("/cases").status_code == 401


def test_an_ended_token_opens_nothing_at_the_next_request(app: Flask, leaving: Program) -> None:
    with app.app_context(), identity_session() as session:
        bearer = read_token(session, leaving.token)
        assert bearer is not None
        revoke_token(session, bearer.staff, bearer.token_id)
        session.commit()
    assert leaving.get("/cases").status_code == 401


def test_an_expired_token_opens_nothing(leaving: Program) -> None:
    with clock.freeze(clock.now() + timedelta(days=31)):
        assert leaving.get("/cases").status_code == 401


def test_work_lists_are_for_their_purpose_and_for_those_of_cases(program, northport) -> None:
    assert program(northport, "supervisor", purpose="b2").get("/cases").status_code == 403
    assert program(northport, "supervisor", purpose="registry").get("/cases").status_code == 403
    assert program(northport, "supervisor", purpose="triage").get("/cases").status_code == 200


def test_a_purpose_in_which_the_member_has_no_share_is_refused(program, lakeshore) -> None:
    assert program(lakeshore, "request_officer", purpose="oversight").get("/cases").status_code == 403
    assert program(lakeshore, "request_officer", purpose="nonsense").get("/cases").status_code == 403


def test_refused_tokens_are_counted_by_address_and_then_refused_with_a_time_to_wait(
    officer: Program,
) -> None:
    here = {"REMOTE_ADDR": "203.0.113.77"}
    wrong = {"Authorization": "Bearer nonsense"}
    statuses = [officer.get("/cases", headers=wrong, environ_base=here).status_code for _ in range(61)]
    assert statuses == [401] * 60 + [429]
    answer = officer.get("/cases", headers=wrong, environ_base=here)
    assert int(answer.headers["Retry-After"]) > 0
    assert officer.get("/cases", environ_base=here).status_code == 200, "a good token still works"
