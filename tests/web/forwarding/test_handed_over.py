"""A request goes to another office of ours by its own Open311 server, and its news come back."""

import json

import pytest
from flask import Flask

from casework.settings import Settings
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_user
from tests.web.forwarding.two_offices import Giver, resolve, served
from tests.web.requests.open311_client import BASE
from tests.working import work_off


def test_it_is_sent_once_seen_on_both_sides_and_followed_until_it_is_done(
    app: Flask, settings: Settings, giver: Giver, county: MadeTenant, county_at: str, county_key: str
) -> None:
    giver.hands_to(county_at, key=county_key, safe_again=True, whole_words=True)
    done = giver.report(danger=False)
    work_off(app, settings)
    row = giver.row(done)
    assert (row["state"], row["their_state"], row["attempts"]) == ("sent", "open", 1)
    number = row["their_id"]
    (there,) = json.loads(Browser(app, county).get(f"{BASE}/requests/{number}.json").data)
    assert (there["lat"], there["long"]) == pytest.approx((43.1012, -88.0501), abs=1e-5)
    desk = Browser(app, giver.tenant)
    desk.sign_in(make_user(giver.database, giver.tenant, "request_officer"))
    page = desk.get(f"/desk/cases/{done.number}/").get_data(as_text=True)
    assert "County Roads" in page and number in page and "Handed over" in page
    resolve(app, county, number)
    giver.follow()
    assert giver.row(done)["their_state"] == "closed"
    page = desk.get(f"/desk/cases/{done.number}/").get_data(as_text=True)
    assert "Done there" in page and "We filled it." in page
    giver.follow()
    assert giver.row(done)["their_state"] == "closed"


def test_whoever_reported_it_reads_where_it_went(
    app: Flask, giver: Giver, county_at: str, county_key: str
) -> None:
    giver.hands_to(county_at, key=county_key, whole_words=True)
    done = giver.report()
    number = giver.attempt(done)["their_id"]
    here = Browser(app, giver.tenant)
    here.post("/track/", {"number": done.number, "code": done.code}, form="/track/")
    page = here.get(f"/track/{done.number}/").get_data(as_text=True)
    assert "We handed it over to County Roads." in page and number in page
    assert "Handed it to another office’s server" in here.get(f"/track/{done.number}/looked").get_data(
        as_text=True
    )


def test_place_and_category_go_and_nothing_of_who_reported_it(
    app: Flask, giver: Giver, county: MadeTenant, county_at: str, county_key: str
) -> None:
    giver.hands_to(county_at, key=county_key)
    done = giver.report()
    number = giver.attempt(done)["their_id"]
    told = giver._run(
        'select f.field, f.value from fact f join "case" c on c.tenant_id = f.tenant_id and c.id = f.case_id'
        " where c.tenant_id = %s and c.number = %s",
        [county.id, number],
    )
    facts = {one["field"]: one["value"] for one in told}
    assert set(facts) == {"category", "danger", "description", "place"}
    assert facts["danger"] is True and done.number in facts["description"]
    assert "CNRY" not in str(facts) and "cnry" not in str(facts)
    (entry,) = giver.entries(done, "case.handed_over")
    assert set(entry["fields"]) == {"danger", "place"} and county_at in entry["detail"]


def test_an_answer_that_was_lost_makes_no_second_request_there(
    app: Flask, giver: Giver, county: MadeTenant, county_key: str
) -> None:
    answers = []

    def loses(environ, start):
        sent = environ["REQUEST_METHOD"] == "POST"
        answered = app(environ, start if not sent or answers else lambda *told: start("502 Bad Gateway", []))
        return answered if not sent or answers else answers.append(b"".join(answered)) or []

    with served(loses) as port:
        giver.hands_to(
            f"http://127.0.0.1:{port}/t/{county.slug}/open311/v2",
            key=county_key,
            safe_again=True,
            whole_words=True,
        )
        done = giver.report()
        lost = giver.attempt(done)
        assert (lost["state"], lost["perhaps"], lost["their_id"]) == ("waiting", True, None)
        found = giver.attempt(done)
    assert (found["state"], found["attempts"]) == ("sent", 2)
    assert found["their_id"].encode() in answers[0], "the number of the first, whose answer was lost"


@pytest.mark.parametrize("where", ["", "elsewhere"])
def test_the_same_key_of_ours_means_the_same_request_and_another_form_is_refused(
    app: Flask, county: MadeTenant, county_key: str, where: str
) -> None:
    client = app.test_client()
    form = {
        "api_key": county_key,
        "service_code": "pothole",
        "address_string": "Mill Lane 12",
        "description": "A hole",
        "attribute[danger]": "no",
    }
    headers = {"Idempotency-Key": f"once-{where}"}
    ask = {"base_url": "http://127.0.0.1:8000", "headers": headers}
    at = f"/t/{county.slug}{BASE}/requests.json"
    (first,), (second,) = (json.loads(client.post(at, data=form, **ask).data) for _ in range(2))
    assert first["service_request_id"] == second["service_request_id"]
    changed = client.post(at, data={**form, "description": "Another"}, **ask)
    assert changed.status_code == 400 and b"Idempotency-Key" in changed.data
