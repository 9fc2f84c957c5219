"""Rules for withholding that an office adds: from a day on, beside those of the law, for itself alone."""

from datetime import date, timedelta

import pytest

from casework.base.clock import today
from casework.packs import catalog
from casework.packs.law import with_own_exemptions
from casework.services.deadlines.time_rules import time_rules
from casework.services.office import office_by_id
from tests.factories.browser import Browser
from tests.factories.tenants import TIMEZONE, make_tenant, make_user

PAGE = "/admin/exemptions/"
NEW = {
    "law": "us_ca",
    "code": "city.12",
    "words": "Plans of shelters",
    "source": "City Charter 12.4",
    "seen": "0",
}
NEW |= {"weighed": "yes", "since-day": "1", "since-month": "3", "since-year": "2026", "reason": "New charter"}
OWN = {
    "words": "Plans of shelters",
    "source": "12.4",
    "weighed": True,
    "since": "2026-03-01",
    "until": "2027-01-01",
}


@pytest.fixture(scope="module")
def councils(database):
    return make_tenant(database, "Chartertown", kind="council"), make_tenant(
        database, "Nextdoor", kind="council"
    )


@pytest.fixture(scope="module")
def chief(app, database, councils):
    here = Browser(app, councils[0])
    here.sign_in(make_user(database, councils[0], "administrator", name="Orsola"))
    return here


def exemptions(app, tenant):
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.system("recount_deadlines")) as session:
            found = time_rules(session).laws["us_ca"].exemptions
            session.commit()
    return found


def test_an_own_rule_holds_from_its_first_day_until_its_last_and_replaces_none_of_the_law():
    laws = catalog().kind("council").laws
    taken = next(iter(laws["us_ca"].exemptions))
    found = with_own_exemptions(laws, {"us_ca": {"city.12": OWN, taken: OWN}})["us_ca"].exemptions
    own = found["city.12"]
    assert [
        own.holds_on(date(*day)) for day in ((2026, 2, 28), (2026, 3, 1), (2026, 12, 31), (2027, 1, 1))
    ] == [*(False, True, True, False)]
    assert found[taken] == laws["us_ca"].exemptions[taken] and own.weighed
    assert with_own_exemptions(laws, {})["uk_foia"].exemptions == laws["uk_foia"].exemptions


def test_an_administrator_adds_one_for_the_own_office_and_ends_it(app, councils, chief):
    assert chief.post(PAGE, NEW, form=PAGE).status_code == 303
    page = chief.get(PAGE).get_data(as_text=True)
    assert "Plans of shelters" in page and "City Charter 12.4" in page
    assert exemptions(app, councils[0])["city.12"].weighed and "city.12" not in exemptions(app, councils[1])
    assert chief.post(PAGE, NEW, form=PAGE).status_code == 409  # somebody changed the promises meanwhile
    day = today("America/Los_Angeles") - timedelta(days=1)
    over = {
        "until-day": str(day.day),
        "until-month": str(day.month),
        "until-year": str(day.year),
        "seen": "1",
    }
    assert chief.post(PAGE, {**NEW, **over}, form=PAGE).status_code == 303
    assert not exemptions(app, councils[0])["city.12"].holds_on(today(TIMEZONE))


@pytest.mark.parametrize(
    ("more", "box"),
    [
        ({"law": "us_tx"}, "law"),
        ({"code": "a b"}, "code"),
        ({"words": " "}, "words"),
        ({"source": "x" * 121}, "source"),
        ({"since-year": ""}, "since"),
        ({"until-day": "1", "until-month": "3", "until-year": "2026"}, "until"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_rule_says_what_is_wrong_with_it(chief, more, box):
    answer = chief.post(PAGE, {**NEW, "code": "city.13", "seen": "2", **more}, form=PAGE)
    assert answer.status_code == 422 and f'href="#{box}' in answer.get_data(as_text=True)


def test_only_an_administrator_adds_rules(app, database, councils):
    officer = Browser(app, councils[0])
    officer.sign_in(make_user(database, councils[0], "request_officer", name="Marcus"))
    assert officer.get(PAGE).status_code == 403
