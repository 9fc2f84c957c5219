"""Open311 GeoReport v2, method by method, in both formats, as a program speaks it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from casework.base import clock
from casework.models import Fact
from casework.services.office import office_by_id
from casework.settings import Database
from tests.api.programs import make_program
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.services.desks import Worker
from tests.web.requests.open311_client import BASE, FORMATS, Client, connected, without_duty
from tests.web.requests.steps import move_on


@pytest.fixture(scope="module")
def office(database: Database) -> MadeTenant:
    return make_tenant(database, "Lakeshore", kind="council", timezone="America/Chicago")


@pytest.fixture(scope="module")
def keyed(app: Flask, database: Database) -> Callable[..., str]:
    """Makes a key at an office."""

    def made(tenant: MadeTenant, *permissions: str) -> str:
        user = make_user(database, tenant, "request_officer")
        return make_program(app, user, "request_handling", permissions or ("case.open",)).token

    return made


@pytest.fixture(scope="module")
def client(app: Flask, office: MadeTenant, keyed: Callable[..., str]) -> Iterator[Client]:
    with connected(app, office, keyed(office)) as program:
        yield program


@FORMATS
def test_services_are_the_categories_that_are_offered(client: Client, fmt: str) -> None:
    services = {one["service_code"]: one for one in client.ask("services", fmt)}
    assert services["pothole"]["service_name"] == "Pothole or broken street"
    assert (services["pothole"]["type"], services["pothole"]["metadata"]) == ("realtime", "true")
    assert services["pothole"]["group"] == "Streets and lights" and services["pothole"]["keywords"] is None


@FORMATS
def test_a_definition_tells_each_question_with_its_type_and_choices(client: Client, fmt: str) -> None:
    told = client.ask("services/pothole", fmt)
    danger, confidential = told["attributes"]
    assert (confidential["code"], confidential["required"]) == ("confidential", "false")
    assert (told["service_code"], danger["code"], danger["datatype"]) == (
        "pothole",
        "danger",
        "singlevaluelist",
    )
    assert danger["required"] == "true" and str(danger["order"]) == "1"
    assert [value["key"] for value in danger["values"]] == ["yes", "no"]


@FORMATS
def test_what_is_sent_is_read_again_without_whoever_sent_it(client: Client, fmt: str) -> None:
    (sent,) = client.send(fmt)
    number = sent["service_request_id"]
    assert sent["account_id"] is None and number in sent["service_notice"]
    (read,) = client.ask(f"requests/{number}", fmt)
    assert (read["status"], read["service_code"]) == ("open", "pothole")
    assert (float(read["lat"]), float(read["long"])) == pytest.approx((43.1012, -88.0501), abs=1e-5)
    assert read["requested_datetime"][-6:] in ("-06:00", "-05:00") and read["expected_datetime"]
    assert read["description"] is None, "words wait until somebody has read them"
    assert number in {one["service_request_id"] for one in client.ask("requests", fmt)}
    (token,) = client.ask(f"tokens/{number}", fmt)
    assert token == {"service_request_id": number, "token": number}


def test_status_follows_the_case_and_closed_is_told_with_its_time(
    app: Flask, office: MadeTenant, client: Client
) -> None:
    number = client.send("json")[0]["service_request_id"]
    for _ in range(3):
        move_on(app, office, number)
    (read,) = client.ask("requests", "json", service_request_id=f"{number},R-000-000-000")
    assert (read["status"], read["status_notes"]) == ("closed", "We filled it.")
    assert read["expected_datetime"] is None
    closed = {one["service_request_id"] for one in client.ask("requests", "json", status="closed")}
    still = {one["service_request_id"] for one in client.ask("requests", "json", status="open")}
    assert number in closed - still
    more = client.ask(f"requests/{number}", "json", extensions="true")[0]
    assert more["notes"][0]["description"] == "Put right"


def test_the_address_of_a_picture_and_four_thousand_letters_reach_the_officer_and_nobody_else(
    app: Flask, office: MadeTenant, client: Client
) -> None:
    address = "https://photos.example.org/CNRY-hole.jpg"
    words = "x" * (4000 - len(address) - 2)
    number = client.send("json", description=words, media_url=address)[0]["service_request_id"]
    (read,) = client.ask(f"requests/{number}", "json")
    assert (read["description"], read["media_url"]) == (None, None)
    with app.app_context():
        seen = office_by_id(office.id)
        with seen.open(seen.member(Worker(("request_officer",)), "request_handling")) as session:
            said = session.scalars(select(Fact).where(Fact.field == "description")).all()
            assert f"{words}\n\n{address}" in {one.value for one in said}
            session.commit()


WRONG = {
    "no place": ({"lat": None, "long": None, "address_string": None}, "Say where it is"),
    "half a point": ({"long": None}, "Give both"),
    "a point that is none": ({"lat": "north"}, "Give both"),
    "a point off the earth": ({"lat": "91"}, "Give both"),
    "no number as a point": ({"lat": "nan"}, "Give both"),
    "no service": ({"service_code": None}, "service_code"),
    "a required attribute left out": ({"attribute[danger]": None}, "attribute[danger]"),
    "an attribute that is no choice": ({"attribute[danger]": "perhaps"}, "attribute[danger]"),
    "words too long": ({"description": "x" * 4001}, "description"),
    "no words": ({"description": None}, "description"),
    "an e-mail that is none": ({"email": "nobody"}, "email"),
    "a picture that is nowhere": ({"media_url": "javascript:alert(1)"}, "media_url"),
}


@FORMATS
@pytest.mark.parametrize("case", WRONG)
def test_what_is_sent_wrongly_is_told_by_its_name_and_nothing_is_kept(
    client: Client, fmt: str, case: str
) -> None:
    changed, said = WRONG[case]
    before = len(client.ask("requests", "json"))
    errors = client.send(fmt, 400, **changed)
    assert any(said in error["description"] for error in errors)
    assert {str(error["code"]) for error in errors} == {"400"}
    assert len(client.ask("requests", "json")) == before


def test_several_faults_are_told_at_once(client: Client) -> None:
    errors = client.send("json", 400, email="nobody", description=None, **{"attribute[danger]": None})
    assert len(errors) == 3


@FORMATS
@pytest.mark.parametrize("whose", ["none", "made up", "next door", "reads only", "of who may no more"])
def test_without_a_key_of_this_office_that_may_send_it_is_403(
    app: Flask, database: Database, client: Client, keyed: Callable[..., str], whose: str, fmt: str
) -> None:
    keys = {
        "none": lambda: "",
        "made up": lambda: "cw_1_xyz",
        "reads only": lambda: keyed(client.here.tenant, "case.read"),
    }
    keys["next door"] = lambda: keyed(make_tenant(database, "Hillside", kind="council"))
    keys["of who may no more"] = lambda: without_duty(database, keyed(client.here.tenant))
    (error,) = client.send(fmt, 403, api_key=keys[whose]())
    assert str(error["code"]) == "403" and "key" in error["description"]


MISSING = ["services/nothing", "requests/R-000-000-000", "tokens/R-000-000-000", "requests/x", "nothing"]
MISSING += [f"requests/{'x' * 200}", f"tokens/{'x' * 2000}"]


@FORMATS
@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_404_in_the_format_that_was_asked_for(
    client: Client, fmt: str, path: str
) -> None:
    (error,) = client.ask(path, fmt, 404)
    assert str(error["code"]) == "404" and error["description"]


@FORMATS
def test_another_jurisdiction_is_404_and_an_empty_one_is_this(client: Client, fmt: str) -> None:
    client.ask("services", fmt, 404, jurisdiction_id="other.gov")
    client.ask("services", fmt, jurisdiction_id="")
    client.ask("services", fmt, jurisdiction_id=client.here.tenant.slug)


def test_a_noise_is_missing_until_somebody_has_seen_it(
    app: Flask, office: MadeTenant, client: Client
) -> None:
    number = client.send("json", service_code="noise")[0]["service_request_id"]
    unseen = client.here.get(f"{BASE}/requests/{number}.xml")
    never = client.here.get(f"{BASE}/requests/R-000-000-000.xml")
    assert (unseen.status_code, unseen.data) == (never.status_code, never.data) == (404, never.data)
    move_on(app, office, number)
    (read,) = client.ask(f"requests/{number}", "json")
    assert abs(read["lat"] - 43.1012) > 1e-4, "a noise is told coarsely"
    assert read["address"] != "Mill Lane 12"


@pytest.mark.parametrize(
    ("args", "status"),
    [
        ({"start_date": "yesterday"}, 400),
        ({"start_date": "2026-11-05T08:15:30"}, 400),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ({"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400),
        ({"start_date": "2026-05-01T00:00:00-05:00", "end_date": "2026-06-01T00:00:00Z"}, 200),
        ({"status": "done"}, 400),
        ({"status": "open,closed"}, 200),
        ({"page_size": "0"}, 400),
        ({"page": "x"}, 400),
    ],
)
def test_filters_are_read_or_refused_never_guessed(client: Client, args: dict[str, str], status: int) -> None:
    client.ask("requests", "json", status, **args)


def test_only_the_latest_ninety_days_are_told_unless_asked_for(client: Client) -> None:
    with clock.freeze(clock.now() - timedelta(days=120)) as then:
        number = client.send("json")[0]["service_request_id"]
    assert number not in {one["service_request_id"] for one in client.ask("requests", "json")}
    around = {
        "start_date": (then - timedelta(days=1)).isoformat(),
        "end_date": (then + timedelta(days=1)).isoformat(),
    }
    assert number in {one["service_request_id"] for one in client.ask("requests", "json", **around)}


def test_pages_cut_the_list(client: Client) -> None:
    client.send("json")
    whole = client.ask("requests", "json")
    assert client.ask("requests", "json", page_size="1", page="2") == whole[1:2]


def test_the_file_has_the_columns_of_the_bulk_specification(client: Client) -> None:
    number = client.send("json")[0]["service_request_id"]
    answer = client.here.get(f"{BASE}/requests.csv")
    head, *rows = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert head.startswith(
        "service_request_id,requested_datetime,updated_datetime,closed_date,status_description"
    )
    assert any(row.startswith(number) for row in rows)


@FORMATS
def test_discovery_leads_to_the_endpoint(client: Client, fmt: str) -> None:
    answer = client.here.get(f"/discovery.{fmt}")
    told = client._read(answer, fmt)
    (endpoint,) = told["endpoints"]
    assert endpoint["url"].endswith(f"{client.here.home}{BASE}")
    assert endpoint["formats"] == ["text/xml", "application/json"] and told["key_service"]


def test_an_office_without_a_public_list_speaks_no_open311(app: Flask, database: Database) -> None:
    here = Browser(app, make_tenant(database, "Northport"))
    assert here.get(f"{BASE}/services.xml").status_code == here.get("/discovery.xml").status_code == 404


def test_maps_of_other_sites_may_read(client: Client) -> None:
    assert client.here.get(f"{BASE}/requests.json").headers["Access-Control-Allow-Origin"] == "*"
