"""A program is known by its bearer token and by nothing else."""

import pytest
from flask import Flask, g

from casework.api.bearer import current_bearer, recognise_bearer
from casework.policy.rulebook import allowed
from casework.services.staff.make_token import TokenWish, make_token
from casework.services.staff.sign_in import sign_in
from casework.services.staff.throttle import TooManyTries
from casework.services.tenants.find_tenant import find_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from tests.factories.tenants import PASSWORD, MadeUser, make_tenant, make_user

ADDRESS = {"REMOTE_ADDR": "198.51.100.9"}


@pytest.fixture
def mira(database: Database) -> MadeUser:
    return make_user(database, make_tenant(database, "Northport"), "title_examiner")


@pytest.fixture
def token(app: Flask, mira: MadeUser) -> str:
    with app.app_context(), identity_session() as session:
        tenant = find_tenant(session, slug=mira.tenant.slug)
        assert tenant is not None
        _, staff = sign_in(session, mira.email, PASSWORD, tenant_id=tenant.id)
        made = make_token(session, tenant, staff, TokenWish("Copy", ("case.read",), "triage", 5))
        session.commit()
        return made


def _knows(app: Flask, headers: dict[str, str], **more) -> bool:
    with app.test_request_context("/api/v1/cases", headers=headers, environ_base=ADDRESS, **more):
        g.staff = None
        recognise_bearer()
        return g.staff is not None


def test_a_good_token_brings_tenant_member_and_narrowed_duties(
    app: Flask, mira: MadeUser, token: str
) -> None:
    with app.test_request_context("/api/v1/cases", headers={"Authorization": f"Bearer {token}"}):
        recognise_bearer()
        assert (g.tenant.slug, g.staff.id) == (mira.tenant.slug, mira.id)
        assert current_bearer().purpose == "triage"
        assert allowed("case.read", g.threshold)
        assert not allowed("case.list", g.threshold)


@pytest.mark.parametrize("scheme", ["Bearer {}", "bearer {}", "BEARER  {}"])
def test_the_scheme_may_be_written_in_any_case(app: Flask, token: str, scheme: str) -> None:
    assert _knows(app, {"Authorization": scheme.format(token)})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic {}"},
        {"Authorization": "{}"},
        {"X-Api-Key": "{}"},
        {"Cookie": "casework-staff={}"},
        {"Authorization": "Bearer " + "x" * 10_000},
        {"Authorization": "Bearer {}x"},
    ],
)
def test_anything_else_is_nobody(app: Flask, token: str, headers: dict[str, str]) -> None:
    assert not _knows(app, {name: value.replace("{}", token) for name, value in headers.items()})


def test_a_token_in_the_address_is_nobody(app: Flask, token: str) -> None:
    assert not _knows(app, {}, query_string={"access_token": token})


def test_guessing_tokens_is_counted_by_address(app: Flask, token: str) -> None:
    wrong = {"Authorization": "Bearer " + token[:-4] + "AAAA"}
    with app.test_request_context(
        "/api/v1/cases", headers=wrong, environ_base={"REMOTE_ADDR": "198.51.100.77"}
    ):
        for _ in range(60):
            recognise_bearer()
        with pytest.raises(TooManyTries):
            recognise_bearer()


def test_under_api_no_cookie_signs_anybody_in(app: Flask, mira: MadeUser) -> None:
    with app.app_context(), identity_session() as session:
        cookie, _ = sign_in(session, mira.email, PASSWORD, tenant_id=mira.tenant.id)
        session.commit()
    with app.test_request_context("/api/v1/nothing", headers={"Cookie": f"casework-staff={cookie}"}):
        app.preprocess_request()
        assert g.staff is None
