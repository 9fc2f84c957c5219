"""Gift Aid at the desk: only where an office claims it, and never without the duty."""

import re

import pytest
from sqlalchemy import select

from casework.models.identity import Tenant
from casework.store.identity import identity_session
from tests.factories.browser import Browser
from tests.factories.tenants import make_tenant, make_user
from tests.web.registers.test_gift_pages import text_of


@pytest.fixture(scope="module")
def there(app, database):
    tenant = make_tenant(database, "Aid", kind="charity")
    with app.app_context(), identity_session() as session:
        row = session.scalars(select(Tenant).where(Tenant.id == tenant.id)).one()
        row.profile = {"currencies": ["GBP"], "gift_aid": {"charity": "Friends of CNRY"}}
        session.commit()
    browser = Browser(app, tenant)
    browser.sign_in(make_user(database, tenant, "finance_officer", name="Finance of Aid"))
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


def test_a_declaration_is_recorded_and_a_claim_without_gifts_is_refused(there):
    page = text_of(there.get("/desk/gift-aid/"))
    assert "Friends of CNRY" in page and "No claim yet" in page
    person = {"kind": "person", "name": "Ana Lima", "language": "en", "address": ""}
    there.post("/desk/donors/new", person)
    told = {"who": "Ana Lima", "scope": "future", "how": "written", "first_name": "Ana", "last_name": "Lima"}
    told |= {"house": "7", "postcode": "m1 1ae", "made-day": "5", "made-month": "1", "made-year": "2026"}
    wrong = there.post("/desk/gift-aid/declarations", told | {"postcode": "12345"})
    assert (
        wrong.status_code == 422 and "Enter a postcode" in text_of(wrong) and 'value="Lima"' in text_of(wrong)
    )
    assert there.post("/desk/gift-aid/declarations", told | {"made-day": "x"}).status_code == 422
    assert there.post("/desk/gift-aid/declarations", told).status_code == 303
    alone = there.post("/desk/gift-aid/declarations", told | {"scope": "this", "gift": "nothing"})
    assert alone.status_code == 422 and "Choose the gift" in text_of(alone)
    refused = there.post("/desk/gift-aid/claims", {})
    assert refused.status_code == 409 and "(NOTHING_TO_CLAIM)" in text_of(refused)


def test_a_declaration_is_cancelled_once_in_the_list(there):
    person = {"kind": "person", "name": "Ben Lima", "language": "en", "address": ""}
    there.post("/desk/donors/new", person)
    told = {"who": "Ben Lima", "scope": "future", "how": "written", "first_name": "Ben", "last_name": "Lima"}
    told |= {"house": "7", "postcode": "m1 1ae", "made-day": "5", "made-month": "1", "made-year": "2026"}
    assert there.post("/desk/gift-aid/declarations", told).status_code == 303
    page = there.get("/desk/gift-aid/declarations")
    assert "Ben Lima" in text_of(page) and "Stands" in text_of(page)
    at = re.findall(r"/desk/gift-aid/declarations/[0-9a-f-]{36}/cancel", page.text)[0]
    assert there.post(at, {}, form="/desk/gift-aid/").status_code == 303
    assert "Cancelled" in text_of(there.get("/desk/gift-aid/declarations"))
    again = there.post(at, {}, form="/desk/gift-aid/")
    assert again.status_code == 409 and "(DECLARATION_CANCELLED)" in text_of(again)
    assert "No small gift yet" in text_of(there.get("/desk/gift-aid/small"))


def test_an_office_that_claims_none_has_no_such_page(bank):
    here = bank.browser("finance_officer")
    here.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    assert here.get("/desk/gift-aid/").status_code == 404
