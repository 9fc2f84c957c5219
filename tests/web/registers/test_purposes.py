"""Declaring a purpose: what it opens, demands and forbids is said before; it lasts a stated time and can be ended."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.base.clock import freeze, now
from casework.models import LedgerEntry
from casework.packs import catalog
from tests.factories.tenants import PASSWORD

B7 = {
    "tow_record": "TOW-2026-118",
    "towed_on-day": "3",
    "towed_on-month": "11",
    "towed_on-year": "2025",
    "requester": "Harbor Towing",
    "vehicle": "8ABC123",
    "place": "Pier 4, Northport",
}
KIND = catalog().kind("motor_vehicle_agency")
# DOMAIN D.1: what each of the fourteen uses demands, and which of them may see what is highly restricted
DEMANDED = {
    "b1": {"agency", "incident", "event_on"},
    "b2": {"programme"},
    "b3": {"submitted", "sub_reason"},
    "b4": {"court", "docket", "requester", "event_on"},
    "b5": {"protocol"},
    "b6": {"insurer", "claim", "event_on"},
    "b7": {"tow_record", "towed_on", "requester", "vehicle", "place"},
    "b8": {"licence", "underlying_use", "requester"},
    "b9": {"employer", "cdl"},
    "b10": {"toll", "requester", "event_on"},
    "b11": {"consent", "requester", "consent_on"},
    "b12": {"consent", "requester", "consent_on"},
    "b13": {"consent", "requester", "consent_on"},
    "b14": {"statute", "requester", "event_on"},
}
RESTRICTED = {"b1", "b4", "b6", "b9"}


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("code", sorted(DEMANDED))
def test_each_of_the_fourteen_uses_demands_its_facts_and_says_its_limits(code):
    purpose = KIND.purposes[code]
    assert {field.name for field in purpose.requires} == DEMANDED[code]
    assert all(field.required for field in purpose.requires)
    assert purpose.off_case and f"(b)({code[1:]})" in purpose.source
    assert set(purpose.limits.words) == {"en", "es", "hi", "pt", "vi"}
    opened = purpose.readable(frozenset(KIND.duties))
    assert ("identity" in opened) == (code in RESTRICTED)
    # 18 USC 2721(a)(2): else only by express consent, and then of those alone who gave it
    assert ("sealed" in opened) == (code in RESTRICTED or code in ("b11", "b13"))
    assert purpose.consent == (code in ("b11", "b12", "b13"))


def test_a_use_of_an_investigator_names_another_use_and_never_itself():
    [use] = [field for field in KIND.purposes["b8"].requires if field.name == "underlying_use"]
    assert {option.value for option in use.options} == set(DEMANDED) - {"b8"}


def test_the_page_says_what_a_purpose_opens_demands_and_forbids(north):
    page = text_of(north.browser("title_clerk").get("/desk/purpose/"))
    assert "60 minutes" in page
    assert "Opens: what the case is about, contact, address, and vehicle and plate." in page
    assert "Where it was towed from" in page and "keeps for five years" in page
    form = text_of(north.browser("title_clerk").get("/desk/purpose/b7"))
    assert "Opens: what the case is about, contact" in form and "keeps for five years" in form


def test_a_declared_purpose_shows_until_when_and_ends_when_told(north):
    here = north.browser("title_clerk")
    assert here.post("/desk/purpose/b7", B7, form="/desk/purpose/b7").status_code == 303
    page = text_of(here.get("/desk/people/?q=cnry"))
    assert "until" in page and "End it now" in page and north.owner in page
    assert "Notice of a towed vehicle" in text_of(here.get("/desk/"))
    assert here.post("/desk/purpose/forget", {}, form="/desk/people/").status_code == 303
    assert here.get("/desk/people/?q=cnry").status_code == 303
    assert "Notice of a towed vehicle" not in text_of(here.get("/desk/"))
    with north.records() as session:
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.purpose == "b7")).all()
        session.commit()
    said = [entry for entry in entries if entry.act in ("purpose.declared", "purpose.ended")]
    assert [entry.act for entry in said][-2:] == ["purpose.declared", "purpose.ended"]
    assert json.loads(said[-2].detail)["facts"]["place"] == "Pier 4, Northport"


def test_who_proves_to_be_themselves_again_reads_on_for_what_they_declared(north):
    here = north.browser("title_clerk")
    here.post("/desk/purpose/b7", B7, form="/desk/purpose/b7")
    proved = here.post("/confirm", {"password": PASSWORD}, form="/confirm")
    assert proved.status_code == 303
    assert north.owner in text_of(here.get("/desk/people/?q=cnry"))
    again = here.post(
        "/sign-in", {"email": north.users["title_clerk"].email, "password": PASSWORD}, form="/sign-in"
    )
    assert again.status_code == 303
    assert here.get("/desk/people/?q=cnry").status_code == 303, "who signs in anew declares anew"


def test_a_declared_purpose_ends_by_itself(north):
    here = north.browser("title_clerk")
    here.post("/desk/purpose/b7", B7, form="/desk/purpose/b7")
    with freeze(now() + timedelta(minutes=25)):
        assert here.get("/desk/people/").status_code == 200
    with freeze(now() + timedelta(minutes=50)):
        assert here.get("/desk/people/").status_code == 200
    with freeze(now() + timedelta(minutes=61)):
        assert here.get("/desk/people/").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"towed_on-year": "2031"}, "not in the future"),
        ({"requester": "."}, "as it stands on the request"),
        ({"requester": "aaaaaa"}, "as it stands on the request"),
        ({"place": ""}, "Fill in"),
        ({"towed_on-month": "13"}, "Error"),
    ],
)
def test_hollow_facts_are_refused_and_what_was_typed_stays(north, wrong, said):
    here = north.browser("title_clerk")
    answer = here.post("/desk/purpose/b7", {**B7, **wrong}, form="/desk/purpose/b7")
    assert answer.status_code == 422 and said in text_of(answer) and "TOW-2026-118" in text_of(answer)
    assert here.get("/desk/people/").status_code == 303


def test_who_is_led_away_from_a_person_is_offered_emergency_access_to_them(north):
    here = north.browser("title_clerk")
    led = here.get(f"/desk/people/{north.ids['owner']}")
    page = text_of(here.get(led.location[led.location.index("/desk/") :]))
    at = f"/desk/emergency/new?person={north.ids['owner']}"
    assert at in page
    told = {
        "person": str(north.ids["owner"]),
        "category": "life",
        "need": "reach",
        "reason": "A small child is alone in a locked car in our lot; we need the owner’s phone.",
    }
    opened = here.post("/desk/emergency/new", told, form=at)
    assert opened.status_code == 303, text_of(opened)[:1500]
    record = text_of(here.get(opened.location[opened.location.index("/desk/") :]))
    assert north.owner in record and "29 Feb 1980" not in record and "Accord" not in record


def test_another_purpose_narrows_at_once(north):
    here = north.browser("title_clerk")
    here.post("/desk/purpose/b7", B7, form="/desk/purpose/b7")
    assert north.owner in text_of(here.get(f"/desk/vehicles/{north.ids['vehicle']}"))
    here.post("/desk/purpose/registry", {}, form="/desk/purpose/")
    page = text_of(here.get(f"/desk/vehicles/{north.ids['vehicle']}"))
    assert north.owner not in page and "Withheld" in page
