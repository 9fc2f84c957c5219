"""Whatever address or method a program tries under the endpoint, it is answered in the protocol and its format."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from casework.settings import Database
from casework.web.open311 import requests as answered
from tests.factories.tenants import MadeTenant, make_tenant
from tests.web.requests.open311_client import BASE, FORMATS, Client, connected, errors


@pytest.fixture(scope="module")
def office(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council")


@pytest.fixture(scope="module")
def client(app: Flask, office: MadeTenant) -> Iterator[Client]:
    with connected(app, office, "no key") as program:
        yield program


NOWHERE = [
    "requests/x/y",
    "requests/R-000-000-000/notes/1",
    "a/b/c/d",
    "services/pothole/attributes",
    "services.xml/x",
]
NOWHERE += ["requests/%20/%2e%2e/y", f"a/{'x/' * 400}y", "requests/x/y/"]


@FORMATS
@pytest.mark.parametrize("path", NOWHERE, ids=lambda path: path[:30])
def test_an_address_of_any_depth_that_is_none_is_404(client: Client, path: str, fmt: str) -> None:
    answer = client.here.client.get(f"{client.here.home}{BASE}/{path}.{fmt}", base_url=client.here.base)
    assert answer.status_code == 404
    errors(answer, fmt)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["", "/", "/requests", "/requests.yaml", "/requests.XML", "/x/y.csv", "/requests.json/"]
)
def test_an_unknown_format_is_told_in_the_one_that_is_always_there(client: Client, path: str) -> None:
    answer = client.here.get(BASE + path, follow_redirects=True)
    assert answer.status_code == 404
    errors(answer, "xml")


@FORMATS
@pytest.mark.parametrize("slug", ["nobody-here", "NOT A SLUG", "x", "é"])
def test_an_office_that_is_none_is_a_jurisdiction_that_is_not_found(
    client: Client, slug: str, fmt: str
) -> None:
    for path in (f"{BASE}/services", f"{BASE}/requests/x/y", "/discovery"):
        answer = client.here.client.get(f"/t/{slug}{path}.{fmt}", base_url=client.here.base)
        assert answer.status_code == 404, path
        errors(answer, fmt)


@FORMATS
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize(
    "path", [f"{BASE}/services", f"{BASE}/requests/R-000-000-000", f"{BASE}/tokens/x", "/discovery"]
)
def test_a_method_that_is_none_is_405_and_says_which_are(
    client: Client, path: str, method: str, fmt: str
) -> None:
    answer = client.here.client.open(
        f"{client.here.home}{path}.{fmt}", method=method, base_url=client.here.base
    )
    assert answer.status_code == 405
    assert {one.strip() for one in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    errors(answer, fmt)


@FORMATS
def test_at_the_requests_sending_is_among_what_is_allowed(client: Client, fmt: str) -> None:
    answer = client.here.client.put(f"{client.here.home}{BASE}/requests.{fmt}", base_url=client.here.base)
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]
    errors(answer, fmt)


@FORMATS
@pytest.mark.parametrize("deep", ["", "/x"])
def test_a_name_with_a_nul_is_400(client: Client, deep: str, fmt: str) -> None:
    answer = client.here.client.get(
        f"{client.here.home}{BASE}/requests{deep}/a%00b.{fmt}", base_url=client.here.base
    )
    assert answer.status_code == 400
    errors(answer, fmt)


@FORMATS
@pytest.mark.parametrize(
    "fault", [OperationalError("select 1", {}, Exception("gone")), RuntimeError("our own")]
)
def test_a_fault_of_ours_is_told_by_the_protocol_too(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, fmt: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(answered, "find", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.here.get(f"{BASE}/requests/R-000-000-000.{fmt}")
    assert answer.status_code == (503 if isinstance(fault, OperationalError) else 500)
    (told,) = errors(answer, fmt)
    assert "gone" not in told["description"] and "our own" not in told["description"]
