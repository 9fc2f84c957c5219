"""The administrator's page of the calendar: a day off is previewed, saved, kept as a version and taken back."""

import pytest

from tests.factories.browser import Browser
from tests.factories.tenants import make_tenant, make_user

PAGE, PREVIEW, SAVE = "/admin/calendar/", "/admin/calendar/preview", "/admin/calendar/save"
CLOSED = {"act": "close", "day-day": "23", "day-month": "12", "day-year": "2026", "name": "Stocktaking"}


@pytest.fixture
def council(database):
    return make_tenant(database, "Calendarville", kind="council")


@pytest.fixture
def chief(app, database, council):
    here = Browser(app, council)
    assert here.sign_in(make_user(database, council, "administrator", name="Orsola")).status_code == 303
    return here


def test_a_day_off_is_seen_before_it_holds_and_is_taken_back(chief):
    seen = chief.post(PREVIEW, CLOSED, form=PAGE)
    assert seen.status_code == 200
    told = seen.get_data(as_text=True)
    assert "Stocktaking" in told and "No open case would be due another day." in told
    assert "Stocktaking" not in chief.get(PAGE).get_data(as_text=True)
    without = chief.post(SAVE, {**CLOSED, "seen": "0", "reason": ""}, form=PAGE)
    assert without.status_code == 422 and "Say why" in without.get_data(as_text=True)
    assert chief.post(SAVE, {**CLOSED, "seen": "0", "reason": "Every year"}, form=PAGE).status_code == 303
    page = chief.get(PAGE).get_data(as_text=True)
    assert "Stocktaking" in page and "Every year" in page and "Orsola" in page
    stale = chief.post(SAVE, {**CLOSED, "act": "forget", "seen": "0", "reason": "Again"}, form=PAGE)
    assert stale.status_code == 409
    back = {"act": "restore", "restore": "0"}
    assert "is a usual day again" in chief.post(PREVIEW, back, form=PAGE).get_data(as_text=True)
    assert chief.post(SAVE, {**back, "seen": "1", "reason": "No"}, form=PAGE).status_code == 303
    assert "As in version 0" in chief.get(PAGE).get_data(as_text=True)


def test_what_cannot_be_read_comes_back_at_its_box(chief):
    wrong = chief.post(PREVIEW, {**CLOSED, "day-day": "40", "name": ""}, form=PAGE)
    told = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "Enter a day like" in told and 'href="#close-day-' in told
    hours = {"act": "hours", "day-day": "4", "day-month": "1", "day-year": "2027", "mon": "9 to 5"}
    assert chief.post(PREVIEW, hours, form=PAGE).status_code == 422


def test_only_the_administrator_changes_the_calendar_and_only_the_own(app, database, council, chief):
    lead = Browser(app, council)
    lead.sign_in(make_user(database, council, "team_lead", name="Marcus"))
    assert lead.get(PAGE).status_code == 403
    assert chief.post(SAVE, {**CLOSED, "seen": "0", "reason": "CNRY-reason"}, form=PAGE).status_code == 303
    other = make_tenant(database, "Nextville", kind="council")
    neighbour = Browser(app, other)
    neighbour.sign_in(make_user(database, other, "administrator", name="Else"))
    page = neighbour.get(PAGE).get_data(as_text=True)
    assert "CNRY-reason" not in page and "Stocktaking" not in page


def test_a_list_of_days_comes_back_with_every_wrong_row_and_changes_nothing(chief):
    rows = "2027-12-24; closed; Day of the tree\n2027-02-30; closed; Never\n2027-12-25; swap;"
    wrong = chief.post(SAVE, {"act": "rows", "rows": rows, "seen": "0", "reason": "Next year"}, form=PAGE)
    told = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and told.count('href="#rows-rows"') == 2
    assert (
        "Row 2: there is no day “2027-02-30”" in told
        and "Row 3: say which working day" in told
        and "Day of the tree" in told
    )
    assert "Day of the tree" not in chief.get(PAGE).get_data(as_text=True)
    good = {"act": "rows", "rows": rows.splitlines()[0] + "\r\n2027-12-27; closed; Rest"}
    assert "Day of the tree" in chief.post(PREVIEW, good, form=PAGE).get_data(as_text=True)
    assert chief.post(SAVE, {**good, "seen": "0", "reason": "Next year"}, form=PAGE).status_code == 303
    assert "Day of the tree" in chief.get(PAGE).get_data(as_text=True)
