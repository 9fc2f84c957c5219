"""The operator's acts on tenants."""

import pytest
from flask import Flask

from casework.base.errors import InvalidInput, NotFound
from casework.services.tenants.add_tenant import NewTenant, add_tenant
from casework.services.tenants.find_tenant import find_tenant, list_tenants
from casework.services.tenants.suspend_tenant import suspend_tenant
from casework.store.identity import identity_session

GOOD = {"slug": "lakeshore", "name": "Lakeshore", "kind": "council", "languages": ("en", "hi")}


@pytest.fixture
def session(app: Flask):
    with app.app_context(), identity_session() as session:
        yield session


def test_a_new_tenant_is_found_by_slug_and_by_its_own_host_exactly(session) -> None:
    made = add_tenant(session, NewTenant(**GOOD, host="Cases.Lakeshore.example"))
    assert find_tenant(session, slug="lakeshore") == made
    assert find_tenant(session, host="cases.lakeshore.example") == made
    assert find_tenant(session, host="lakeshore.example") is None
    assert find_tenant(session, host="cases.lakeshore.example.") is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "api"}, "slug"),
        ({"slug": "static"}, "slug"),
        ({"slug": "Lake"}, "slug"),
        ({"slug": "a/b"}, "slug"),
        ({"slug": "-lake"}, "slug"),
        ({"slug": "x" * 40}, "slug"),
        ({"host": "no spaces.example"}, "host"),
        ({"host": "evil.example/path"}, "host"),
        ({"kind": "empire"}, "kind"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"languages": ("en", "tlh")}, "languages"),
        ({"languages": ()}, "languages"),
        ({"currency": "XX"}, "currency"),
        ({"country": "usa"}, "country"),
        ({"name": "a\nb"}, "name"),
    ],
)
def test_what_is_wrong_with_a_new_tenant_is_named(session, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        add_tenant(session, NewTenant(**(GOOD | wrong)))
    assert list(told.value.errors) == [field]


def test_an_address_is_given_out_once(session) -> None:
    add_tenant(session, NewTenant(**GOOD, host="a.example.org"))
    with pytest.raises(InvalidInput) as told:
        add_tenant(session, NewTenant(**GOOD, host="A.example.org"))
    assert set(told.value.errors) == {"slug", "host"}


def test_a_suspended_tenant_is_still_there_but_not_listed(session) -> None:
    add_tenant(session, NewTenant(**GOOD))
    suspend_tenant(session, "lakeshore")
    assert "lakeshore" not in [tenant.slug for tenant in list_tenants(session, public_only=True)]
    assert "lakeshore" in [tenant.slug for tenant in list_tenants(session) if not tenant.active]
    suspend_tenant(session, "lakeshore", suspended=False)
    assert "lakeshore" in [tenant.slug for tenant in list_tenants(session, public_only=True)]


def test_suspending_nobody_says_so(session) -> None:
    with pytest.raises(NotFound):
        suspend_tenant(session, "nowhere")
