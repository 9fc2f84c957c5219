"""Bad input to the protocol: each error that the specification knows, in both formats, clear and without a trace."""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from casework.settings import Database, Settings
from tests.api.programs import make_program
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.jobs.test_mail import mails
from tests.web.requests.open311_client import BASE, FORMATS, SENT, Client, connected, errors
from tests.working import work_off

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


@pytest.fixture(scope="module")
def office(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")


@pytest.fixture(scope="module")
def client(app: Flask, database: Database, office: MadeTenant) -> Iterator[Client]:
    user = make_user(database, office, "request_officer")
    key = make_program(app, user, "request_handling", ("case.open",)).token
    with connected(app, office, key) as program:
        yield program


def in_both(told: list[Any]) -> list[tuple[str, Any]]:
    """Each in each of the two formats."""
    return [(fmt, one) for one in told for fmt in ("xml", "json")]


BODIES = {
    "nothing": (FORM, b"", 403),
    "JSON": ("application/json", b'{"api_key": "x", "service_code": "pothole"}', 403),
    "XML": ("text/xml", b"<request><api_key>x</api_key></request>", 403),
    "XML that is cut off": ("application/xml", b"<request><api_", 403),
    "an entity bomb": ("text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 403),
    "no UTF-8": (FORM, b"api_key=%ff%fe&service_code=%c3%28", 403),
    "a NUL": (FORM, b"api_key=a%00b&service_code=pothole", 400),
    "a multipart without an end": (
        MULTIPART,
        b'--x\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nab',
        403,
    ),
    "a multipart without a boundary": ("multipart/form-data", b"--x\r\n", 403),
    "far too many fields": (FORM, b"&".join(b"attribute[x%d]=1" % at for at in range(2000)), 403),
    "far too much": (FORM, b"description=" + b"x" * (2 * 1024 * 1024), 413),
}


@pytest.mark.parametrize(("fmt", "case"), in_both(list(BODIES)))
def test_a_body_that_is_no_form_is_answered_in_the_protocol(client: Client, fmt: str, case: str) -> None:
    kind, body, status = BODIES[case]
    path = f"{client.here.home}{BASE}/requests.{fmt}"
    answer = client.here.client.post(path, data=body, content_type=kind, base_url=client.here.base)
    assert answer.status_code == status, answer.get_data(as_text=True)
    errors(answer, fmt)


POINTS = ["90.1", "-91", "1e400", "inf", "-inf", "nan", "0x10", "1,5", "१२", "4" * 400, "43.1 N", "--1"]


@pytest.mark.parametrize(("fmt", "lat"), in_both(POINTS))
def test_a_point_that_is_none_is_refused_by_its_name(client: Client, fmt: str, lat: str) -> None:
    told = (
        client.send(fmt, 400, lat=lat) if lat != "१२" else client.send(fmt, 200, lat=lat, address_string=None)
    )
    if lat == "१२":
        assert told[0]["service_request_id"], "digits of any alphabet are digits"
    else:
        assert any("lat, long" in one["description"] for one in told)


WRONG_GETS = [
    ("requests", {"start_date": "yesterday"}),
    ("requests", {"start_date": "2026-13-01T00:00:00Z"}),
    ("requests", {"end_date": "2026-11-05T08:15:30"}),
    ("requests", {"start_date": "9999-12-31T23:59:59Z"}),
    ("requests", {"end_date": "0001-01-01T00:00:00Z"}),
    ("requests", {"start_date": "0001-01-01T00:00:00+14:00", "end_date": "0001-01-02T00:00:00Z"}),
    ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}),
    ("requests", {"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}),
    ("requests", {"status": "done"}),
    ("requests", {"page": "0"}),
    ("requests", {"page_size": "1001"}),
    ("requests", {"page": "९९९९९९"}),
]


@pytest.mark.parametrize(("fmt", "asked"), in_both(WRONG_GETS), ids=lambda told: str(told)[:40])
def test_a_question_that_cannot_be_read_is_400(
    client: Client, fmt: str, asked: tuple[str, dict[str, str]]
) -> None:
    path, args = asked
    answer = client.here.get(f"{BASE}/{path}.{fmt}", query_string=args)
    assert answer.status_code == 400, answer.get_data(as_text=True)
    errors(answer, fmt)


@FORMATS
@pytest.mark.parametrize(
    "path", ["services", "services/pothole", "requests", "requests/R-000-000-000", "tokens/x"]
)
def test_another_jurisdiction_is_404_at_every_method(client: Client, path: str, fmt: str) -> None:
    answer = client.here.get(f"{BASE}/{path}.{fmt}", query_string={"jurisdiction_id": "elsewhere.gov"})
    assert answer.status_code == 404
    errors(answer, fmt)


@FORMATS
def test_sending_to_another_jurisdiction_or_an_unknown_service_is_404(client: Client, fmt: str) -> None:
    client.send(fmt, 404, jurisdiction_id="elsewhere.gov")
    client.send(fmt, 404, service_code="no-such")
    client.send(fmt, 400, service_code="")


@FORMATS
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_way_of_asking_that_is_none_is_told_in_the_protocol(client: Client, fmt: str, method: str) -> None:
    call = getattr(client.here.client, method)
    answer = call(f"{client.here.home}{BASE}/requests.{fmt}", base_url=client.here.base)
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
    errors(answer, fmt)
    assert (
        client.here.client.post(
            f"{client.here.home}{BASE}/services.{fmt}", base_url=client.here.base
        ).status_code
        == 405
    )


def test_whoever_sends_to_one_address_again_and_again_fills_no_mailbox(
    app: Flask, database: Database, settings: Settings, client: Client
) -> None:
    victim = f"{uuid.uuid4().hex}@example.org"
    for at in range(6):
        client.send("json", email=victim, description=f"Click here {at}")
    work_off(app, settings)
    got = mails(app, victim)
    assert 1 <= len(got) <= 3
    assert not any("Click here" in mail.as_string() for mail in got)
    with psycopg.connect(database.owner.replace("+psycopg", "")) as owner:
        kept = 'select count(*) from "case" where tenant_id = %s and channel = %s'
        held = owner.execute(kept, [client.here.tenant.id, "open311"]).fetchone()
    assert held is not None and held[0] >= 6, "nothing that was sent is lost"


def test_a_form_sent_with_too_many_wrong_keys_is_429_with_a_time(
    app: Flask, database: Database, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {**SENT, "api_key": "wrong"}
    path = f"{client.here.home}{BASE}/requests.json"
    where = {"base_url": client.here.base, "environ_base": {"REMOTE_ADDR": "192.0.2.201"}}
    elsewhere = app.test_client()
    codes = [elsewhere.post(path, data=form, **where).status_code for _ in range(66)]
    assert set(codes[:60]) == {403} and codes[-1] == 429
    last = elsewhere.post(path, data=form, **where)
    assert int(last.headers["Retry-After"]) > 0
    errors(last, "json")


@FORMATS
@pytest.mark.parametrize(
    ("path", "named"),
    [("services/", "service_code"), ("requests/", "service_request_id"), ("tokens/", "token")],
)
def test_where_no_name_is_given_it_is_400_and_says_which(
    client: Client, path: str, named: str, fmt: str
) -> None:
    (told,) = client.ask(path, fmt, 400)
    assert told["description"].startswith(f"{named}: ")


@FORMATS
@pytest.mark.parametrize(
    "place",
    [
        {"address_id": "A-1066"},
        {"address_string": "Mill Lane 12"},
        {"lat": "43.1012", "long": "-88.0501"},
        {"attribute[danger]": None, "attribute[danger][]": "no", "address_id": "A-1066"},
    ],
)
def test_each_way_to_say_where_and_what_is_taken(client: Client, fmt: str, place: dict[str, Any]) -> None:
    nowhere = {"lat": None, "long": None, "address_string": None}
    (told,) = client.send(fmt, 200, **nowhere | place)
    assert told["service_request_id"] and set(told) == {"service_request_id", "service_notice", "account_id"}
