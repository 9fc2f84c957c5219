"""The administrator says where a category goes; nothing of our own network can be entered, no key is shown again."""

import pytest
from flask import Flask

from casework.settings import Settings
from tests.factories.browser import Browser
from tests.factories.tenants import make_tenant, make_user
from tests.services.outside.strangers import Stranger, says
from tests.web.forwarding.two_offices import Giver
from tests.working import work_off

AT = "/admin/forwarding/pothole"
SERVICES = says("<services><service><service_code>pothole</service_code></service></services>")


@pytest.fixture(scope="module")
def place(app: Flask, database) -> Giver:

    return Giver(app, database, make_tenant(database, "Lakeshore", kind="council"))


@pytest.fixture(scope="module")
def admin(app: Flask, place: Giver) -> Browser:
    here = Browser(app, place.tenant)
    here.sign_in(make_user(place.database, place.tenant, "administrator"))
    return here


def told(address: str, **more: str) -> dict[str, str]:
    return {"name": "County Roads", "address": address, "service": "pothole", "key": "CNRY-key", **more}


def test_it_is_saved_looked_at_and_the_key_is_shown_to_nobody(
    app: Flask, settings: Settings, place: Giver, admin: Browser, other: Stranger, other_at: str
) -> None:
    assert admin.post(AT, told(other_at, whole_words="yes", answers="X1 = danger")).status_code == 303
    other.replies[:] = [SERVICES]
    work_off(app, settings)
    listed = admin.get("/admin/forwarding/").get_data(as_text=True)
    assert "County Roads" in listed and "Answers, and knows the service" in listed
    page = admin.get(AT).get_data(as_text=True)
    assert "X1 = danger" in page and "CNRY-key" not in page + listed
    (row,) = place._run("select api_key from forwarding where tenant_id = %s", [place.tenant.id])
    assert b"CNRY" not in bytes(row["api_key"])
    acts = place._run("select act, detail from ledger_entry where tenant_id = %s", [place.tenant.id])
    assert "forwarding.set" in {one["act"] for one in acts} and "CNRY" not in str(acts)


@pytest.mark.parametrize(
    "wrong",
    [
        told("http://10.0.0.1/v2"),
        told("https://169.254.169.254/latest"),
        told("https://localhost.localdomain.local"),
        told("http://127.0.0.2:80"),
        told("https://311.example.gov", name=" "),
        told("https://311.example.gov", service=""),
        told("https://311.example.gov", key="k" * 201),
        told("https://311.example.gov", answers="X1 = name"),
        told("https://311.example.gov", answers="X1"),
    ],
    ids=lambda wrong: "-".join(str(part)[:24] for part in wrong.values()),
)
def test_what_is_typed_wrongly_is_told_and_not_kept(
    place: Giver, admin: Browser, wrong: dict[str, str]
) -> None:
    before = place._run("select address, name from forwarding where tenant_id = %s", [place.tenant.id])
    answer = admin.post(AT, wrong)
    assert answer.status_code == 422 and "data-invalid" in answer.get_data(as_text=True)
    assert (
        place._run("select address, name from forwarding where tenant_id = %s", [place.tenant.id]) == before
    )


def test_stopped_it_waits_and_goes_when_it_is_started_again(
    app: Flask, settings: Settings, giver: Giver, other: Stranger, other_at: str
) -> None:
    giver.hands_to(other_at)
    admin = Browser(app, giver.tenant)
    admin.sign_in(make_user(giver.database, giver.tenant, "administrator"))
    waiting = giver.report()
    admin.post(f"{AT}/stop", form=AT)
    other.asked.clear()
    assert giver.attempt(waiting)["state"] == "waiting"
    assert not other.asked
    kept = giver.report()
    assert giver._run("select 1 from forwarded_request where case_id = %s", [kept.case_id]) == []
    definition = says("<service_definition><attributes/></service_definition>")
    taken = says("<a><request><service_request_id>8</service_request_id></request></a>")
    giver.hands_to(other_at)
    other.replies[:] = [definition, taken]
    assert giver.attempt(waiting)["their_id"] == "8"


def test_only_who_manages_the_office_says_where_requests_go(app: Flask, place: Giver) -> None:
    officer = Browser(app, place.tenant)
    officer.sign_in(make_user(place.database, place.tenant, "request_officer"))
    assert officer.get("/admin/forwarding/").status_code == 403
