"""Every kind of secret opens its own door and no other, at its own tenant and no other."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask, g

from casework.api.bearer import recognise_bearer
from casework.models.identity import User
from casework.services.staff.links import LIVES, LinkSpent, find_link, make_link
from casework.services.staff.make_token import TokenWish, make_token
from casework.services.staff.recognise import as_staff, recognise
from casework.services.staff.sign_in import open_session
from casework.services.tenants.find_tenant import TenantFacts, find_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from tests.factories.browser import Browser
from tests.factories.tenants import make_tenant, make_user


@dataclass(frozen=True)
class Secrets:
    """One secret of each kind, all of one user."""

    tenant: TenantFacts
    held: dict[str, str]


def _cookie(here: Browser, name: str) -> str:
    cookie = here.client.get_cookie(f"casework-{name}", path=f"{here.home}/", domain="127.0.0.1")
    assert cookie is not None
    return cookie.value


@pytest.fixture
def secrets(app: Flask, database: Database) -> Secrets:
    made = make_user(database, make_tenant(database, "Northport"), "title_examiner")
    here = Browser(app, made.tenant)
    here.token("/sign-in")
    held = {"visit": _cookie(here, "visit")}
    here.sign_in(made)
    held["device"] = _cookie(here, "device")
    with app.app_context(), identity_session() as session:
        user = session.get(User, (made.tenant.id, made.id))
        tenant = find_tenant(session, slug=made.tenant.slug)
        assert user is not None
        assert tenant is not None
        held["session"] = open_session(session, user)
        for purpose in LIVES:
            held[purpose] = make_link(session, purpose, tenant_id=tenant.id, user=user)
        wish = TokenWish("Copy", ("case.read",), "triage", 5)
        held["token"] = make_token(session, tenant, as_staff(user, fresh_at=user.created_at), wish)
        session.commit()
    return Secrets(tenant, held)


def _opens(app: Flask, kind: str, secret: str, tenant_id: int) -> bool:
    """Whether `secret`, shown at the door for `kind`, lets anybody in at a tenant."""
    with app.app_context(), identity_session() as session:
        if kind == "session":
            return recognise(session, secret, tenant_id=tenant_id, active=False) is not None
        if kind in LIVES:
            try:
                find_link(session, secret, kind, tenant_id=tenant_id)
            except LinkSpent:
                return False
            return True
    headers = {"Authorization": f"Bearer {secret}"}
    with app.test_request_context("/api/v1/x", headers=headers, environ_base={"REMOTE_ADDR": "198.51.100.3"}):
        recognise_bearer()
        return "bearer" in g and g.tenant.id == tenant_id


def test_each_secret_opens_its_own_door_only(app: Flask, secrets: Secrets) -> None:
    opened = {
        (door, kind)
        for door in ("session", "token", *LIVES)
        for kind, secret in secrets.held.items()
        if _opens(app, door, secret, secrets.tenant.id)
    }
    assert opened == {(kind, kind) for kind in ("session", "token", *LIVES)}


def test_no_secret_opens_anything_at_another_tenant(app: Flask, secrets: Secrets, database: Database) -> None:
    other = make_tenant(database, "Eastvale")
    for door in ("session", "token", *LIVES):
        for secret in secrets.held.values():
            assert not _opens(app, door, secret, other.id)


def test_a_hash_out_of_the_database_opens_nothing(app: Flask, secrets: Secrets) -> None:
    with app.app_context(), identity_session() as session:
        rows = session.connection().exec_driver_sql(
            "select encode(token_hash, 'hex') from identity.user_session"
            " union all select encode(token_hash, 'hex') from identity.one_time_link"
            " union all select encode(secret_hash, 'hex') from identity.api_token"
        )
        hashes = [row[0] for row in rows]
    bearer = re.sub(r"_[^_]+$", "_", secrets.held["token"].rsplit("_", 1)[0] + "_")
    for found in hashes[-20:]:
        assert not any(_opens(app, door, found, secrets.tenant.id) for door in ("session", *LIVES))
        assert not _opens(app, "token", bearer + found[:43], secrets.tenant.id)
